// The stages of one pass through the network, forward and backward: which grids stand side by side, and which of their cells belong
// together at each moment. A moment of a stage computes one cell of its last grid.

const SHEET_COLUMNS = 4;
const CLASS_COLUMNS = 5;

/** Every cell of rows × columns, in reading order. */
function cellsOf(rows, columns) {
  const cells = [];
  eachCell(rows, columns, (row, column) => cells.push([row, column]));
  return cells;
}

/** The k × k cells whose corner is (row, column), in reading order. */
const patchOf = (row, column, k) => cellsOf(k, k).map(([u, v]) => [row + u, column + v]);

/** Where map f begins on a sheet of `across` maps beside each other, each `size` cells a side. */
const sheetOrigin = (f, size, across = SHEET_COLUMNS) => [Math.floor(f / across) * (size + 1), (f % across) * (size + 1)];

/** Whether a cell lies between the maps of a sheet. */
const isSeam = (size, row, column) => (row + 1) % (size + 1) === 0 || (column + 1) % (size + 1) === 0;

/** All maps side by side, a line of zeros between them. value(f, row, column) */
function sheetOf(count, size, value, across = SHEET_COLUMNS) {
  const rows = Math.ceil(count / across) * (size + 1) - 1;
  const sheet = Array.from({ length: rows }, () => new Array(across * (size + 1) - 1).fill(0));
  for (let f = 0; f < count; f++) {
    const [top, left] = sheetOrigin(f, size, across);
    eachCell(size, size, (row, column) => (sheet[top + row][left + column] = value(f, row, column)));
  }
  return sheet;
}

const square = (list, columns) => Array.from({ length: list.length / columns }, (_, row) => list.slice(row * columns, (row + 1) * columns));

/**
 * { name, back, kinds, count, links(k), values(kind, k), named(k) } in the order of the calculation. links are the cells outlined, by kind of grid;
 * `winner` the one that is marked besides. The last of `kinds` is what is computed. values are the rows of numbers of a grid; those of
 * the kinds in `moving` differ from moment to moment. `named` is what the moment's result is called, where row and column do not tell.
 */
function scratchStages(data) {
  const { k, x, map, winners, sizes } = data;
  const [mapSize, pooledSize] = [map.length, winners.length];
  const at = (index, columns) => [Math.floor(index / columns), index % columns];
  const across = data.hidden[0].length;
  const still = {
    ...data, sheet: sheetOf(sizes.filters, pooledSize, (f, row, column) => data.pooled[f][row][column]),
    // The weights of each output as its neurons stand: ten times the picture of h.
    gradientSheet: sheetOf(sizes.classes, across, (k, row, column) => data.outputGradient[k][row * across + column], CLASS_COLUMNS),
  };
  const weightOf = (neuron, input) => ((data.hiddenWeight[neuron * sizes.filters * pooledSize ** 2 + input] - 128) / 127) * data.hiddenLimit;
  const inputOf = (f, row, column) => f * pooledSize ** 2 + row * pooledSize + column;
  const windowOf = (index) => {
    const [i, j] = at(index, pooledSize);
    const [u, v] = at(winners[i][j], 2);
    return { cells: patchOf(2 * i, 2 * j, 2), winner: [2 * i + u, 2 * j + v], place: [i, j] };
  };
  const all = (rows) => cellsOf(rows.length, rows[0].length);
  const stage = (name, kinds, count, links, { back = false, moving = {}, named = null } = {}) =>
    ({ name, back, kinds, count, links, moving, named, values: (kind, index) => moving[kind]?.(index) ?? still[kind] });
  return [
    stage("conv", ["x", "kernel", "map"], mapSize ** 2, (index) => {
      const [i, j] = at(index, mapSize);
      return { x: patchOf(i, j, k), kernel: all(data.kernel), map: [[i, j]] };
    }),
    stage("pool", ["map", "chosen"], pooledSize ** 2, (index) => {
      const { cells, winner, place } = windowOf(index);
      return { map: cells, chosen: [place], winner: { map: [winner] } };
    }),
    stage("hidden", ["sheet", "weightSheet", "hidden"], sizes.hidden, (index) => ({ hidden: [at(index, 8)] }), {
      moving: { weightSheet: (index) => sheetOf(sizes.filters, pooledSize, (f, row, column) => weightOf(index, inputOf(f, row, column))) },
    }),
    stage("output", ["hidden", "outputRow", "logits"], sizes.classes, (index) => ({ logits: [[index, 0]] }), {
      moving: { outputRow: (index) => square(data.outputWeight[index], 8) },
    }),
    stage("softmax", ["logits", "probabilities"], sizes.classes, (index) => ({ logits: [[index, 0]], probabilities: [[index, 0]] })),
    stage("errors", ["probabilities", "target", "errors"], sizes.classes,
      (index) => ({ probabilities: [[index, 0]], target: [[index, 0]], errors: [[index, 0]] }), { back: true }),
    stage("output_weights", ["errors", "hidden", "gradientSheet"], sizes.classes * sizes.hidden, (index) => {
      const [k, j] = at(index, sizes.hidden);
      const [row, column] = at(j, across);
      const [top, left] = sheetOrigin(k, across, CLASS_COLUMNS);
      return { errors: [[k, 0]], hidden: [[row, column]], gradientSheet: [[top + row, left + column]] };
    }, { back: true, named: (index) => at(index, sizes.hidden).join(", ") }),
    stage("hidden_back", ["errors", "outputColumn", "hiddenGradient"], sizes.hidden, (index) => ({ hiddenGradient: [at(index, 8)] }), {
      back: true, moving: { outputColumn: (index) => data.outputWeight.map((row) => [row[index]]) },
    }),
    stage("pooled_back", ["hiddenGradient", "weightColumn", "pooledGradient"], pooledSize ** 2, (index) => ({ pooledGradient: [at(index, pooledSize)] }), {
      back: true,
      moving: { weightColumn: (index) => square(Array.from({ length: sizes.hidden }, (_, j) => weightOf(j, inputOf(data.filter, 0, index))), 8) },
    }),
    stage("map_back", ["pooledGradient", "mapGradient"], pooledSize ** 2, (index) => {
      const { cells, winner, place } = windowOf(index);
      return { pooledGradient: [place], mapGradient: cells, winner: { mapGradient: [winner] } };
    }, { back: true }),
    stage("filter", ["x", "mapGradient", "kernelGradient"], k * k + 1, (index) => {
      const [u, v] = at(index, k);
      const bias = index === k * k;
      return { x: bias ? [] : patchOf(u, v, mapSize), mapGradient: all(data.mapGradient), kernelGradient: bias ? [] : [[u, v]] };
    }, { back: true }),
    stage("pixels", ["mapGradient", "kernel", "imageGradient"], x.length ** 2, (index) => {
      const [row, column] = at(index, x.length);
      const taps = cellsOf(k, k).filter(([u, v]) => map[row - u]?.[column - v] !== undefined);
      return { mapGradient: taps.map(([u, v]) => [row - u, column - v]), kernel: taps, imageGradient: [[row, column]] };
    }, { back: true }),
  ];
}

/** A stage's moments in which a cell of one of its grids takes part: "kind row,column" → [k, …], made once a stage. */
function momentsOf(stage) {
  if (stage.moments) return stage.moments;
  stage.moments = new Map();
  for (let index = 0; index < stage.count; index++) {
    const links = stage.links(index);
    for (const kind of stage.kinds) {
      for (const cell of links[kind] ?? []) {
        const key = `${kind} ${cell}`;
        if (!stage.moments.has(key)) stage.moments.set(key, []);
        stage.moments.get(key).push(index);
      }
    }
  }
  return stage.moments;
}
