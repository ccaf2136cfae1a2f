// Vanishing and exploding gradients: state, what changes it, and the drawing of it. Position: the moment `index`, and `share` of
// the way to it while playing. Looks: a layer and its quantity, hovered on top of pinned.

const WAVE_MILLISECONDS = 1500;
const KEYFRAME_MILLISECONDS = 110;
const LOOK_DELAY = 250;
const TRAIN_DELAY = 300; // once nobody turns a knob any more

function createGradients(root, send) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const it = { root, film: null, index: 0, share: 1, layer: 0, quantity: "gradient", hovered: null, arriving: false, sent: [] };
  [it.moved, it.turned, it.reworded] = [changeDetector(), changeDetector(), changeDetector()];
  let [frame, lookTimer, trainTimer, announced, askedFor] = [0, 0, 0, 0, null];

  const change = () => (frame ||= requestAnimationFrame(() => ((frame = 0), it.at && render(it))));
  const announce = (always) => {
    const now = performance.now();
    if (!always && now - announced < 2500) return;
    announced = now;
    it.view.live.textContent = spokenMoment(it);
  };
  const look = (delay = LOOK_DELAY) => {
    clearTimeout(lookTimer);
    lookTimer = setTimeout(() => {
      const looks = { layer: it.layer, quantity: it.quantity };
      it.sent = [...it.sent, JSON.stringify(looks)].slice(-20);
      send("look", { ...looks, step: it.film.steps[keyframeOf(it.index)] });
    }, delay);
  };
  const goTo = (index) => {
    Object.assign(it, { index, share: 1 });
    change();
  };
  const jump = (index) => {
    goTo(index);
    look();
    requestAnimationFrame(() => announce(true));
  };

  const player = (it.player = createPlayer({
    go: (index) => {
      it.arriving = false;
      jump(index);
    },
    tick: (index) => {
      Object.assign(it, { index, share: still.matches ? 1 : 0 });
      change();
      announce(false);
    },
    slide: (share) => {
      if (still.matches || it.share === share) return;
      it.share = share;
      change();
    },
    playing: (playing) => {
      root.dataset.playing = playing;
      if (playing) return;
      goTo(it.index);
      // What plays by itself on arrival moves no link.
      if (!it.arriving) look();
      it.arriving = false;
      requestAnimationFrame(() => announce(true));
    },
  }, { milliseconds: (index) => (index === STILL ? 400 : index <= BACKWARD ? WAVE_MILLISECONDS : KEYFRAME_MILLISECONDS), loop: false, flowing: true }));

  const aim = (x, y) => ({ layer: it.at.layerAt(x), quantity: it.at.quantityAt(y) });
  const pin = (where) => {
    Object.assign(it, where, { hovered: null });
    change();
    look(0);
    announceLayer(it);
  };
  it.panel = createLayerPanel();
  it.view = createGradientView(root, player, it.panel, {
    hover: (x, y) => {
      it.hovered = aim(x, y);
      change();
    },
    leave: () => {
      it.hovered = null;
      change();
    },
    press: (x, y) => pin(aim(x, y)),
    key: (event) => {
      const last = it.film.layers - 1;
      const { layer } = it;
      const moves = {
        ArrowLeft: { layer: Math.max(0, layer - 1) }, ArrowRight: { layer: Math.min(last, layer + 1) },
        Home: { layer: 0 }, End: { layer: last }, ArrowUp: { quantity: "values" }, ArrowDown: { quantity: "gradient" },
      };
      if (event.key === " ") player.toggle();
      else if (moves[event.key]) pin(moves[event.key]);
      else return;
      event.preventDefault();
    },
    curve: (x) => {
      player.toggle(false);
      jump(momentAt(it.film, it.plot.stepAt(x)));
    },
  });

  it.update = (sent) => {
    const before = it.film;
    const same = before?.run === sent.run;
    const film = (it.film = unpackFilm(sent));
    adoptLook(it, same);
    player.setCount(film.count);
    player.describe(film.labels);
    clearTimeout(trainTimer);
    // Asked once: where something is wrong with the settings, what rests on screen is not what Python would train.
    if (film.trained || !same || film.chapter !== before.chapter) askedFor = null;
    if (!film.trained && !askedFor) trainTimer = setTimeout(() => send("train", { run: (askedFor = film.run) }), TRAIN_DELAY);
    // A knob shows the new start at once; the training plays when it is there, or stands at its end where no motion is wanted.
    const arrived = film.trained && !(same && before.trained);
    const alone = film.start.step === null && !still.matches;
    if (!same) {
      it.arriving = true;
      player.toggle(false);
      it.arriving = false;
    }
    if (!same || arrived) Object.assign(it, { index: alone ? STILL : momentAt(film, film.start.step ?? Infinity), share: 1 });
    it.redraw();
    if (arrived && alone) {
      it.arriving = true;
      player.toggle(true);
    }
  };
  it.redraw = () => redraw(it);
  it.dispose = () => {
    player.stop();
    cancelAnimationFrame(frame);
    [lookTimer, trainTimer].forEach(clearTimeout);
  };
  return it;
}

/** What Python selects wins when it is news, not when it only echoes what this component has sent. */
function adoptLook(it, same) {
  const { look, layers } = it.film;
  const echo = it.sent.indexOf(JSON.stringify(look));
  if (echo >= 0 && same) it.sent.splice(0, echo + 1);
  else Object.assign(it, look);
  it.layer = Math.min(it.layer, layers - 1);
  it.hovered = null;
}

function announceLayer(it) {
  const { film, layer, quantity } = it;
  const name = quantity === "values" ? "signal" : "delta";
  const sizes = film.networks.filter(({ depth }) => layer < depth).map((network, n) =>
    `${film.names[n]}: ${sizeText(sizeAt(network, name, stateOf(film, network, it.index, 1), layer))}`);
  const title = fillIn(film.labels[quantity === "values" ? "panel_values" : "panel_gradient"], { layer: layer + 1 });
  it.view.live.textContent = [title, ...sizes].join(". ");
}

/** Lay everything out anew, for new data or another width, and draw it. */
function redraw(it) {
  const { root, view, film } = it;
  if (!film || !root.clientWidth) return;
  it.theme = readTheme(root);
  it.type = parseFloat(getComputedStyle(root).fontSize);
  const width = root.clientWidth;
  // Measuring what was just written makes the browser lay out the page in between: only where the words are others.
  if (it.reworded(film.names, film.difference, film.messages, film.data_name, film.labels.step, it.theme, it.type, width)) {
    describeGradients(it);
    it.notes = view.notes.offsetHeight;
  }
  const sizes = (it.sizes = layoutGradients(width, window.innerHeight, it.type, it.notes));
  root.toggleAttribute("data-narrow", sizes.narrow);
  view.below.style.setProperty("--half", `${sizes.half}px`);
  it.at = layoutLanes(sizes.width, sizes.lanes, it.type, film, view.canvas.getContext("2d"), it.theme.font);
  it.plot = layoutCurves(sizes.curvesWidth, sizes.curves, it.type, film, view.curves.getContext("2d"), it.theme.font);
  view.titles.delta.style.top = `${it.at.lanes.delta - it.at.head}px`;
  render(it);
}

/** Draw the moment: the lanes in every frame of a motion, all else only where it changes. */
function render(it) {
  const { root, view, film, theme, sizes, index, share } = it;
  const where = it.hovered ?? it;
  const look = { index, share, layer: where.layer, quantity: where.quantity, theme, labels: film.labels };
  drawLanes(sizeCanvas(view.canvas, sizes.width, sizes.lanes), film, it.at, look);
  const step = film.steps[keyframeOf(index)];
  const moved = it.moved(film, sizes, theme, step);
  // Before any words are written: setting a canvas's font makes the browser work out all styles again.
  if (moved) drawCurves(sizeCanvas(view.curves, sizes.curvesWidth, sizes.curves), film, it.plot, step, theme, film.labels);
  if (it.turned(where.layer, where.quantity) || moved) it.panel.draw(film, look, sizes.half, sizes.histogram);
  if (moved) {
    showNumbers(it);
    view.lanes.setAttribute("aria-label", `${spokenMoment(it)}. ${film.labels.keys}`);
  }
  const text = momentText(film, index);
  it.player.show(index, text, film.trained ? text : `${text} \u2026`);
  Object.assign(root.dataset, { step, moment: index, layer: where.layer + 1, quantity: where.quantity, trained: film.trained, exact: share >= 1 });
}

export default mounting("vanishing_gradients", (root, send) => {
  root.dataset.playing = "false";
  return createGradients(root, send);
});
