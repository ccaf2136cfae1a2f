// From a unit back to what made it: which units of the layer before, with which weights, and which pixels it can see.

/** A layer as Python sent it, its numbers decoded. Layers without maps have one row: (units,) is (1, 1, units). */
function decodeLayer({ name, kind, title, shape, field, values }) {
  const numbers = singlesOf(values);
  const [maps, rows, columns] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return { name, kind, title, flat: shape.length === 1, maps, rows, columns, field, values: numbers, limit: largestOf(numbers) };
}

/** Where in its values a unit stands. place: [map, row, column], or [unit] in a layer without maps. */
const indexOf = (layer, place) => (layer.flat ? place[0] : (place[0] * layer.rows + place[1]) * layer.columns + place[2]);

const valueOf = (layer, place) => layer.values[indexOf(layer, place)];

const placeAt = (layer, index) => layer.flat ? [index]
  : [Math.floor(index / (layer.rows * layer.columns)), Math.floor(index / layer.columns) % layer.rows, index % layer.columns];

/** The cells [row, column] of the input that a unit can see; the padding is left out. */
function fieldOf(layers, layer, place) {
  const [size, jump, start] = layer.field;
  let [row, column] = layer.flat ? [0, 0] : place.slice(1);
  if (layer.kind === "flatten") {
    const maps = layers[layers.indexOf(layer) - 1];
    [row, column] = placeAt(maps, place[0]).slice(-2);
    if (maps.flat) [row, column] = [0, 0];
  }
  const side = layers[0].rows;
  const range = (k) => Array.from({ length: size }, (_, n) => start + k * jump + n).filter((pixel) => pixel >= 0 && pixel < side);
  const [rows, columns] = [range(row), range(column)];
  return rows.flatMap((r) => columns.map((c) => [r, c]));
}

/**
 * What a convolution or a dense layer adds up for a unit: { groups: [{ name, rows, columns, x, w }], bias, limits }; one group for each map of
 * the layer before, or one for all its units. Null where the weights of this unit are not there yet.
 */
function sumBehind(layers, layer, place, sums) {
  const before = layers[layers.indexOf(layer) - 1];
  const sum = layer.kind === "conv" ? windowsBehind(before, place, sums) : rowBehind(layers, before, place, sums);
  // On the scales of the whole layers, so that a faint window looks faint.
  return sum && { ...sum, limits: { x: before.limit, w: sums.weightLimit } };
}

function windowsBehind(before, [filter, row, column], { weights, biases, kernel, stride, padding }) {
  const cells = kernel * kernel;
  const groups = Array.from({ length: before.maps }, (_, map) => {
    const x = [], w = [];
    for (let u = 0; u < kernel; u++) for (let v = 0; v < kernel; v++) {
      const [r, c] = [row * stride + u - padding, column * stride + v - padding];
      const inside = r >= 0 && c >= 0 && r < before.rows && c < before.columns;
      x.push(inside ? valueOf(before, [map, r, c]) : 0);
      w.push(weights[(filter * before.maps + map) * cells + u * kernel + v]);
    }
    return { name: map, rows: kernel, columns: kernel, x, w };
  });
  return { groups, bias: biases ? biases[filter] : null };
}

function rowBehind(layers, before, [unit], { weights, biases, row }) {
  if (row !== undefined && row !== unit) return null;
  const count = before.values.length;
  const first = row === undefined ? unit * count : 0;
  // What was flattened is shown as the maps it was.
  const maps = before.kind === "flatten" ? layers[layers.indexOf(before) - 1] : before;
  const shape = maps.flat ? { maps: 1, rows: Math.ceil(count / Math.ceil(Math.sqrt(count))), columns: Math.ceil(Math.sqrt(count)) } : maps;
  const size = count / shape.maps;
  const groups = Array.from({ length: shape.maps }, (_, map) => ({
    name: map, rows: shape.rows, columns: shape.columns,
    x: Array.from(before.values.subarray(map * size, (map + 1) * size)),
    w: Array.from(weights.subarray(first + map * size, first + (map + 1) * size)),
  }));
  return { groups, bias: biases ? biases[unit] : null };
}

/**
 * The cells of the layer before that a unit reads, as boxes { map, row, column, rows, columns }, cut off at the edge; none where it reads
 * everything, as a dense layer does, or where the size of the kernel is not there.
 */
function boxesBehind(layers, layer, place, sums) {
  const before = layers[layers.indexOf(layer) - 1];
  const box = (map, row, column, side) => {
    const [top, left] = [Math.max(0, row), Math.max(0, column)];
    return { map, row: top, column: left, rows: Math.min(before.rows, row + side) - top, columns: Math.min(before.columns, column + side) - left };
  };
  const [map, row, column] = layer.flat ? [0, 0, place[0]] : place;
  switch (layer.kind) {
    case "input": case "dense": return [];
    case "conv": {
      const { kernel, stride, padding } = sums ?? { kernel: 0 };
      const windows = Array.from({ length: kernel && before.maps }, (_, m) => box(m, row * stride - padding, column * stride - padding, kernel));
      return windows.filter(({ rows, columns }) => rows > 0 && columns > 0);
    }
    case "max_pool": case "average_pool": return [box(map, 2 * row, 2 * column, 2)];
    case "flatten": return [box(...(before.flat ? [0, 0, place[0]] : placeAt(before, place[0])), 1)];
    default: return [box(map, row, column, 1)];
  }
}

/** The four values that a pooling window reads. */
function pooledBehind(layers, layer, [map, row, column]) {
  const before = layers[layers.indexOf(layer) - 1];
  return [[0, 0], [0, 1], [1, 0], [1, 1]].map(([u, v]) => valueOf(before, [map, 2 * row + u, 2 * column + v]));
}

const productsOf = ({ x, w }) => x.map((value, k) => value * w[k]);
