// The perceptron's picture: plane, trace, numbers and player, kept on one moment.
// Moment 0 shows the initial weights; moment k what the k-th sample shown has made of them.

const MOMENT = 900;
const GLIDE = 320;
const REST = 400;
const ANNOUNCE_AT_MOST = 2500;
const REMOVE = "M7 6V4.5h10V6h4v2H3V6zM5 9h14l-1 12H6z";

function createPerceptron(root, send) {
  const it = { data: null, labels: null, theme: null, moment: 0, shown: null, sent: [], drawn: false, notice: "" };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const player = createPlayer({
    go: (moment) => visit(moment),
    tick: (moment) => moveTo(moment),
    playing: (playing) => {
      root.dataset.playing = playing;
      if (!playing) remember();
    },
  }, { milliseconds: MOMENT, loop: false });
  const plane = createPlane();
  const trace = createTrace({ go: (moment) => visit(moment), toggle: () => player.toggle() });
  const mistakes = createMistakes({ go: (moment) => visit(moment) });
  const numbers = createNumbers();
  const editing = createEditing(plane, () => it.data, {
    draw: () => it.drawn && drawPoints(),
    begin: () => {
      it.notice = "";
      player.toggle(false);
    },
    toggle: () => player.toggle(),
    setClass: (side) => chooseClass(side),
    refuse: () => notify(fillIn(it.labels.too_many, { limit: it.data.most_points })),
    // One event for both: the moment must not overtake the points, or the other way round.
    commit: (points) => {
      clearTimeout(resting);
      noteSent();
      send("points", { points, step: it.moment });
    },
  });
  const view = createPerceptronView(root, { plane, trace, mistakes, numbers, player, editing, chooseClass: (side) => chooseClass(side) });
  let gliding = 0;
  let resting = 0;
  let announced = 0;

  function visit(moment) {
    player.toggle(false);
    moveTo(moment, true);
    remember();
  }

  /** The moment goes into the link once the learner rests at it. */
  function remember() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (player.playing || it.data.step === it.moment) return;
      noteSent();
      send("step", { step: it.moment });
    }, REST);
  }

  /** Python will send this moment back: that will be no news. */
  function noteSent() {
    it.sent = [...it.sent, it.moment].slice(-20);
  }

  function moveTo(moment, always = false) {
    it.moment = Math.max(0, Math.min(moment, it.data.weights.length - 1));
    render();
    glide(it.data.weights[it.moment]);
    const now = performance.now();
    if (!always && now - announced < ANNOUNCE_AT_MOST) return;
    announced = now;
    view.live.textContent = it.spoken;
  }

  /** Move the line from where it is seen to these weights: every weight on its way at the same pace, as in the update itself. */
  function glide(target) {
    cancelAnimationFrame(gliding);
    const from = it.shown ?? target;
    const duration = still.matches ? 0 : Math.min(GLIDE, (0.6 * MOMENT) / player.speed);
    if (!duration || from.every((v, k) => v === target[k])) return drawLine(target);
    const start = performance.now();
    const frame = (now) => {
      const share = Math.min(1, Math.max(0, now - start) / duration);
      const eased = share * share * (3 - 2 * share);
      drawLine(share < 1 ? from.map((v, k) => v + (target[k] - v) * eased) : target);
      if (share < 1) gliding = requestAnimationFrame(frame);
    };
    gliding = requestAnimationFrame(frame);
  }

  function drawLine(weights) {
    it.shown = weights;
    const seen = plane.showLine(weights);
    const none = !weights[0] && !weights[1];
    const answer = weights[2] >= 0 ? 1 : 0;
    view.note.textContent = it.notice || seen ? it.notice : fillIn(none ? it.labels.no_line : it.labels.line_outside, { answer });
  }

  const isWrong = (k) => k < it.data.points.length && Math.floor(it.data.wrong[it.moment] / 2 ** k) % 2 === 1;

  function drawPoints() {
    const { data, moment } = it;
    const sample = moment ? data.sample[moment - 1] : -1;
    plane.showPoints(editing.points, { wrong: isWrong, sample, chosen: editing.chosen });
    plane.showCursor(editing.chosen < 0 ? editing.cursor : null);
    view.showEditing(editing);
  }

  function render() {
    const { data, labels, moment } = it;
    const last = data.weights.length - 1;
    const moved = moment && data.error[moment - 1] !== 0;
    plane.showGhost(moved ? data.weights[moment - 1] : null);
    // The best line and the proof that none is better are told at the end of a run, when the rule has had its say.
    plane.showBest(moment === last ? data.best : null);
    plane.showOverlap(moment === last ? data.overlap : null, data.points);
    drawPoints();
    it.spoken = numbers.show(data, moment, labels);
    trace.show(moment);
    const epoch = moment ? data.epoch[moment - 1] : 0;
    mistakes.show(epoch);
    player.show(moment, it.spoken, `${moment} / ${last}`);
    const wrong = data.points.filter((_, k) => isWrong(k)).length;
    plane.element.setAttribute("aria-label", fillIn(labels.plane_sentence, { points: data.points.length, wrong }) + ` ${it.spoken} ${labels.keys}`);
    Object.assign(root.dataset, { moment, epoch, wrong, weights: data.weights[moment].join(","), points: data.points.length });
  }

  function chooseClass(side) {
    editing.newClass = side;
    view.showEditing(editing);
  }

  /** Say something about the last change; it stays in the picture until the next one. */
  function notify(text) {
    it.notice = view.note.textContent = text;
  }

  it.update = (data) => {
    const before = it.data;
    it.data = data;
    it.labels = data.labels;
    editing.take(data.points);
    const echo = it.sent.indexOf(data.step);
    if (echo >= 0) it.sent.splice(0, echo + 1);
    else if (data.step !== before?.step) {
      player.toggle(false);
      it.moment = data.step;
    }
    it.moment = Math.min(it.moment, data.weights.length - 1);
    player.setCount(data.weights.length);
    player.describe(data.labels);
    draw();
  };

  it.redraw = () => {
    trace.measureAgain();
    draw();
  };

  function draw() {
    // Read first, then write: every change between two readings makes the browser lay the page out once more.
    const width = root.clientWidth;
    if (!it.data || !width) return;
    it.theme = readTheme(root);
    view.describe(it.data, it.labels, it.theme);
    const needed = trace.build(it.data, it.labels, it.theme);
    plane.build(view.layout(width, it.data.present, needed), it.data, it.theme);
    mistakes.build(it.data, it.labels);
    it.drawn = true;
    render();
    glide(it.data.weights[it.moment]);
  }

  it.dispose = () => {
    player.toggle(false);
    player.stop();
    cancelAnimationFrame(gliding);
    clearTimeout(resting);
    editing.dispose();
  };
  return it;
}

export default mounting("perceptron", createPerceptron);
