// Scales, ticks and places of the two panels, loss above and accuracy below.

/** Orange where the held-out rows do worse than the training rows, blue where they do better. */
const gapColour = (difference, loss, theme) => cssColour((loss ? difference > 0 : difference < 0) ? theme.negative : theme.positive);

/** Scales and ticks of both panels; they share the axis of epochs. */
function fitScales({ width, height }, run, type, logarithmic, context, theme) {
  const { history, pinned, sklearn } = run;
  const held = history[run.judge];
  const others = [...(pinned ? [pinned.history.train, pinned.history[run.judge] ?? []] : []), ...(sklearn ? [sklearn.loss] : [])];
  const values = [history.train, held, ...others].flat().filter((v) => Number.isFinite(v) && (!logarithmic || v > 0));
  const start = Math.max(history.train[0], held[0]);
  const highest = Math.max(1e-9, Math.min(Math.max(...values), 4 * start));
  const low = logarithmic ? Math.max(1e-7, Math.min(...values, highest / 2)) * 0.9 : 0;
  const high = logarithmic ? highest * 1.1 : highest;
  const title = Math.round(1.5 * type);
  const foot = Math.round(1.45 * type);
  const room = height - 2 * title - foot - 8;
  const split = Math.round(room * 0.66);
  const tops = [title, 2 * title + split + 8];
  const bottoms = [tops[0] + split, tops[1] + room - split];
  const lossTicks = logarithmic ? logarithmicTicks(low, high, Math.max(2, Math.floor(split / (1.5 * type)))) : niceTicks(highest);
  const accuracies = [history.accuracy_train, history[`accuracy_${run.judge}`], ...(pinned ? [pinned.history.accuracy_train, pinned.history[`accuracy_${run.judge}`] ?? []] : [])].flat();
  const floor = Math.min(0.8, Math.floor(10 * Math.min(...accuracies)) / 10);
  const accuracyTicks = [floor, (1 + floor) / 2, 1];
  const percent = (v) => `${Math.round(100 * v)} %`;
  const write = (v) => (logarithmic ? shortNumber(v, 1) : exactNumber(v, 4));
  context.font = `${type}px ${theme.font}`;
  const widest = Math.max(...[...lossTicks.map(write), ...accuracyTicks.map(percent)].map((text) => context.measureText(text).width));
  const [left, right] = [Math.ceil(widest) + 8, width - 8];
  const last = Math.max(1, history.epochs.at(-1), pinned?.history.epochs.at(-1) ?? 0, sklearn?.epochs.at(-1) ?? 0);
  const share = logarithmic ? (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low) : (v) => v / high;
  const place = (top, bottom, portion) => (v) => bottom - (bottom - top) * Math.max(0, Math.min(1, portion(v)));
  const panel = (k, name, ticks, text, portion, prefix) => ({
    name, ticks, write: text, top: tops[k], bottom: bottoms[k], y: place(tops[k], bottoms[k], portion),
    train: history[`${prefix}train`], held: history[`${prefix}${run.judge}`],
    kept: pinned && [pinned.history[`${prefix}train`], pinned.history[`${prefix}${run.judge}`]],
  });
  const labels = run.labels;
  return {
    left, right, last,
    panels: [
      panel(0, labels.loss, lossTicks, write, share, ""),
      panel(1, labels.accuracy, accuracyTicks, percent, (v) => (v - floor) / (1 - floor), "accuracy_"),
    ],
    x: (epoch) => left + ((right - left) * epoch) / last,
    epochAt: (x) => Math.round(Math.max(0, Math.min(1, (x - left) / (right - left))) * last),
  };
}
