// How large the cells are. Small pictures share one cell size, as in a textbook; large ones shrink and the kernel does not.

const SHARED_CELL_AT_LEAST = 26;
const OPERATOR_WIDTH = 40;
const GROUP_AT_LEAST = 112;
const CHANNEL_NAME_WIDTH = 30;
const ROW_GAP = 10;

/**
 * Cell sizes in CSS pixels for a given width: { mode, input, kernel, output }.
 * mode "row": input ⊛ kernel = output side by side. mode "stack": for phones, on two or three rows.
 */
function chooseLayout(width, shapes, present) {
  const stacked = width < 480;
  const wide = width >= 860;
  const largest = stacked ? 56 : wide || present ? 64 : 56;
  const tall = stacked ? 300 : present ? 420 : wide ? 360 : 250;
  const rowTall = shapes.channels === 1 ? tall : Math.max(110, Math.min(190, (tall * 1.75) / shapes.channels));
  const names = shapes.channels > 1 ? CHANNEL_NAME_WIDTH : 0;
  if (stacked) return stackLayout(width, shapes, { largest, tall, rowTall, names });

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
    return { mode: "row", input: cell, kernel: cell, output: cell };
  }
  const kernel = kernelCell(room * 0.28, rowTall, shapes);
  const rest = room - Math.max(GROUP_AT_LEAST, kernel * shapes.kernelColumns);
  // A strided output stays legible: at least 0.7 of the input's width, though its cells then grow.
  const share = Math.max(shapes.outputColumns, 0.7 * shapes.columns);
  const input = quarter(Math.min(largest, rowTall / shapes.rows, rest / (shapes.columns + share)));
  const left = rest - Math.max(GROUP_AT_LEAST, input * shapes.columns);
  const sameSize = shapes.channels === 1 && shapes.outputColumns >= 0.7 * shapes.columns;
  const output = sameSize ? input : quarter(Math.min(40, outputTall / shapes.outputRows, left / shapes.outputColumns));
  return { mode: "row", input, kernel, output };
}

function stackLayout(width, shapes, { largest, tall, rowTall, names }) {
  const pair = width - 2 * OPERATOR_WIDTH;
  if (shapes.channels > 1) {
    const room = width - OPERATOR_WIDTH - names;
    const kernel = kernelCell(room * 0.42, rowTall, shapes);
    const input = quarter(Math.min(largest, rowTall / shapes.rows, (room - Math.max(GROUP_AT_LEAST, kernel * shapes.kernelColumns)) / shapes.columns));
    const output = quarter(Math.min(largest, tall / shapes.outputRows, width / shapes.outputColumns));
    return { mode: "stack", input, kernel: Math.min(kernel, Math.max(input, 20)), output };
  }
  const together = Math.floor(Math.min(largest, tall / shapes.rows, width / shapes.columns,
    widestCell(pair, [shapes.kernelColumns, shapes.outputColumns])));
  if (together >= SHARED_CELL_AT_LEAST) return { mode: "stack", input: together, kernel: together, output: together };
  const kernel = kernelCell(pair * 0.5, tall, shapes);
  const input = quarter(Math.min(largest, tall / shapes.rows, width / shapes.columns));
  const beside = (pair - Math.max(GROUP_AT_LEAST, kernel * shapes.kernelColumns)) / shapes.outputColumns;
  const output = quarter(Math.min(largest, tall / shapes.outputRows, beside >= 12 ? beside : width / shapes.outputColumns));
  return { mode: "stack", input, kernel, output };
}

/** Largest cell with which grids of these column counts fit side by side, none narrower than its caption. */
function widestCell(room, columnCounts) {
  for (let cell = 80; cell > 1; cell -= 0.5) {
    if (columnCounts.reduce((sum, columns) => sum + Math.max(GROUP_AT_LEAST, columns * cell), 0) <= room) return cell;
  }
  return 1;
}

const kernelCell = (width, height, shapes) =>
  Math.max(10, Math.floor(Math.min(44, width / shapes.kernelColumns, height / shapes.kernelRows)));

const quarter = (cell) => Math.max(1, Math.floor(cell * 4) / 4);
