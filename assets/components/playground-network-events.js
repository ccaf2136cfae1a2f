// What pointer and keyboard do in the network and in the plane.

/** Features toggle, neurons are pinned, weights and biases are edited; hovering shows, arrow keys move. */
function connectNetwork(it) {
  const { view, send, player } = it;
  const field = createWeightField(view.net);
  it.field = field;

  const edit = (weight, after) => {
    const { run } = it;
    player.toggle(false);
    const value = run.weights[it.index * run.parameters + parameterAt(run, weight.layer, weight.from, weight.to)];
    const name = it.weightName(weight);
    field.open(weightPlace(it, weight), value, fillIn(it.labels.edit_weight, { name }), it.labels.invalid_number,
      (typed) => send("edit", { epoch: run.epochs[it.index], layer: weight.layer, from: weight.from, to: weight.to, value: typed }), after);
  };

  const biasOf = (number) => {
    const { layer, unit } = it.run.neurons[number];
    return { kind: "weight", layer, from: "bias", to: unit };
  };

  const toggle = (number) => {
    const { code, active } = it.run.features[number];
    if (active && it.run.active.length === 1) {
      view.live.textContent = it.labels.last_feature;
      return;
    }
    send("feature", { code, active: !active });
  };

  const pin = (number) => {
    it.neuron = it.neuron === number ? null : number;
    spots.neurons.forEach((element, k) => element.setAttribute("aria-pressed", k === it.neuron));
    it.change("marks", "plane", "points", "moment");
    it.look(0);
  };

  const spots = (it.spots = createSpots(view.spots, {
    neurons: (layer, step) => it.events.neurons(layer, step),
    hover: (name, number) => it.setHover(name === "bias" ? biasOf(number) : name === "weight" ? null : { kind: name, number }),
    leave: () => it.setHover(null),
    focus: (name, number) => {
      if (name === "weight") showWeight(it.weight);
      else it.setHover({ kind: name, number });
    },
    press: (name, number) => {
      if (name === "feature") toggle(number);
      else if (name === "neuron") pin(number);
      else if (name === "bias") edit(biasOf(number));
      else edit(it.weight, () => spots.weight.focus({ preventScroll: true }));
    },
    key: moveByKey,
  }));
  view.spots.addEventListener("focusout", () => !view.spots.matches(":hover") && it.setHover(null));

  function moveByKey(event, name, number) {
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.key === "Escape" && it.neuron !== null) pin(it.neuron);
    if (!step) return;
    event.preventDefault();
    const { run } = it;
    const clamp = (v, count) => Math.max(0, Math.min(count - 1, v));
    if (name === "feature") focusSpot(spots.features, clamp(number + step[0] + step[1], run.features.length));
    else if (name === "neuron") {
      const { layer, unit } = run.neurons[number];
      const column = clamp(layer + step[0], run.layers.length);
      const row = column === layer ? unit + step[1] : Math.round((unit / Math.max(1, run.layers[layer].to - 1)) * (run.layers[column].to - 1));
      focusSpot(spots.neurons, run.firsts[column] + clamp(row, run.layers[column].to));
    } else showWeight(nextWeight(run, it.weight, step));
  }

  function focusSpot(elements, number) {
    rove(elements, number);
    elements[number].focus({ preventScroll: true });
  }

  function showWeight(weight) {
    it.weight = weight;
    it.describeWeight();
    it.setHover({ kind: "weight", ...weight });
  }

  /** Place and words of the keyboard's weight; the words follow the moment wherever it stands still. */
  it.describeWeight = () => {
    const { layer, from, to } = it.weight;
    it.spots.placeWeight(weightPlace(it, it.weight));
    const value = it.moment.weights[parameterAt(it.run, layer, from, to)];
    spots.weight.setAttribute("aria-label", fillIn(it.labels.weight, { name: it.weightName(it.weight), value: writeWeight(value) }));
  };

  /** After new data: the tab order and the cursor of the weights, where they still exist. */
  it.settleSpots = () => {
    const { run } = it;
    for (const elements of [spots.features, spots.neurons]) {
      const current = elements.findIndex((element) => element.tabIndex === 0);
      rove(elements, Math.max(0, current));
    }
    const { layer, from, to } = it.weight ?? {};
    const exists = it.weight && layer < run.layers.length && to < run.layers[layer].to && (from === "bias" || from < run.layers[layer].from);
    if (!exists) it.weight = { layer: 0, from: 0, to: 0 };
    spots.weight.tabIndex = 0;
    if (spots.weight.matches(":focus")) it.hover = { kind: "weight", ...it.weight };
  };

  // Edges have no elements of their own: 1 400 of them would cost more than looking for the nearest one.
  const edgeAt = (event) => {
    const box = view.wires.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const found = edgeUnder(it.network, it.run, x, y);
    return found && { kind: "weight", ...found, x };
  };
  view.net.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || field.element || event.target.closest(".spot, .net-head, .stepper")) return;
    const edge = edgeAt(event);
    view.net.classList.toggle("over-edge", Boolean(edge));
    it.setHover(edge);
  });
  view.net.addEventListener("pointerleave", () => it.setHover(null));
  view.net.addEventListener("click", (event) => {
    if (event.target.closest(".spot, .net-head, .stepper, .weight-field")) return;
    const edge = edgeAt(event);
    if (!edge) return;
    it.setHover(edge);
    edit(edge);
  });
}

/** The neighbour of a weight: up and down among what feeds one neuron (its bias last), left and right from neuron to neuron. */
function nextWeight(run, { layer, from, to }, [across, down]) {
  const inputs = run.layers[layer].from;
  if (down) {
    const at = Math.max(0, Math.min(inputs, (from === "bias" ? inputs : from) + down));
    return { layer, to, from: at === inputs ? "bias" : at };
  }
  const number = Math.max(0, Math.min(run.neurons.length - 1, run.firsts[layer] + to + across));
  const target = run.neurons[number];
  const width = run.layers[target.layer].from;
  return { layer: target.layer, to: target.unit, from: from === "bias" ? "bias" : Math.min(from, width - 1) };
}

/** While points are not edited, a click or an arrow key chooses the point whose numbers the page shows. */
function connectPlane(it) {
  const { frame } = it.view.planes[0];
  const choose = (number) => {
    if (number < 0 || number >= it.places.length || number === it.point) return;
    it.point = number;
    it.change("marks");
    it.look(0);
  };
  const idle = () => !it.editor.on && it.places && it.shown !== "matrix";
  const under = (event) => {
    const box = frame.getBoundingClientRect();
    return nearestPoint(it.places, event.clientX - box.left, event.clientY - box.top, CATCH[event.pointerType] ?? 9);
  };
  frame.addEventListener("pointermove", (event) => idle() && frame.classList.toggle("over-point", under(event) >= 0));
  frame.addEventListener("click", (event) => idle() && !event.target.closest("select") && choose(under(event)));
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!idle() || !step || event.target !== frame) return;
    event.preventDefault();
    choose((it.point + step + it.places.length) % it.places.length);
  });
}
