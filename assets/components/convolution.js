// New data and new sizes: what the linked convolution takes from Python, and how it is laid out and drawn.

/** Take new data: keep the selection, the speed and the hover where they are still valid. */
function updateConvolution(it, sent) {
  const before = it.data;
  const [padded, output] = [planesOf(sent.padded), planesOf(sent.output)];
  // The maps after ReLU are not sent: at 64 × 64 with eight filters they would be the largest part of a rerun.
  const activated = sent.activation === "relu" ? output.map((map) => map.map((row) => row.map((z) => Math.max(0, z)))) : null;
  const data = (it.data = { ...sent, padded, output, activated });
  it.labels = data.labels;
  it.shapes = shapesOf(data);
  it.isPadding = paddingCells(data, it.shapes);
  it.editor.close();
  adoptSelection(it, before);
  const { outputRows, outputColumns, rows, columns, channels, kernelRows, kernelColumns } = it.shapes;
  it.position = [Math.min(it.position[0], outputRows - 1), Math.min(it.position[1], outputColumns - 1)];
  const extent = { input: [rows, columns], kernel: [kernelRows, kernelColumns], output: [outputRows, outputColumns] };
  const valid = (at) => at && at.row < extent[at.source][0] && at.column < extent[at.source][1] && (at.channel ?? 0) < channels;
  if (it.cursor?.source === "output" || !valid(it.cursor)) it.cursor = it.outputAt(it.position);
  if (!valid(it.hover)) it.hover = null;
  it.player.held = Boolean(it.hover);
  it.term = null;
  it.slideFrom = null;
  it.player.setCount(outputRows * outputColumns);
  it.player.describe(data.labels);
  placeAllGrids(it);
  it.redraw();
}

/** What Python selects wins when it is news, not when it only echoes what this component has sent. */
function adoptSelection(it, before) {
  const { selected, filter } = it.data;
  const echo = it.sent.indexOf(JSON.stringify([...(selected ?? it.position), filter]));
  if (echo >= 0) {
    it.sent.splice(0, echo + 1);
  } else {
    if (selected && String(selected) !== String(before?.selected)) {
      it.position = selected;
      it.cursor = null;
    }
    if (filter !== before?.filter) it.filter = filter;
  }
  it.filter = Math.min(it.filter, it.data.weight.length - 1);
}

/** One input grid and one kernel grid per channel, one output grid; made anew only when their number changes. */
function placeAllGrids(it) {
  const { channels } = it.shapes;
  if (it.grids.length === 2 * channels + 1) return;
  const create = (kind, channel) => {
    const grid = createGrid(kind, channel, it.gridEvents(() => grid));
    return grid;
  };
  const perChannel = (kind) => it.data.padded.map((_, channel) => create(kind, channel));
  it.grids = [...perChannel("input"), ...perChannel("kernel"), create("output", null)];
  for (const [kind, group] of Object.entries(it.view.groups)) placeGrids(group, it.grids.filter((grid) => grid.kind === kind));
  it.hover = null;
  it.player.held = false;
}

/** Everything that depends on data, size or theme, but not on what is hovered. */
function redrawConvolution(it) {
  const { data, shapes, labels, view, root, filter } = it;
  const width = root.clientWidth;
  if (!data || !width) return;
  const theme = readTheme(root);
  const type = parseFloat(getComputedStyle(root).fontSize);
  const layout = chooseLayout(width, window.innerHeight, type, shapes, data.present);
  const { panelWidth } = layout;
  root.style.setProperty("--panel-width", panelWidth ? `${panelWidth}px` : "100%");
  root.toggleAttribute("data-beside", panelWidth > 0);
  view.stage.dataset.mode = layout.mode;
  view.stage.dataset.channels = shapes.channels;
  const limits = { input: scaleLimit(data.padded), kernel: scaleLimit(data.weight[filter]), output: scaleLimit(data.output[filter]) };
  const values = { input: data.padded, kernel: data.weight[filter], output: [(data.activated ?? data.output)[filter]] };
  const [top, , left] = data.padding;
  const padded = data.padding.some(Boolean);
  const sizes = {
    input: [shapes.inputRows, shapes.inputColumns],
    kernel: [shapes.kernelRows, shapes.kernelColumns],
    output: [shapes.outputRows, shapes.outputColumns],
  };
  const rowHeight = shapes.channels > 1 ? Math.max(layout.input * shapes.rows, layout.kernel * shapes.kernelRows) : 0;
  for (const [kind, group] of Object.entries(view.groups)) {
    const [rows, columns] = sizes[kind];
    const title = fillIn(labels[`title_${kind}`], { rows, columns });
    group.title.textContent = title;
    const grids = it.grids.filter((grid) => grid.kind === kind);
    nameRows(group, kind === "input" ? data.channel_names : [], kind === "output" ? 0 : rowHeight);
    grids.forEach((grid, k) => grid.take(values[kind][k], {
      cell: layout[kind], limit: limits[kind], theme,
      numbers: Math.max(rows, columns) <= 16, roundingAllowed: kind === "output",
      tinted: kind === "input" && padded ? it.isPadding : null,
      hatched: kind === "input" ? droppedCells(data, shapes) : null,
      frame: kind === "input" && padded ? { row: top, column: left, rows, columns } : null,
      label: [title, shapes.channels > 1 && kind !== "output" ? data.channel_names[k] : "", labels[`keys_${kind}`]].filter(Boolean).join(". "),
    }));
    paintLegend(group.legend, limits[kind], theme);
  }
  paintFilters(view.filters, data, filter, theme, labels, it.chooseFilter);
  it.panel.build(data, shapes, theme, labels, panelWidth || width, type);
  // Only now that the page is as it shall be: text on a canvas makes the browser work out styles anew after every change.
  it.grids.forEach((grid) => grid.draw());
  it.drawn = true;
  it.render();
  paintNotes(view.notes, data, it.grids.some((grid) => grid.rounded), labels);
}

export default mounting("convolution", (root, send) => {
  root.dataset.playing = "false";
  const it = createConvolution(root, send);
  it.redraw = () => redrawConvolution(it);
  const dispose = () => {
    it.player.stop();
    it.editor.close();
  };
  return { update: (sent) => updateConvolution(it, sent), redraw: it.redraw, dispose };
});
