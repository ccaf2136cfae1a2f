// The picture in words: headings, names of neurons and weights, what screen readers hear, messages.

/** Name, state and place in the tab order of everything in the network. */
function describeNetwork(it, nameWidth) {
  const { run, labels, spots, view, network } = it;
  const { layers: most, neurons: widest } = run.limits;
  view.headings.input.textContent = labels.features;
  view.headings.output.textContent = run.channels > 1 ? labels.outputs : labels.output;
  const count = run.hidden.length;
  const words = make("span", {}, fillIn(labels[`layers_${count === 1 ? "one" : "many"}`], { count }));
  view.headings.layers.replaceChildren(view.layers.less, words, view.layers.more);
  view.layers.describe(labels.less_layers, labels.more_layers, count === 0, count === most);
  // Where the three headings do not fit, the middle one stays: it has the buttons.
  for (const heading of [view.headings.input, view.headings.output]) heading.hidden = false;
  const cramped = view.head.scrollWidth > view.head.clientWidth + 1;
  for (const heading of [view.headings.input, view.headings.output]) heading.hidden = cramped;
  spots.features.forEach((element, k) => {
    const { label, active } = run.features[k];
    element.replaceChildren(make("span", { style: `width:${nameWidth}px` }, label));
    element.setAttribute("aria-pressed", active);
    element.setAttribute("aria-label", fillIn(labels.feature, { name: label }));
    element.title = labels[active ? "feature_off" : "feature_on"];
  });
  spots.neurons.forEach((element, number) => {
    element.setAttribute("aria-label", it.neuronName(number));
    element.setAttribute("aria-pressed", number === it.neuron);
  });
  spots.steppers.forEach(({ describe }, layer) => {
    const values = { layer: layer + 1 };
    describe(fillIn(labels.less_neurons, values), fillIn(labels.more_neurons, values), run.hidden[layer] <= 1, run.hidden[layer] >= widest);
  });
  for (const [name, element] of Object.entries(spots.groups)) element.setAttribute("aria-label", labels[`group_${name}`]);
  nameActivations(it, network);
}

/** The activation below its layer; once for all where they agree; not at all where there is no room (the neurons' names say it). */
function nameActivations(it, network) {
  const { run, view, type } = it;
  const names = run.activation_labels;
  const hidden = network.columns.filter((column) => column.hidden);
  const same = hidden.length > 0 && names.slice(0, hidden.length).every((name) => name === names[0]);
  const texts = same ? [[names[0], (hidden[0].x + hidden.at(-1).x) / 2]] : hidden.map(({ x }, k) => [names[k], x]);
  const room = same ? Infinity : network.pitch;
  const measure = view.wires.getContext("2d");
  measure.font = `${type}px ${it.theme.font}`;
  const fits = texts.every(([text]) => measure.measureText(text).width < room - 4);
  const below = Math.max(...network.neurons.map(({ y, size }) => y + size / 2)) + 10;
  const top = Math.min(network.height - network.footer, below);
  const spans = fits ? texts.map(([text, x]) => make("span", { class: "activation", style: `left:${x}px;top:${top}px` }, text)) : [];
  for (const old of view.net.querySelectorAll(".activation")) old.remove();
  view.net.append(...spans);
}

/** Why the training ended, dead neurons, and what else Python has to say. */
function describeMessages({ run, view }) {
  view.notes.replaceChildren(...messagesOf(run).map((text) => make("p", {}, text)));
}

const messagesOf = (run) => [run.diverged?.text, run.stopped?.text, ...run.messages].filter(Boolean);

/** Switches around the large plot. */
function describeView(it) {
  const { run, labels, view, editor } = it;
  const scenes = ["plane", ...(warpable(run).length ? ["warped"] : []), ...(run.confusion ? ["matrix"] : [])];
  if (!scenes.includes(it.scene)) it.scene = "plane";
  fillOptions(view.switcher, scenes.map((scene) => [scene, labels[`view_${scene}`]]), it.scene);
  view.switcher.setAttribute("aria-label", labels.view);
  if (!run.editable) editor.on = false;
  view.pencil.hidden = !run.editable || it.scene !== "plane";
  view.pencil.setAttribute("aria-pressed", editor.on);
  view.pencil.setAttribute("aria-label", labels.edit_points);
  view.pencil.title = labels.edit_points;
  const editing = editor.on && it.scene === "plane";
  view.tools.hidden = !editing;
  view.switcher.hidden = editing;
  view.title.hidden = editing;
  it.root.toggleAttribute("data-editing", editing);
  if (editing) fillTools(view.tools, editor, run, it.theme, labels);
  view.scale.textContent = "log";
  view.scale.title = labels.logarithmic;
  view.scale.setAttribute("aria-label", labels.logarithmic);
  view.scale.setAttribute("aria-pressed", it.curves.logarithmic);
  // Each run's name beside the line with which its curves are drawn.
  [[run.pinned?.now, it.theme.accent], [run.pinned?.name, cssColour(it.theme.classes[KEPT_COLOUR])]].forEach(([name, colour], k) => {
    const { caption } = view.planes[k];
    caption.hidden = !run.pinned;
    if (!run.pinned) return;
    caption.replaceChildren(make("span", { class: "sample", style: `color:${colour}` }), name ?? "");
    caption.title = name ?? "";
  });
  const frame = view.planes[0].frame;
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
}

/** The title of the large plot, the names of its axes, and its description. */
function nameView(it, subject) {
  const { run, labels, view } = it;
  const neuron = subject?.kind === "neuron" && it.neuronName(subject.number);
  const title = neuron ? (it.moment.dead.has(subject.number) ? fillIn(labels.dead, { name: neuron }) : neuron)
    : subject?.kind === "feature" ? fillIn(labels.feature, { name: run.features[subject.number].label })
    : labels[`title_${it.shown}`];
  if (view.title.textContent !== title && it.shown !== "warped") view.title.textContent = title;
  const key = `${it.shown} ${JSON.stringify(it.warp)} ${run.run} ${labels.warp_layer}`;
  if (it.named !== key) {
    it.named = key;
    const [plane, kept] = view.planes;
    kept.name("x\u2081", "x\u2082");
    if (it.shown === "warped") nameWarp(it, plane);
    else plane.name("x\u2081", "x\u2082");
  }
  const editing = it.editor.on ? labels.keys_points : labels.keys_plane;
  view.planes[0].frame.setAttribute("aria-label", `${title}. ${editing}`);
}

/** Which layer, and which two of its neurons: the axes are named by selects. */
function nameWarp(it, plane) {
  const { run, labels, view, warp } = it;
  const select = (name, options, chosen, choose) => {
    const element = make("select", { "data-warp": name, "aria-label": labels[`warp_${name}`], onchange: () => choose(Number(element.value)) });
    fillOptions(element, options, chosen);
    return element;
  };
  const layers = warpable(run).map((layer) => [layer, fillIn(labels.layer, { layer: layer + 1 })]);
  view.title.replaceChildren(select("layer", layers, warp.layer, (layer) => it.bend({ layer, a: 0, b: 1 })));
  const neurons = Array.from({ length: run.hidden[warp.layer] }, (_, k) => [k, fillIn(labels.unit, { number: k + 1 })]);
  // Choosing the other axis's neuron swaps the two.
  plane.name(
    select("a", neurons, warp.a, (a) => it.bend({ ...warp, a, b: a === warp.b ? warp.a : warp.b })),
    select("b", neurons, warp.b, (b) => it.bend({ ...warp, b, a: b === warp.a ? warp.b : warp.a })));
}

/** Losses, accuracy and epoch of the moment. */
function showNumbers(it) {
  const { run, moment, labels, root, player } = it;
  const numbers = numbersAt(run.history, moment.epoch);
  it.readings.show(numbers);
  it.curves.mark(moment.epoch);
  const text = sentenceAt(it, numbers);
  player.show(it.index, text, fillIn(labels.epoch, { epoch: countNumber(moment.epoch) }));
  Object.assign(root.dataset, {
    epoch: moment.epoch, exact: moment.share === 1, run: run.run, view: it.scene, neuron: it.neuron ?? "",
    train: numbers.train ?? "", test: numbers.test ?? "", last: run.epochs.at(-1),
  });
}

/** "Epoch 120: training loss 0.02, test loss 0.03, accuracy 98 %." */
function sentenceAt({ run, moment, labels }, numbers) {
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const parts = [fillIn(labels.live_epoch, { epoch: moment.epoch })];
  if (numbers.train !== null) parts.push(fillIn(labels.live_train, { loss: shortNumber(numbers.train) }));
  if (numbers.test !== null) parts.push(fillIn(labels.live_test, { loss: shortNumber(numbers.test) }));
  const accuracy = numbers.accuracyTest ?? numbers.accuracyTrain;
  if (accuracy !== null) parts.push(fillIn(labels.live_accuracy, { accuracy: percent(accuracy) }));
  if (moment.dead.size) parts.push(fillIn(labels.live_dead, { count: moment.dead.size }));
  const ended = run.diverged && moment.epoch >= run.epochs.at(-1) ? ` ${run.diverged.text}` : "";
  return `${parts.join(", ")}.${ended}`;
}
