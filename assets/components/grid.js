// One grid of cells on two canvases: the picture below, drawn when data change, and the outlines above, drawn at hover rate.

const OUTLINE_MARGIN = 6;
// From this size on drawCells leaves gaps between cells.
const GAPS_FROM = 12;

function eachCell(rows, columns, visit) {
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) visit(row, column);
}

/**
 * Planes of rows of numbers from { shape: [planes, rows, columns], values: their doubles as base64 text }, or, where there are
 * places, the base64 text of whole numbers of one or two bytes, from the doubles at these places of values.
 */
function planesOf({ shape: [planes, rows, columns], values, places }) {
  const stored = new Float64Array(decodeBytes(values).buffer);
  const numbers = places ? Float64Array.from(wholeNumbers(decodeBytes(places), stored.length), (place) => stored[place]) : stored;
  return Array.from({ length: planes }, (_, plane) => Array.from({ length: rows }, (_, row) => {
    const start = (plane * rows + row) * columns;
    return Array.from(numbers.subarray(start, start + columns));
  }));
}

/** As many bytes each as numbers below `count` need. */
const wholeNumbers = (bytes, count) => (count > 256 ? new Uint16Array(bytes.buffer) : bytes);

/** Put grids into a group. Moving an element takes the keyboard focus from it, so this is not done at every redraw. */
function placeGrids(group, grids) {
  group.grids.replaceChildren(...grids.map((grid) => make("div", { class: "grid-row" }, make("span", { class: "channel" }), grid.element)));
}

/** So many columns of a CSS grid, each as wide as what stands in it. */
const columnsOf = (count) => `grid-template-columns:repeat(${count || 1},auto)`;

/**
 * A grid that reports what happens to its cells.
 * events: { hover(row, column), leave(), press(row, column, isTouch), key(event), focus() }
 */
function createGrid(kind, channel, events) {
  const picture = make("canvas", { class: "cells", tabindex: "0", role: "application", "data-grid": kind, "data-channel": channel });
  const outlines = make("canvas", { class: "outlines", "aria-hidden": "true" });
  const element = make("div", { class: "grid" }, picture, outlines);
  const grid = { kind, channel, element, picture, rows: [], look: null, rounded: false };
  let lower = null;
  let upper = null;

  const cellAt = (event) => {
    const row = Math.floor(event.offsetY / grid.look.cell);
    const column = Math.floor(event.offsetX / grid.look.cell);
    return row >= 0 && column >= 0 && row < grid.rows.length && column < grid.rows[0].length ? [row, column] : null;
  };
  picture.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const at = cellAt(event);
    if (at) events.hover(...at);
  });
  picture.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && events.leave());
  let touched = false;
  picture.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  picture.addEventListener("click", (event) => {
    const at = cellAt(event);
    if (at) events.press(...at, touched);
  });
  picture.addEventListener("keydown", (event) => events.key(event));
  picture.addEventListener("focus", () => picture.matches(":focus-visible") && events.focus());

  /**
   * Take new cells. look as for drawCells, plus { numbers, roundingAllowed, wanted, label, frame, dotted(row, column) }. All grids take
   * theirs before any is drawn.
   */
  grid.take = (rows, look) => {
    grid.rows = rows;
    grid.look = look;
    const [width, height] = [rows[0].length * look.cell, rows.length * look.cell];
    lower = sizeCanvas(picture, width, height);
    upper = sizeCanvas(outlines, width + 2 * OUTLINE_MARGIN, height + 2 * OUTLINE_MARGIN);
    upper.translate(OUTLINE_MARGIN, OUTLINE_MARGIN);
    Object.assign(picture.dataset, { rows: rows.length, columns: rows[0].length, cell: look.cell, originX: 0, originY: 0 });
    picture.setAttribute("aria-label", look.label);
  };

  /** Draw the cells taken. */
  grid.draw = () => {
    const { rows, look } = grid;
    const text = look.numbers ? chooseCellText(lower, rows, look.cell, look.theme, look.roundingAllowed, look.wanted) : null;
    grid.look = { ...look, text };
    grid.rounded = Boolean(text?.rounded && rows.flat().some((v) => text.write(v) !== cellFormats(false)[1].write(v)));
    if (text || look.cell >= GAPS_FROM) drawCells(lower, rows, grid.look);
    else drawPixels(lower, rows, look);
    if (look.dotted) dotCells(lower, grid);
    if (look.frame) strokeFrame(lower, look.frame, look);
  };

  /** Outline cells; marked: cells of a hovered term, or what won, with a colour of its own as a third number; corners: texts for the cells' corners; shift: [rows, columns] on the way. */
  grid.outline = (cells, { marked = [], corners = null, shift = null } = {}) => {
    const { cell, theme } = grid.look;
    const [rows, columns] = [grid.rows.length, grid.rows[0].length];
    upper.clearRect(-OUTLINE_MARGIN, -OUTLINE_MARGIN, columns * cell + 2 * OUTLINE_MARGIN, rows * cell + 2 * OUTLINE_MARGIN);
    upper.save();
    if (shift) upper.translate(shift[1] * cell, shift[0] * cell);
    outlineCells(upper, cells, rows, columns, cell, theme);
    upper.restore();
    for (const one of marked) {
      const [, , colour] = one;
      if (colour) outlineCells(upper, [one], rows, columns, cell, { accent: cssColour(colour), halo: inkOn(colour) }, 1.2);
      else outlineCells(upper, [one], rows, columns, cell, theme, 1.8);
    }
    if (corners && grid.look.text) writeCorners(upper, cells, corners, grid);
  };
  return grid;
}

/** What drawCells draws of cells without text and gaps, but pixel by pixel: many times faster than a rectangle for each. */
function drawPixels(context, rows, { cell, limit, theme, tinted, hatched }) {
  const ratio = context.getTransform().a;
  const edge = (k) => Math.round(k * cell * ratio);
  const width = edge(rows[0].length);
  const image = new ImageData(width, edge(rows.length));
  const pixels = new Uint32Array(image.data.buffer);
  rows.forEach((values, row) => {
    const start = edge(row) * width;
    values.forEach((value, column) => {
      pixels.fill(pixelColour(value, limit, theme, tinted?.(row, column)), start + edge(column), start + edge(column + 1));
    });
    for (let line = edge(row) + 1; line < edge(row + 1); line++) pixels.copyWithin(line * width, start, start + width);
  });
  context.putImageData(image, 0, 0);
  if (!hatched) return;
  const at = (k) => edge(k) / ratio;
  eachCell(rows.length, rows[0].length, (row, column) => {
    if (hatched(row, column)) hatchCell(context, at(column), at(row), at(column + 1) - at(column), at(row + 1) - at(row), theme);
  });
}

/** valueColour as the four bytes of a pixel, without an array for each of thousands. */
function pixelColour(value, limit, theme, tinted = false) {
  const isColour = typeof value !== "number";
  const share = isColour ? 0 : Math.min(1, Math.abs(value) / limit);
  const zero = isColour ? value : theme.zero;
  const end = value < 0 ? theme.negative : theme.positive;
  let pixel = 0xff000000;
  for (let k = 0; k < 3; k++) {
    let channel = Math.round(zero[k] + (end[k] - zero[k]) * share);
    if (tinted) channel = Math.round(channel + (PADDING_TINT[k] - channel) * PADDING_TINT[3]);
    pixel |= channel << (8 * k);
  }
  return pixel >>> 0;
}

/** Small weights in the lower right corners of the window's cells, as textbooks print them. None where one would not fit. */
function writeCorners(context, cells, corners, grid) {
  const { cell, theme } = grid.look;
  if (cell < 44) return;
  context.font = `600 ${cell >= 56 ? 14 : 12}px ${theme.font}`;
  if (corners.some((text) => context.measureText(text).width > 0.7 * cell)) return;
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  cells.forEach(([row, column], k) => {
    const colour = valueColour(grid.rows[row][column], grid.look.limit, theme);
    context.fillStyle = inkOn(grid.look.tinted?.(row, column) ? mixColours(colour, PADDING_TINT, PADDING_TINT[3]) : colour);
    context.fillText(corners[k], (column + 1) * cell - 5, (row + 1) * cell - 5);
  });
}

/**
 * A dot in cells that are marked for good: in the corner where they hold numbers, else in the middle; none where it would cover the cell.
 * What dotted(row, column) says is true, or the dot's own colour, which then gets a ring.
 */
function dotCells(context, { rows, look }) {
  const { cell, limit, theme, text, dotted } = look;
  if (cell < 5) return;
  const radius = text ? Math.max(2.5, cell * 0.07) : Math.max(1.2, cell * 0.16);
  eachCell(rows.length, rows[0].length, (row, column) => {
    const mark = dotted(row, column);
    if (!mark) return;
    const isColour = Array.isArray(mark);
    context.fillStyle = isColour ? cssColour(mark) : inkOn(valueColour(rows[row][column], limit, theme));
    context.beginPath();
    const inset = text ? radius + Math.min(6, cell * 0.1) : cell / 2;
    // A coloured dot is larger, so that its colour is seen.
    context.arc((column + 1) * cell - inset, row * cell + inset, isColour ? radius * (cell < 24 ? 1.4 : 1) : radius, 0, 2 * Math.PI);
    context.fill();
    if (!isColour) return;
    context.strokeStyle = inkOn(mark);
    context.lineWidth = cell < 24 ? 0.7 : 1;
    context.stroke();
  });
}

/** A dashed line around the true input inside its padding. frame: { row, column, rows, columns } */
function strokeFrame(context, frame, { cell, theme }) {
  context.save();
  context.setLineDash(cell >= 12 ? [4, 3] : [2, 2]);
  context.lineWidth = 1;
  context.strokeStyle = theme.accent;
  context.strokeRect(frame.column * cell - 0.5, frame.row * cell - 0.5, frame.columns * cell, frame.rows * cell);
  context.restore();
}
