// The plane as a layer sees it: its grid bent by two neurons of the layer, coloured by the output, with the points in it.

/** Bilinear sample of a size × size field at a share of width and height, samples lying at cell centres. */
function sampleField({ size, field }, u, v) {
  const [x, y] = [Math.max(0, Math.min(size - 1, u * size - 0.5)), Math.max(0, Math.min(size - 1, v * size - 0.5))];
  const [column, row] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))];
  const [s, t] = [x - column, y - row];
  const at = row * size + column;
  return (field[at] * (1 - s) + field[at + 1] * s) * (1 - t) + (field[at + size] * (1 - s) + field[at + size + 1] * s) * t;
}

/** A function from a place in the plane (shares of width and height) to its place in the warped plot, in pixels. */
function warpingOf(run, moment, { layer, a, b }, side) {
  const { m } = run;
  const factor = enlargement(m, 1);
  const axes = [a, b].map((unit) => {
    const number = neuronNumber(run, layer, unit);
    const map = enlarge(moment.maps.subarray(number * m * m, (number + 1) * m * m), m, factor);
    return { ...map, ...spanOf(run, number) };
  });
  // Room at the rim, so that points pressed against the ends of tanh stay whole.
  const [rim, inner] = [side * 0.07, side * 0.86];
  const place = (axis, u, v) => rim + (inner * (Math.max(axis.low, Math.min(axis.high, sampleField(axis, u, v))) - axis.low)) / (axis.high - axis.low);
  return (u, v) => [place(axes[0], u, v), side - place(axes[1], u, v)];
}

/**
 * The bytes between which a neuron's axis runs: as far as its map reaches at the end of the run, zero in the middle; where it has
 * nothing below zero, as after ReLU or sigmoid, zero at the beginning. The same at every moment, so that the plane moves and not its axes.
 */
function spanOf(run, number) {
  const size = run.m * run.m;
  const first = ((run.epochs.length - 1) * run.neurons.length + number) * size;
  let [low, high] = [255, 0];
  for (let at = first; at < first + size; at++) {
    low = Math.min(low, run.maps[at]);
    high = Math.max(high, run.maps[at]);
  }
  const reach = Math.max(8, high - 128, 128 - low);
  return { low: low >= 127 ? 128 : 128 - reach, high: 128 + reach };
}

const WARP_LINES = 41;

/**
 * Draw the bent plane: every small square of the plane at its warped place in the colour of the output there, the grid lines,
 * and the decision line (segments in shares of the plane). outputAt(u, v): the colour of the output, as CSS.
 */
function drawWarped(context, side, warp, colourAt, segments, theme) {
  context.fillStyle = cssColour(theme.zero);
  context.fillRect(0, 0, side, side);
  const cells = WARP_LINES - 1;
  const nodes = [];
  for (let row = 0; row <= cells; row++) {
    for (let column = 0; column <= cells; column++) nodes.push(warp(column / cells, row / cells));
  }
  const node = (row, column) => nodes[row * (cells + 1) + column];
  context.lineJoin = "round";
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const colour = colourAt((column + 0.5) / cells, (row + 0.5) / cells);
      context.beginPath();
      for (const [x, y] of [node(row, column), node(row, column + 1), node(row + 1, column + 1), node(row + 1, column)]) context.lineTo(x, y);
      context.closePath();
      context.fillStyle = context.strokeStyle = colour;
      context.fill();
      // The stroke closes the hairlines between neighbours.
      context.lineWidth = 0.7;
      context.stroke();
    }
  }
  context.beginPath();
  for (let row = 0; row <= cells; row += 4) {
    for (let column = 0; column <= cells; column++) context[column ? "lineTo" : "moveTo"](...node(row, column));
  }
  for (let column = 0; column <= cells; column += 4) {
    for (let row = 0; row <= cells; row++) context[row ? "lineTo" : "moveTo"](...node(row, column));
  }
  context.globalAlpha = 0.35;
  stroke(context, theme.accent, 1);
  context.globalAlpha = 1;
  context.beginPath();
  for (let k = 0; k < segments.length; k += 4) {
    context.moveTo(...warp(segments[k], segments[k + 1]));
    context.lineTo(...warp(segments[k + 2], segments[k + 3]));
  }
  context.lineCap = "round";
  stroke(context, theme.accent, 2.5);
}

/** The colour of the boundary at a place of the plane, from its enlarged fields. */
function boundaryColour(fields, pixels, theme) {
  if (fields.length === 1) {
    return (u, v) => {
      const pixel = pixels[Math.max(0, Math.min(255, Math.round(sampleField(fields[0], u, v))))];
      return `rgb(${pixel & 255},${(pixel >> 8) & 255},${(pixel >> 16) & 255})`;
    };
  }
  const mixed = new Uint8ClampedArray(4);
  return (u, v) => {
    blendClasses(mixed, fields.map((field) => ({ field: [sampleField(field, u, v)] })), theme);
    return cssColour(mixed);
  };
}

/** Layers whose plane can be shown, as numbers: hidden ones of two neurons or more. */
const warpable = (run) => run.hidden.map((count, layer) => (count > 1 ? layer : -1)).filter((layer) => layer >= 0);

/** A valid pair of neurons: the asked one where it exists, else the first two of the last layer that has two; null if none has. */
function validWarp(run, asked) {
  const layers = warpable(run);
  if (!layers.length) return null;
  const exists = asked && layers.includes(asked.layer) && Math.max(asked.a, asked.b) < run.hidden[asked.layer] && asked.a !== asked.b;
  return exists ? { layer: asked.layer, a: asked.a, b: asked.b } : { layer: layers.at(-1), a: 0, b: 1 };
}
