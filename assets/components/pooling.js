// New data and new sizes: what the pooling picture takes from Python, and how it is laid out and drawn.

/** Take new data: keep the selection, the view, the speed and the hover where they are still valid. */
function updatePooling(it, sent) {
  const before = it.data;
  const unpacked = Object.entries(sent.pooled).map(([name, method]) =>
    [name, Object.entries(method).map(([part, packed]) => [part, planesOf(packed)])]);
  const [images, allShifted, shiftedOutputs] = [sent.image, sent.shifted, sent.shifted_output].map(planesOf);
  const [upstream] = sent.upstream ? planesOf(sent.upstream) : [shiftedOutputs[0].map((row) => row.map(() => 1))];
  const minus = (after, start) => after.map((row, r) => row.map((value, c) => value - start[r][c]));
  const [whole, ...ofChannels] = sent.changes;
  it.changes = whole;
  it.planes = images.map((image, k) => {
    const pooled = Object.fromEntries(unpacked.map(([name, parts]) =>
      [name, Object.fromEntries(parts.map(([part, planes]) => [part, planes[k]]))]));
    const [shifted, shiftedOutput] = [allShifted[k], shiftedOutputs[k]];
    const [change, outputChange] = [minus(shifted, image), minus(shiftedOutput, pooled[sent.method].output)];
    return { ...sent, image, shifted, shiftedOutput, pooled, upstream, change, outputChange, changes: ofChannels[k] ?? whole };
  });
  adoptLook(it, sent, before);
  lookAtChannel(it);
  const { data } = it;
  it.labels = data.labels;
  it.shapes = poolingShapes(data);
  // An answer that only repeats where the learner looks leaves a field open in which somebody types already.
  const numbers = JSON.stringify([sent.image, sent.windows, sent.upstream, sent.method]);
  if (numbers !== it.numbers) it.editor.close();
  it.numbers = numbers;
  // A press on an arrow that Python has not answered yet still counts.
  if (!it.waiting("shift").length) it.shift = data.shift;
  const { outputRows, outputColumns, rows, columns } = it.shapes;
  it.position = [Math.min(it.position[0], outputRows - 1), Math.min(it.position[1], outputColumns - 1)];
  const valid = (at) => at && (at.side === "window"
    ? at.row < outputRows && at.column < outputColumns && (!at.method || data.pooled[at.method])
    : at.row < rows && at.column < columns && (!at.method || data.pooled[at.method]));
  if (it.cursor?.side === "window" || !valid(it.cursor)) it.cursor = it.windowAt(it.position);
  if (!valid(it.hover)) it.hover = null;
  it.player.held = Boolean(it.hover);
  it.term = null;
  it.slideFrom = null;
  it.player.setCount(outputRows * outputColumns);
  it.player.describe(data.labels);
  it.redraw();
}

/** What Python selects wins when it is news, not when it only echoes what this component has sent. */
function adoptLook(it, { selected, view, channel = "all" }, before) {
  const echo = it.looks.indexOf(String([...(selected ?? it.position), view, channel]));
  if (echo >= 0) return void it.looks.splice(0, echo + 1);
  if (selected && String(selected) !== String(before?.selected)) {
    it.position = selected;
    it.cursor = null;
  }
  if (view !== before?.view) it.name = view;
  if (channel !== before?.channel) it.channel = channel;
}

/** The rows of numbers of a group's grid. */
function valuesOf({ kind, method }, data, { padding, gridRows, gridColumns }) {
  switch (kind) {
    case "input":
      return Array.from({ length: gridRows }, (_, row) =>
        Array.from({ length: gridColumns }, (_, column) => data.image[row - padding]?.[column - padding] ?? 0));
    case "output": case "gradient": return data.pooled[method][kind];
    case "upstream": return data.upstream;
    case "shifted": return data.shifted;
    case "change": return data.change;
    case "shifted_output": return data.shiftedOutput;
    case "output_change": return data.outputChange;
  }
}

/** Everything that depends on data, size or theme, but not on what is hovered. */
function redrawPooling(it) {
  const { data, planes, shapes, labels, view, root, name, mixed } = it;
  const width = root.clientWidth;
  if (!data || !width) return;
  const theme = readTheme(root);
  const methods = Object.keys(data.pooled);
  if (placeGroups(view, name, methods, (kind, method) => {
    const group = { kind, method };
    return (group.grid = createGrid(kind, method, it.gridEvents(() => group)));
  })) {
    it.hover = null;
    it.player.held = false;
    it.cursor = it.cursor?.method && !methods.includes(it.cursor.method) ? it.windowAt(it.position) : it.cursor;
  }
  const groups = Array.from(view.groups.values());
  const type = parseFloat(getComputedStyle(root).fontSize);
  // Colours can be compared: a maximum or an average with the picture it is of, a change with what changes, a channel with the others.
  const limitAmong = (part) => scaleLimit(planes.map(part));
  // A photograph in true colours is as bright as it is.
  const picture = Math.max(mixed ? 1 : 0, limitAmong(({ image }) => image));
  const limits = {
    picture, output: { max: picture, average: picture, l2: data.pooled.l2 ? limitAmong(({ pooled }) => pooled.l2.output) : picture },
    upstream: scaleLimit(data.upstream),
    gradient: Object.fromEntries(methods.map((method) => [method, limitAmong(({ pooled }) => pooled[method].gradient)])),
  };
  const { padding } = shapes;
  const place = (row, column) => placeOfCell(shapes, row - padding, column - padding);
  const limitOf = ({ kind, method }) => {
    if (kind === "upstream") return limits.upstream;
    if (kind === "gradient") return limits.gradient[method];
    return sideOf(kind) === "cell" ? picture : limits.output[method ?? data.method];
  };
  const inColour = ({ kind }) => mixed && kind !== "upstream";
  const values = groups.map((group) => {
    if (!inColour(group)) return valuesOf(group, data, shapes);
    const colours = mixedColours(group.kind, it.shown.map((plane) => valuesOf(group, plane, shapes)), limitOf(group));
    return group.kind === "input" ? colours.map((row, r) => row.map((colour, c) => (place(r, c) === "inside" ? colour : theme.zero))) : colours;
  });
  const sizes = groups.map(({ kind }, k) => ({ side: sideOf(kind), rows: values[k].length, columns: values[k][0].length }));
  const layout = poolingLayout(width, window.innerHeight, sizes, view.operators, data.present);
  view.stage.dataset.mode = layout.mode;
  view.stage.dataset.view = name;
  const padded = shapes.gridRows > shapes.rows || shapes.gridColumns > shapes.columns;
  const minus = data.method === "max" ? "\u2212∞" : data.count_include_pad ? "0" : "";
  const unread = (row, column) => !shapes.rowReaders[row].length || !shapes.columnReaders[column].length;
  const wins = winnersOf(it.shown, shapes.columns);
  const looks = {
    input: {
      tinted: padded ? (row, column) => place(row, column) !== "inside" : null,
      hatched: shapes.rowReaders.concat(shapes.columnReaders).some((list) => !list.length) ? unread : null,
      word: padded ? (row, column) => ({ padding: minus, outside: "" })[place(row, column)] : null,
      frame: padded ? { row: padding, column: padding, rows: shapes.rows, columns: shapes.columns } : null,
      dotted: wins && ((row, column) => place(row, column) === "inside" && wins(row - padding, column - padding)),
    },
    // In true colours a gradient's own say which channels won.
    gradient: { dotted: mixed ? null : wins },
  };
  groups.forEach(({ kind, method, grid, title }, k) => {
    const { side, rows, columns } = sizes[k];
    const [trueRows, trueColumns] = kind === "input" ? [shapes.rows, shapes.columns] : [rows, columns];
    const named = data.method_names[method ?? data.method];
    const colour = inColour(groups[k]);
    const text = fillIn(labels[`title_${kind}`], { rows: colour ? `${planes.length}×${trueRows}` : trueRows, columns: trueColumns, method: named });
    title.textContent = text;
    const { dotted, ...look } = looks[kind] ?? {};
    grid.take(values[k], {
      cell: side === "cell" ? layout.picture : layout.output, limit: limitOf(groups[k]), theme, ...look,
      dotted: kind === "gradient" && method !== "max" ? null : dotted,
      numbers: !colour && Math.max(rows, columns) <= 17, roundingAllowed: kind !== "input" && kind !== "upstream", wanted: type,
      label: [
        text, labels[`about_${kind}`], colour ? labels.about_colours : "", labels.keys,
        kind === "upstream" || (kind === "input" && !mixed) ? labels.keys_edit : "",
      ].filter(Boolean).join(" "),
    });
  });
  groups.forEach((group) => {
    if (inColour(group)) paintMixedLegend(group.legend, group.kind, limitOf(group));
    else paintLegend(group.legend, limitOf(group), theme);
  });
  root.toggleAttribute("data-mixed", mixed);
  paintChoice(view, it, labels);
  it.panel.build(it.shown, shapes, theme, limits, labels, width, type);
  // Only now that the page is as it shall be: text on a canvas makes the browser work out styles anew after every change.
  groups.forEach(({ grid }) => grid.draw());
  it.counted = !mixed && name === "forward" && shapes.overlap > 1 && layout.picture >= 44;
  it.drawn = true;
  it.render();
  paintPoolingNotes(view.notes, data, shapes, {
    name, mixed, dotted: name !== "shift" && wins && layout.picture >= 5, unread: name !== "shift" && looks.input.hatched,
    rounded: groups.some(({ grid }) => grid.rounded), counted: it.counted,
  }, labels);
}

export default mounting("pooling", (root, send, waiting) => {
  root.dataset.playing = "false";
  const it = createPooling(root, send, waiting);
  it.redraw = () => redrawPooling(it);
  const dispose = () => {
    it.player.stop();
    it.editor.close();
  };
  return { update: (sent) => updatePooling(it, sent), redraw: it.redraw, dispose };
});
