// The plane as a layer sees it: its grid bent by two neurons of the layer, coloured by the output, with the points in it.

/** Bilinear sample of an m × m byte map at a share of width and height, samples lying at cell centres. */
function sampleMap(bytes, first, m, u, v) {
  const [x, y] = [Math.max(0, Math.min(m - 1, u * m - 0.5)), Math.max(0, Math.min(m - 1, v * m - 0.5))];
  const [column, row] = [Math.min(m - 2, Math.floor(x)), Math.min(m - 2, Math.floor(y))];
  const [s, t] = [x - column, y - row];
  const at = first + row * m + column;
  return (bytes[at] * (1 - s) + bytes[at + 1] * s) * (1 - t) + (bytes[at + m] * (1 - s) + bytes[at + m + 1] * s) * t;
}

/** A function from a place in the plane (shares of width and height) to its place in the warped plot, in pixels. */
function warpingOf(run, moment, { layer, a, b }, side) {
  const { m } = run;
  const size = m * m;
  const [across, up] = [neuronNumber(run, layer, a) * size, neuronNumber(run, layer, b) * size];
  // Room at the rim, so that points pressed against the ends of tanh stay whole.
  const inner = side * 0.9;
  const place = (byte) => (side - inner) / 2 + (inner * (byte - 1)) / 254;
  return (u, v) => [place(sampleMap(moment.maps, across, m, u, v)), side - place(sampleMap(moment.maps, up, m, u, v))];
}

const WARP_LINES = 25;

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
  for (let row = 0; row <= cells; row += 2) {
    for (let column = 0; column <= cells; column++) context[column ? "lineTo" : "moveTo"](...node(row, column));
  }
  for (let column = 0; column <= cells; column += 2) {
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

/** The colour of the boundary at a place of the plane. */
function boundaryColour(run, moment, pixels, theme) {
  const { B, channels } = run;
  if (channels === 1) {
    return (u, v) => {
      const pixel = pixels[Math.round(sampleMap(moment.boundary, 0, B, u, v))];
      return `rgb(${pixel & 255},${(pixel >> 8) & 255},${(pixel >> 16) & 255})`;
    };
  }
  const mixed = new Uint8ClampedArray(4);
  return (u, v) => {
    const fields = Array.from({ length: channels }, (_, c) => ({ field: [sampleMap(moment.boundary, c * B * B, B, u, v)] }));
    blendClasses(mixed, fields, theme);
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
