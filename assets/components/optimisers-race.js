// The race as Python computed it: every optimiser's path, and where all of them stand at a moment.

// Each optimiser has a colour, a marker (traceMarker) and a dash of its own, the same on the surface, in the legend and the curves.
const DASHES = { sgd: [], momentum: [9, 4], nesterov: [9, 3, 2, 3], adagrad: [2, 4], rmsprop: [5, 4], adam: [14, 4] };

const floats = (text) => new Float32Array(decodeBytes(text).buffer);

/** Heights from −1 to 1, as two bytes each. */
const heightsOf = (text) => Float32Array.from(new Int16Array(decodeBytes(text).buffer), (height) => height / 32767);

/** Python's data with bytes as numbers. racers: those in the race have path (x, y, …), heights and excess of every step. */
function unpackRace(sent) {
  const { surface, schedule } = sent;
  const racers = sent.racers.map((racer, number) => {
    const look = { ...racer, number, dash: DASHES[racer.name] };
    if (!racer.on) return { ...look, count: 0 };
    const excess = floats(racer.excess);
    return { ...look, path: floats(racer.path), heights: floats(racer.heights), excess, count: excess.length };
  });
  return { ...sent, racers, surface: { ...surface, heights: heightsOf(surface.heights) }, schedule: { ...schedule, factors: floats(schedule.factors) } };
}

/** Moment `index`, reached by `share` from the one before; a racer that diverged stays where it was last. */
function placeAt(racer, index, share) {
  const last = Math.min(index, racer.count - 1);
  const from = index > racer.count - 1 ? last : Math.max(0, last - 1);
  const mix = (values, stride, offset) => values[stride * from + offset] * (1 - share) + values[stride * last + offset] * share;
  return { w1: mix(racer.path, 2, 0), w2: mix(racer.path, 2, 1), height: mix(racer.heights, 1, 0), last };
}

/** Whether the racer has diverged by moment `index`. */
const hasDiverged = (racer, index) => racer.diverged !== null && index >= racer.diverged;

/** The racers on the way, the selected one last, so that it is drawn on top. */
function inOrder(race, selected) {
  const on = race.racers.filter((racer) => racer.on);
  return [...on.filter(({ name }) => name !== selected), ...on.filter(({ name }) => name === selected)];
}

const racerColour = (racer, theme) => cssColour(theme.classes[racer.number]);

/** A line sample with the racer's dash, and its marker in the middle. */
function drawSample(canvas, racer, width, height, theme) {
  const context = sizeCanvas(canvas, width, height);
  context.strokeStyle = context.fillStyle = racerColour(racer, theme);
  context.lineWidth = 2.5;
  context.setLineDash(racer.dash);
  context.beginPath();
  context.moveTo(0, height / 2);
  context.lineTo(width, height / 2);
  context.stroke();
  context.setLineDash([]);
  drawHead(context, racer, width / 2, height / 2, 6, theme);
}

/** A racer's marker with a halo. */
function drawHead(context, racer, x, y, radius, theme) {
  context.beginPath();
  traceMarker(context, racer.number, x, y, radius);
  context.lineJoin = "round";
  context.strokeStyle = theme.halo;
  context.lineWidth = 3;
  context.stroke();
  context.fillStyle = racerColour(racer, theme);
  context.fill();
}
