// Training against held-out rows: loss and accuracy over the epochs, the gap between them shaded, the best epoch marked.

const SKLEARN_COLOUR = 2;
const GAP_ALPHA = 0.2;

/**
 * Two panels below each other on three canvases: the lines faintly, the lines strongly and cut off at the present, the present.
 * events: { go(epoch) }.
 */
function createFit(events) {
  const lines = make("canvas", { role: "img" });
  const past = make("canvas", { class: "above", "aria-hidden": "true" });
  const present = make("canvas", { class: "above", "aria-hidden": "true" });
  const element = make("div", { class: "fit" }, lines, past, present);
  const fit = { element, logarithmic: false };
  let [over, look] = [null, null];

  /** size: { width, height }; run as Python sends it. What is to come is faint, what is past strong. */
  fit.draw = (size, run, theme, type) => {
    const context = sizeCanvas(lines, size.width, size.height);
    over = sizeCanvas(present, size.width, size.height);
    const strong = sizeCanvas(past, size.width, size.height);
    look = { ...size, run, theme, type, ...fitScales(size, run, type, fit.logarithmic, context, theme) };
    for (const panel of look.panels) drawFitAxes(context, panel, look);
    drawFit(context, look, 0.38);
    drawFit(strong, look, 1);
    drawBest(strong, look);
    drawBest(context, look);
  };

  fit.describe = (text) => lines.setAttribute("aria-label", text);

  fit.mark = (epoch) => {
    if (!look) return;
    const { width, height, theme, panels, run } = look;
    over.clearRect(0, 0, width, height);
    const x = look.x(epoch);
    past.style.clipPath = `inset(0 ${Math.max(0, width - x)}px 0 0)`;
    const k = keyframeAt(run.history.epochs, epoch);
    for (const { top, bottom, y, train, held } of panels) {
      over.beginPath();
      over.moveTo(x, top);
      over.lineTo(x, bottom);
      stroke(over, theme.accent, 1.5);
      // The gap at this epoch as a bar, and its two ends.
      const [a, b] = [y(train[k]), y(held[k])];
      over.beginPath();
      over.moveTo(x, a);
      over.lineTo(x, b);
      stroke(over, gapColour(held[k] - train[k], top === panels[0].top, theme), 5);
      for (const [end, hollow] of [[b, true], [a, false]]) {
        over.beginPath();
        over.arc(x, end, 5, 0, 2 * Math.PI);
        over.fillStyle = hollow ? theme.halo : theme.accent;
        over.fill();
        stroke(over, theme.accent, 2);
      }
    }
  };

  scrubIn(lines, (event) => look && events.go(look.epochAt(event.offsetX)));
  return fit;
}

/** Titles with the lines' names, ticks, and epochs below the second panel. */
function drawFitAxes(context, panel, { left, right, last, x, theme, type, height, run, panels }) {
  const { top, bottom, ticks, write, y, name } = panel;
  const first = panel === panels[0];
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillStyle = theme.accent;
  context.font = `600 ${type}px ${theme.font}`;
  context.fillText(name, 0, top - Math.round(0.5 * type));
  context.font = `${type}px ${theme.font}`;
  if (first) drawFitLegend(context, run, right, top - Math.round(0.5 * type), type, theme);
  context.globalAlpha = 0.75;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks) context.fillText(write(tick), left - 6, Math.max(top + type * 0.35, Math.min(bottom - type * 0.3, y(tick))));
  context.textBaseline = "alphabetic";
  for (const [epoch, align] of first ? [] : [[0, "left"], [last, "right"]]) {
    context.textAlign = align;
    context.fillText(countNumber(epoch), x(epoch), height - 3);
  }
  if (!first) {
    context.textAlign = "center";
    context.fillText(run.labels.epochs, (left + right) / 2, height - 3);
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

/** What the lines are, from the right end of the title's line. */
function drawFitLegend(context, run, right, baseline, type, theme) {
  const { labels, judge, pinned, sklearn } = run;
  const entries = [
    [labels.train, theme.accent, []], [labels[judge], theme.accent, [5, 4]],
    ...(pinned ? [[pinned.name, cssColour(theme.classes[KEPT_COLOUR]), []]] : []),
    ...(sklearn ? [[sklearn.name, cssColour(theme.classes[SKLEARN_COLOUR]), [2, 4]]] : []),
  ];
  const sample = 22;
  let at = right;
  context.textAlign = "left";
  for (const [name, colour, dash] of entries.reverse()) {
    at -= context.measureText(name).width;
    context.fillStyle = theme.accent;
    context.fillText(name, at, baseline);
    context.beginPath();
    context.setLineDash(dash);
    context.moveTo(at - sample - 5, baseline - type * 0.3);
    context.lineTo(at - 5, baseline - type * 0.3);
    stroke(context, colour, 2.4);
    context.setLineDash([]);
    at -= sample + 5 + 14;
  }
}

/** [first, last] of the stretches in which one line lies above the other all the time. */
function gapRuns(train, held) {
  const runs = [];
  let above = null;
  for (let k = 1; k < train.length; k++) {
    const now = held[k] + held[k - 1] > train[k] + train[k - 1];
    if (now === above) runs.at(-1)[1] = k;
    else runs.push([k - 1, k]);
    above = now;
  }
  return runs;
}

/** The shaded gap and the lines of both panels. */
function drawFit(context, look, alpha) {
  const { run, theme, panels, x } = look;
  const { history, pinned, sklearn } = run;
  context.lineJoin = "round";
  const line = (epochs, values, y, colour, width, dash) => {
    if (!values) return;
    context.beginPath();
    context.setLineDash(dash);
    values.forEach((v, k) => Number.isFinite(v) && context.lineTo(x(epochs[k]), y(v)));
    stroke(context, colour, width);
    context.setLineDash([]);
  };
  for (const [number, { y, train, held, kept }] of panels.entries()) {
    context.globalAlpha = alpha * GAP_ALPHA;
    for (const [from, to] of gapRuns(train, held)) {
      context.beginPath();
      for (let k = from; k <= to; k++) context.lineTo(x(history.epochs[k]), y(held[k]));
      for (let k = to; k >= from; k--) context.lineTo(x(history.epochs[k]), y(train[k]));
      const middle = from + 1;
      context.fillStyle = gapColour(held[middle] + held[from] - train[middle] - train[from], number === 0, theme);
      context.fill();
    }
    context.globalAlpha = alpha;
    if (kept) kept.forEach((values, k) => line(pinned.history.epochs, values, y, cssColour(theme.classes[KEPT_COLOUR]), 1.8, k ? [5, 4] : []));
    line(history.epochs, held, y, theme.accent, 2, [5, 4]);
    line(history.epochs, train, y, theme.accent, 2.6, []);
    if (sklearn && number === 0) line(sklearn.epochs, sklearn.loss, y, cssColour(theme.classes[SKLEARN_COLOUR]), 3.2, [2, 5]);
  }
  context.globalAlpha = 1;
}

/** The epoch with the lowest held-out loss: where to stop. */
function drawBest(context, { run, x, panels, left, right, theme, type }) {
  const { top, bottom } = panels[0];
  const at = x(run.best);
  context.globalAlpha = 0.8;
  context.beginPath();
  context.setLineDash([2, 3]);
  for (const panel of panels) {
    context.moveTo(at, panel.top);
    context.lineTo(at, panel.bottom);
  }
  stroke(context, theme.accent, 1.2);
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(at, top);
  context.lineTo(at + 12, top + 5);
  context.lineTo(at, top + 10);
  context.closePath();
  context.fillStyle = theme.accent;
  context.fill();
  context.font = `${type}px ${theme.font}`;
  const text = fillIn(run.labels.best, { epoch: countNumber(run.best) });
  const fits = at + 18 + context.measureText(text).width < right;
  context.textAlign = fits ? "left" : "right";
  context.textBaseline = "middle";
  const place = fits ? at + 17 : Math.max(left + context.measureText(text).width, at - 5);
  context.lineWidth = 4;
  context.strokeStyle = theme.halo;
  context.strokeText(text, place, Math.min(bottom, top + type * 0.5));
  context.fillText(text, place, Math.min(bottom, top + type * 0.5));
}
