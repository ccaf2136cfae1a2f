// How far back a gradient reaches: ‖∂h_T/∂x_t‖ of the three cells over the steps, on a logarithmic axis.

// Colour and marker of each cell, from the palette of classes.
const SERIES = { rnn: 1, lstm: 0, gru: 2 };
// Decimal logarithms below this are drawn at the bottom.
const LOWEST = -60;

function layoutReach(data, width, height, type, context, font) {
  const { curves, length } = data.reach;
  const logs = Object.values(curves).flat().map((value) => Math.max(LOWEST, Math.log10(value)));
  const [low, high] = [Math.min(-2, Math.floor(Math.min(...logs))), Math.max(0, Math.ceil(Math.max(...logs)))];
  context.font = `${type}px ${font}`;
  const [top, bottom] = [Math.round(0.6 * type), height - Math.round(2.9 * type)];
  const step = [1, 2, 5, 10].find((size) => (size * (bottom - top)) / (high - low) >= 1.5 * type) ?? 10;
  const ticks = [];
  for (let power = Math.ceil(low / step) * step; power <= high; power += step) ticks.push(power);
  const left = Math.ceil(Math.max(...ticks.map((power) => context.measureText(powerName(power)).width))) + 12;
  const right = width - 10;
  return {
    width, height, type, left, right, top, bottom, ticks, length,
    x: (t) => left + ((right - left) * (length > 1 ? t / (length - 1) : 1)),
    y: (value) => bottom - ((bottom - top) * (Math.max(LOWEST, Math.log10(value)) - low)) / (high - low),
    stepAt: (x) => Math.max(0, Math.min(length - 1, Math.round(((x - left) / (right - left)) * (length - 1)))),
  };
}

const RAISED = { "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3" };
const powerName = (power) => (power === 0 ? "1" : `10${Array.from(String(power), (c) => RAISED[c] ?? String.fromCharCode(0x2070 + Number(c))).join("")}`);

/** Draw the curves; t: how far back the gradient has come, what lies before is drawn faintly; cell: the one chosen. */
function drawReach(context, data, at, { t, cell, theme, labels }) {
  context.font = `${at.type}px ${theme.font}`;
  context.fillStyle = context.strokeStyle = theme.accent;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.lineWidth = 1;
  for (const power of at.ticks) {
    const y = Math.round(at.y(10 ** power)) + 0.5;
    context.globalAlpha = power === 0 ? 0.5 : 0.14;
    stroke(context, [[at.left, y], [at.right, y]]);
    context.globalAlpha = 0.8;
    context.fillText(powerName(power), at.left - 8, y);
  }
  drawSteps(context, at, labels);
  const { curves } = data.reach;
  for (const [name, values] of Object.entries(curves).sort(([a], [b]) => (a === cell) - (b === cell))) {
    context.strokeStyle = context.fillStyle = cssColour(theme.classes[SERIES[name]]);
    context.lineWidth = name === cell ? 3.5 : 2;
    context.lineJoin = "round";
    for (const [from, to, alpha] of [[0, t, 0.22], [t, values.length - 1, 1]]) {
      context.globalAlpha = alpha;
      stroke(context, values.slice(from, to + 1).map((value, k) => [at.x(from + k), at.y(value)]));
    }
    context.beginPath();
    const every = Math.max(1, Math.round(values.length / 12));
    for (let k = values.length - 1; k >= t; k -= every) traceMarker(context, SERIES[name], at.x(k), at.y(values[k]), name === cell ? 5 : 4);
    context.fill();
  }
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.5;
  stroke(context, [[at.x(t), at.top], [at.x(t), at.bottom]]);
}

function stroke(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

/** The steps below the plot: some numbers, and at their ends what they mean. */
function drawSteps(context, at, labels) {
  context.globalAlpha = 0.8;
  const y = at.bottom + 0.85 * at.type;
  const steps = at.length > 1 ? [0, ...[0.25, 0.5, 0.75].map((share) => Math.round(share * (at.length - 1))), at.length - 1] : [0];
  const wanted = at.width < 480 ? [steps[0], steps.at(-1)] : [...new Set(steps)];
  for (const t of wanted) {
    context.textAlign = t === 0 ? "left" : t === at.length - 1 ? "right" : "center";
    context.fillText(t === at.length - 1 ? `T = ${t + 1}` : t === 0 ? "t = 1" : String(t + 1), at.x(t), y);
  }
  // On a phone both would not fit side by side.
  if (at.width < 480) return void (context.globalAlpha = 1);
  context.textAlign = "left";
  context.fillText(`\u2190 ${labels.earlier}`, at.left, y + 1.15 * at.type);
  context.textAlign = "right";
  context.fillText(labels.last_step, at.right, y + 1.15 * at.type);
  context.globalAlpha = 1;
}
