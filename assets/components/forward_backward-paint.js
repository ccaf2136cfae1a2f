// What the drawing shows at a moment: texts, colours, widths, what is dimmed, absent, selected or marked.

const LINE_GREY = [150, 150, 150];
const LETTERS = [["z", "z"], ["a", "a"], ["delta", "\u03b4"]];

/** Limits of the zero-centred scales, one for each kind of number. */
function scalesOf(data) {
  const all = (name) => data.layers.map((layer) => layer[name]);
  return {
    z: scaleLimit(all("z")), a: scaleLimit([data.x, all("a")]), delta: scaleLimit(all("delta")),
    weight: scaleLimit([all("weight"), all("updated")]), gradient: scaleLimit(all("gradient")), y: scaleLimit(data.y),
  };
}

/** it: { data, network, layout, moments, index, cursor, hover, scales, theme, type }. `linked` and `marked`: sets of marks. */
function paintNetwork(it, linked, marked) {
  const { network, moments, index, data } = it;
  const moment = moments[index];
  const active = activeAt(moment, data.layers.length);
  const known = knownAt(moments, index);
  const focus = it.hover ?? it.cursor;
  for (const item of Object.values(network.items)) {
    const { mark } = item;
    if (item.type === "e") paintEdge(it, item, moment, known, focus);
    else paintBox(it, item, moment, known, focus);
    const state = {
      dim: !active(mark), focus: mark === focus, linked: linked.has(mark), marked: marked.has(mark),
    };
    for (const element of item.type === "e" ? [item.element, item.line, item.label, item.casing] : [item.element]) {
      for (const [name, on] of Object.entries(state)) element.classList.toggle(name, on);
    }
    if (item.cells?.bias) {
      const bias = mark.replace("n", "b");
      item.cells.bias.element.classList.toggle("marked", marked.has(bias));
      item.cells.bias.element.classList.toggle("dim", active(mark) && !active(bias) && moment.kind !== "all");
    }
  }
}

function paintEdge(it, item, moment, known, focus) {
  const { data, layout, scales, theme, type } = it;
  const [layer, i, j] = item.numbers;
  const [numbers, texts] = [data.layers[layer - 1], data.texts.layers[layer - 1]];
  const updating = moment.kind === "update";
  // While the gradients of a layer are computed its lines show them; before and after, the weights.
  const asGradient = moment.kind === "gradient" && moment.layer === layer;
  const value = numbers[asGradient ? "gradient" : updating ? "updated" : "weight"][i - 1][j - 1];
  const share = Math.min(1, Math.abs(value) / (asGradient ? scales.gradient : scales.weight));
  item.line.style.stroke = cssColour(mixColours(LINE_GREY, value < 0 ? theme.negative : theme.positive, Math.sqrt(share)));
  item.line.style.strokeWidth = (1 + 6 * share) * layout.em;
  item.casing.style.strokeWidth = (7 + 6 * share) * layout.em;

  const gap = layout.gaps[layer - 1];
  const near = (mark) => mark === item.mark || mark === `n${layer - 1}.${i}` || mark === `n${layer}.${j}`;
  let { lines, t } = gap;
  if (!lines && near(focus) && gap.into) {
    const side = focus === `n${layer - 1}.${i}` ? gap.outOf : gap.into;
    lines = focus === item.mark ? 2 : side.lines;
    t = focus === item.mark ? 0.5 : side.t;
  }
  const gradientKnown = known("gradient", layer);
  const both = lines === 2 && gradientKnown;
  const gradientOnly = lines === 1 && asGradient;
  item.label.classList.toggle("absent", !lines);
  item.line.classList.toggle("far", !gap.lines && !near(focus) && moment.kind !== "gradient");
  item.weight.show(!gradientOnly);
  item.gradient.show(both || gradientOnly);
  item.weight.write(updating ? "\u2192" : "", texts[updating ? "new_weight" : "weight"][i - 1][j - 1], null);
  const gradient = numbers.gradient[i - 1][j - 1];
  item.gradient.write("\u2202", texts.gradient[i - 1][j - 1], valueColour(gradient, scales.gradient, theme));
  if (lines) placeLabel(item, layout.edges[item.mark], t, both ? 2 : 1, layout, type, it.measure);
  const slope = gradientKnown ? `, \u2202L/\u2202w ${texts.gradient[i - 1][j - 1]}` : "";
  setAll(item.element, { "aria-label": `${nameOf(it, item.mark)}: ${texts.weight[i - 1][j - 1]}${slope}` });
}

function paintBox(it, item, moment, known, focus) {
  const { data, layout, scales, theme } = it;
  const { cells, type, mark, numbers } = item;
  const name = nameOf(it, mark);
  if (type === "L") {
    cells.name.write("", "L", null);
    cells.value.write("", data.texts.loss, null);
    cells.value.text.classList.toggle("absent", !known("loss"));
    return setAll(item.element, { "aria-label": known("loss") ? `${name}: ${data.texts.loss}` : name });
  }
  if (type === "y" || !numbers[0]) {
    const [key, k] = type === "y" ? ["y", numbers[0]] : ["x", numbers[1]];
    cells[key].write("", data.texts[key][k - 1], valueColour(data[key][k - 1], type === "y" ? Math.max(1, scales.y) : scales.a, theme));
    return setAll(item.element, { "aria-label": `${name}: ${data.texts[key][k - 1]}` });
  }
  const [layer, j] = numbers;
  const [values, texts] = [data.layers[layer - 1], data.texts.layers[layer - 1]];
  const shown = { z: known("z", layer), a: known("a", layer), delta: known("delta", layer) };
  const full = layout.mode === "full";
  if (!full) {
    // One number at a time: that of the moment, else the last that was computed.
    const kind = { z: "z", delta: "delta", gradient: "delta" }[moment.kind] ?? "a";
    const here = shown[kind] && moment.kind !== "all" ? kind : shown.a ? "a" : shown.z ? "z" : null;
    for (const one of Object.keys(shown)) shown[one] = one === here;
  }
  for (const [kind, letter] of LETTERS) {
    // Before they are computed numbers leave an empty place; in compact all three share one.
    const [text, colour] = shown[kind] ? [texts[kind][j - 1], valueColour(values[kind][j - 1], scales[kind], theme)] : ["", null];
    cells[kind].write(full ? letter : "", text, colour);
    cells[kind].show(shown[kind] || (full ? kind !== "delta" : kind === "z" && !shown.a && !shown.delta));
  }
  const updating = moment.kind === "update";
  cells.bias.show(full || focus === mark);
  cells.bias.write(updating ? "b \u2192" : "b", texts[updating ? "new_bias" : "bias"][j - 1], null);
  const computed = LETTERS.filter(([kind]) => known(kind, layer)).map(([kind, letter]) => `${letter} ${texts[kind][j - 1]}`);
  setAll(item.element, { "aria-label": `${name}: ${[`b ${texts.bias[j - 1]}`, ...computed].join(", ")}` });
}

/** What a thing is called, for those who cannot see where it stands. */
function nameOf({ labels, data }, mark) {
  const { type, numbers } = readMark(mark);
  const layerName = (layer) => layerNameOf(labels, layer, data.layers.length);
  if (type === "L") return labels.loss;
  if (type === "y") return fillIn(labels.target_name, { number: numbers[0] });
  if (type === "n" && !numbers[0]) return fillIn(labels.input_name, { number: numbers[1] });
  if (type === "n") return fillIn(labels.neuron_name, { layer: layerName(numbers[0]), number: numbers[1] });
  const [layer, from, to] = numbers;
  return fillIn(labels.weight_name, { from: `${layerName(layer - 1)} ${from}`, to: `${layerName(layer)} ${to}` });
}

function layerNameOf(labels, layer, count) {
  if (layer === 0) return labels.input;
  if (layer === count) return labels.output;
  return count > 2 ? fillIn(labels.hidden_number, { number: layer }) : labels.hidden;
}

/** Column titles, as far as they fit. */
function paintTitles({ network, layout, labels, data, sizes, measure }) {
  const names = [...sizes.map((_, layer) => layerNameOf(labels, layer, sizes.length - 1)), labels.target];
  names.forEach((name, k) => {
    const activation = k && k < sizes.length ? `${name} \u00b7 ${data.activations[k - 1]}` : name;
    const { x, w } = layout.titles[k];
    const text = [activation, name].find((one) => 1.06 * measure(one) <= w) ?? "";
    if (network.titles[k].textContent !== text) network.titles[k].textContent = text;
    // A title wider than its column stays inside the picture.
    setAll(network.titles[k], { x: Math.max(x, 0.53 * measure(text)) });
  });
}
