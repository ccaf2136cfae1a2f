// Which cells of picture and output belong together, in the picture's coordinates: padding lies below 0 and from its size on.

/**
 * Sizes and look-up tables from the data Python sent. top and left are the padding cells before the picture; gridRows and gridColumns
 * what is drawn of it: the picture, its padding, and what the last window of ceil mode reads beyond that.
 */
function poolingShapes({ image, padding, windows }) {
  const side = (size, positions) => {
    const last = Math.max(...positions.map((window) => window[window.length - 1]));
    const cells = padding + Math.max(size + padding, last + 1);
    const readers = Array.from({ length: cells }, () => []);
    positions.forEach((window, k) => window.forEach((position) => readers[position + padding].push(k)));
    return { cells, readers };
  };
  const [down, across] = [side(image.length, windows.rows), side(image[0].length, windows.columns)];
  return {
    rows: image.length, columns: image[0].length, padding,
    gridRows: down.cells, gridColumns: across.cells, rowReaders: down.readers, columnReaders: across.readers,
    outputRows: windows.rows.length, outputColumns: windows.columns.length,
    overlap: Math.max(...down.readers.map((list) => list.length)) * Math.max(...across.readers.map((list) => list.length)),
  };
}

/** "inside" the picture, in its "padding", or "outside", where only a window of ceil mode reaches. */
function placeOfCell({ rows, columns, padding }, row, column) {
  if (row >= 0 && column >= 0 && row < rows && column < columns) return "inside";
  return row < rows + padding && column < columns + padding ? "padding" : "outside";
}

/** Cells [row, column] that window (i, j) reads, in reading order. */
const cellsOfWindow = ({ windows }, i, j) => windows.rows[i].flatMap((row) => windows.columns[j].map((column) => [row, column]));

/** Windows [i, j] that read a cell, in reading order. */
function windowsOfCell({ padding, rowReaders, columnReaders }, row, column) {
  const [down, across] = [rowReaders[row + padding] ?? [], columnReaders[column + padding] ?? []];
  return down.flatMap((i) => across.map((j) => [i, j]));
}

/**
 * What `method` takes from window (i, j): [{ row, column, value, padding }] in reading order. Padding counts as −∞ for max and as 0 for
 * the average, unless that leaves it out; what lies outside is never taken.
 */
function termsOfWindow(data, shapes, method, i, j) {
  return cellsOfWindow(data, i, j).flatMap(([row, column]) => {
    const place = placeOfCell(shapes, row, column);
    if (place === "inside") return [{ row, column, value: data.image[row][column], padding: false }];
    if (place === "outside" || (method === "average" && !data.count_include_pad)) return [];
    return [{ row, column, value: method === "max" ? -Infinity : 0, padding: true }];
  });
}

/** The cell [row, column] that won window (i, j) of max pooling; null where max pooling is not shown. */
function winnerOf({ pooled, image }, i, j) {
  const cell = pooled.max?.winners[i][j];
  return cell === undefined ? null : [Math.floor(cell / image[0].length), cell % image[0].length];
}

/** The windows of `windows` that cell (row, column) wins. */
const wonBy = (data, windows, row, column) => windows.filter(([i, j]) => String(winnerOf(data, i, j)) === String([row, column]));

/** Everything to outline for an active cell of the picture or window of the output: { cells, windows }, and what won: { winners, won }. */
function poolingLinks(data, shapes, { side, row, column }) {
  if (side === "window") {
    const winner = winnerOf(data, row, column);
    return { cells: cellsOfWindow(data, row, column), windows: [[row, column]], winners: winner ? [winner] : [], won: [] };
  }
  const windows = windowsOfCell(shapes, row, column);
  return { cells: [[row, column]], windows, winners: [], won: wonBy(data, windows, row, column) };
}
