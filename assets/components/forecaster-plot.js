// The series and its forecasts: what was learned from, what comes after it, the horizon, and the window before one point.

const TRUTH_ALPHA = 0.26;

/** Scales of the plot: every point shown, and the truth's range with some room above and below. */
function layoutForecast(width, height, type, film, context, font) {
  let [low, high] = [Infinity, -Infinity];
  for (const v of film.truth) [low, high] = [Math.min(low, v), Math.max(high, v)];
  const room = Math.max(1e-9, 0.28 * (high - low));
  [low, high] = [low - room, high + room];
  const unit = 10 ** Math.floor(Math.log10(high - low));
  const step = [0.2, 0.5, 1, 2].map((k) => k * unit).find((size) => (high - low) / size < 5.5);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(Number((k * step).toPrecision(6)));
  context.font = `${type}px ${font}`;
  const left = Math.ceil(Math.max(...ticks.map((v) => context.measureText(exactNumber(v)).width))) + 10;
  const [right, top, bottom] = [width - 6, Math.round(1.5 * type), height - Math.round(1.5 * type)];
  return {
    width, height, type, left, right, top, bottom, ticks,
    x: (i) => left + ((right - left) * i) / (film.count - 1),
    y: (v) => bottom - ((bottom - top) * (v - low)) / (high - low),
    pointAt: (x) => Math.round(Math.max(0, Math.min(1, (x - left) / (right - left))) * (film.count - 1)),
  };
}

/** Of several lines one may be looked at: the others step back. */
const strengthOf = (kind, chosen) => (chosen && kind !== chosen ? 0.16 : kind === "yesterday" ? 0.75 : 0.9);

/** look: { epoch, view ("free" or "one"), horizon, place, line (the kind looked at) or null, theme }. */
function drawForecast(context, film, at, look) {
  const { theme, view, horizon } = look;
  const { boundary, count, labels } = film;
  const [edge, end] = [at.x(boundary - 0.5), at.x(boundary + horizon - 0.5)];
  context.font = `${at.type}px ${theme.font}`;
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.05;
  context.fillRect(at.left, at.top, edge - at.left, at.bottom - at.top);
  context.globalAlpha = 1;
  drawForecastAxes(context, film, at, theme);
  context.save();
  context.beginPath();
  context.rect(at.left, at.top - 4, at.right - at.left, at.bottom - at.top + 8);
  context.clip();
  if (look.place !== null) drawWindow(context, film, at, look);
  const trace = (values, from, to, first = 0) => {
    context.beginPath();
    for (let i = from; i < to; i++) context.lineTo(at.x(i), at.y(values[i - first]));
  };
  // The truth as a broad band below all forecasts: a forecast that is right lies in its middle.
  context.lineJoin = "round";
  trace(film.truth, 0, count);
  context.globalAlpha = TRUTH_ALPHA;
  stroke(context, theme.accent, 7);
  for (const line of Array.from(film.lines).reverse()) {
    const { one, free } = lineAt(film, line, look.epoch);
    const colour = kindColour(line.kind, theme);
    context.setLineDash(KIND_DASHES[line.kind]);
    context.globalAlpha = strengthOf(line.kind, look.line);
    const width = line.kind === "yesterday" || line.kind === "kept" ? 1.6 : line.kind === "dense" ? 2 : 2.6;
    trace(one, 0, view === "one" ? count : boundary);
    stroke(context, colour, width);
    if (view === "one") continue;
    trace(free, boundary, boundary + horizon, boundary);
    stroke(context, colour, width + 0.4);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
  if (look.place !== null) drawPlace(context, film, at, look);
  context.restore();
  context.beginPath();
  context.moveTo(edge, at.top - 4);
  context.lineTo(edge, at.bottom);
  stroke(context, theme.accent, 1.5);
  if (view === "free" && end < at.right - 2) {
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(end, at.top);
    context.lineTo(end, at.bottom);
    stroke(context, theme.accent, 1.2);
    context.setLineDash([]);
  }
  context.fillStyle = theme.accent;
  context.textBaseline = "alphabetic";
  context.textAlign = "right";
  context.fillText(labels.learned, edge - 8, at.top - 0.35 * at.type);
  context.textAlign = "left";
  const word = labels[view === "one" ? "one_region" : "free_region"];
  const from = Math.min(edge + 8, at.right - context.measureText(word).width);
  context.fillText(word, from, at.top - 0.35 * at.type);
  nameTruth(context, at, theme, labels.truth, from + context.measureText(word).width);
}

/** What the band is: above the plot at the right, or where there is no room, in its lower left corner. */
function nameTruth(context, at, theme, word, taken) {
  const width = context.measureText(word).width + 34;
  const above = at.right - width - 18 > taken;
  const x = above ? at.right - width : at.left + 8;
  const y = above ? at.top - 0.35 * at.type : at.bottom - 0.4 * at.type;
  context.textAlign = "left";
  context.fillText(word, x + 34, y);
  context.globalAlpha = TRUTH_ALPHA;
  context.beginPath();
  context.moveTo(x, y - 0.32 * at.type);
  context.lineTo(x + 26, y - 0.32 * at.type);
  stroke(context, theme.accent, 7);
  context.globalAlpha = 1;
}

function drawForecastAxes(context, film, at, theme) {
  context.strokeStyle = context.fillStyle = theme.accent;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of at.ticks) {
    const y = Math.round(at.y(tick)) + 0.5;
    context.globalAlpha = 0.14;
    context.beginPath();
    context.moveTo(at.left, y);
    context.lineTo(at.right, y);
    context.stroke();
    context.globalAlpha = 0.75;
    context.fillText(exactNumber(tick), at.left - 6, y);
  }
  context.textBaseline = "alphabetic";
  const baseline = at.height - 0.3 * at.type;
  const ends = [[0, "left"], [film.boundary, "center"], [film.count - 1, "right"]];
  for (const [i, align] of ends) {
    context.textAlign = align;
    context.fillText(timeOf(film, i), at.x(i), baseline);
  }
  context.textAlign = "center";
  context.fillText(film.labels[film.unit], at.x((film.boundary + film.count) / 2), baseline);
  context.globalAlpha = 1;
}

/** A point's place in time: t for a wave, the row for a file. */
const timeOf = (film, i) => (film.step === 1 ? countNumber(film.first + i + 1) : exactNumber((film.first + i) * film.step, 1));

/** The values that the network reads for the point looked at. */
function drawWindow(context, film, at, { place, theme }) {
  const from = Math.max(0, place - film.window);
  context.globalAlpha = 0.13;
  context.fillStyle = theme.accent;
  context.fillRect(at.x(from - 0.5), at.top, Math.max(2, at.x(place - 0.5) - at.x(from - 0.5)), at.bottom - at.top);
  context.globalAlpha = 1;
}

function drawPlace(context, film, at, { place, epoch, view, horizon, theme }) {
  context.beginPath();
  context.moveTo(at.x(place), at.top);
  context.lineTo(at.x(place), at.bottom);
  stroke(context, theme.accent, 1.5);
  const dots = film.lines.map((line) => [forecastAt(film, line, epoch, place, view, horizon), kindColour(line.kind, theme)]);
  for (const [value, colour] of [[film.truth[place], theme.accent], ...dots.reverse()]) {
    if (value === null) continue;
    context.beginPath();
    context.arc(at.x(place), at.y(value), 4.5, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
    stroke(context, theme.halo, 1.5);
  }
}
