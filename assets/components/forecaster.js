// The forecaster: state, what changes it, and the drawing of it. Epoch by epoch with the player; a horizon; one point looked at.

const EPOCH_MILLISECONDS = 170;
const TRAIN_DELAY = 300; // once nobody turns a knob any more
const WATCH_DELAY = 500; // between two looks at a job

function createForecaster(root, send) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const it = { root, film: null, index: 0, wanted: 100, horizon: 100, place: null, hovered: null, way: "free", line: null };
  it.reworded = changeDetector();
  let [frame, trainTimer, askedFor] = [0, 0, null];

  const change = () => (frame ||= requestAnimationFrame(() => ((frame = 0), it.at && render(it))));
  const announce = announcing(() => it.view.live, () => forecastSentence(it.film, it.film.epochs[it.index], it.horizon));
  const looks = (it.looks = createLooks(send, () => ({
    horizon: String(it.wanted), epoch: it.index === it.film.epochs.length - 1 ? "" : String(it.film.epochs[it.index]),
    place: it.place === null ? "" : String(it.place), view: it.way === "free" ? "" : it.way,
  })));
  const goTo = (index) => {
    it.index = index;
    change();
  };
  const player = (it.player = createFilmPlayer(root, { go: goTo, look: looks.tell, announce }, { milliseconds: EPOCH_MILLISECONDS }));

  const lookAt = (place) => {
    it.place = place === it.place ? null : place;
    it.hovered = null;
    change();
    looks.tell(0);
    if (it.place !== null) it.view.live.textContent = placeSentence(it);
  };
  it.view = createForecastView(root, player, {
    hover: (x) => {
      it.hovered = it.at.pointAt(x);
      change();
    },
    leave: () => {
      it.hovered = null;
      change();
    },
    press: (x) => lookAt(it.at.pointAt(x)),
    key: (event) => {
      const { count, boundary } = it.film;
      const place = it.place ?? boundary;
      const moves = { ArrowLeft: place - 1, ArrowRight: place + 1, PageDown: place - 10, PageUp: place + 10, Home: 0, End: count - 1 };
      if (event.key === " ") player.toggle();
      else if (event.key === "Escape" && it.place !== null) lookAt(it.place);
      else if (event.key in moves) {
        const to = Math.max(0, Math.min(count - 1, moves[event.key]));
        if (to !== it.place) lookAt(to);
      } else return;
      event.preventDefault();
    },
    view: (name) => {
      it.way = name;
      change();
      looks.tell(0);
    },
    line: (kind) => {
      if (it.line === kind) return;
      it.line = kind;
      change();
    },
    horizon: (steps, resting) => {
      it.wanted = it.horizon = steps;
      change();
      looks.tell(resting ? 0 : undefined);
    },
    curve: (x, name) => {
      player.toggle(false);
      goTo(keyframeAt(it.film.epochs, it[name].epochAt(x)));
      looks.tell();
    },
  });

  it.update = (sent) => {
    const before = it.film;
    const same = before?.run === sent.run;
    const film = (it.film = unpackForecasts(sent));
    const last = film.epochs.length - 1;
    const [followed, epoch] = [!same || it.index >= before.epochs.length - 1, before?.epochs[it.index]];
    const news = adoptLook(it);
    player.setCount(film.epochs.length);
    player.describe(film.labels);
    clearTimeout(trainTimer);
    // Asked once: where something is wrong with the settings, what rests on screen is not what Python would train.
    if (film.state !== "rest" || !same || film.chapter !== before.chapter) askedFor = null;
    if (film.state === "rest" && !askedFor) trainTimer = setTimeout(() => send("train", { run: (askedFor = film.run) }), TRAIN_DELAY);
    if (film.state === "job") trainTimer = setTimeout(() => send("watch", { run: film.run }), WATCH_DELAY);
    // A knob shows the start at once; the training plays when it is there. Of a job the newest moment is shown as it comes.
    const arrived = film.state === "done" && !(same && before.state !== "rest");
    const asked = film.look.epoch === "" ? null : Number(film.look.epoch);
    if (!same) player.halt();
    const plays = arrived && asked === null && !still.matches && last > 0;
    if (plays) it.index = 0;
    else if (asked !== null && (news || arrived)) it.index = keyframeAt(film.epochs, asked);
    else it.index = news || followed ? last : keyframeAt(film.epochs, epoch);
    it.redraw();
    if (plays) player.arrive();
    else if (arrived && before) announce(true);
  };
  it.redraw = () => redraw(it);
  it.dispose = () => {
    player.stop();
    looks.stop();
    cancelAnimationFrame(frame);
    clearTimeout(trainTimer);
  };
  return it;
}

/** What Python says of where the learner looks wins when it is news; tells whether it won. */
function adoptLook(it) {
  const { film } = it;
  const news = it.looks.heard(film.look, film.chapter);
  if (news) {
    const { horizon, place, view } = film.look;
    it.wanted = /^\d+$/.test(horizon) ? Math.max(1, Number(horizon)) : 100;
    it.place = /^\d+$/.test(place) && Number(place) < film.count ? Number(place) : null;
    it.way = view === "one" ? "one" : "free";
  }
  it.horizon = Math.min(it.wanted, film.ahead);
  if (it.place >= film.count) it.place = null;
  it.hovered = null;
  return news;
}

/** One point: its truth and every forecast of it. */
function placeSentence({ film, place, index, way, horizon }) {
  const forecasts = film.lines.map((line) => [line.name, forecastAt(film, line, film.epochs[index], place, way, horizon)]);
  const said = [[film.labels.truth, film.truth[place]], ...forecasts].filter(([, value]) => value !== null);
  return `${film.labels[film.unit]} ${timeOf(film, place)}: ${said.map(([name, value]) => `${name} ${shortNumber(value)}`).join(", ")}`;
}

/** Lay everything out anew, for new data or another width, and draw it. */
function redraw(it) {
  const { root, view, film } = it;
  const width = root.clientWidth;
  if (!film || !width) return;
  it.theme = readTheme(root);
  const type = parseFloat(getComputedStyle(root).fontSize);
  const narrow = width < 560;
  root.toggleAttribute("data-narrow", narrow);
  if (it.reworded(film.labels, film.messages, film.ahead, width)) {
    describeForecast(view, film);
    it.notes = view.notes.offsetHeight;
  }
  const small = Math.round(8.2 * type + film.lines.length * (narrow ? 0 : 5));
  const room = window.innerHeight - small - (it.notes ?? 0) - Math.round(22 * type);
  // In large letters the picture comes first, and the curves below its player may need scrolling; not beside an open drawer.
  const least = (width > 45 * type ? 14 : 10) * type;
  const height = narrow ? 260 : Math.max(least, Math.min(460, room));
  const side = narrow ? width : Math.round((width - 21 * type - 28) / 2);
  it.size = { width, height };
  it.small = { width: side, height: narrow ? Math.round(9 * type) : small };
  it.at = layoutForecast(width, height, type, film, view.canvas.getContext("2d"), it.theme.font);
  for (const name of ["loss", "norm"]) {
    it[name] = layoutTrace(it.small.width, it.small.height, type, film, name, view[name].getContext("2d"), it.theme.font);
  }
  render(it);
}

function render(it) {
  const { root, view, film, theme, index, horizon, way } = it;
  const epoch = film.epochs[index];
  const place = it.hovered ?? it.place;
  const line = film.lines.some(({ kind }) => kind === it.line) ? it.line : null;
  drawForecast(sizeCanvas(view.canvas, it.size.width, it.size.height), film, it.at, { epoch, view: way, horizon, place, line, theme });
  for (const name of ["loss", "norm"]) {
    drawTrace(sizeCanvas(view[name], it.small.width, it.small.height), film, it[name], epoch, line, theme);
    view[name].setAttribute("aria-label", fillIn(film.labels[`${name}_alt`], { epoch }));
  }
  fillErrors(view, film, epoch, horizon, theme);
  view.sentence.textContent = place === null ? forecastSentence(film, epoch, horizon) : placeSentence({ ...it, place });
  view.slider.value = horizon;
  view.steps.textContent = fillIn(film.labels.steps, { count: horizon });
  view.slider.setAttribute("aria-valuetext", view.steps.textContent);
  view.horizon.toggleAttribute("data-off", way === "one");
  for (const button of view.ways) button.setAttribute("aria-pressed", button.dataset.view === way);
  const text = fillIn(film.labels.epoch, { epoch: countNumber(epoch), total: countNumber(film.total) });
  it.player.show(index, text, film.state === "rest" ? `${text} \u2026` : text);
  Object.assign(root.dataset, { run: film.run, state: film.state, epoch, horizon, view: way, place: it.place ?? "" });
}

export default mounting("forecaster", createForecaster);
