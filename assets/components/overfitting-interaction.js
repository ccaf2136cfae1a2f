// State and what changes it: the keyframe, which rows the matrix counts, the chosen cell and row. Python hears where one rests.

const FRAME_MILLISECONDS = 70;
const LOOK_DELAY = 250;
// What stands above and below the curves on one screen, in type of 16 pixels, and for every pixel more.
const REST_OF_OVERFITTING = 262;
const REST_PER_PIXEL = 10;

function createOverfitting(root, send) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const it = { root, run: null, index: 0, part: "test", cell: null, sample: null, sent: [], arriving: false, announced: 0 };
  let frame = 0;
  let lookTimer = 0;

  const show = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (it.theme) showOverfitting(it);
    });
  };

  const announce = (always) => {
    const now = performance.now();
    if (!always && now - it.announced < 2500) return;
    it.announced = now;
    it.view.live.textContent = sentenceOf(it);
  };

  /** Tell Python where the learner looks, once they rest there. */
  const look = (delay = LOOK_DELAY) => {
    clearTimeout(lookTimer);
    lookTimer = setTimeout(() => {
      const looks = { epoch: String(it.run.epochs[it.index]), rows: it.part, cell: it.cell ? it.cell.join(".") : "", sample: it.sample === null ? "" : String(it.sample) };
      it.sent = [...it.sent, JSON.stringify(looks)].slice(-20);
      send("look", looks);
    }, delay);
  };

  const goTo = (index) => {
    it.index = index;
    show();
  };

  const player = (it.player = createPlayer({
    go: (index) => {
      goTo(index);
      look();
      announce(true);
    },
    tick: (index) => {
      goTo(index);
      announce(false);
    },
    playing: (playing) => {
      root.dataset.playing = playing;
      if (playing) return;
      // Arriving ends at the outcome, which early stopping finds before the last epoch.
      if (it.arriving) goTo(keyframeAt(it.run.epochs, it.run.result));
      else look();
      it.arriving = false;
      announce(true);
    },
  }, { milliseconds: FRAME_MILLISECONDS, loop: false }));

  it.fit = createFit({
    go: (epoch) => {
      player.toggle(false);
      goTo(keyframeAt(it.run.epochs, epoch));
      look();
    },
  });

  it.view = createOverfittingView(root, player, it.fit, {
    logarithmic: () => {
      it.fit.logarithmic = !it.fit.logarithmic;
      it.redraw();
    },
    rows: (part) => {
      it.part = part;
      it.redraw();
      look(0);
    },
    cell: (cell) => {
      const same = cell && it.cell && String(cell) === String(it.cell);
      it.cell = same ? null : cell;
      if (it.cell) it.view.matrix.reach(...it.cell);
      show();
      look(0);
    },
    sample: (row) => {
      it.sample = it.sample === row ? null : row;
      show();
      look(0);
    },
  });

  /** Everything that depends on data, width or theme. */
  it.redraw = () => {
    const width = root.clientWidth;
    if (!it.run || !width) return;
    it.theme = readTheme(root);
    const type = parseFloat(getComputedStyle(root).fontSize);
    const narrow = width < 560;
    root.toggleAttribute("data-narrow", narrow);
    it.view.stage.style.setProperty("--side", `${Math.round(17.6 * type)}px`);
    describeOverfitting(it);
    const height = narrow ? 380 : Math.max(370, Math.min(620, window.innerHeight - REST_OF_OVERFITTING - REST_PER_PIXEL * (type - 16) - it.view.notes.offsetHeight));
    const across = narrow ? width : width - Math.round(17.6 * type) - 22;
    it.fit.draw({ width: across, height }, it.run, it.theme, type);
    it.fit.describe(`${it.run.labels.curves}. ${fillIn(it.run.labels.best, { epoch: it.run.best })}.`);
    showOverfitting(it);
  };

  it.dispose = () => {
    player.stop();
    clearTimeout(lookTimer);
    cancelAnimationFrame(frame);
  };

  it.arrive = () => {
    it.index = 0;
    player.toggle(true);
    it.arriving = true;
  };
  it.still = still;
  return it;
}
