// What stands in the picture: its sentence, the plot, horizon and player, loss and gradient norm, and the errors as a table.

const WAYS = ["free", "one"];

/** events: { hover(x), leave(), press(x), key(event), view(name), horizon(steps, resting), curve(x, plot), line(kind or null) }. */
function createForecastView(root, player, events) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const plot = make("div", { class: "plot", tabindex: 0, role: "group", "data-action": "plot", onkeydown: events.key }, canvas);
  const sentence = make("p", { class: "sentence" });
  const ways = WAYS.map((name) => make("button", { type: "button", "data-view": name, onclick: () => events.view(name) }));
  const slider = make("input", {
    type: "range", min: 1, max: 1, step: 1, "data-action": "horizon",
    oninput: () => events.horizon(Number(slider.value), false), onchange: () => events.horizon(Number(slider.value), true),
  });
  const steps = make("output", { class: "steps" });
  const word = make("span", {});
  const horizon = make("label", { class: "horizon" }, word, slider, steps);
  const curves = ["loss", "norm"].map((name) => {
    const trace = make("canvas", { class: name, role: "img" });
    trace.addEventListener("pointerdown", (event) => events.curve(event.offsetX, name));
    return trace;
  });
  const table = make("table", {
    class: "errors",
    onpointerover: (event) => events.line(event.target.closest("[data-kind]")?.dataset.kind ?? null), onpointerleave: () => events.line(null),
  });
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const below = make("div", { class: "below" }, ...curves, table);
  const tools = make("div", { class: "tools" }, make("div", { class: "ways", role: "group" }, ...ways), horizon);
  root.replaceChildren(sentence, plot, tools, player.element, below, notes, live);

  let dragging = false;
  canvas.addEventListener("pointerdown", (event) => {
    dragging = true;
    canvas.setPointerCapture(event.pointerId);
    events.hover(event.offsetX);
  });
  canvas.addEventListener("pointermove", (event) => (dragging || event.pointerType === "mouse") && events.hover(event.offsetX));
  canvas.addEventListener("pointerup", (event) => {
    if (dragging) events.press(event.offsetX);
    dragging = false;
  });
  canvas.addEventListener("pointercancel", () => (dragging = false));
  canvas.addEventListener("pointerleave", () => dragging || events.leave());
  return { canvas, plot, sentence, ways, slider, steps, word, horizon, loss: curves[0], norm: curves[1], table, notes, live, below };
}

/** Everything that is said and does not change with the moment. */
function describeForecast(view, film) {
  const { labels } = film;
  view.ways.forEach((button) => (button.textContent = labels[`view_${button.dataset.view}`]));
  view.ways[0].parentElement.setAttribute("aria-label", labels.views);
  view.word.textContent = labels.horizon;
  view.slider.max = film.ahead;
  view.plot.setAttribute("aria-label", labels.keys);
  view.notes.replaceChildren(...film.messages.map((text) => make("p", {}, text)));
}

/** The errors of every line at this moment, the least of each column in bold. */
function fillErrors(view, film, epoch, horizon, theme) {
  const { labels } = film;
  const rows = film.lines.map((line) => {
    const { oneError, freeErrors } = lineAt(film, line, epoch);
    return { line, numbers: [oneError, freeErrors[horizon - 1]] };
  });
  const best = [0, 1].map((column) => Math.min(...rows.map(({ numbers }) => numbers[column]).filter(Number.isFinite)));
  const written = (value) => (Number.isNaN(value) ? "\u2013" : shortNumber(value, 2));
  const heads = [labels.one_error, fillIn(labels.free_error, { count: horizon })];
  const head = make("tr", {}, make("th", { scope: "col" }, labels.error), ...heads.map((text) => make("th", { scope: "col" }, text)));
  view.table.replaceChildren(head, ...rows.map(({ line, numbers }) => make("tr", { "data-kind": line.kind },
    make("th", { scope: "row" }, lineSample(line.kind, theme), make("span", {}, line.name)),
    ...numbers.map((value, column) => make("td", { class: value === best[column] ? "best" : null }, written(value))))));
}

/** A stretch of the line as it is drawn. */
function lineSample(kind, theme) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const context = sizeCanvas(canvas, 26, 10);
  context.setLineDash(KIND_DASHES[kind]);
  context.beginPath();
  context.moveTo(0, 5);
  context.lineTo(26, 5);
  stroke(context, kindColour(kind, theme), 3);
  return canvas;
}

/** The moment as one sentence. */
function forecastSentence(film, epoch, horizon) {
  const [line] = film.networks;
  const { oneError, freeErrors } = lineAt(film, line, epoch);
  if (Number.isNaN(oneError)) return fillIn(film.labels.nothing, { name: line.name });
  const values = { name: line.name, epoch: countNumber(epoch), one: shortNumber(oneError, 2), free: shortNumber(freeErrors[horizon - 1], 2), steps: horizon };
  return fillIn(film.labels.sentence, values);
}
