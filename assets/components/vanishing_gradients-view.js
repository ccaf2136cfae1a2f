// What stands around the drawings: titles with the legend, numbers of the moment, messages.

// What stands above and below the stage on one screen: the page's title and sentence, the player.
const REST_OF_PAGE = 236;

function createGradientView(root, player, panel, events) {
  const titles = { signal: make("div", { class: "lane-title" }), delta: make("div", { class: "lane-title" }) };
  const legend = ["shown", "other"].map(() => make("span", { class: "series" }));
  const canvas = make("canvas", { class: "drawing", "aria-hidden": "true" });
  const lanes = make("div", {
    class: "lanes", tabindex: "0", role: "application",
    onpointermove: (event) => event.pointerType !== "touch" && events.hover(event.offsetX, event.offsetY),
    onpointerleave: () => events.leave(),
    onclick: (event) => events.press(event.offsetX, event.offsetY),
    onkeydown: (event) => events.key(event),
  }, canvas, titles.signal, titles.delta, make("div", { class: "legend-line" }, ...legend));
  const cell = (name) => make("td", { "data-number": name });
  const rows = ["shown", "other"].map((name) => ({
    name: make("th", { scope: "row", class: "series" }), loss: cell(`${name}-loss`), accuracy: cell(`${name}-accuracy`),
  }));
  const heads = { data: make("td", { class: "data" }), loss: make("th", { scope: "col" }), accuracy: make("th", { scope: "col" }) };
  const readings = make("table", { class: "readings" }, make("tr", {}, heads.data, heads.loss, heads.accuracy),
    ...rows.map((row) => make("tr", {}, row.name, row.loss, row.accuracy)));
  const curves = make("canvas", { class: "curves", role: "img", onclick: (event) => events.curve(event.offsetX) });
  const training = make("div", { class: "training" }, readings, curves);
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const below = make("div", { class: "below" }, panel.element, training);
  root.replaceChildren(make("div", { class: "stage" }, lanes, below, notes, player.element), live);
  return { titles, legend, canvas, lanes, rows, heads, curves, training, below, notes, live };
}

/** Sizes in CSS pixels: of the lanes, of a histogram and of the curves. messages: the height of what is said below. */
function layoutGradients(width, screenHeight, type, messages) {
  const narrow = width < 540;
  const stage = Math.max(430, Math.min(680, screenHeight - REST_OF_PAGE)) - Math.min(48, messages);
  const line = Math.round(1.4 * type);
  const readings = 3 * line + 4;
  if (narrow) return { narrow, width, lanes: 330, half: width, histogram: 46, curves: 120, curvesWidth: width };
  const below = Math.max(readings + 84, Math.round(0.34 * stage));
  const half = Math.floor((width - 28) * 0.46);
  const histogram = Math.floor((below - line) / 2 - line - 6);
  return {
    narrow, width, lanes: stage - below - 12, half, histogram,
    curves: below - readings - 4, curvesWidth: width - 28 - half,
  };
}

/** Words that follow the data. */
function describeGradients({ view, film, theme }) {
  const { labels, names } = film;
  for (const name of ["signal", "delta"]) view.titles[name].textContent = labels[`title_${name}`];
  view.heads.data.textContent = film.data_name;
  view.heads.loss.textContent = labels.head_loss;
  view.heads.accuracy.textContent = labels.head_accuracy;
  view.rows.forEach((row, n) => {
    row.name.textContent = names[n];
    row.name.title = n ? film.difference : "";
    markSeries(row.name, n, theme);
    view.legend[n].textContent = names[n];
    markSeries(view.legend[n], n, theme);
  });
  view.curves.setAttribute("aria-label", fillIn(labels.curves, { shown: names[0], other: names[1] }));
  view.notes.replaceChildren(...film.messages.map((text) => make("p", {}, text)));
}

/** Loss and accuracy of the moment. */
function showNumbers({ view, film, index }) {
  film.networks.forEach((network, n) => {
    const { now, lost } = stateOf(film, network, index, 1);
    setText(view.rows[n].loss, lost ? film.labels.lost : shortNumber(network.loss[now], 4));
    setText(view.rows[n].accuracy, lost ? "" : `${(100 * network.accuracy[now]).toFixed(1)}\u00a0%`);
  });
}

/** What a screen reader hears of the moment: where it is, and how much gradient is left in the first layer. */
function spokenMoment({ film, index }) {
  const sizes = film.networks.map((network, n) => {
    const state = stateOf(film, network, index, 1);
    const values = { name: film.names[n], first: sizeText(sizeAt(network, "delta", state, 0)), last: sizeText(sizeAt(network, "delta", state, network.depth - 1)) };
    return fillIn(film.labels[state.lost ? "live_lost" : "live_gradient"], values);
  });
  return [momentText(film, index), ...sizes].join(". ");
}

/** "Step 0: the signal runs forward". */
function momentText(film, index) {
  const { labels, steps } = film;
  const wave = { [FORWARD]: labels.forward_wave, [BACKWARD]: labels.backward_wave }[index];
  const step = fillIn(labels.step, { step: countNumber(steps[keyframeOf(index)]) });
  return wave ? `${step}: ${wave}` : step;
}
