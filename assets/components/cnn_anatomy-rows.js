// The overview: one row for every layer, its maps side by side, or its units as a strip; below them the ten probabilities.

const THUMB = 25; // pixels a side, at most
const SMALLEST_THUMB = 10;
const STRIP = 16;
const GAP = 2;

/** How a layer's maps or units stand in a row of this width: { thumb, lines, perLine, width, height }. */
function rowLayout(layer, width) {
  if (layer.flat) return { strip: true, width, height: STRIP };
  // As few lines as leave the maps large enough to be seen.
  const most = Math.floor(width / (SMALLEST_THUMB + GAP));
  const lines = Math.ceil(layer.maps / most);
  const perLine = Math.ceil(layer.maps / lines);
  const thumb = Math.min(THUMB, Math.floor(width / perLine) - GAP);
  return { thumb, perLine, width, height: lines * (thumb + GAP) - GAP };
}

/**
 * events: { hover(name, place), leave(), open(name, place or null) }.
 * rows.show(layers, unit, theme, labels, width) draws all; rows.mark(layerName, place) outlines one unit, or none.
 */
function createRows(events) {
  const rows = { element: make("div", { class: "rows" }) };
  const bars = make("div", { class: "bars", role: "group" });
  let shown = [];
  let signature = "";

  rows.show = (layers, unit, theme, labels, width) => {
    const now = layers.map(({ name }) => name).join(" ");
    if (now !== signature) {
      signature = now;
      shown = layers.slice(1).map(({ name }) => createRow(name, events));
      rows.element.replaceChildren(...shown.map(({ element }) => element), bars);
    }
    shown.forEach((row, k) => row.show(layers[k + 1], unit, theme, labels, width));
  };
  rows.mark = (name, place) => shown.forEach((row) => row.mark(row.name === name ? place : null));

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

  row.show = (data, unit, now, labels, width) => {
    [layer, theme, layout] = [data, now, rowLayout(data, width)];
    title.textContent = layer.title;
    size.textContent = layer.flat ? countNumber(layer.columns) : `${layer.maps}×${layer.rows}×${layer.columns}`;
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

  row.mark = (place) => {
    if (!upper) return;
    upper.clearRect(-3, -3, layout.width + 6, layout.height + 6);
    if (!place) return;
    const cell = layout.width / layer.columns;
    const [left, top, width, height] = layout.strip ? [place[0] * cell, 0, Math.max(4, cell), layout.height] : [...cornerOf(place[0]), layout.thumb, layout.thumb];
    for (const [colour, line] of [[theme.halo, 4], [theme.accent, 2]]) {
      upper.strokeStyle = colour;
      upper.lineWidth = line;
      upper.strokeRect(left, top, width, height);
    }
  };
  return row;
}
