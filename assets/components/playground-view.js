// What stands around the drawings: areas, headings, switches; and the buttons that lie over features, neurons and biases.

const PENCIL = "M4 17.2V20h2.8L17.6 9.2l-2.8-2.8zM19.7 7.1a1 1 0 0 0 0-1.4l-1.4-1.4a1 1 0 0 0-1.4 0L15.8 5.4l2.8 2.8z";

function createPlaygroundView(root, player, readings, curves, events) {
  const wires = make("canvas", { class: "wires", "aria-hidden": "true" });
  const marks = make("canvas", { class: "marks", "aria-hidden": "true" });
  const spots = make("div", { class: "spots" });
  const chip = make("div", { class: "chip", hidden: true });
  const layers = createStepper("layers", (change) => events.layers(change));
  const headings = { input: make("span", { class: "heading" }), layers: make("span", { class: "heading layers" }), output: make("span", { class: "heading" }) };
  const head = make("div", { class: "net-head" }, headings.input, headings.layers, headings.output);
  const net = make("div", { class: "net" }, wires, marks, spots, head, chip);

  const title = make("div", { class: "view-title" });
  const tools = make("div", { class: "tools" });
  const switcher = make("select", { "data-action": "view", onchange: () => events.view(switcher.value) });
  const pencil = make("button", { type: "button", class: "pencil", "data-action": "edit-points", "aria-pressed": "false", onclick: () => events.editing() }, makeIcon(PENCIL));
  const planes = [createPlane(), createPlane()];
  const plots = make("div", { class: "plots" }, ...planes.map((plane) => plane.element));
  const table = make("div", { class: "matrix" });
  const view = make("div", { class: "view" }, make("div", { class: "view-head" }, title, tools, switcher, pencil), plots, table);

  const scale = make("button", { type: "button", class: "scale", "data-action": "log", "aria-pressed": "false", onclick: () => events.logarithmic() });
  readings.corner.append(scale);
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const stage = make("div", { class: "stage" }, net, view, readings.element, curves.element, notes, player.element);
  root.replaceChildren(stage, live);
  return { stage, net, wires, marks, spots, chip, head, headings, layers, title, tools, switcher, pencil, planes, plots, table, scale, notes, live };
}

/** Two buttons − and +; step(−1 or 1). */
function createStepper(name, step) {
  const button = (change, text) => make("button", { type: "button", class: "step", "data-step": `${name}${text}`, onclick: () => step(change) }, text);
  const [less, more] = [button(-1, "\u2212"), button(1, "+")];
  const describe = (lessLabel, moreLabel, atLeast, atMost) => {
    for (const [element, label, stopped] of [[less, lessLabel, atLeast], [more, moreLabel, atMost]]) {
      element.setAttribute("aria-label", label);
      element.title = label;
      element.setAttribute("aria-disabled", stopped);
    }
  };
  return { element: make("span", { class: "stepper" }, less, more), less, more, describe };
}

/** Buttons exactly over features, neurons, biases and steppers; made anew only when the network has another shape. */
function createSpots(container, events) {
  const it = { features: [], neurons: [], biases: [], steppers: [], shape: "" };
  const spot = (name, number, extra = {}) => make("button", {
    type: "button", class: `spot ${name}`, [`data-${name}`]: number, tabindex: "-1", ...extra,
    onclick: (event) => events.press(name, number, event),
    onpointerenter: (event) => event.pointerType !== "touch" && events.hover(name, number),
    onpointerleave: (event) => event.pointerType !== "touch" && events.leave(),
    // A press with the mouse focuses too, but the mouse is hovering already; weights are pressed on the canvas.
    onfocus: (event) => (name === "weight" || event.target.matches(":focus-visible")) && events.focus(name, number),
    onkeydown: (event) => events.key(event, name, number),
  });
  const weight = spot("weight", 0);
  const group = (name) => make("div", { role: "group", "data-group": name });
  const groups = { features: group("features"), layers: group("layers"), neurons: group("neurons"), weights: group("weights") };
  groups.weights.append(weight);
  container.replaceChildren(...Object.values(groups));

  /** Make the buttons that this network needs. */
  it.shapeTo = (run) => {
    const shape = `${run.features.length} ${run.sizes.slice(1).join(" ")}`;
    if (shape === it.shape) return;
    const focused = container.getRootNode().activeElement;
    const kept = focused?.dataset?.step;
    it.shape = shape;
    it.features = run.features.map((_, k) => spot("feature", k));
    it.neurons = run.neurons.map((_, k) => spot("neuron", k));
    it.biases = run.neurons.map((_, k) => spot("bias", k, { "aria-hidden": "true" }));
    it.steppers = run.hidden.map((_, layer) => createStepper(`neurons${layer}`, (change) => events.neurons(layer, change)));
    groups.features.replaceChildren(...it.features);
    groups.neurons.replaceChildren(...it.neurons, ...it.biases);
    groups.layers.replaceChildren(...it.steppers.map(({ element }) => element));
    // A learner who presses + with the keyboard goes on pressing it.
    if (kept) container.querySelector(`[data-step="${kept}"]`)?.focus({ preventScroll: true });
  };

  it.place = (network, run) => {
    const put = (element, { x, y, size }, least = 0) => {
      const side = Math.max(size, least);
      Object.assign(element.style, { left: `${x - side / 2}px`, top: `${y - side / 2}px`, width: `${side}px`, height: `${side}px` });
    };
    it.features.forEach((element, k) => {
      const { x, y, size } = network.inputs[k];
      const left = x + size / 2 - network.nameWidth - 6 - size;
      Object.assign(element.style, { left: `${left}px`, top: `${y - size / 2}px`, width: `${network.nameWidth + 6 + size}px`, height: `${size}px` });
    });
    it.neurons.forEach((element, k) => put(element, network.neurons[k]));
    it.biases.forEach((element, k) => put(element, biasPlace(network, run, run.neurons[k].layer, run.neurons[k].unit), 16));
    it.steppers.forEach(({ element }, layer) => {
      element.style.left = `${network.columns[layer].x}px`;
      element.style.top = `${network.heading}px`;
      element.classList.toggle("upright", !network.inline);
    });
  };

  /** Where the cursor of the weights stands: a square in the middle of its edge, or on its bias. */
  it.placeWeight = (place) => Object.assign(weight.style, { left: `${place.x - 11}px`, top: `${place.y - 11}px`, width: "22px", height: "22px" });
  Object.assign(it, { weight, groups });
  return it;
}

/** One of the spots of a kind can be reached by Tab, the one last used. */
function rove(elements, current) {
  elements.forEach((element, k) => (element.tabIndex = k === current ? 0 : -1));
}

/** The view's options; a select keeps its choice while its words change. */
function fillOptions(select, options, chosen) {
  const text = JSON.stringify(options);
  if (select.dataset.options !== text) {
    select.dataset.options = text;
    select.replaceChildren(...options.map(([value, words]) => make("option", { value }, words)));
  }
  select.value = String(chosen);
}

/** The confusion matrix as a table: rows are true classes, the diagonal is right. */
function fillMatrix(element, matrix, run, theme, labels, side) {
  const names = run.class_names;
  const most = Math.max(1, ...matrix.flat());
  const named = (k) => {
    const { marker, colour } = pointLook(k, run.task, theme);
    const canvas = make("canvas", { title: names[k], role: "img", "aria-label": names[k] });
    const context = sizeCanvas(canvas, 20, 20);
    context.beginPath();
    traceMarker(context, marker, 10, 10, 7);
    context.fillStyle = colour;
    context.fill();
    return make("th", {}, canvas);
  };
  const rows = matrix.map((row, k) => make("tr", {}, named(k), ...row.map((count, j) => {
    const colour = mixColours(theme.zero, j === k ? theme.positive : theme.negative, (0.85 * count) / most);
    return make("td", { style: `background:${cssColour(colour)};color:${inkOn(colour)}` }, countNumber(count));
  })));
  // The caption, the markers' row and the last line take about 110 pixels.
  element.style.setProperty("--cell", `${Math.min(44, Math.floor((side - 110) / matrix.length) - 4)}px`);
  element.replaceChildren(
    make("table", {}, make("caption", {}, labels.matrix_columns), make("tr", {}, make("td"), ...matrix.map((_, k) => named(k))), ...rows),
    make("p", {}, labels.matrix_rows));
}
