// The losses of all racers over the steps, on a logarithmic axis, and below them what the schedule makes of the learning rate.

const LOWEST_LOSS = 1e-12;

/** Lines on one canvas, the present on another above it: what is past drawn strongly, what comes faintly. events: { go(step) } */
function createRaceCurves(events) {
  const lines = make("canvas", { role: "img" });
  const present = make("canvas", { class: "cursor", "aria-hidden": "true" });
  const element = make("div", { class: "curves" }, lines, present);
  const past = make("canvas");
  const curves = { element };
  let [over, look] = [null, null];

  /** size: { width, height, strip: of that, the schedule's part } */
  curves.draw = (race, size, selected, theme, type, labels) => {
    const context = sizeCanvas(lines, size.width, size.height);
    over = sizeCanvas(present, size.width, size.height);
    const strong = sizeCanvas(past, size.width, size.height);
    look = { ...curveScales(race, size, context, theme, type), race, theme, type };
    drawLossAxes(context, look, labels);
    for (const racer of inOrder(race, selected)) {
      drawLossCurve(context, racer, look, racer.name === selected, 0.32);
      drawLossCurve(strong, racer, look, racer.name === selected, 1);
    }
    if (size.strip) drawSchedule(context, look, labels);
    const label = fillIn(labels.curves, { schedule: race.schedule.label });
    if (lines.getAttribute("aria-label") !== label) lines.setAttribute("aria-label", label);
  };

  /** Mark the moment, which may lie between two steps. */
  curves.mark = (index, share) => {
    if (!look) return;
    const { race, theme, x, y, top, bottom, height } = look;
    over.clearRect(0, 0, look.width, look.height);
    const at = x(index > 0 ? index - 1 + share : 0);
    over.save();
    over.beginPath();
    over.rect(0, 0, at, height);
    over.clip();
    over.drawImage(past, 0, 0, look.width, height);
    over.restore();
    over.beginPath();
    over.moveTo(at, top);
    over.lineTo(at, look.strip ? height - 4 : bottom);
    over.strokeStyle = theme.accent;
    over.lineWidth = 1.5;
    over.stroke();
    for (const racer of race.racers) {
      if (!racer.on || hasDiverged(racer, index)) continue;
      drawHead(over, racer, at, y(racer.excess[Math.min(index, racer.count - 1)]), 5, theme);
    }
  };

  scrubIn(lines, (event) => look && events.go(look.stepAt(event.offsetX)));
  return curves;
}

/** Scales and ticks. Who diverges leaves through the upper border, so as not to flatten the others. */
function curveScales(race, { width, height, strip }, context, theme, type) {
  const on = race.racers.filter((racer) => racer.on);
  const start = Math.max(...on.map(({ excess }) => excess[0]), LOWEST_LOSS);
  let lowest = start;
  for (const { excess } of on) for (const value of excess) if (value < lowest) lowest = value;
  const highest = Math.min(300 * start, Math.max(start, ...on.map(({ excess }) => excess.reduce((a, b) => Math.max(a, b)))));
  const [low, high] = [Math.max(LOWEST_LOSS, Math.min(lowest, highest / 100)), highest * 1.3];
  const [right, top, bottom] = [width - 10, 8, height - strip - Math.round(1.4 * type)];
  const decades = Array.from({ length: 40 }, (_, k) => k - 20).filter((power) => 10 ** power >= low && 10 ** power <= high);
  const most = Math.max(2, Math.floor((bottom - top) / (1.25 * type)));
  const stride = Math.max(1, Math.ceil(decades.length / most));
  const ticks = decades.filter((_, k) => (decades.length - 1 - k) % stride === 0);
  context.font = `${type}px ${theme.font}`;
  const left = Math.ceil(Math.max(...ticks.map((power) => context.measureText(writePower(power)).width), 20)) + 10;
  return {
    width, height, strip, left, right, top, bottom, ticks,
    x: (step) => left + ((right - left) * step) / race.steps,
    y: (loss) => Math.max(-height, bottom - ((bottom - top) * Math.log(Math.max(loss, low) / low)) / Math.log(high / low)),
    stepAt: (x) => Math.round(Math.max(0, Math.min(1, (x - left) / (right - left))) * race.steps),
  };
}

const writePower = (power) => (power >= -3 && power <= 4 ? exactNumber(10 ** power) : shortNumber(10 ** power, 1));

function drawLossAxes(context, { left, right, top, bottom, ticks, x, y, theme, type, race }, labels) {
  context.fillStyle = context.strokeStyle = theme.accent;
  context.font = `${type}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.globalAlpha = 0.75;
  for (const power of ticks) context.fillText(writePower(power), left - 6, Math.max(type * 0.5, y(10 ** power)));
  context.textBaseline = "alphabetic";
  const below = bottom + 1.15 * type;
  context.textAlign = "left";
  context.fillText("0", left, below);
  context.textAlign = "right";
  context.fillText(countNumber(race.steps), right, below);
  context.textAlign = "center";
  context.fillText(labels.steps, (left + right) / 2, below);
  context.globalAlpha = 0.18;
  context.lineWidth = 1;
  context.beginPath();
  for (const power of ticks) {
    context.moveTo(left, Math.round(y(10 ** power)) + 0.5);
    context.lineTo(right, Math.round(y(10 ** power)) + 0.5);
  }
  context.stroke();
  // At the right and below: losses fall, but seldom that far.
  context.globalAlpha = 0.75;
  context.textAlign = "right";
  context.textBaseline = "top";
  context.fillText(race.surface.lowest ? labels.loss_above : labels.loss, right, bottom - 1.3 * type);
  context.globalAlpha = 1;
}

function drawLossCurve(context, racer, { x, y, theme }, selected, alpha) {
  context.globalAlpha = alpha;
  context.beginPath();
  racer.excess.forEach((loss, k) => context.lineTo(x(k), y(loss)));
  context.lineJoin = "round";
  context.setLineDash(racer.dash);
  context.strokeStyle = racerColour(racer, theme);
  context.lineWidth = selected ? 3 : 2;
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The schedule as an area below the same axis: the highest is the whole learning rate. */
function drawSchedule(context, { x, left, right, height, strip, theme, type, race }, labels) {
  const { factors, label } = race.schedule;
  const [top, bottom] = [height - strip + 4, height - 4];
  const y = (factor) => bottom - (bottom - top) * factor;
  context.beginPath();
  context.moveTo(x(0), bottom);
  factors.forEach((factor, k) => {
    context.lineTo(x(k), y(factor));
    context.lineTo(x(k + 1), y(factor));
  });
  context.lineTo(x(race.steps), bottom);
  context.fillStyle = context.strokeStyle = theme.accent;
  context.globalAlpha = 0.16;
  context.fill();
  context.globalAlpha = 0.8;
  context.lineWidth = 1.5;
  context.stroke();
  context.font = `${type}px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText(labels.rate_axis, left - 6, (top + bottom) / 2);
  context.textBaseline = "top";
  context.fillText(label, right, top);
  context.globalAlpha = 1;
}
