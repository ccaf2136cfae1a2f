// Forward and backward by hand: what the picture takes from Python, and how it is laid out.

const MOST_WIDTHS = 5000;

/** Take new data: keep the selection, the moment and the hover where they are still valid. */
function updateForwardBackward(it, sent) {
  const before = it.data;
  it.data = sent;
  it.labels = sent.labels;
  const sizes = [sent.x.length, ...sent.layers.map((layer) => layer.bias.length)];
  const rebuilt = String(sizes) !== String(it.sizes);
  it.sizes = sizes;
  it.moments = momentsOf(sent.layers.length);
  it.scales = scalesOf(sent);
  const answered = it.actions.splice(0, it.actions.length - it.waiting("act").length);
  // A picture that comes while the learner is typing leaves the field open, unless its neuron may be gone.
  if (rebuilt || !(it.editor.typing() || it.actions.length)) it.editor.close();
  adoptLook(it, before);
  it.index = Math.min(it.index, it.moments.length - 1);
  if (!exists(it.cursor, sizes)) it.cursor = "n1.1";
  if (it.hover && !exists(it.hover, sizes)) it.hover = null;
  it.terms = null;
  tellOutcome(it, before, answered);
  const focused = it.svg.contains(it.root.getRootNode().activeElement);
  if (rebuilt) it.network.build(sizes);
  if (rebuilt && focused) it.network.items[it.cursor].element.focus({ preventScroll: true });
  it.player.setCount(it.moments.length);
  it.player.describe(sent.labels);
  const full = sent.updates >= sent.most_updates;
  it.apply.textContent = sent.labels.apply;
  it.apply.setAttribute("aria-disabled", full);
  it.apply.title = full ? fillIn(sent.labels.apply_full, { updates: sent.most_updates }) : fillIn(sent.labels.apply_help, { updates: sent.updates });
  it.svg.setAttribute("aria-label", fillIn(sent.labels.network, { sizes: sizes.join("-"), loss: sent.texts.loss }));
  it.table.update(sent, sent.labels);
  it.redraw();
  if (answered.length) it.tellLook();
}

/** Where Python wants the learner to look wins when it is news, not when it only echoes what this picture has sent. */
function adoptLook(it, before) {
  const { moment, selected } = it.data;
  const echo = it.sent.indexOf(`${moment}|${selected}`);
  if (echo >= 0) return void it.sent.splice(0, echo + 1);
  if (!before || moment !== before.moment) {
    it.player.toggle(false);
    it.index = moment;
  }
  if (!before || selected !== before.selected) it.cursor = selected;
}

/** After an update: what it did to the loss, said until the learner moves on. */
function tellOutcome(it, before, answered) {
  const { data, labels } = it;
  const applied = answered.some(({ kind }) => kind === "apply") && data.updates > before.updates;
  const same = data.updates === before?.updates && data.texts.loss === before.texts.loss && data.labels.apply === before.labels.apply;
  if (!applied) return void (it.outcome = same ? it.outcome : null);
  const [was, now] = data.losses.slice(-2);
  const values = { updates: data.updates, before: data.texts.losses.at(-2), after: data.texts.loss };
  it.outcome = fillIn(labels[now <= was ? "applied" : "applied_worse"], values);
  it.root.querySelector("[aria-live]").textContent = it.outcome;
}

/** Everything that depends on data, size or theme, but not on what is hovered. */
function redrawForwardBackward(it) {
  const width = it.root.clientWidth;
  if (!it.data || !width) return;
  it.theme = readTheme(it.root);
  it.type = parseFloat(getComputedStyle(it.root).fontSize);
  measureIn(it, `${it.type}px ${it.theme.font}`);
  it.layout = layoutNetwork(it.data, it.sizes, width, window.innerHeight, it.type, it.measure);
  it.root.dataset.mode = it.layout.mode;
  it.network.place(it.layout);
  paintTitles(it);
  it.render();
}

/** it.measure(text): its width in CSS pixels. Widths are kept as long as the font is the same: most numbers come again. */
function measureIn(it, font) {
  if (it.measure?.font === font && it.measure.widths.size < MOST_WIDTHS) return;
  const context = document.createElement("canvas").getContext("2d");
  context.font = font;
  const widths = new Map();
  const width = (text) => widths.get(text) ?? (widths.set(text, context.measureText(text).width), widths.get(text));
  it.measure = Object.assign(width, { font, widths });
}

/** A dot runs along every edge that takes part in the moment: forward while z is computed, backward with δ and gradients. */
function startFlow({ network, moments, index, data }) {
  const moment = moments[index];
  const active = activeAt(moment, data.layers.length);
  const way = { z: "forward", delta: "backward", gradient: "backward" }[moment.kind];
  for (const item of Object.values(network.items)) {
    if (item.type !== "e") continue;
    item.flow.classList.remove("forward", "backward");
    if (way && active(item.mark)) requestAnimationFrame(() => item.flow.classList.add(way));
  }
}

export default mounting("forward_backward", (root, send, waiting) => {
  root.dataset.playing = "false";
  const it = createForwardBackward(root, send, waiting);
  it.redraw = () => redrawForwardBackward(it);
  const redraw = () => {
    // A font may have arrived.
    it.measure = null;
    it.redraw();
  };
  return { update: (sent) => updateForwardBackward(it, sent), redraw, dispose: it.dispose };
});
