// How large the cells are. Small pictures share one cell size, as in a textbook; large ones shrink and the kernel does not.

const SHARED_CELL_AT_LEAST = 24;
const OPERATOR_WIDTH = 40;
const GROUP_AT_LEAST = 120;
const CHANNEL_NAME_WIDTH = 30;
const NUMBERS_UP_TO = 16;
const NUMBERS_CELL_AT_LEAST = 22;
const SMALL_NUMBERS_CELL_AT_LEAST = 17;
const ROW_GAP = 10;
const OUTLINE_ROOM = 8;
// What stands above and below the grids on one screen: page title, captions, player, panel.
const REST_OF_SCREEN = 470;
const PANEL_HEIGHT = 130;
const PANEL_GAP = 32;

/**
 * The layout of everything: cell sizes as of layoutGrids, and panelWidth, the width of a panel beside the picture or 0 where it
 * stands below. Beside is for wide screens and small kernels, unless the cells would become too small for it.
 */
function chooseLayout(width, screenHeight, type, shapes, present) {
  const below = { ...layoutGrids(width, screenHeight, shapes, present), panelWidth: 0 };
  if (shapes.channels > 1 || shapes.kernelColumns > 3 || width < 60 * type) return below;
  const panelWidth = Math.round(21 * type);
  const beside = { ...layoutGrids(width - panelWidth - PANEL_GAP, screenHeight + PANEL_HEIGHT, shapes, present), panelWidth };
  return beside.input < 24 && below.input > beside.input ? below : beside;
}

/** Small enough that every cell of input and output is to show its number. */
const holdsNumbers = (shapes) => shapes.channels === 1 && Math.max(shapes.inputRows, shapes.inputColumns) <= NUMBERS_UP_TO;

/** Height in which every row of a grid of at most 16 x 16 can hold its numbers, as far as a screen allows; 0 where not wanted. */
function tallForNumbers(shapes) {
  const wanted = holdsNumbers(shapes) && shapes.rows <= 18;
  return wanted ? shapes.rows * 23 : 0;
}

/**
 * Cell sizes in CSS pixels for a given width: { mode, input, kernel, output }.
 * mode "row": input ⊛ kernel = output side by side. mode "stack": for phones, on two or three rows. mode "corner": the kernel
 * above the output, beside the input, so that cells of a middling picture are wide enough for numbers.
 */
function layoutGrids(rootWidth, screenHeight, shapes, present) {
  const width = rootWidth - OUTLINE_ROOM;
  const stacked = width < 480;
  const largest = stacked ? 56 : present ? 88 : 64;
  const tall = stacked ? 300 : Math.max(250, tallForNumbers(shapes), Math.min(560, screenHeight - REST_OF_SCREEN));
  // Three channels get more height in all, and enough for a small picture to keep its numbers.
  const share = Math.max(110, Math.min(190, (tall * (present ? 1.35 : 1.6)) / shapes.channels));
  const small = SHARED_CELL_AT_LEAST * shapes.rows;
  const rowTall = shapes.channels === 1 ? tall : small <= 190 ? Math.max(share, small) : share;
  const names = shapes.channels > 1 ? CHANNEL_NAME_WIDTH : 0;
  const limits = { largest, tall, rowTall, names };
  if (stacked) return stackLayout(width, shapes, limits);
  const row = rowLayout(width, shapes, limits);
  const corner = cornerLayout(width, shapes, limits);
  if (holdsNumbers(shapes) && row.input < NUMBERS_CELL_AT_LEAST && corner.input >= SMALL_NUMBERS_CELL_AT_LEAST) return corner;
  // A very wide input would be a thin strip beside its kernel: it gets a row of its own.
  const strip = shapes.channels === 1 && row.input * shapes.rows < 60 ? stackLayout(width, shapes, limits) : row;
  return strip.input > 1.4 * row.input ? strip : row;
}

function rowLayout(width, shapes, { largest, tall, rowTall, names }) {
  const room = width - 2 * OPERATOR_WIDTH - names;
  const outputTall = shapes.channels === 1 ? tall : shapes.channels * (rowTall + ROW_GAP);
  const together = Math.min(
    largest,
    rowTall / Math.max(shapes.rows, shapes.kernelRows),
    outputTall / shapes.outputRows,
    widestCell(room, [shapes.columns, shapes.kernelColumns, shapes.outputColumns]),
  );
  if (together >= SHARED_CELL_AT_LEAST) {
    const cell = Math.floor(together);
    if (shapes.channels === 1) return { mode: "row", input: cell, kernel: cell, output: cell };
    const taken = [shapes.columns, shapes.kernelColumns].reduce((sum, columns) => sum + Math.max(GROUP_AT_LEAST, columns * cell), 0);
    const output = Math.floor(Math.min(48, outputTall / shapes.outputRows, (room - taken) / shapes.outputColumns));
    return { mode: "row", input: cell, kernel: cell, output: Math.max(cell, output) };
  }
  const kernel = kernelCell(room * 0.28, rowTall, shapes);
  const rest = room - Math.max(GROUP_AT_LEAST, kernel * shapes.kernelColumns);
  // A strided output stays legible: at least 0.7 of the input's width, though its cells then grow.
  const outputShare = Math.max(shapes.outputColumns, 0.7 * shapes.columns);
  const input = hundredth(Math.min(largest, rowTall / shapes.rows, rest / (shapes.columns + outputShare)));
  const left = rest - Math.max(GROUP_AT_LEAST, input * shapes.columns);
  const sameSize = shapes.channels === 1 && shapes.outputColumns >= 0.7 * shapes.columns;
  const output = sameSize ? input : hundredth(Math.min(40, outputTall / shapes.outputRows, left / shapes.outputColumns));
  return { mode: "row", input, kernel: besideInput(kernel, input), output };
}

function cornerLayout(width, shapes, { largest, tall }) {
  const room = width - OPERATOR_WIDTH;
  const cell = hundredth(Math.min(largest, (1.3 * tall) / shapes.rows, room / (shapes.columns + shapes.outputColumns)));
  return { mode: "corner", input: cell, kernel: kernelCell(shapes.outputColumns * cell, tall * 0.22, shapes), output: cell };
}

function stackLayout(width, shapes, { largest, tall, rowTall, names }) {
  const pair = width - 2 * OPERATOR_WIDTH;
  if (shapes.channels > 1) {
    const room = width - OPERATOR_WIDTH - names;
    const kernel = kernelCell(room * 0.42, rowTall, shapes);
    const input = hundredth(Math.min(largest, rowTall / shapes.rows, (room - Math.max(GROUP_AT_LEAST, kernel * shapes.kernelColumns)) / shapes.columns));
    const output = hundredth(Math.min(largest, tall / shapes.outputRows, width / shapes.outputColumns));
    return { mode: "stack", input, kernel: besideInput(kernel, input), output };
  }
  const together = Math.floor(Math.min(largest, tall / shapes.rows, width / shapes.columns,
    widestCell(pair, [shapes.kernelColumns, shapes.outputColumns])));
  if (together >= SHARED_CELL_AT_LEAST) return { mode: "stack", input: together, kernel: together, output: together };
  const kernel = kernelCell(pair * 0.5, tall, shapes);
  const input = hundredth(Math.min(largest, tall / shapes.rows, width / shapes.columns));
  const beside = (pair - Math.max(GROUP_AT_LEAST, kernel * shapes.kernelColumns)) / shapes.outputColumns;
  const output = hundredth(Math.min(largest, tall / shapes.outputRows, beside >= 12 ? beside : width / shapes.outputColumns));
  return { mode: "stack", input, kernel, output };
}

/** Where input cells are large enough to compare, the kernel's are not much larger. */
const besideInput = (kernel, input) => (input >= 14 ? Math.min(kernel, Math.max(SHARED_CELL_AT_LEAST, Math.floor(input * 1.5))) : kernel);

/** Largest cell with which grids of these column counts fit side by side, none narrower than its caption. */
function widestCell(room, columnCounts) {
  for (let cell = 80; cell > 1; cell -= 0.5) {
    if (columnCounts.reduce((sum, columns) => sum + Math.max(GROUP_AT_LEAST, columns * cell), 0) <= room) return cell;
  }
  return 1;
}

const kernelCell = (width, height, shapes) =>
  Math.max(10, Math.floor(Math.min(48, width / shapes.kernelColumns, height / shapes.kernelRows)));

const hundredth = (cell) => Math.max(1, Math.floor(cell * 100) / 100);
