// From state to screen: the layout after new data or another width, and what changes from moment to moment.

/** Everything that depends on data, size or theme. What stands around the drawings stays as long as nothing in it changes. */
function redrawPlayground(it) {
  const { run, root, labels } = it;
  const width = root.clientWidth;
  if (!run || !width) return;
  const theme = readTheme(root);
  const type = parseFloat(getComputedStyle(root).fontSize);
  const surroundings = [width, window.innerHeight, window.devicePixelRatio, type, theme.accent, theme.font, labels, messagesOf(run), run.features,
    run.sizes, run.activation_labels, run.task, run.class_names, run.limits, run.loss_name, Boolean(run.pinned), it.neuron];
  const key = JSON.stringify(surroundings);
  if (it.surroundings !== key) {
    it.surroundings = key;
    Object.assign(it, { theme, type });
    placePlayground(it, width);
  }
  it.featureAtlas.paint(run.feature_maps, run.sides.feature, it.pixels);
  describeView(it);
  const runs = [{ history: run.history }, ...(run.pinned ? [{ history: run.pinned.history, pinned: true }] : [])].reverse();
  it.curves.draw(it.areas.curves, runs, theme, type, labels.curves_label);
  it.invalidate("moment", "points", "network", "plane", "marks");
  it.settleSpots();
  it.render();
}

/** Give every area, canvas and button its size, place and name. */
function placePlayground(it, width) {
  const { run, view, theme, type } = it;
  it.line = cssColour(mixColours(theme.zero, theme.accent === "#111111" ? [0, 0, 0] : [255, 255, 255], 0.45));
  describeMessages(it);
  const areas = (it.areas = layoutAreas(width, window.innerHeight, type, run, view.notes.offsetHeight));
  view.stage.dataset.mode = areas.mode;
  const sizes = [["net", areas.network.width], ["view", areas.view], ["curves", areas.curves.width], ["tall", areas.network.height], ["plot", areas.plot]];
  for (const [name, value] of sizes) view.stage.style.setProperty(`--${name}`, `${value}px`);
  const measure = view.wires.getContext("2d");
  measure.font = `${type}px ${theme.font}`;
  const nameWidth = Math.ceil(Math.max(...run.features.map(({ label }) => measure.measureText(label).width)));
  it.network = layoutNetwork(areas.network, type, run, nameWidth);
  it.pixels = signedPixels(theme);
  it.softPixels = signedPixels(theme, 0.62);
  it.wires = sizeCanvas(view.wires, areas.network.width, areas.network.height);
  it.marks = sizeCanvas(view.marks, areas.network.width, areas.network.height);
  view.planes.forEach((plane, k) => {
    plane.element.hidden = k >= areas.plots;
    if (k < areas.plots) plane.resize(areas.plot);
  });
  it.spots.shapeTo(run);
  it.spots.place(it.network, run);
  describeNetwork(it, nameWidth);
  it.readings.name(run, it.labels);
}

/** Draw what is dirty: moment, network, plane, points, marks. Hovering draws marks and plane, playing all but the points. */
function renderPlayground(it) {
  const { run, dirty, network, theme } = it;
  if (dirty.has("moment")) {
    it.moment = momentOf(run, it.index, it.share);
    it.atlas.paint(it.moment.maps, run.m, it.pixels);
    showNumbers(it);
  }
  const { moment } = it;
  if (dirty.has("moment") || dirty.has("network")) {
    const { wires } = it;
    wires.clearRect(0, 0, network.width, network.height);
    drawEdges(wires, network, run, moment, theme, fadeOf(it));
    drawTiles(wires, network, run, moment, theme, it);
  }
  if (dirty.has("moment") || dirty.has("plane")) drawViews(it);
  if (dirty.has("points") || (it.shown === "warped" && dirty.has("moment"))) drawAllPoints(it);
  if (dirty.has("moment") || dirty.has("marks")) drawMarks(it);
  if (dirty.has("moment") && moment.share === 1) it.describeWeight();
  dirty.clear();
}

/** Which edges recede while a neuron or a feature is looked at: those that have nothing to do with it. */
function fadeOf(it) {
  const { hover, run } = it;
  if (hover?.kind === "neuron") {
    const { layer, unit } = run.neurons[hover.number];
    return (l, from, to) => !((l === layer && to === unit) || (l === layer + 1 && from === unit));
  }
  if (hover?.kind === "feature") return (l, from) => l === 0 && run.active[from] !== hover.number;
  return null;
}

/** What the large plot shows: a hovered or pinned neuron, a hovered feature, else the network's output. */
function subjectOf(it) {
  if (it.hover?.kind === "neuron" || it.hover?.kind === "feature") return it.hover;
  return it.neuron === null || it.scene !== "plane" ? null : { kind: "neuron", number: it.neuron };
}

function drawViews(it) {
  const { run, moment, view, theme, labels } = it;
  const subject = subjectOf(it);
  it.shown = subject ? "plane" : it.scene;
  const slices = (bytes, count, n) => Array.from({ length: count }, (_, c) => bytes.subarray(c * n * n, (c + 1) * n * n));
  const { m, B, channels } = run;
  view.plots.hidden = it.shown === "matrix";
  view.table.hidden = it.shown !== "matrix";
  const [plane, kept] = view.planes;
  if (it.shown === "matrix") fillMatrix(view.table, run.confusion[moment.index], run, theme, labels, it.areas.plot);
  else if (it.shown === "warped") {
    const factor = enlargement(B, channels);
    const fields = slices(moment.boundary, channels, B).map((bytes) => enlarge(bytes, B, factor));
    const segments = run.task === "regression" ? [] : decisionLines(fields);
    plane.paintWarped(it.warping(it.areas.plot), boundaryColour(fields, it.softPixels, theme), segments, theme);
  } else if (subject) {
    const neuron = subject.kind === "neuron";
    const [bytes, n] = neuron ? [moment.maps, m] : [run.feature_maps, run.sides.feature];
    plane.paintMap(slices(bytes.subarray(subject.number * n * n), 1, n), n, it.pixels, theme, neuron);
  } else {
    plane.paintMap(slices(moment.boundary, channels, B), B, it.softPixels, theme, run.task !== "regression");
    if (run.diverged && moment.epoch >= Math.min(run.diverged.epoch, run.epochs.at(-1))) plane.paintBroken(theme);
  }
  if (run.pinned && it.shown !== "matrix") {
    const { pinned } = run;
    const index = keyframeAt(pinned.epochs, moment.epoch);
    const { side } = pinned;
    const bytes = pinned.bytes.subarray(index * channels * side * side, (index + 1) * channels * side * side);
    kept.paintMap(slices(bytes, channels, side), side, it.softPixels, theme, run.task !== "regression");
  }
  nameView(it, subject);
}

function drawAllPoints(it) {
  const { run, theme, view, areas, points } = it;
  const side = areas.plot;
  const flat = placesOf(points, run.domain, side);
  const warp = it.shown === "warped" ? it.warping(side) : null;
  const places = warp ? flat.map(([x, y]) => warp(x / side, y / side)) : flat;
  view.planes.forEach((plane, k) => {
    if (k < areas.plots) plane.paintPoints(k ? flat : places, points, run.task, theme);
  });
  it.places = places;
  it.editor.follow({ run, places, side });
}

/** The outlines of what is hovered or pinned, the edge that is pointed at with its value, the keyboard's cursor. */
function drawMarks(it) {
  const { marks: context, network, run, moment, theme, hover, view } = it;
  context.clearRect(0, 0, network.width, network.height);
  const frame = ({ x, y, size }) => {
    for (const [width, colour] of [[6, theme.halo], [3, theme.accent]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.strokeRect(x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2);
    }
  };
  for (const number of new Set([it.neuron, hover?.kind === "neuron" ? hover.number : null])) {
    if (number === null) continue;
    frame(network.neurons[number]);
    const { layer, unit } = run.neurons[number];
    drawBias(context, biasPlace(network, run, layer, unit), moment.weights[parameterAt(run, layer, "bias", unit)], run.weightLimit, theme);
  }
  if (hover?.kind === "feature") frame(network.inputs[hover.number]);
  const weight = hover?.kind === "weight" ? hover : null;
  view.chip.hidden = !weight;
  if (weight) {
    const value = moment.weights[parameterAt(run, weight.layer, weight.from, weight.to)];
    const place = weightPlace(it, weight);
    if (weight.from === "bias") frame(biasPlace(network, run, weight.layer, weight.to));
    else {
      const edge = [edgeEnds(network, run, weight.layer, weight.from, weight.to)];
      const { width, colour } = edgeLook(value / run.weightLimit, widestEdge(network), theme);
      strokeEdges(context, edge, { width: width + 7, colour: theme.halo });
      strokeEdges(context, edge, { width: width + 4, colour: theme.accent });
      strokeEdges(context, edge, { width, colour });
    }
    const name = it.weightName(weight);
    view.chip.replaceChildren(make("span", {}, name), make("b", {}, writeWeight(value)));
    const half = view.chip.offsetWidth / 2;
    view.chip.style.left = `${Math.max(half, Math.min(network.width - half, place.x))}px`;
    view.chip.style.top = `${place.y + (place.y > 60 ? -14 : 52)}px`;
  }
  drawPlaneMarks(it);
}

/** Always as many decimals, so that a number that changes while playing does not jump. */
const writeWeight = (value) => (Number.isFinite(value) ? value.toFixed(4).replace("-", "\u2212") : shortNumber(value));

/** Where the value of a weight is shown: at the pointer's place on the edge, or its middle; for a bias at its square. */
function weightPlace(it, { layer, from, to, x }) {
  if (from === "bias") return biasPlace(it.network, it.run, layer, to);
  const ends = edgeEnds(it.network, it.run, layer, from, to);
  const t = x === undefined ? 0.3 : edgeParameter(ends.x0, ends.x1, Math.max(ends.x0, Math.min(ends.x1, x)));
  return edgePoint(ends, t);
}

/** In the plane: the chosen point, and the cross of the keyboard's cursor. */
function drawPlaneMarks(it) {
  const [{ over, side }] = it.view.planes;
  const { theme, places, editor } = it;
  over.clearRect(0, 0, side, side);
  const chosen = places?.[it.point];
  if (chosen && it.shown !== "matrix") {
    over.beginPath();
    over.arc(...chosen, pointRadius(side, places.length) + 5, 0, 2 * Math.PI);
    stroke(over, theme.halo, 5);
    stroke(over, theme.accent, 2.5);
  }
  if (editor.on && editor.cursor) {
    const [x, y] = editor.cursor;
    over.beginPath();
    for (const [dx, dy] of [[1, 0], [0, 1]]) {
      over.moveTo(x - 14 * dx, y - 14 * dy);
      over.lineTo(x + 14 * dx, y + 14 * dy);
    }
    stroke(over, theme.halo, 6);
    stroke(over, theme.accent, 2.5);
  }
}
