// Overfitting: takes new data from Python and decides where the picture stands in time.

/** Unpack what Python sent: bytes become arrays, row numbers a set. */
function unpackFit(sent) {
  const counts = (text) => new Uint16Array(decodeBytes(text).buffer);
  return {
    ...sent,
    predicted: decodeBytes(sent.predicted),
    percent: decodeBytes(sent.percent),
    confusion: counts(sent.confusion),
    scores: decodeBytes(sent.scores),
    flipped: new Set(sent.flipped),
    pinned: sent.pinned && { ...sent.pinned, confusion: counts(sent.pinned.confusion) },
  };
}

/** The same run with other keyframes keeps its place in time; another run shows its outcome, the first of all plays up to it. */
function updateOverfitting(it, sent) {
  const before = it.run;
  const same = before?.run === sent.run;
  const epoch = before?.epochs[it.index];
  it.run = unpackFit(sent);
  const { run, player } = it;
  const news = it.looks.heard(run.look, run.chapter) || !same;
  if (news) adoptLook(it);
  if (!run.counts[ROW_PARTS.indexOf(it.part)]) it.part = run.judge;
  player.setCount(run.epochs.length);
  player.describe(run.labels);
  if (!same) player.halt();
  const asked = news && run.look.epoch !== "" ? Number(run.look.epoch) : null;
  it.index = keyframeAt(run.epochs, asked ?? (news ? run.result : epoch));
  it.redraw();
  if (!before && asked === null && !it.still.matches && run.epochs.length > 1) it.arrive();
}

/** Rows, cell and row as Python says them; what is none of this table's is left out. */
function adoptLook(it) {
  const { run } = it;
  const { rows, cell, sample } = run.look;
  const [i, j] = cell.split(".").map(Number);
  it.part = ROW_PARTS.includes(rows) ? rows : run.judge;
  it.cell = cell !== "" && i < run.classes.length && j < run.classes.length ? [i, j] : null;
  it.sample = /^\d+$/.test(sample) && Number(sample) < run.told.length ? Number(sample) : null;
}

export default mounting("overfitting", (root, send) => {
  const it = createOverfitting(root, send);
  return { update: (sent) => updateOverfitting(it, sent), redraw: it.redraw, dispose: it.dispose };
});
