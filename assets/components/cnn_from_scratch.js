// New data and new sizes: what the picture of a CNN from scratch takes from Python, and how it is drawn.

const ONE_SCALE = { chosen: "map", pooled: "map", sheet: "map" };

function updateScratch(it, sent) {
  const before = it.data;
  const one = (packed) => planesOf(packed)[0];
  const grids = Object.fromEntries(Object.entries(sent.grids).map(([kind, packed]) => [kind, one(packed)]));
  const data = (it.data = {
    ...sent, ...grids, k: grids.kernel.length, pooled: planesOf(sent.pooled), hiddenWeight: decodeBytes(sent.hidden_weight), hiddenLimit: sent.hidden_limit,
    biasGradient: sent.bias_gradient, learningRate: sent.learning_rate,
  });
  it.labels = data.labels;
  it.stages = scratchStages(data);
  let total = 0;
  it.offsets = new Map(it.stages.map(({ name, count }) => [name, (total += count) - count]));
  it.total = total;
  it.limits = new Map();
  adoptPlace(it, before?.place);
  it.hover = null;
  it.term = null;
  it.player.held = false;
  it.player.setCount(total);
  it.player.describe(data.labels);
  it.view.describe(it.stages, data.labels);
  it.redraw();
  it.render();
}

/** What Python wants looked at wins when it is news, not when it only echoes what this component has sent. */
function adoptPlace(it, before) {
  const { place } = it.data;
  const echo = it.sent.indexOf(place);
  if (echo >= 0) return void it.sent.splice(0, echo + 1);
  if (place === before) return;
  const [name, number] = place.split(".");
  const stage = it.stages.find((one) => one.name === name);
  const local = Number(number);
  it.position = stage && local >= 0 && local < stage.count ? it.offsets.get(name) + Math.floor(local) : 0;
  it.player.toggle(false);
}

/** The colour scale of a kind of grid; what can be compared shares one. */
function limitOf(it, kind) {
  const { data, limits } = it;
  const name = ONE_SCALE[kind] ?? kind;
  if (!limits.has(name)) {
    const fixed = { x: 1, probabilities: 1, target: 1, weightSheet: data.hiddenLimit, weightColumn: data.hiddenLimit };
    const values = { map: [data.map, data.pooled], gradientSheet: data.outputGradient, outputRow: data.outputWeight, outputColumn: data.outputWeight };
    limits.set(name, fixed[name] ?? scaleLimit(values[name] ?? data[name]));
  }
  return limits.get(name);
}

/** Everything that depends on data, size or theme, but not on what is hovered. */
function redrawScratch(it) {
  const { data, labels, view, root } = it;
  const width = root.clientWidth;
  if (!data || !width) return;
  const theme = readTheme(root);
  const type = parseFloat(getComputedStyle(root).fontSize);
  const { stage, local } = it.placeOf(it.position);
  view.place(stage, (kind) => createGrid(kind, "", it.gridEvents(kind)));
  const values = view.groups.map(({ kind }) => stage.values(kind, local));
  const shapes = values.map((rows) => ({ rows: rows.length, columns: rows[0].length }));
  const { stacked, cells } = scratchLayout(width, window.innerHeight, shapes, data.present);
  view.stage.classList.toggle("stacked", stacked);
  view.groups.forEach(({ kind, grid, title, classes, values: column }, n) => {
    const text = fillIn(labels[`title_${kind}`], { filter: data.filter + 1, rows: shapes[n].rows, columns: shapes[n].columns });
    title.textContent = text;
    grid.moment = local;
    const size = { sheet: data.winners.length, weightSheet: data.winners.length, gradientSheet: data.hidden[0].length }[kind];
    grid.take(values[n], {
      tinted: size ? (row, column) => isSeam(size, row, column) : undefined,
      cell: cells[n], limit: limitOf(it, kind), theme, numbers: shapes[n].columns === 3, roundingAllowed: true, wanted: Math.min(type, 14),
      label: `${text}. ${labels.keys}`,
    });
    paintClasses(classes, shapes[n].rows, shapes[n].columns, cells[n]);
    paintColumn(column, values[n], cells[n]);
  });
  view.groups.forEach(({ kind, legend }) => paintLegend(legend, limitOf(it, kind), theme));
  it.panel.build(data, theme, (kind) => limitOf(it, kind), labels);
  // Only now that the page is as it shall be: text on a canvas makes the browser work out styles anew after every change.
  view.groups.forEach(({ grid }) => grid.draw());
}

export default mounting("cnn_from_scratch", (root, send) => {
  root.dataset.playing = "false";
  const it = createScratch(root, send);
  it.redraw = () => redrawScratch(it);
  const redraw = () => {
    it.redraw();
    if (it.data) it.render();
  };
  return { update: (sent) => updateScratch(it, sent), redraw, dispose: () => it.player.stop() };
});
