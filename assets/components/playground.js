// The network playground: takes new data from Python and decides where the picture stands in time.

/** Take new data. The same run with other keyframes keeps its place in time; another run starts where Python says. */
function updatePlayground(it, sent) {
  const before = it.run;
  const same = before?.run === sent.run;
  const epoch = before?.epochs[it.index];
  it.labels = sent.labels;
  it.run = unpackRun(sent);
  if (!it.waiting("network").length) it.wanted = null;
  it.field.close();
  adoptLooks(it, before, same);
  const { run, player } = it;
  player.setCount(run.epochs.length);
  player.describe(sent.labels);
  const playsOn = same && player.playing;
  if (!playsOn) player.toggle(false);
  const alone = !same && sent.start.play;
  const last = run.epochs.length - 1;
  it.index = same ? keyframeAt(run.epochs, epoch) : alone && it.still.matches ? last : keyframeAt(run.epochs, sent.start.epoch);
  if (!playsOn) it.share = 1;
  // An empty plane of the learner's own waits for points.
  if (!same && run.editable && !run.points.x1.length) it.editor.on = true;
  it.points = changedPoints(run.points, it.waiting("points"));
  it.redraw();
  if (alone && !it.still.matches && last > 0) it.play();
}

/** What Python selects wins when it is news, not when it only echoes what this component has sent. */
function adoptLooks(it, before, same) {
  const { run } = it;
  const { neuron, warp, view, point } = run.look;
  const echo = it.sent.indexOf(JSON.stringify({ neuron, warp, view, point }));
  if (echo >= 0 && same) it.sent.splice(0, echo + 1);
  else if (!same || JSON.stringify(run.look) !== JSON.stringify(before.look)) Object.assign(it, { neuron, scene: view, warp, point });
  if (it.neuron !== null && it.neuron >= run.neurons.length) it.neuron = null;
  it.warp = validWarp(run, it.warp);
  it.point = Math.min(it.point ?? 0, Math.max(0, run.points.x1.length - 1));
  const counts = { neuron: run.neurons.length, feature: run.features.length, weight: 0 };
  if (it.hover && !(it.hover.number < counts[it.hover.kind])) it.hover = null;
}

export default mounting("playground", (root, send, waiting) => {
  root.dataset.playing = "false";
  const it = createPlayground(root, send, waiting);
  it.redraw = () => redrawPlayground(it);
  const redraw = () => {
    // Another width, or a font whose words are as wide as nobody has measured yet.
    it.surroundings = null;
    it.redraw();
  };
  return { update: (sent) => updatePlayground(it, sent), redraw, dispose: it.dispose };
});
