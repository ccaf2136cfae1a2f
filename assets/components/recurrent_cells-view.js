// What stands around the drawings: the views, the field for text, captions, the legend of the three cells.

// What stands above and below the stage on one screen: the page's title and sentence.
const REST_OF_PAGE = 150;
const VIEWS = ["cell", "reach"];

function createRecurrentView(root, parts, events) {
  const views = make("div", { class: "views", role: "radiogroup" }, ...VIEWS.map((name) =>
    make("button", { type: "button", role: "radio", "data-choice": name, onclick: () => events.view(name) })));
  views.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const other = VIEWS[(VIEWS.indexOf(root.dataset.view) + 1) % 2];
    events.view(other);
    views.querySelector(`[data-choice="${other}"]`).focus();
  });
  const field = make("input", {
    class: "text-field", type: "text", autocomplete: "off", spellcheck: "false",
    onchange: () => events.write(field.value),
    onkeydown: (event) => {
      event.stopPropagation();
      if (event.key === "Enter") events.write(field.value);
    },
  });
  const bar = make("div", { class: "bar-above" }, field, views);
  const caption = make("p", { class: "caption" });
  const lower = make("canvas", { class: "drawing", "aria-hidden": "true" });
  const upper = make("canvas", { class: "drawing outlines", "aria-hidden": "true" });
  const lanes = make("div", {
    class: "lanes", tabindex: "0", role: "application",
    onpointermove: (event) => event.pointerType !== "touch" && events.hoverLanes(event.offsetX, event.offsetY),
    onpointerleave: () => events.leave(),
    onclick: (event) => events.pressLanes(event.offsetX, event.offsetY),
    onkeydown: (event) => events.key(event),
  }, lower, upper);
  const canvas = make("canvas", { class: "drawing", "aria-hidden": "true" });
  const plot = make("div", {
    class: "plot", tabindex: "0", role: "application",
    onpointermove: (event) => event.pointerType !== "touch" && events.hoverPlot(event.offsetX),
    onpointerleave: () => events.leave(),
    onclick: (event) => events.pressPlot(event.offsetX),
    onkeydown: (event) => events.key(event),
  }, canvas);
  const readings = make("div", { class: "readings" });
  const complaint = make("p", { class: "complaint", role: "alert" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const inside = make("div", { class: "inside" }, parts.diagram.element, lanes);
  const reach = make("div", { class: "reach" }, readings, plot);
  root.replaceChildren(bar, inside, reach, caption, parts.player.element, complaint, parts.formulas.element, live);
  return { views, field, bar, caption, lower, upper, lanes, canvas, plot, readings, complaint, live, inside, reach };
}

/** Sizes in CSS pixels of what is drawn; the lanes may turn out lower, or for many units higher, than their room. */
function layoutStage(width, screenHeight, type) {
  const narrow = width < 480;
  const stage = narrow ? 355 : Math.max(330, Math.min(560, screenHeight - REST_OF_PAGE - Math.round(11 * type)));
  return { stage, lanes: Math.round(0.45 * stage), plot: stage - Math.round((narrow ? 3 : 1.6) * type) };
}

/** How high the diagram of a cell is where the lanes take so much of the stage. */
function diagramHeight(cell, stage, lanes, type) {
  if (cell === "rnn") return Math.round(7.5 * type);
  return Math.round(Math.max(9.6 * type, Math.min(0.6 * stage, stage - lanes - 8)));
}

/** Words that follow the data. */
function describeView({ view, data, root }) {
  const { labels } = data;
  for (const button of view.views.children) button.textContent = labels[`view_${button.dataset.choice}`];
  view.views.setAttribute("aria-label", labels.views);
  view.field.setAttribute("aria-label", labels[`type_${data.reads}`]);
  view.field.placeholder = labels[`type_${data.reads}`];
  view.field.maxLength = data.longest;
  // What the learner is typing stays.
  if (root.getRootNode().activeElement !== view.field || view.field.value === view.field.dataset.sent) view.field.value = data.text;
}

/** "t = 5, “dia”: 98 % of C is kept, …": what the step does to the unit. */
function captionOf(data, t, unit) {
  const { labels } = data;
  const v = (name) => data.value(name, t, unit);
  const write = (value) => (value !== 0 && Math.abs(value) < 0.005 ? shortNumber(value, 1) : shownNumber(value, 2));
  const values = { t: t + 1, token: tokenText(data.tokens[t]), unit: unit + 1 };
  if (data.cell === "rnn") Object.assign(values, { before: write(v("hp")), after: write(v("h")) });
  if (data.cell === "lstm") Object.assign(values, { keep: percentOf(v("f")), write: write(v("i") * v("g")), before: write(v("cp")), after: write(v("c")) });
  if (data.cell === "gru") Object.assign(values, { keep: percentOf(v("z")), write: write((1 - v("z")) * v("n")), before: write(v("hp")), after: write(v("h")) });
  const said = fillIn(labels[`caption_${data.cell}`], values);
  if (!data.guesses) return said;
  // In large letters more would take a second line, and the player would leave the screen.
  const guesses = data.guesses[t].slice(0, data.present ? 1 : 3).map(([letter, share]) => `${tokenText(letter)}\u00a0${percentOf(share)}`).join(", ");
  return `${said} ${fillIn(labels.guesses, { guesses })}`;
}

/** How many lines the longest caption of all steps takes: with that much room, what stands below it never moves. */
function captionLines(data, name, unit, width, context) {
  const steps = Array.from({ length: name === "cell" ? data.steps : 1 }, (_, t) => t);
  const longest = Math.max(...steps.map((t) => context.measureText(name === "cell" ? captionOf(data, t, unit) : reachCaption(data, t)).width));
  // Lines that break between words are never quite full.
  return longest < width ? 1 : Math.ceil(longest / (0.94 * width));
}

const percentOf = (share) => `${(100 * share).toFixed(0)}\u00a0%`;

/** The three cells' gradients at step t, with their colours and markers. */
function showReadings({ view, data, theme }, t) {
  const { curves } = data.reach;
  const title = make("span", { class: "title" }, "\u2016\u2202h", make("sub", {}, "T"), "/\u2202x", make("sub", {}, "t"), "\u2016");
  view.readings.replaceChildren(title, ...Object.entries(curves).map(([cell, values]) => {
    const mark = make("canvas", { class: "mark", "aria-hidden": "true" });
    const context = sizeCanvas(mark, 16, 16);
    context.fillStyle = cssColour(theme.classes[SERIES[cell]]);
    context.beginPath();
    traceMarker(context, SERIES[cell], 8, 8, 5.5);
    context.fill();
    return make("span", { class: `reading${cell === data.cell ? " chosen" : ""}`, "data-cell": cell, "data-value": values[t] }, mark, data.cell_names[cell], make("b", {}, shortNumber(values[t], 3)));
  }));
}

/** "50 steps back: …" for the caption and for screen readers. */
function reachCaption(data, t) {
  const back = data.reach.length - 1 - t;
  return fillIn(data.labels.caption_reach, { back, t: t + 1, length: data.reach.length, units: data.reach.units });
}
