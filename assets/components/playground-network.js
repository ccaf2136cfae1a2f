// Drawing the network: edges whose width is magnitude and colour sign, a map in every neuron, biases at their corners.

const EDGE_STEPS = 12;

/** 256 colours of a byte, 128 being zero, as the pixels of an ImageData; strongest: how much of the full colour an end gets. */
function signedPixels(theme, strongest = 1) {
  const pixels = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const [r, g, b] = valueColour((byte - 128) * strongest, 127, theme);
    pixels[byte] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return pixels;
}

/** Maps of m × m bytes below each other on one small canvas, from which the browser enlarges each one smoothly. */
function createMaps() {
  const canvas = document.createElement("canvas");
  let image = null;
  const paint = (bytes, m, pixels) => {
    const count = bytes.length / (m * m);
    if (canvas.width !== m || canvas.height !== m * count || !image) {
      canvas.width = m;
      canvas.height = Math.max(1, m * count);
      image = new ImageData(m, Math.max(1, m * count));
    }
    const target = new Uint32Array(image.data.buffer);
    for (let k = 0; k < bytes.length; k++) target[k] = pixels[bytes[k]];
    canvas.getContext("2d").putImageData(image, 0, 0);
  };
  return { canvas, paint };
}

/** All edges of the moment, the weak below the strong. fade(layer, from, to): draw this edge only faintly. */
function drawEdges(context, network, run, moment, theme, fade) {
  const bright = Array.from({ length: 2 * EDGE_STEPS }, () => []);
  const pale = Array.from({ length: 2 * EDGE_STEPS }, () => []);
  const broken = [];
  run.layers.forEach(({ from, to, offset }, layer) => {
    for (let i = 0; i < from; i++) {
      for (let j = 0; j < to; j++) {
        const w = moment.weights[offset + i * to + j];
        const ends = network.edges[layer][i * to + j];
        if (!Number.isFinite(w)) broken.push(ends);
        else {
          const step = Math.min(EDGE_STEPS - 1, Math.floor((Math.abs(w) / run.weightLimit) * EDGE_STEPS));
          (fade?.(layer, i, j) ? pale : bright)[w < 0 ? EDGE_STEPS + step : step].push(ends);
        }
      }
    }
  });
  const widest = widestEdge(network);
  for (const [sets, alpha] of [[pale, 0.1], [bright, 1]]) {
    context.globalAlpha = alpha;
    for (let step = 0; step < EDGE_STEPS; step++) {
      for (const sign of [0, 1]) {
        const edges = sets[sign * EDGE_STEPS + step];
        if (edges.length) strokeEdges(context, edges, edgeLook(((step + 0.5) / EDGE_STEPS) * (sign ? -1 : 1), widest, theme));
      }
    }
  }
  context.globalAlpha = 1;
  if (broken.length) {
    context.setLineDash([3, 5]);
    strokeEdges(context, broken, { width: 1, colour: theme.accent });
    context.setLineDash([]);
  }
}

/** The width of the strongest edge: less where many must pass between small tiles. */
const widestEdge = (network) => Math.max(2, Math.min(9, Math.min(...network.columns.map(({ size }) => size)) * 0.17));

/** share: weight / limit. The colour comes sooner than the width, so that the sign of a thin edge is still seen. */
function edgeLook(share, widest, theme) {
  const size = Math.min(1, Math.abs(share));
  const towards = share < 0 ? theme.negative : theme.positive;
  const grey = mixColours(theme.zero, inkOn(theme.zero) === "#111111" ? [0, 0, 0] : [255, 255, 255], 0.16);
  const least = Math.min(0.8, widest * 0.2);
  return { width: least + (widest - least) * size, colour: cssColour(mixColours(grey, towards, Math.min(1, 0.08 + 1.5 * Math.sqrt(size) * 0.9))) };
}

function strokeEdges(context, edges, { width, colour }) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  // One stroke each: measured, a path of many crossing curves takes twice as long.
  for (const { x0, y0, x1, y1 } of edges) {
    const middle = (x0 + x1) / 2;
    context.beginPath();
    context.moveTo(x0, y0);
    context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
    context.stroke();
  }
}

/** Features and neurons with their maps, the dead ones crossed out; atlas, featureAtlas: from createMaps. */
function drawTiles(context, network, run, moment, theme, { atlas, featureAtlas, line }) {
  context.imageSmoothingEnabled = true;
  const tile = (source, m, number, { x, y, size }, alpha) => {
    const [left, top] = [x - size / 2, y - size / 2];
    context.globalAlpha = alpha;
    context.drawImage(source, 0, number * m, m, m, left, top, size, size);
    context.lineWidth = 1;
    context.strokeStyle = line;
    context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
    context.globalAlpha = 1;
  };
  run.features.forEach(({ active }, k) => tile(featureAtlas.canvas, run.sides.feature, k, network.inputs[k], active ? 1 : 0.28));
  network.neurons.forEach((place, number) => {
    tile(atlas.canvas, run.m, number, place, 1);
    if (moment.dead.has(number)) crossOut(context, place, theme);
  });
  run.layers.forEach(({ bias, to }, layer) => {
    for (let unit = 0; unit < to; unit++) drawBias(context, biasPlace(network, run, layer, unit), moment.weights[bias + unit], run.weightLimit, theme);
  });
  for (const weight of run.edited) markEdited(context, network, run, weight, theme);
  if (run.task === "classes") {
    for (let unit = 0; unit < run.channels; unit++) {
      const { x, y, size } = network.neurons[run.firsts.at(-1) + unit];
      context.beginPath();
      traceMarker(context, unit, x + size / 2 + 13, y, 7);
      context.fillStyle = cssColour(theme.classes[unit]);
      context.fill();
    }
  }
}

/** A ring on a weight that the learner has typed in; weight: "layer.from.to". */
function markEdited(context, network, run, weight, theme) {
  const [layer, from, to] = weight.split(".");
  const place = from === "bias" ? biasPlace(network, run, Number(layer), Number(to))
    : edgePoint(edgeEnds(network, run, Number(layer), Number(from), Number(to)), 0.5);
  context.beginPath();
  context.arc(place.x, place.y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = theme.halo;
  context.fill();
  stroke(context, theme.accent, 2);
}

/** The square of a bias, at the lower left corner of its neuron: { x, y, size }. */
function biasPlace(network, run, layer, unit) {
  const { x, y, size } = network.neurons[run.firsts[layer] + unit];
  const side = Math.max(7, Math.min(14, Math.round(size * 0.26)));
  return { x: x - size / 2, y: y + size / 2, size: side };
}

function drawBias(context, { x, y, size }, value, limit, theme) {
  context.fillStyle = theme.halo;
  context.fillRect(x - size / 2 - 2, y - size / 2 - 2, size + 4, size + 4);
  context.fillStyle = Number.isFinite(value) ? cssColour(valueColour(Math.sign(value) * Math.sqrt(Math.abs(value) / limit), 1, theme)) : theme.accent;
  context.fillRect(x - size / 2, y - size / 2, size, size);
  context.lineWidth = 1;
  context.strokeStyle = theme.accent;
  context.strokeRect(x - size / 2 + 0.5, y - size / 2 + 0.5, size - 1, size - 1);
}

function crossOut(context, { x, y, size }, theme) {
  const reach = size / 2 - 2;
  for (const [width, colour] of [[Math.max(5, size / 9), theme.halo], [Math.max(2, size / 18), theme.accent]]) {
    context.beginPath();
    context.moveTo(x - reach, y - reach);
    context.lineTo(x + reach, y + reach);
    context.moveTo(x + reach, y - reach);
    context.lineTo(x - reach, y + reach);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** The edge under the pointer, { layer, from, to }, or null; it may be `reach` pixels away. */
function edgeUnder(network, run, x, y, reach = 12) {
  let best = null;
  run.layers.forEach(({ from, to }, layer) => {
    for (let i = 0; i < from; i++) {
      const { x0, x1 } = edgeEnds(network, run, layer, i, 0);
      if (x < x0 || x > x1) continue;
      const t = edgeParameter(x0, x1, x);
      for (let j = 0; j < to; j++) {
        const ends = edgeEnds(network, run, layer, i, j);
        const rise = Math.abs(edgePoint(ends, Math.min(1, t + 0.02)).y - edgePoint(ends, Math.max(0, t - 0.02)).y);
        const run1 = edgePoint(ends, Math.min(1, t + 0.02)).x - edgePoint(ends, Math.max(0, t - 0.02)).x;
        // Seen across the edge, not straight down, or a steep one could hardly be met.
        const distance = (Math.abs(edgePoint(ends, t).y - y) * run1) / Math.hypot(run1, rise);
        if (distance < (best?.distance ?? reach)) best = { layer, from: i, to: j, distance };
      }
    }
  });
  return best && { layer: best.layer, from: best.from, to: best.to };
}
