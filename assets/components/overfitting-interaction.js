// State and what changes it: the keyframe, which rows the matrix counts, the chosen cell and row. Python hears where one rests.

const FRAME_MILLISECONDS = 70;
// What stands above and below the curves on one screen, in type of 16 pixels, and for every pixel more.
const REST_OF_OVERFITTING = 262;
const REST_PER_PIXEL = 10;

function createOverfitting(root, send) {
  const it = { root, run: null, index: 0, part: "test", cell: null, sample: null };
  let frame = 0;

  const show = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (it.theme) showOverfitting(it);
    });
  };
  const announce = announcing(() => it.view.live, () => sentenceOf(it));
  const looks = (it.looks = createLooks(send, () => ({
    epoch: String(it.run.epochs[it.index]), rows: it.part, cell: it.cell ? it.cell.join(".") : "", sample: it.sample === null ? "" : String(it.sample),
  })));
  const goTo = (index) => {
    it.index = index;
    show();
  };
  const player = (it.player = createFilmPlayer(root, {
    go: goTo,
    look: looks.tell,
    announce,
    // The outcome, which early stopping finds before the last epoch.
    arrived: () => goTo(keyframeAt(it.run.epochs, it.run.result)),
  }, { milliseconds: FRAME_MILLISECONDS }));

  it.fit = createFit({
    go: (epoch) => {
      player.toggle(false);
      goTo(keyframeAt(it.run.epochs, epoch));
      looks.tell();
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
      looks.tell(0);
    },
    cell: (cell) => {
      const same = cell && it.cell && String(cell) === String(it.cell);
      it.cell = same ? null : cell;
      if (it.cell) it.view.matrix.reach(...it.cell);
      show();
      looks.tell(0);
    },
    sample: (row) => {
      it.sample = it.sample === row ? null : row;
      show();
      looks.tell(0);
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
    looks.stop();
    cancelAnimationFrame(frame);
  };

  it.arrive = () => {
    it.index = 0;
    player.arrive();
  };
  it.still = matchMedia("(prefers-reduced-motion: reduce)");
  return it;
}
