// Overview → layer → formula. State: the unit opened (a click, a key, or Python put it there) and the hovered one on top of it.

function createAnatomy(root, send, waiting) {
  const it = { root, data: null, layers: [], sums: new Map(), labels: {}, unit: null, hover: null, said: "", drawn: false };
  let frame = 0;
  const later = () => (frame ||= requestAnimationFrame(() => ((frame = 0), it.drawn && it.render())));
  const layerOf = (name) => it.layers.find((layer) => layer.name === name);
  const hover = (layer, place) => {
    if (it.hover && it.hover.layer === layer && String(it.hover.place) === String(place)) return;
    it.hover = { layer, place };
    later();
  };
  const leave = () => {
    it.hover = null;
    later();
  };

  /** Opens a unit; without a place the largest of the layer. Another layer's weights come from Python. */
  const open = (name, place) => {
    const layer = layerOf(name);
    const largest = () => placeAt(layer, layer.values.reduce((best, value, k) => (value > layer.values[best] ? k : best), 0));
    const same = it.unit.layer === name;
    it.unit = { layer: name, place: place ?? (same ? it.unit.place : largest()) };
    if (!same) it.formula.chosen = null;
    it.hover = null;
    send("look", it.unit);
    it.redraw();
    it.live.textContent = it.said;
  };

  const bigEvents = (layer) => ({
    hover: (row, column) => hover(layer().name, placeOfCell(layer(), it.unit.place[0], [row, column])),
    leave,
    press: (row, column) => open(layer().name, placeOfCell(layer(), it.unit.place[0], [row, column])),
    key: (event) => moveByKey(event, layer()),
  });

  function moveByKey(event, layer) {
    const place = it.unit.layer === layer.name ? it.unit.place : layer.flat ? [0] : [0, 0, 0];
    const [row, column] = cellOfPlace(layer, place);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (!step && !(turn && !layer.flat)) return;
    event.preventDefault();
    const picture = pictureOf(layer, place);
    const clamp = (value, count) => Math.max(0, Math.min(count - 1, value));
    const map = clamp(place[0] + (turn ?? 0), layer.maps);
    const [r, c] = step ? [clamp(row + step[0], picture.rows), clamp(column + step[1], picture.columns)] : [row, column];
    if (r * picture.columns + c < picture.count) open(layer.name, placeOfCell(layer, map, [r, c]));
  }

  it.sees = createMap("sees", bigEvents(() => it.layers[0]));
  it.big = createMap("opened", bigEvents(() => layerOf(it.unit.layer)));
  it.rows = createRows({ hover, leave, open });
  it.paper = createPaper({ drawn: (paper) => send("draw", { paper }) });
  it.formula = createFormula({ group: (k) => {
    it.formula.chosen = k;
    later();
  } });
  it.attention = createAttention({ open });
  it.headline = make("p", { class: "headline" });
  it.seesTitle = make("div", { class: "title" });
  it.bigTitle = make("div", { class: "title" });
  it.live = make("div", { class: "hidden-text", "aria-live": "polite" });
  it.inside = make("div", { class: "inside" },
    make("div", { class: "pictures" }, make("div", {}, it.seesTitle, it.sees.element), it.paper.element),
    make("div", { class: "overview" }, it.headline, it.rows.element),
    make("div", { class: "opened" }, it.bigTitle, it.big.element), it.formula.element);
  root.replaceChildren(it.inside, it.attention.element, it.live);

  /** What changes at hover rate: outlines and the formula. */
  it.render = () => {
    if (it.data.show !== "inside") return;
    const at = it.hover ?? it.unit;
    const layer = layerOf(at.layer);
    const field = fieldOf(it.layers, layer, at.place);
    it.sees.outline(field);
    const isOpen = at.layer === it.unit.layer && (layer.flat || at.place[0] === it.unit.place[0]);
    it.big.outline(isOpen ? [cellOfPlace(layer, at.place)] : []);
    const read = boxesBehind(it.layers, layer, at.place, it.sums.get(at.layer));
    it.rows.mark(at.layer, at.place, it.layers[it.layers.indexOf(layer) - 1]?.name, read);
    it.said = `${layer.title}: ${it.formula.show(unitShown(it, layer, at.place), readTheme(root), it.labels)}`;
    const [box] = read;
    Object.assign(root.dataset, {
      layer: at.layer, place: at.place.join("."), field: field.length ? field[0].concat(field.at(-1)).join(",") : "",
      read: box ? [read.length, box.row, box.column, box.rows, box.columns].join(",") : "",
    });
  };

  it.update = (sent) => {
    const before = it.data;
    it.data = sent;
    it.labels = sent.labels;
    it.layers = sent.layers.map(decodeLayer);
    it.sums = new Map(Object.entries(sent.sums ?? {}).map(([name, { weight, bias, normalisation, ...rest }]) => {
      const weights = singlesOf(weight);
      return [name, { ...rest, weights, weightLimit: largestOf(weights ?? []), biases: singlesOf(bias), normalisation: singlesOf(normalisation) }];
    }));
    // A unit opened since then still waits for its answer, and counts.
    if (!it.unit || !waiting("look").length || !layerOf(it.unit.layer)) {
      if (it.unit?.layer !== sent.unit.layer) it.formula.chosen = null;
      it.unit = sent.unit;
    }
    const { layer, place } = it.unit;
    if (place.length !== (layerOf(layer).flat ? 1 : 3) || indexOf(layerOf(layer), place) >= layerOf(layer).values.length) it.unit = sent.unit;
    if (before?.drawing && !sent.drawing && !waiting("draw").length) it.paper.strokes = [];
    it.hover = null;
    it.redraw();
    const told = fillIn(it.labels.reads, { digit: sent.predicted, share: percent(sent.probabilities[sent.predicted]) });
    if (before && told !== it.told) it.live.textContent = told;
    it.told = told;
  };
  return it;
}
