// The numbers of the moment and the curves of the whole run: losses over epochs, what is past drawn strongly, what comes faintly.

// The kept run's curves, in the palette of classes and runs.
const KEPT_COLOUR = 3;

/** The table of losses and accuracies; its head is the curves' legend. */
function createReadings() {
  const cell = (tag, name) => make(tag, { class: name });
  const cells = { loss: cell("th"), accuracy: cell("th"), train: cell("th", "train"), test: cell("th", "test") };
  const values = Object.fromEntries(["lossTrain", "lossTest", "accuracyTrain", "accuracyTest"].map((name) => [name, make("td", { "data-number": name })]));
  const accuracyRow = make("tr", {}, cells.accuracy, values.accuracyTrain, values.accuracyTest);
  const corner = make("td", { class: "corner" });
  const element = make("table", { class: "readings" },
    make("tr", {}, corner, cells.train, cells.test), make("tr", {}, cells.loss, values.lossTrain, values.lossTest), accuracyRow);

  const name = (run, labels) => {
    cells.loss.textContent = run.loss_name;
    cells.accuracy.textContent = labels.accuracy;
    for (const kind of ["train", "test"]) cells[kind].replaceChildren(make("span", { class: `sample ${kind}` }), labels[kind]);
    accuracyRow.hidden = run.task === "regression";
  };
  const show = (numbers) => {
    const percent = (share) => (share === null ? "" : `${(100 * share).toFixed(1)}\u00a0%`);
    const loss = (value) => (value === null ? "" : shortNumber(value));
    const texts = [loss(numbers.train), loss(numbers.test), percent(numbers.accuracyTrain), percent(numbers.accuracyTest)];
    // A text set anew, even the same, is laid out anew.
    Object.values(values).forEach((value, k) => value.textContent !== texts[k] && (value.textContent = texts[k]));
  };
  return { element, corner, name, show };
}

/** The curves on two canvases: the lines, drawn when data change, and the present above them. events: { go(epoch) }. */
function createCurves(events) {
  const lines = make("canvas", { role: "img" });
  const present = make("canvas", { class: "cursor", "aria-hidden": "true" });
  const element = make("div", { class: "curves" }, lines, present);
  const past = make("canvas");
  const curves = { element, logarithmic: false };
  let [context, over, look] = [null, null, null];

  /** runs: [{ history, pinned }]; describes itself for screen readers by `label`. */
  curves.draw = ({ width, height }, runs, theme, type, label) => {
    context = sizeCanvas(lines, width, height);
    over = sizeCanvas(present, width, height);
    const strong = sizeCanvas(past, width, height);
    look = { ...scalesOf({ width, height }, runs, type, curves.logarithmic, context, theme), runs, theme, type };
    drawAxes(context, look);
    for (const run of runs) {
      drawLosses(context, run, look, 0.38);
      drawLosses(strong, run, look, 1);
    }
    lines.setAttribute("aria-label", label);
  };

  /** Mark the epoch: what is past is shown strongly, copied from a canvas that nobody sees. */
  curves.mark = (epoch) => {
    if (!look) return;
    const { left, right, top, bottom, theme } = look;
    over.clearRect(0, 0, look.width, look.height);
    const x = look.x(epoch);
    over.save();
    over.beginPath();
    over.rect(0, 0, x, look.height);
    over.clip();
    over.drawImage(past, 0, 0, look.width, look.height);
    over.restore();
    over.beginPath();
    over.moveTo(Math.max(left, Math.min(right, x)), top);
    over.lineTo(Math.max(left, Math.min(right, x)), bottom);
    stroke(over, theme.accent, 1.5);
    look.runs.forEach(({ history, pinned }) => {
      const { train } = numbersAt(history, epoch);
      if (pinned || !Number.isFinite(train)) return;
      over.beginPath();
      over.arc(x, look.y(train), 4, 0, 2 * Math.PI);
      over.fillStyle = theme.accent;
      over.fill();
    });
  };

  scrubIn(lines, (event) => look && events.go(look.epochAt(event.offsetX)));
  return curves;
}

/** Scales and ticks. The losses of the first epochs may tower over the rest: the scale ends where the curves begin, at most. */
function scalesOf({ width, height }, runs, type, logarithmic, context, theme) {
  const values = runs.flatMap(({ history }) => [...history.train, ...(history.test ?? [])]).filter((v) => Number.isFinite(v) && (!logarithmic || v > 0));
  const last = Math.max(1, ...runs.map(({ history }) => history.epochs.at(-1)));
  const starts = runs.map(({ history }) => Math.max(history.train[0] ?? 0, history.test?.[0] ?? 0)).filter(Number.isFinite);
  const highest = values.length ? Math.max(1e-9, Math.min(Math.max(...values), 4 * Math.max(...starts, 1e-9))) : 1;
  const lowest = logarithmic ? Math.max(1e-7, Math.min(...values, highest / 2)) : 0;
  const [right, top, bottom] = [width - 8, 9, height - Math.round(1.45 * type)];
  const [low, high] = logarithmic ? [lowest * 0.9, highest * 1.1] : [0, highest];
  const ticks = logarithmic ? logarithmicTicks(low, high, Math.max(2, Math.floor((bottom - top) / (1.4 * type)))) : niceTicks(highest);
  const write = (v) => (logarithmic ? shortNumber(v, 1) : exactNumber(v, 4));
  context.font = `${type}px ${theme.font}`;
  const left = Math.ceil(Math.max(...ticks.map((v) => context.measureText(write(v)).width))) + 8;
  const share = logarithmic ? (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low) : (v) => v / high;
  return {
    width, height, left, right, top, bottom, ticks, last, write,
    x: (epoch) => left + ((right - left) * epoch) / last,
    y: (v) => bottom - (bottom - top) * Math.max(0, Math.min(1, share(v))),
    epochAt: (x) => Math.round((Math.max(0, Math.min(1, (x - left) / (right - left)))) * last),
  };
}

/** Zero and one or two round numbers up to `highest`. */
function niceTicks(highest) {
  const unit = 10 ** Math.floor(Math.log10(highest));
  const step = [0.5, 1, 2, 5].map((k) => k * unit).find((s) => highest / s < 2.2) ?? unit;
  return [0, 1, 2].map((k) => Number((k * step).toPrecision(3))).filter((v) => v <= highest * 1.001);
}

/** At most `most` round numbers between `low` and `high`: powers of ten, and where there are few of them 2 and 5 times those. */
function logarithmicTicks(low, high, most) {
  const powers = Array.from({ length: 60 }, (_, k) => 10 ** (k - 30));
  const among = (steps) => powers.flatMap((power) => steps.map((step) => Number((step * power).toPrecision(3)))).filter((v) => v >= low && v <= high);
  const round = [[1], [1, 3], [1, 2, 5]].map(among).find((ticks) => ticks.length > 1) ?? [low, high];
  const stride = Math.ceil(round.length / Math.min(5, most));
  return round.filter((_, k) => k % stride === 0);
}

function drawAxes(context, { left, right, top, bottom, ticks, last, write, x, y, theme, type, height }) {
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.75;
  context.font = `${type}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of ticks) if (y(tick) >= top - 1) context.fillText(write(tick), left - 6, Math.max(type * 0.5, Math.min(bottom, y(tick)) - (tick === ticks[0] ? 3 : 0)));
  context.textBaseline = "alphabetic";
  for (const [epoch, align] of [[0, "left"], [last, "right"]]) {
    context.textAlign = align;
    context.fillText(countNumber(epoch), x(epoch), height - 3);
  }
  context.globalAlpha = 0.2;
  context.beginPath();
  for (const tick of ticks) {
    context.moveTo(left, Math.round(y(tick)) + 0.5);
    context.lineTo(right, Math.round(y(tick)) + 0.5);
  }
  stroke(context, theme.accent, 1);
  context.globalAlpha = 1;
}

/** Train strong, test dashed; a kept run thin. */
function drawLosses(context, { history, pinned }, { x, y, theme }, alpha) {
  context.globalAlpha = alpha;
  context.lineJoin = "round";
  for (const [values, dash, width] of [[history.test, [5, 4], 1.8], [history.train, [], 2.4]]) {
    if (!values) continue;
    context.setLineDash(dash);
    context.beginPath();
    values.forEach((v, k) => Number.isFinite(v) && context.lineTo(x(history.epochs[k]), y(v)));
    stroke(context, pinned ? cssColour(theme.classes[KEPT_COLOUR]) : theme.accent, pinned ? 1.5 : width);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
