// What the pointer, the keyboard and the player do. State: the cursor (the thing selected), the hover on top of it, the moment.

const LOOK_DELAY = 500;

function createForwardBackward(root, send, waiting) {
  const events = {
    go: (index) => (moveTo(index), announce(), it.tellLook()),
    tick: (index) => (moveTo(index), announce()),
    playing: (playing) => {
      root.dataset.playing = playing;
      if (!playing) it.tellLook();
    },
    term: (marks) => change(() => (it.terms = marks)),
    row: (mark) => change(() => (it.terms = mark ? [mark] : null)),
    commit: ({ target, index }, value) => act({ kind: "edit", target, index, value }),
    left: () => focusOn(it.cursor),
  };
  const it = {
    root, data: null, labels: {}, sizes: [], moments: momentsOf(1), index: 0, cursor: "n1.1", hover: null, terms: null, sent: [], outcome: null, actions: [], waiting,
    player: createPlayer(events, { milliseconds: 3200, loop: false }), panel: createPanel(events), table: createTable(events),
  };
  const svg = draw("svg", { class: "network", role: "group" });
  const stage = make("div", { class: "stage" }, svg);
  const caption = make("p", { class: "caption" });
  const apply = make("button", { type: "button", class: "apply", "data-action": "apply", onclick: () => applyUpdate() });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  it.network = createNetwork(svg);
  it.editor = createEditor(stage, events);
  Object.assign(it, { svg, stage, apply });
  root.replaceChildren(stage, make("div", { class: "told" }, caption, apply), it.player.element, it.panel.element, it.table.element, live);
  let frame = 0;
  let timer = 0;

  /** Change the state and draw it within the next animation frame, once however many changes come. */
  function change(mutate) {
    mutate();
    frame ||= requestAnimationFrame(() => ((frame = 0), it.layout && it.render()));
  }

  const focusOn = (mark) => it.network.items[mark]?.element.focus({ preventScroll: true });

  function moveTo(index) {
    change(() => {
      it.index = index;
      it.hover = null;
      it.outcome = null;
      it.cursor = subjectOf(it.moments[index], it.cursor, it.sizes);
      it.flowing = true;
    });
  }

  it.captionText = () => {
    const { data, labels, moments, index, sizes } = it;
    if (it.outcome) return it.outcome;
    const { kind, layer } = moments[index];
    const last = layer === sizes.length - 1;
    const values = { layer: layerNameOf(labels, layer, sizes.length - 1), loss: data.texts.loss, after: data.texts.loss_after ?? "\u221e" };
    const falls = data.loss_after !== null && data.loss_after <= data.losses.at(-1);
    const name = {
      a: data.loss_kind === "cross_entropy" && last ? "a_softmax" : "a",
      delta: last ? (data.loss_kind === "mse" ? "delta_output" : "delta_entropy") : "delta_hidden",
      update: falls ? "update" : "update_worse",
    }[kind] ?? kind;
    return fillIn(labels[`caption_${name}`], values);
  };

  it.render = () => {
    const focus = it.hover ?? it.cursor;
    const lines = linesFor(it, focus);
    it.panel.show(lines, focus === "L" || focus[0] === "y" ? lossCurve(it) : null);
    const busy = it.hover !== null || it.moments[it.index].kind !== "all";
    paintNetwork(it, busy ? it.panel.marks : new Set(), new Set(it.terms ?? []));
    it.panel.mark(it.hover ?? (it.cursor[0] === "e" ? it.cursor : null));
    caption.textContent = it.captionText();
    it.player.show(it.index, caption.textContent);
    for (const item of Object.values(it.network.items)) setAll(item.element, { tabindex: item.mark === it.cursor ? 0 : -1 });
    if (it.flowing) startFlow(it);
    it.flowing = false;
    Object.assign(root.dataset, { moment: it.index, kind: it.moments[it.index].kind, cursor: it.cursor, focus, marked: (it.terms ?? []).join(" ") });
  };

  function announce() {
    live.textContent = it.captionText();
  }

  /** The link learns where the learner looks, once the learner rests there. */
  it.tellLook = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (it.player.playing || it.editor.element || it.actions.length) return;
      const look = `${it.index}|${it.cursor}`;
      if (look === `${it.data.moment}|${it.data.selected}` && !it.sent.length) return;
      it.sent = [...it.sent, look].slice(-20);
      send("look", { moment: it.index, selected: it.cursor });
    }, LOOK_DELAY);
  };

  function applyUpdate() {
    if (apply.getAttribute("aria-disabled") === "true") return;
    it.player.toggle(false);
    it.editor.close();
    // How many there shall be, not "one more": done twice, it is still one.
    const made = Math.max(it.data.updates, ...it.actions.map(({ updates }) => updates ?? 0));
    act({ kind: "apply", updates: made + 1 });
  }

  function act(action) {
    clearTimeout(timer);
    it.actions.push(action);
    send("act", action);
  }

  function select(mark, { tell = true } = {}) {
    it.player.toggle(false);
    change(() => {
      it.cursor = mark;
      it.hover = null;
    });
    live.textContent = it.network.items[mark].element.getAttribute("aria-label");
    if (tell) it.tellLook();
  }

  /** What typing over the thing changes: { target, index, before, place, label }; null where nothing can be typed. */
  function editableAt(mark) {
    const { type, numbers } = readMark(mark);
    const { texts } = it.data;
    const item = it.network.items[mark];
    const box = it.layout.boxes[mark];
    const label = fillIn(it.labels.edit, { name: nameOf(it, mark) });
    if (type === "y") return { target: "y", index: numbers, before: texts.y[numbers[0] - 1], place: box, label };
    if (type === "n" && !numbers[0]) return { target: "x", index: [numbers[1]], before: texts.x[numbers[1] - 1], place: box, label };
    if (type === "n") {
      const before = texts.layers[numbers[0] - 1].bias[numbers[1] - 1];
      return { target: "b", index: numbers, before, place: { x: box.x, y: box.y - box.h / 2 - 12 * it.layout.em }, label: fillIn(it.labels.edit_bias, { name: nameOf(it, mark) }) };
    }
    if (type !== "e") return null;
    const text = item.weight.text;
    const before = texts.layers[numbers[0] - 1].weight[numbers[1] - 1][numbers[2] - 1];
    return { target: "w", index: numbers, before, place: { x: Number(text.getAttribute("x")), y: Number(text.getAttribute("y")) }, label };
  }

  function edit(mark) {
    const found = editableAt(mark);
    if (found) it.editor.open(found, found.place, found.before, it.labels);
  }

  const markOf = (event) => event.target.closest("[data-mark]")?.dataset.mark ?? null;
  svg.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const mark = markOf(event);
    if (mark === it.hover) return;
    it.player.held = mark !== null;
    change(() => (it.hover = mark));
  });
  svg.addEventListener("pointerleave", () => {
    it.player.held = false;
    change(() => (it.hover = null));
  });
  let touched = false;
  svg.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  svg.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (!mark) return;
    const again = it.cursor === mark;
    const bias = event.target.closest("[data-edit]") !== null;
    select(mark, { tell: mark[0] === "n" || mark === "L" || touched });
    it.render();
    focusOn(mark);
    if (bias || (mark[0] !== "L" && !(mark[0] === "n" && mark[1] !== "0") && (!touched || again))) edit(mark);
  });
  svg.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && mark !== it.cursor && event.target.matches(":focus-visible")) select(mark);
  });
  svg.addEventListener("keydown", (event) => {
    const mark = markOf(event);
    if (!mark) return;
    if (event.key === " ") it.player.toggle();
    else if (event.key === "Enter") edit(mark);
    else {
      const next = neighbour(mark, event.key, it.sizes);
      if (!next) return;
      select(next);
      it.render();
      focusOn(next);
    }
    event.preventDefault();
  });
  it.dispose = () => {
    clearTimeout(timer);
    it.player.stop();
    it.editor.close();
  };
  return it;
}

/** The thing an arrow key leads to: left and right along the network, neuron, edge, neuron; up and down within a column. */
function neighbour(mark, key, sizes) {
  const { type, numbers } = readMark(mark);
  const last = sizes.length - 1;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  const within = (number, most) => Math.max(1, Math.min(most, number));
  if (key === "Home") return "n0.1";
  if (key === "End") return "L";
  if (step && type === "L") return step < 0 ? `y${sizes[last]}` : null;
  if (step && type === "y") return numbers[0] + step > sizes[last] ? "L" : `y${within(numbers[0] + step, sizes[last])}`;
  if (step && type === "n") return `n${numbers[0]}.${within(numbers[1] + step, sizes[numbers[0]])}`;
  if (step) {
    const [layer, i, j] = numbers;
    const place = Math.max(0, Math.min(sizes[layer - 1] * sizes[layer] - 1, (j - 1) * sizes[layer - 1] + i - 1 + step));
    return `e${layer}.${(place % sizes[layer - 1]) + 1}.${Math.floor(place / sizes[layer - 1]) + 1}`;
  }
  const [layer, i, j] = numbers;
  if (key === "ArrowRight") {
    if (type === "L") return null;
    if (type === "y") return "L";
    if (type === "e") return `n${layer}.${j}`;
    return layer === last ? `y${i}` : `e${layer + 1}.${i}.${within(i, sizes[layer + 1])}`;
  }
  if (key === "ArrowLeft") {
    if (type === "L") return `y${sizes[last]}`;
    if (type === "y") return `n${last}.${layer}`;
    if (type === "e") return `n${layer - 1}.${i}`;
    return layer ? `e${layer}.${within(i, sizes[layer - 1])}.${i}` : null;
  }
  return null;
}
