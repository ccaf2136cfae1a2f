// f, f′ and the batch, linked by one probe: hover, drag, keys or the player move it, a click or a rest sends it to Python.

const REST = 350; // milliseconds without a key or a scrub after which the place is sent

function createCurves(root, send) {
  const it = { data: null, index: 0, hover: null, shown: 0, sent: [], timer: 0, frame: 0 };
  const [f, d] = [createPlot("f"), createPlot("d")];
  const [inputs, outputs] = [createInputs(), createOutputs()];
  const readout = createReadout((k) => choose(k));
  const words = make("p", { class: "words" });
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const player = createPlayer({
    go: (index) => (moveTo(index), rest()),
    tick: (index) => moveTo(index),
    playing: (playing) => {
      root.dataset.playing = playing;
      if (!playing) rest();
    },
  }, { milliseconds: 50 });
  const board = make("div", { class: "board" }, f.svg, outputs.svg, d.svg, readout.element, inputs.svg, words);
  it.element = make("div", { class: "curves" }, board, player.element, notes, live);
  it.player = player;

  const at = () => it.hover ?? it.index;

  /** Draw what follows the probe, once a frame however often it moved. */
  function render() {
    const { data } = it;
    const [index, chosen] = [at(), it.data.functions[it.shown]];
    f.probe(index);
    d.probe(index);
    inputs.probe(data.x[index]);
    outputs.probe(chosen.f[index]);
    readout.show(data, index, it.shown);
    paintActivationNotes(notes, data, index, it.shown, data.labels);
    const text = spoken(index);
    player.show(index, text, `x = ${writeRounded(data.x[index])}`);
    f.svg.setAttribute("aria-valuenow", data.x[index]);
    f.svg.setAttribute("aria-valuetext", text);
    Object.assign(root.dataset, { x: data.x[index], shown: chosen.name });
  }

  const later = () => (it.frame ||= requestAnimationFrame(() => ((it.frame = 0), it.drawn && render())));

  const spoken = (index) => {
    const { data } = it;
    const each = data.functions.map(({ label, ...drawn }) =>
      fillIn(data.labels.spoken, { name: label, value: writeRounded(drawn.f[index]), slope: writeRounded(drawn.d[index]) }));
    return `x = ${writeRounded(data.x[index])}: ${each.join("; ")}`;
  };

  function moveTo(index) {
    it.index = index;
    it.hover = null;
    later();
  }

  /** Tell Python where the learner looks now. */
  function look() {
    clearTimeout(it.timer);
    const { data } = it;
    const place = { x: data.x[it.index], shown: data.functions[it.shown].name };
    live.textContent = spoken(it.index);
    if (JSON.stringify(place) === it.told) return;
    it.told = JSON.stringify(place);
    it.sent = [...it.sent, it.told].slice(-20);
    send("look", place);
  }

  const rest = () => {
    clearTimeout(it.timer);
    it.timer = setTimeout(look, REST);
  };

  function choose(k) {
    it.shown = k;
    it.redraw();
    look();
  }

  const indexAt = (event) => {
    const { x } = f;
    const value = x.low + (event.clientX - f.svg.getBoundingClientRect().left - x.from) / x.unit;
    return nearest(value);
  };

  const nearest = (value) => {
    const { x } = it.data;
    return Math.max(0, Math.min(x.length - 1, Math.round((value - x[0]) / (x[1] - x[0]))));
  };

  for (const { svg } of [f, d, inputs]) {
    let pressed = false;
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" && !pressed) return;
      player.held = true;
      it.hover = indexAt(event);
      later();
    });
    svg.addEventListener("pointerdown", (event) => {
      pressed = true;
      svg.setPointerCapture(event.pointerId);
      player.toggle(false);
      it.hover = indexAt(event);
      later();
    });
    const release = (event) => {
      if (!pressed) return;
      pressed = false;
      moveTo(indexAt(event));
      look();
    };
    svg.addEventListener("pointerup", release);
    svg.addEventListener("pointercancel", () => {
      pressed = false;
      it.hover = null;
      later();
    });
    svg.addEventListener("pointerleave", () => {
      player.held = false;
      if (pressed) return;
      it.hover = null;
      later();
    });
  }

  f.svg.addEventListener("keydown", (event) => {
    const last = it.data.x.length - 1;
    const [small, tenth, whole] = [1, 2, 20];
    const step = event.shiftKey ? small : tenth;
    const moves = {
      ArrowLeft: it.index - step, ArrowDown: it.index - step, ArrowRight: it.index + step, ArrowUp: it.index + step,
      PageDown: it.index - whole, PageUp: it.index + whole, Home: 0, End: last,
    };
    if (event.key === " ") player.toggle();
    else if (event.key === "Enter") look();
    else if (event.key in moves) {
      player.toggle(false);
      moveTo(Math.max(0, Math.min(last, moves[event.key])));
      rest();
    } else return;
    event.preventDefault();
  });

  /** What Python shows wins when it is news, not when it only echoes what was sent from here. */
  it.update = (data) => {
    const place = JSON.stringify({ x: data.x[data.probe], shown: data.shown });
    const echo = it.sent.indexOf(place);
    const news = !it.data || (echo < 0 && place !== it.received);
    if (echo >= 0) it.sent.splice(0, echo + 1);
    const [x, name] = news ? [data.x[data.probe], data.shown] : [it.data.x[it.index], it.data.functions[it.shown].name];
    Object.assign(it, { data, received: place, hover: null });
    it.index = nearest(x);
    it.shown = Math.max(0, data.functions.findIndex((each) => each.name === name));
    if (news) it.told = place;
    player.setCount(data.x.length);
    player.describe(data.labels);
    it.redraw();
  };

  it.redraw = () => {
    if (!it.data || !root.clientWidth) return;
    drawBoard(it, { board, f, d, inputs, outputs, readout, words, type: parseFloat(getComputedStyle(root).fontSize), width: root.clientWidth });
    it.drawn = true;
    render();
  };

  it.dispose = () => {
    clearTimeout(it.timer);
    player.stop();
  };
  return it;
}

/** Sizes for the room there is, then everything that does not follow the probe. */
function drawBoard({ data, shown }, { board, f, d, inputs, outputs, readout, words, type, width }) {
  const { labels } = data;
  const chosen = data.functions[shown];
  const theme = readTheme(board);
  const narrow = width < 34 * type;
  board.toggleAttribute("data-narrow", narrow);
  const gap = narrow ? 6 : 14;
  const side = Math.round(narrow ? 0.24 * width : Math.min(19 * type, Math.max(15.5 * type, 0.32 * width)));
  board.style.setProperty("--side", `${side}px`);
  const main = width - side - gap;
  const tall = Math.max(23 * type, Math.min(window.innerHeight - 17.5 * type, 40 * type));
  const heights = { f: Math.round(0.49 * tall), d: Math.round(0.31 * tall), inputs: Math.round(0.2 * tall) };
  const common = { width: main, left: 2.6 * type, theme, shown, type, xTicks: narrow ? 5 : 10 };
  f.draw(data, { ...common, height: heights.f, yTicks: 5, title: "f(x)", caption: (k) => narrow ? "" : fillIn(labels.tangent, { slope: writeRounded(chosen.d[k]) }) });
  d.draw(data, { ...common, height: heights.d, yTicks: 3, title: labels.title_d });
  inputs.draw(data, { ...common, height: heights.inputs, x: f.x, title: data.inputs.title, label: data.inputs.label });
  const colour = cssColour(theme.classes[shown]);
  outputs.draw(chosen, { width: side, height: heights.f, y: f.y, theme, type, colour, title: narrow ? "" : labels.title_outputs, label: chosen.words.join(" ") });
  readout.draw(data, theme, labels);
  if (words.textContent !== chosen.words.map((sentence) => `${sentence} `).join("")) {
    words.replaceChildren(...chosen.words.map((sentence) => make("span", {}, `${sentence} `)));
  }
  Object.entries({ tabindex: 0, role: "slider", "aria-label": labels.probe, "aria-valuemin": data.x[0], "aria-valuemax": data.x.at(-1) })
    .forEach(([attribute, value]) => f.svg.setAttribute(attribute, value));
  d.svg.setAttribute("role", "img");
  d.svg.setAttribute("aria-label", labels.title_d);
}
