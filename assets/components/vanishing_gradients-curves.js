// The loss of both trainings over their steps: what is past drawn strongly, what comes faintly; a press goes to that step.

const HIGHEST = 100;

/** Scales of the plot. Where a loss begins far above guessing, the axis is logarithmic. */
function layoutCurves(width, height, type, film, context, font) {
  const values = film.networks.flatMap(({ losses }) => Array.from(losses)).filter(Number.isFinite);
  // What explodes leaves the plot at its top, so that the other curve keeps its shape.
  const highest = Math.min(HIGHEST, Math.max(film.chance * 1.1, ...values));
  const lowest = Math.min(film.chance, ...values);
  const logarithmic = highest > 6;
  const [low, high] = logarithmic ? [Math.log10(Math.max(1e-6, lowest)) - 0.05, Math.log10(highest) + 0.05] : [0, highest];
  const ticks = logarithmic ? powersIn([low, high], height - 1.4 * type, type).map((power) => 10 ** power) : [0, 1, 2, 4].filter((v) => v <= highest);
  const write = (v) => (logarithmic ? powerText(Math.round(Math.log10(v))) : exactNumber(v, 3));
  context.font = `${type}px ${font}`;
  const left = Math.ceil(Math.max(...ticks.map((v) => context.measureText(write(v)).width))) + 8;
  const [right, top, bottom] = [width - 6, 6, height - Math.round(1.4 * type)];
  const last = film.total;
  const place = (v) => ((logarithmic ? Math.log10(Math.max(v, 1e-30)) : v) - low) / (high - low);
  return {
    width, height, type, left, right, top, bottom, ticks, last, write,
    x: (at) => left + ((right - left) * at) / last,
    y: (v) => bottom - (bottom - top) * Math.max(0, Math.min(1, place(v))),
    stepAt: (x) => Math.round(Math.max(0, Math.min(1, (x - left) / (right - left))) * last),
  };
}

function drawCurves(context, film, at, step, theme, labels) {
  context.font = `${at.type}px ${theme.font}`;
  context.fillStyle = context.strokeStyle = theme.accent;
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of at.ticks) {
    const y = Math.round(at.y(tick)) + 0.5;
    context.globalAlpha = 0.16;
    horizontal(context, at, y);
    context.globalAlpha = 0.75;
    context.fillText(at.write(tick), at.left - 6, Math.min(y, at.bottom - 2));
  }
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText("0", at.left, at.height - 0.28 * at.type);
  context.textAlign = "right";
  context.fillText(fillIn(labels.steps, { count: countNumber(at.last) }), at.right, at.height - 0.28 * at.type);
  context.globalAlpha = 0.6;
  context.setLineDash([2, 4]);
  horizontal(context, at, Math.round(at.y(film.chance)) + 0.5);
  context.setLineDash([]);
  for (const n of [1, 0]) {
    const { losses } = film.networks[n];
    context.strokeStyle = seriesColour(n, theme);
    context.lineWidth = n ? 2 : 2.5;
    context.lineJoin = "round";
    for (const [from, to, alpha] of [[0, step, 1], [step, losses.length, 0.25]]) {
      context.globalAlpha = alpha;
      context.beginPath();
      // The loss that a step's batch had before it belongs to the step before.
      for (let k = Math.max(0, from - (from ? 1 : 0)); k < Math.min(to, losses.length); k++) context.lineTo(at.x(k), at.y(losses[k]));
      context.stroke();
    }
    // A training that broke off ends in a cross.
    const last = losses.length - 1;
    if (film.networks[n].diverged === null || last < 0) continue;
    context.globalAlpha = 1;
    context.beginPath();
    for (const turn of [-1, 1]) {
      context.moveTo(at.x(last) - 5, at.y(losses[last]) - 5 * turn);
      context.lineTo(at.x(last) + 5, at.y(losses[last]) + 5 * turn);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(at.x(step), at.top);
  context.lineTo(at.x(step), at.bottom);
  context.stroke();
}

function horizontal(context, { left, right }, y) {
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
}
