// Recurrent cells: how the picture is laid out and drawn.

/** Everything that depends on data, size or theme, but not on what is hovered. */
function redrawRecurrentCells(it) {
  const { root, view, data, name } = it;
  const width = root.clientWidth;
  if (!data || !width) return;
  root.dataset.view = name;
  const theme = (it.theme = readTheme(root));
  const type = parseFloat(getComputedStyle(root).fontSize);
  const sizes = (it.sizes = layoutStage(width, window.innerHeight, type));
  for (const button of view.views.children) button.setAttribute("aria-checked", button.dataset.choice === name);
  for (const button of view.views.children) button.tabIndex = button.dataset.choice === name ? 0 : -1;
  it.player.setCount(name === "cell" ? data.steps : data.reach.length);
  it.at = layoutLanes(data, width, sizes.lanes, type, it.unit);
  it.scale = layoutReach(data, width, sizes.plot, type, view.canvas.getContext("2d"), theme.font);
  if (name === "cell") it.diagram.place(data.cell, width, diagramHeight(data.cell, sizes.stage, it.at.height, type), type);
  // Where its rows are, for who looks from outside.
  view.lanes.dataset.rows = it.at.rows.map(({ name, unit, top, height }) => `${name}.${unit + 1}:${Math.round(top + height / 2)}`).join(" ");
  view.lanes.dataset.left = it.at.left;
  const context = view.canvas.getContext("2d");
  context.font = `${type}px ${theme.font}`;
  view.caption.style.minHeight = `${1.4 * captionLines(data, name, it.unit, width, context)}em`;
  it.type = type;
  it.width = width;
  it.render();
}

/** Draw what is looked at: pinned or hovered. */
function renderRecurrentCells(it) {
  const { view, data, theme, name, root } = it;
  if (name === "cell") renderCell(it);
  else renderReach(it);
  view.caption.textContent = it.said;
  it.player.show(name === "cell" ? it.t : it.back, it.said);
  Object.assign(root.dataset, { cell: data.cell, steps: data.steps, units: data.units, length: data.reach.length, serial: data.serial });
}

function renderCell(it) {
  const { view, data, theme, root } = it;
  const { t, unit } = it.hover ?? it;
  const focus = it.focus;
  // Of many units the gates' rows are those of the unit looked at.
  if (it.at.many) it.at = layoutLanes(data, it.width, it.sizes.lanes, it.type, unit);
  const { at } = it;
  const fade = it.player.playing ? it.t : Infinity;
  const marks = it.marks.flatMap((mark) => (mark === "x" ? [] : [mark]));
  it.diagram.show(data, t, unit, markedIn(it.marks, t) ?? focus, theme);
  drawLanes(sizeCanvas(view.lower, at.width, at.height), data, at, { theme, fade });
  outlineLanes(sizeCanvas(view.upper, at.width, at.height), data, at, { theme, t, unit, focus, marks });
  it.said = captionOf(data, t, unit);
  it.diagram.element.setAttribute("aria-label", `${data.cell_names[data.cell]}. ${it.said}`);
  view.lanes.setAttribute("aria-label", `${it.said} ${data.labels.keys}`);
  it.formulas.show(data, t, unit, focus, data.labels);
  Object.assign(root.dataset, { step: t + 1, unit: unit + 1, focus: focus ?? "", marked: marks.map((mark) => `${mark.name}.${mark.step + 1}.${mark.of + 1}`).join(" ") });
}

/** The node of the diagram that a hovered term stands for. */
function markedIn(marks, t) {
  const [mark] = marks;
  if (!mark) return null;
  if (mark === "x") return "x";
  return mark.step < t ? `${mark.name}p` : mark.name;
}

function renderReach(it) {
  const { view, data, theme, scale, root } = it;
  const t = it.hover ? it.hover.t : data.reach.length - 1 - it.back;
  drawReach(sizeCanvas(view.canvas, scale.width, scale.height), data, scale, { t, cell: data.cell, theme, labels: data.labels });
  showReadings(it, t);
  it.said = reachCaption(data, t);
  const spoken = Array.from(view.readings.children, (one) => one.textContent).join(", ");
  view.plot.setAttribute("aria-label", `${it.said} ${spoken}. ${data.labels.keys_reach}`);
  Object.assign(root.dataset, { step: t + 1 });
}

export default mounting("recurrent_cells", (root, send, waiting) => {
  root.dataset.playing = "false";
  const it = createRecurrentCells(root, send, waiting);
  it.redraw = () => redrawRecurrentCells(it);
  it.render = () => renderRecurrentCells(it);
  return it;
});
