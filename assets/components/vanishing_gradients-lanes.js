// The network as a row of layers; above it the size of the signal in every layer, below it the size of the gradient, both on a
// logarithmic axis. Two networks, two colours, two markers.

// The cured network's colour in the palette of classes and runs; the network as set has the colour of text.
const OTHER_COLOUR = 2;
const GHOST = 0.22;

/** Where everything stands: { left, right, top, lane (its height), strip (top of the row of layers), x(layer), layerAt(x), … }. */
function layoutLanes(width, height, type, film, context, font) {
  const strip = Math.round(2.5 * type);
  const head = Math.round(1.6 * type);
  const lane = Math.floor((height - strip - 2 * head) / 2);
  context.font = `${type}px ${font}`;
  const ticks = { signal: powersIn(film.ranges.signal, lane, type), delta: powersIn(film.ranges.delta, lane, type) };
  const widest = Math.max(...[...ticks.signal, ...ticks.delta].map((power) => context.measureText(powerText(power)).width));
  const left = Math.ceil(widest) + 14;
  const right = width - Math.ceil(context.measureText(film.labels.loss).width) - 8;
  const pitch = (right - left) / film.layers;
  const lanes = { signal: head, delta: 2 * head + lane + strip };
  const y = (name, log) => {
    const [low, high] = film.ranges[name];
    return lanes[name] + 5 + (lane - 10) * (1 - Math.max(0, Math.min(1, (log - low) / (high - low))));
  };
  return {
    width, height, type, left, right, pitch, lane, lanes, head, ticks, y,
    strip: head + lane, stripHeight: strip,
    x: (layer) => left + (layer + 0.5) * pitch,
    layerAt: (x) => Math.max(0, Math.min(film.layers - 1, Math.floor((x - left) / pitch))),
    quantityAt: (y) => (y < head + lane + strip / 2 ? "values" : "gradient"),
  };
}

/** Whole powers of ten within a range, as many as can be written below each other. */
function powersIn([low, high], lane, type) {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => (size * lane) / (high - low) >= 1.3 * type) ?? 200;
  const powers = [];
  for (let power = Math.ceil(low / step) * step; power <= high + 1e-9; power += step) powers.push(power);
  return powers;
}

const RAISED = { "-": "\u207b", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3" };
const raised = (power) => Array.from(String(power), (c) => RAISED[c] ?? String.fromCharCode(0x2070 + Number(c))).join("");
const powerText = (power) => (power >= -2 && power <= 2 ? String(Number((10 ** power).toPrecision(1))) : `10${raised(power)}`);

/** Draw both lanes at a moment. look: { index, share, layer, quantity, hovered, theme, labels }. */
function drawLanes(context, film, at, look) {
  const { theme } = look;
  context.font = `${at.type}px ${theme.font}`;
  drawColumn(context, at, look);
  for (const name of ["signal", "delta"]) drawLaneAxis(context, at, name, look);
  drawStrip(context, film, at, look);
  // The network as set lies on top.
  for (const n of [1, 0]) {
    const network = film.networks[n];
    const state = stateOf(film, network, look.index, look.share);
    for (const name of ["signal", "delta"]) drawSeries(context, network, n, name, state, at, look);
  }
}

/** How far a wave has come: of layer `layer` of a network so deep, full colour or a ghost's. */
function visible(name, layer, depth, { index, share }) {
  if (index === FORWARD) return name === "signal" && layer < share * (depth + 0.5) ? 1 : GHOST;
  if (index === BACKWARD && name === "delta") return depth - layer < share * (depth + 1.5) ? 1 : GHOST;
  return 1;
}

const seriesColour = (n, theme) => (n ? cssColour(theme.classes[OTHER_COLOUR]) : theme.accent);

function drawSeries(context, network, n, name, state, at, look) {
  const places = [];
  for (let layer = 0; layer < network.depth; layer++) {
    const log = sizeAt(network, name, state, layer);
    const alpha = visible(name, layer, network.depth, look) * (state.lost ? GHOST : 1);
    places.push({ x: at.x(layer), y: at.y(name, log), zero: log === -Infinity, alpha });
  }
  const colour = seriesColour(n, look.theme);
  context.strokeStyle = context.fillStyle = colour;
  const radius = Math.max(2, Math.min(5, at.pitch / 3.2));
  const marker = ({ x, y }) => traceMarker(context, n, x, y, radius);
  // All of one strength in one path: this runs in every frame of a motion.
  for (const strength of new Set(places.map(({ alpha }) => alpha))) {
    context.globalAlpha = strength;
    context.lineWidth = n ? 2 : 2.5;
    context.beginPath();
    places.forEach((place, k) => {
      if (!k || Math.min(place.alpha, places[k - 1].alpha) !== strength) return;
      context.moveTo(places[k - 1].x, places[k - 1].y);
      context.lineTo(place.x, place.y);
    });
    context.stroke();
    const mine = places.filter(({ alpha }) => alpha === strength);
    context.beginPath();
    mine.filter(({ zero }) => !zero).forEach(marker);
    context.fill();
    // Nothing at all lies at the bottom, hollow: a logarithm has no place for 0.
    context.lineWidth = 1.5;
    context.beginPath();
    mine.filter(({ zero }) => zero).forEach(marker);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** The layer looked at, through both lanes. */
function drawColumn(context, at, { layer, theme }) {
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.08;
  const width = Math.max(6, Math.min(40, at.pitch));
  context.fillRect(at.x(layer) - width / 2, at.lanes.signal, width, at.lanes.delta + at.lane - at.lanes.signal);
  context.globalAlpha = 1;
}

function drawLaneAxis(context, at, name, { theme }) {
  context.strokeStyle = context.fillStyle = theme.accent;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const power of at.ticks[name]) {
    const y = Math.round(at.y(name, power)) + 0.5;
    context.globalAlpha = 0.16;
    context.beginPath();
    context.moveTo(at.left, y);
    context.lineTo(at.right, y);
    context.stroke();
    context.globalAlpha = 0.75;
    context.fillText(powerText(power), at.left - 8, y);
  }
  context.globalAlpha = 1;
}

/** The layers as a row of squares from the input to the loss, with the head of the wave that runs through them. */
function drawStrip(context, film, at, { index, share, layer, theme, labels }) {
  const size = Math.max(4, Math.min(18, at.pitch - 3));
  const middle = at.strip + Math.round(0.75 * at.type);
  context.strokeStyle = context.fillStyle = theme.accent;
  context.lineWidth = 1;
  context.globalAlpha = 0.4;
  context.beginPath();
  context.moveTo(at.left - 8, middle + 0.5);
  context.lineTo(at.right + 4, middle + 0.5);
  context.stroke();
  context.globalAlpha = 1;
  const depth = film.layers;
  const ink = inkOn(theme.zero) === "#FFFFFF" ? LIGHT_INK : DARK_INK;
  const head = index === FORWARD ? share * (depth + 0.5) : index === BACKWARD ? depth - share * (depth + 1.5) : null;
  for (let k = 0; k < depth; k++) {
    const lit = head === null ? 0 : Math.max(0, 1 - Math.abs(k + 0.5 - head) / 2);
    context.fillStyle = cssColour(mixColours(theme.zero, ink, 0.75 * lit));
    context.fillRect(at.x(k) - size / 2, middle - size / 2, size, size);
    context.lineWidth = k === layer ? 2.5 : 1;
    context.globalAlpha = k === layer ? 1 : 0.55;
    context.strokeRect(at.x(k) - size / 2, middle - size / 2, size, size);
    context.globalAlpha = 1;
  }
  context.fillStyle = theme.accent;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillText("x", at.left - 12, middle);
  context.textAlign = "left";
  context.fillText(labels.loss, at.right + 6, middle);
  context.textAlign = "center";
  context.globalAlpha = 0.75;
  const stride = [1, 2, 5, 10].find((every) => every * at.pitch > 1.6 * at.type) ?? 10;
  for (let k = 1; k <= depth; k++) {
    if (k === layer + 1 || ((k === 1 || k % stride === 0) && Math.abs(k - layer - 1) * at.pitch > 1.7 * at.type)) {
      context.globalAlpha = k === layer + 1 ? 1 : 0.65;
      context.fillText(String(k), at.x(k - 1), at.strip + Math.round(1.95 * at.type));
    }
  }
  context.globalAlpha = 1;
}
