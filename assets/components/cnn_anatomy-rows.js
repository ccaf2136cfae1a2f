// The overview: one row for every layer, its maps side by side, or its units as a strip; below them the ten probabilities.

const THUMB = 25; // pixels a side
const PRESENTED_THUMB = 30;
const LARGEST_THUMB = 60;
const STRIP = 16;
const GAP = 2;

/** Sizes of the overview's pictures, in pixels: { thumb, smallest, strip }; `spare` is what a screen has in height beyond the smallest. */
function rowSizes(layers, spare, present) {
  const usual = present ? PRESENTED_THUMB : THUMB;
  const rows = layers.filter(({ flat }) => !flat).length - 1;
  const thumb = Math.min(LARGEST_THUMB, usual + Math.floor((0.8 * spare) / Math.max(1, rows)));
  return { thumb, smallest: spare > 200 ? 18 : 10, strip: STRIP + Math.floor(spare / 40) };
}

const sizeInWords = (layer) => (layer.flat ? countNumber(layer.columns) : `${layer.maps}×${layer.rows}×${layer.columns}`);

/** As wide as the widest of the layers' names, with its size, in bold type of so many pixels. */
function namesWidth(layers, type, theme) {
  const context = SCRATCH.getContext("2d");
  context.font = `600 ${type}px ${theme.font}`;
  return 28 + Math.ceil(Math.max(...layers.slice(1).map((layer) => context.measureText(layer.title + sizeInWords(layer)).width)));
}

/** How a layer's maps or units stand in a row of this width: { thumb, lines, perLine, width, height }. */
function rowLayout(layer, width, sizes) {
  if (layer.flat) return { strip: true, width, height: sizes.strip };
  // As few lines as leave the maps large enough to be seen.
  const most = Math.floor(width / (sizes.smallest + GAP));
  const lines = Math.ceil(layer.maps / most);
  const perLine = Math.ceil(layer.maps / lines);
  const thumb = Math.min(sizes.thumb, Math.floor(width / perLine) - GAP);
  return { thumb, perLine, width, height: lines * (thumb + GAP) - GAP };
}

/**
 * events: { hover(name, place), leave(), open(name, place or null) }.
 * rows.show(layers, unit, theme, labels, width, sizes) draws all; rows.mark(name, place, before, boxes) outlines one unit, and what it reads in the
 * layer before.
 */
function createRows(events) {
  const rows = { element: make("div", { class: "rows" }) };
  const bars = make("div", { class: "bars", role: "group" });
  let shown = [];
  let signature = "";

  rows.show = (layers, unit, theme, labels, width, sizes) => {
    const now = layers.map(({ name }) => name).join(" ");
    if (now !== signature) {
      signature = now;
      shown = layers.slice(1).map(({ name }) => createRow(name, events));
      rows.element.replaceChildren(...shown.map(({ element }) => element), bars);
    }
    shown.forEach((row, k) => row.show(layers[k + 1], unit, theme, labels, width, sizes));
  };
  rows.mark = (name, place, before, boxes) => shown.forEach((row) => row.mark(row.name === name ? place : null, row.name === before ? boxes : []));

  /** The ten classes: a bar, a digit, and its probability where there is room. */
  rows.showBars = (probabilities, predicted, chosen, labels) => {
    if (!bars.children.length) bars.replaceChildren(make("span", { class: "bars-name" }), ...probabilities.map((_, digit) =>
      make("button", { type: "button", class: "class", "data-class": digit, onclick: () => events.open("output", [digit]) },
        make("span", { class: "well" }, make("span", { class: "bar" })), make("span", {}, String(digit)))));
    bars.setAttribute("aria-label", labels.softmax);
    bars.firstChild.textContent = labels.softmax;
    Array.from(bars.children).slice(1).forEach((button, digit) => {
      button.querySelector(".bar").style.height = `${100 * probabilities[digit]}%`;
      const text = `${digit}: ${percent(probabilities[digit])}`;
      button.title = text;
      button.setAttribute("aria-label", text);
      button.classList.toggle("best", digit === predicted);
      button.setAttribute("aria-pressed", digit === chosen);
    });
  };
  return rows;
}

function createRow(name, events) {
  const title = make("span", { class: "row-title" });
  const size = make("span", { class: "row-size" });
  const button = make("button", { type: "button", class: "row-name", "data-layer": name, onclick: () => events.open(name, null) }, title, size);
  const picture = make("canvas", { class: "row-maps", "data-row": name, "aria-hidden": "true" });
  const above = make("canvas", { class: "row-outlines", "aria-hidden": "true" });
  const element = make("div", { class: "row" }, button, make("div", { class: "map" }, picture, above));
  const row = { name, element };
  let layer = null, layout = null, upper = null, theme = null;

  /** The unit under the pointer. */
  const placeUnder = ({ offsetX: x, offsetY: y }) => {
    if (layout.strip) return [Math.max(0, Math.min(layer.columns - 1, Math.floor((x / layout.width) * layer.columns)))];
    const pitch = layout.thumb + GAP;
    const [line, column] = [Math.floor(y / pitch), Math.floor(x / pitch)];
    const map = line * layout.perLine + column;
    if (column >= layout.perLine || map >= layer.maps) return null;
    const along = (offset, count) => Math.min(count - 1, Math.floor((offset / layout.thumb) * count));
    return [map, along(y - line * pitch, layer.rows), along(x - column * pitch, layer.columns)];
  };
  picture.addEventListener("pointermove", (event) => {
    const place = layer && event.pointerType !== "touch" && placeUnder(event);
    if (place) events.hover(name, place);
  });
  picture.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && events.leave());
  picture.addEventListener("click", (event) => {
    const place = layer && placeUnder(event);
    if (place) events.open(name, place);
  });

  row.show = (data, unit, now, labels, width, sizes) => {
    [layer, theme, layout] = [data, now, rowLayout(data, width, sizes)];
    title.textContent = layer.title;
    size.textContent = sizeInWords(layer);
    button.setAttribute("aria-pressed", unit.layer === name);
    button.setAttribute("aria-label", `${layer.title}, ${size.textContent}`);
    const context = sizeCanvas(picture, layout.width, layout.height);
    upper = sizeCanvas(above, layout.width + 6, layout.height + 6);
    upper.translate(3, 3);
    if (layout.strip) return paintMap(context, layer, 0, 0, layout.width, layout.height, theme);
    for (let map = 0; map < layer.maps; map++) {
      const [left, top] = cornerOf(map);
      paintMap(context, { ...layer, first: map * layer.rows * layer.columns }, left, top, layout.thumb, layout.thumb, theme);
    }
  };

  const cornerOf = (map) => [(map % layout.perLine) * (layout.thumb + GAP), Math.floor(map / layout.perLine) * (layout.thumb + GAP)];

  /** Outlines the unit at `place`, where there is one, and the boxes that another layer's unit reads. */
  row.mark = (place, boxes) => {
    if (!upper) return;
    upper.clearRect(-3, -3, layout.width + 6, layout.height + 6);
    for (const box of boxes) outline(...placeOfBox(box), 1);
    if (place) outline(...(layout.strip ? placeOfBox({ map: 0, row: 0, column: place[0], rows: 1, columns: 1 }) : [...cornerOf(place[0]), layout.thumb, layout.thumb]), 2);
  };

  /** Left, top, width and height of some cells. */
  const placeOfBox = ({ map, row, column, rows, columns }) => {
    const cell = (layout.strip ? layout.width : layout.thumb) / layer.columns;
    if (layout.strip) return [column * cell, 0, Math.max(4, columns * cell), layout.height];
    const [left, top] = cornerOf(map);
    const [width, height] = [columns, rows].map((count) => Math.max(4, count * cell));
    return [left + Math.min(column * cell, layout.thumb - width), top + Math.min(row * cell, layout.thumb - height), width, height];
  };

  const outline = (left, top, width, height, line) => {
    for (const [colour, weight] of [[theme.halo, line + 2], [theme.accent, line]]) {
      upper.strokeStyle = colour;
      upper.lineWidth = weight;
      upper.strokeRect(left, top, width, height);
    }
  };
  return row;
}
