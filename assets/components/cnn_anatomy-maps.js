// Maps of numbers as pictures in the colour grammar.

const SCRATCH = document.createElement("canvas");
// A taller screen, a projector's say, gets larger pictures: from this height on, and up to so much more.
const SMALL_SCREEN = 720;
const MOST_SPARE = 480;

const spareHeight = () => Math.max(0, Math.min(MOST_SPARE, window.innerHeight - SMALL_SCREEN));

/** Paint rows × columns numbers, beginning at `first` of `values`, into a rectangle of a context. */
function paintMap(context, { values, first = 0, rows, columns, limit }, left, top, width, height, theme) {
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let k = 0; k < pixels.length; k++) pixels[k] = shade(values[first + k] ?? 0, limit, theme);
  SCRATCH.width = columns;
  SCRATCH.height = rows;
  SCRATCH.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(SCRATCH, left, top, width, height);
}

/** valueColour as the four bytes of a pixel. */
function shade(value, limit, { zero, negative, positive }) {
  const share = Math.min(1, Math.abs(value) / limit);
  const end = value < 0 ? negative : positive;
  let pixel = 0xff000000;
  for (let k = 0; k < 3; k++) pixel |= Math.round(zero[k] + (end[k] - zero[k]) * share) << (8 * k);
  return pixel >>> 0;
}

/**
 * One large map on a canvas, with outlines above it, that reports which cell the pointer is on.
 * events: { hover(row, column), leave(), press(row, column), key(event) }; map.show({ values, first, rows, columns, limit }, cell, theme, label).
 */
function createMap(name, events) {
  const picture = make("canvas", { class: "cells", tabindex: "0", role: "application", "data-map": name });
  const above = make("canvas", { class: "outlines", "aria-hidden": "true" });
  const map = { element: make("div", { class: "map" }, picture, above), picture };
  let shown = null;
  let upper = null;
  const cellAt = (event) => {
    const [row, column] = [Math.floor(event.offsetY / shown.cell), Math.floor(event.offsetX / shown.cell)];
    const inside = row >= 0 && column >= 0 && row < shown.rows && column < shown.columns && row * shown.columns + column < shown.count;
    return inside ? [row, column] : null;
  };
  const report = (what) => (event) => {
    const at = shown && cellAt(event);
    if (at) what(...at);
  };
  picture.addEventListener("pointermove", (event) => event.pointerType !== "touch" && report(events.hover)(event));
  picture.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && events.leave());
  picture.addEventListener("click", report(events.press));
  picture.addEventListener("keydown", (event) => events.key?.(event));

  map.show = (what, cell, theme, label) => {
    shown = { count: what.rows * what.columns, ...what, cell, theme };
    const [width, height] = [what.columns * cell, what.rows * cell];
    paintMap(sizeCanvas(picture, width, height), what, 0, 0, width, height, theme);
    upper = sizeCanvas(above, width + 8, height + 8);
    upper.translate(4, 4);
    Object.assign(picture.dataset, { cell, rows: what.rows, columns: what.columns });
    picture.setAttribute("aria-label", label);
  };
  map.outline = (cells) => {
    const { rows, columns, cell, theme } = shown;
    upper.clearRect(-4, -4, columns * cell + 8, rows * cell + 8);
    outlineCells(upper, cells, rows, columns, cell, theme);
  };
  return map;
}
