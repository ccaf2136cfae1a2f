// Which cells of input, kernel and output belong together, in coordinates of the padded input.

/** Shapes of everything on screen, from the data Python sent. */
function shapesOf(data) {
  const [top, bottom, left, right] = data.padding;
  return {
    channels: data.padded.length,
    filters: data.weight.length,
    rows: data.padded[0].length,
    columns: data.padded[0][0].length,
    inputRows: data.padded[0].length - top - bottom,
    inputColumns: data.padded[0][0].length - left - right,
    kernelRows: data.weight[0][0].length,
    kernelColumns: data.weight[0][0][0].length,
    outputRows: data.output[0].length,
    outputColumns: data.output[0][0].length,
  };
}

/** Padded-input cells (i·s + u·d, j·s + v·d) that output cell (i, j) is computed from, in kernel order. */
function cellsUnderWindow(data, shapes, row, column) {
  const cells = [];
  eachCell(shapes.kernelRows, shapes.kernelColumns, (u, v) =>
    cells.push([row * data.stride + u * data.dilation, column * data.stride + v * data.dilation]));
  return cells;
}

/** Output cells that a padded-input cell feeds: [{ output: [i, j], weight: [u, v] }], in output order. */
function outputsFedBy(data, shapes, row, column) {
  const feeds = [];
  eachCell(shapes.kernelRows, shapes.kernelColumns, (u, v) => {
    const i = (row - u * data.dilation) / data.stride;
    const j = (column - v * data.dilation) / data.stride;
    if (Number.isInteger(i) && Number.isInteger(j) && i >= 0 && j >= 0 && i < shapes.outputRows && j < shapes.outputColumns)
      feeds.push({ output: [i, j], weight: [u, v] });
  });
  return feeds.reverse();
}

/** Padded-input cells that kernel cell (u, v) multiplies, one for each output cell. */
function cellsMultipliedBy(data, shapes, u, v) {
  const cells = [];
  eachCell(shapes.outputRows, shapes.outputColumns, (i, j) =>
    cells.push([i * data.stride + u * data.dilation, j * data.stride + v * data.dilation]));
  return cells;
}

/** Everything to outline for an active cell: { input, kernel, output } lists of [row, column]; channel null means all. */
function linksOf(data, shapes, active) {
  const { source, row, column, channel } = active;
  if (source === "output") {
    const kernel = [];
    eachCell(shapes.kernelRows, shapes.kernelColumns, (u, v) => kernel.push([u, v]));
    return { input: cellsUnderWindow(data, shapes, row, column), kernel, output: [[row, column]], channel: null };
  }
  if (source === "input") {
    const feeds = outputsFedBy(data, shapes, row, column);
    return { input: [[row, column]], kernel: feeds.map((f) => f.weight), output: feeds.map((f) => f.output), channel, feeds };
  }
  return { input: cellsMultipliedBy(data, shapes, row, column), kernel: [[row, column]], output: [], channel };
}

/** A test (row, column) -> true for padded-input cells that the floor in the output size leaves over. */
function droppedCells(data, shapes) {
  const { rows, columns } = data.dropped;
  return rows || columns ? (row, column) => row >= shapes.rows - rows || column >= shapes.columns - columns : null;
}

/** A test (row, column) -> true for padding cells of the padded input. */
function paddingCells(data, shapes) {
  const [top, , left] = data.padding;
  return (row, column) => row < top || column < left || row >= top + shapes.inputRows || column >= left + shapes.inputColumns;
}
