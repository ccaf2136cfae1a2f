// The race of the optimisers: takes new data from Python, lays the picture out and draws it.

/** Take new data. The race begins anew on another surface or from another start; else it stays at its step, or at its end. */
function updateRace(it, sent) {
  const before = it.race;
  const race = (it.race = unpackRace(sent));
  const { player } = it;
  it.labels = sent.labels;
  const sameScene = before?.scene === race.scene;
  const news = adoptRaceLooks(it, before);
  race.surface.extent = sameScene ? before.surface.extent : extentOf(race.surface);
  if (!sameScene) it.ghost = null;
  player.setCount(race.steps + 1);
  player.describe(sent.labels);
  const { step } = race.look;
  if (!before || (news && step !== before.look.step)) it.index = step ?? race.steps;
  else if (it.index >= before.steps) it.index = race.steps;
  it.index = Math.min(it.index, race.steps);
  if (!player.playing) it.share = 1;
  const begins = before ? !sameScene : step === null;
  if (begins && it.still.matches) it.index = race.steps;
  it.redraw();
  if (begins && !it.still.matches) it.playFromStart();
}

/** What Python selects wins when it is news, not when it only echoes what this component has sent; tells whether it was news. */
function adoptRaceLooks(it, before) {
  const { look, racers } = it.race;
  const at = it.sent.indexOf(JSON.stringify(look));
  const news = at < 0 && JSON.stringify(look) !== JSON.stringify(before?.look);
  if (at >= 0) it.sent.splice(0, at + 1);
  if (news) {
    const [kind, yaw, pitch] = look.view.split(".");
    it.selected = look.selected;
    it.kind = kind === "3d" ? "3d" : "map";
    if (/^\d+$/.test(yaw) && /^\d+$/.test(pitch)) it.turned = { yaw: yaw % 360, pitch: Math.max(FLATTEST, Math.min(STEEPEST, Number(pitch))) };
  }
  const on = racers.filter((racer) => racer.on).map((racer) => racer.name);
  if (!on.includes(it.selected)) it.selected = on[0];
  if (it.hover && !on.includes(it.hover)) it.hover = null;
  return news;
}

/** Everything that depends on data, size or theme. */
function redrawRace(it) {
  const { race, root, view, labels } = it;
  const width = root.clientWidth;
  if (!race || !width) return;
  const theme = (it.theme = readTheme(root));
  const type = (it.type = parseFloat(getComputedStyle(root).fontSize));
  const scheduled = !race.schedule.constant;
  const areas = (it.areas = layoutRace(width, window.innerHeight, type, scheduled, race.present));
  view.stage.dataset.mode = areas.mode;
  view.frame.dataset.view = it.kind;
  view.stage.style.setProperty("--view", `${areas.width}px`);
  view.stage.style.setProperty("--tall", `${areas.height}px`);
  view.stage.style.setProperty("--line-height", areas.mode === "side" ? `${areas.height / 12}px` : "1.65em");
  view.describe(race, labels, it.kind);
  it.legend.describe(race, labels, theme, it.selected, it.movedRates());
  it.curves.draw(race, areas.curves, it.selected, theme, type, labels);
  it.over = sizeCanvas(view.paths, areas.width, areas.height);
  it.render();
}

/** Draw the moment. The ground is drawn only when surface, size, theme or view are others than before. */
function renderRace(it) {
  const { race, view, areas, theme, type, over } = it;
  const { surface } = race;
  const { width, height } = areas;
  it.projection = it.kind === "map" ? mapProjection(surface, width, height) : reliefProjection(surface, width, height, it.turned);
  if (it.groundChanged(surface.name, it.kind, width, height, window.devicePixelRatio, theme, type, it.kind === "map" || it.turned)) {
    const ground = sizeCanvas(view.ground, width, height);
    if (it.kind === "map") paintMap(ground, surface, width, height, theme, type);
    else paintRelief(ground, surface, it.projection, theme, type);
  }
  over.clearRect(0, 0, width, height);
  const { projection } = it;
  drawMinima(over, surface, projection, surface.floor, theme);
  const first = race.racers.find((racer) => racer.on);
  drawStart(over, projection, it.ghost ?? race.start, first.heights[0], theme, Boolean(it.ghost));
  drawPaths(over, race, projection, { index: it.index, share: it.share, selected: it.selected, hover: it.hover, theme, width, height });
  it.legend.show(race, it.index, it.labels);
  it.curves.mark(it.index, it.share);
  showMoment(it);
}

/** The player's place, who diverged or where the selected rate lies beside its limit, and what tests and benchmarks read. */
function showMoment(it) {
  const { race, labels, index, view } = it;
  it.player.show(index, fillIn(labels.live_step, { step: index }), fillIn(labels.step, { step: countNumber(index), steps: countNumber(race.steps) }));
  const gone = race.racers.filter((racer) => racer.on && hasDiverged(racer, index));
  const text = (gone.find(({ name }) => name === it.selected) ?? gone[0])?.notice ?? race.racers.find(({ name }) => name === it.selected).verdict;
  if (view.caption.textContent !== text) view.caption.textContent = text;
  view.caption.toggleAttribute("data-gone", gone.length > 0);
  Object.assign(it.root.dataset, {
    step: index, exact: it.share === 1, view: it.kind, selected: it.selected, surface: race.surface.name, start: race.start.join(","),
    racers: race.racers.filter(({ on }) => on).map(({ name }) => name).join(","), gone: gone.map(({ name }) => name).join(","),
  });
}

/** "Step 40. SGD 0.02, Adam 0.003." and what is to be said of those who diverged. */
function sentenceOfRace({ race, index, labels }) {
  const on = race.racers.filter((racer) => racer.on);
  const losses = on.map((racer) => `${racer.label} ${hasDiverged(racer, index) ? fillIn(labels.gone, { step: racer.diverged })
    : shortNumber(racer.excess[Math.min(index, racer.count - 1)] + race.surface.lowest, 3)}`);
  const notices = on.filter((racer) => hasDiverged(racer, index)).map(({ notice }) => notice);
  return [`${fillIn(labels.live_step, { step: index })}.`, `${losses.join(", ")}.`, ...notices].join(" ");
}

export default mounting("optimisers", (root, send, waiting) => {
  root.dataset.playing = "false";
  const it = createRace(root, send, waiting);
  it.redraw = () => redrawRace(it);
  const redraw = () => {
    // Another width, or a font in which the ticks are not written yet.
    it.groundChanged = changeDetector();
    it.redraw();
  };
  return { update: (sent) => updateRace(it, sent), redraw, dispose: it.dispose };
});
