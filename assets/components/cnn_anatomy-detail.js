// One unit in words and numbers: where it is, what it reads, how its value came about.

/** How units of a layer without maps stand in the large picture: as few more columns than rows as hold them all. */
const flatColumns = (count) => (count <= 10 ? 5 : Math.ceil(Math.sqrt(count)));

/** What the large picture shows of a layer: { values, first, rows, columns, count, limit }. */
function pictureOf(layer, place) {
  if (!layer.flat) return { ...layer, first: place[0] * layer.rows * layer.columns, count: layer.rows * layer.columns };
  const columns = flatColumns(layer.columns);
  return { values: layer.values, first: 0, rows: Math.ceil(layer.columns / columns), columns, count: layer.columns, limit: layer.limit };
}

/** The cell of the large picture in which a unit stands, and back. */
const cellOfPlace = (layer, place) => (layer.flat ? [Math.floor(place[0] / flatColumns(layer.columns)), place[0] % flatColumns(layer.columns)] : place.slice(1));
const placeOfCell = (layer, map, [row, column]) => (layer.flat ? [row * flatColumns(layer.columns) + column] : [map, row, column]);

/** "map 3, row 5, column 7" or "unit 12". */
const placeInWords = (layer, place, labels) => layer.kind === "input" ? fillIn(labels.pixel, { row: place[1], column: place[2] })
  : layer.flat ? fillIn(layer.name === "output" ? labels.class_name : labels.unit, { unit: place[0] }) : fillIn(labels.cell, { map: place[0], row: place[1], column: place[2] });

/**
 * Everything the formula needs about a unit: { title, value, limit } and either sum (of sumBehind) or text; extra, an element below it.
 */
function unitShown(it, layer, place) {
  const { layers, labels } = it;
  const title = placeInWords(layer, place, labels);
  const value = valueOf(layer, place);
  const unit = { title, value, limit: layer.limit, sum: null, extra: null };
  const result = fixedNumber(value);
  const sums = it.sums.get(layer.name);
  // Where its weights are on their way already, there is nothing to be done.
  const advice = sums ? labels.click_unit : it.unit.layer === layer.name ? "" : labels.click_layer;
  const before = layers[layers.indexOf(layer) - 1];
  const input = (k = place) => valueOf(before, k);
  switch (layer.kind) {
    case "input":
      return { ...unit, text: `${title} = ${fillIn(labels.normalised, { grey: Math.round((value * 0.3081 + 0.1307) * 255), value: result })}` };
    case "conv": case "dense":
      if (layer.name === "output") unit.extra = softmaxTable(it, place[0]);
      unit.sum = sums ? sumBehind(layers, layer, place, sums) : null;
      return { ...unit, text: `${title} = ${result}. ${advice}` };
    case "max_pool": case "average_pool": {
      const four = pooledBehind(layers, layer, place);
      const [function_, target] = layer.kind === "max_pool" ? ["max", value] : [labels.mean_of, sumOf(four) / 4];
      return { ...unit, text: `${title} = ${function_} (${agreeingTexts(four, (v) => (layer.kind === "max_pool" ? Math.max(...v) : sumOf(v) / 4), target).join(", ")}) = ${result}` };
    }
    case "norm": return { ...unit, text: sums ? normalised(sums, place, input(), value, title) : `${title} = ${result}. ${advice}` };
    case "flatten": {
      const from = placeAt(before, place[0]);
      return { ...unit, text: `${title} = ${placeInWords(before, from, labels)} = ${result}` };
    }
    case "dropout": return { ...unit, text: `${title} = ${fillIn(labels.passes, { value: result })}` };
    default: return { ...unit, text: `${title} = ${activationText(layer.kind, fixedNumber(input()))} = ${result}` };
  }
}

function activationText(kind, z) {
  const inner = bracketed(z);
  const formulas = {
    relu: `max(0, ${z})`, leaky_relu: `max(0.01\u00b7${inner}, ${z})`, tanh: `tanh(${z})`, sigmoid: `\u03c3(${z})`,
    gelu: `${z}\u00b7\u03a6(${z})`, silu: `${z}\u00b7\u03c3(${z})`, elu: z.startsWith("\u2212") ? `e^(${z}) \u2212 1` : z,
  };
  return formulas[kind] ?? `${kind}(${z})`;
}

/** γ·(x − μ)/√(σ² + ε) + β, with the statistics of training. */
function normalised({ normalisation, epsilon }, place, x, value, title) {
  const count = normalisation.length / 4;
  const [mean, variance, weight, bias] = [0, 1, 2, 3].map((part) => normalisation[part * count + place[0]]);
  const numbers = [weight, x, mean, variance, bias];
  const [g, v, m, s, b] = agreeingTexts(numbers, ([g, x, m, s, b]) => (g * (x - m)) / Math.sqrt(s + epsilon) + b, value);
  return `${title} = ${bracketed(g)}\u00b7(${v} \u2212 ${bracketed(m)}) / \u221a(${s} + ${epsilon}) ${signed(b)} = ${fixedNumber(value)}`;
}

/** Softmax, logit by logit: z, e^(z − largest z), and its share of their sum; in two tables of five classes. */
function softmaxTable({ layers, data, labels }, chosen) {
  const logits = Array.from(layers.at(-1).values);
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const small = (value) => (value < 5e-4 ? shortNumber(value, 2) : fixedNumber(value));
  const line = (k) => {
    const cells = [[fixedNumber(logits[k], 2), "z"], [small(powers[k]), "power"], [percent(data.probabilities[k]), "share"]];
    return make("tr", { class: k === chosen ? "chosen" : "" }, make("th", { scope: "row" }, String(k)), ...cells.map(([text, kind]) => make("td", { "data-softmax": kind }, text)));
  };
  const head = () => make("thead", {}, make("tr", {}, ...[labels.class_head, "z", labels.power, labels.share].map((text) => make("th", { scope: "col" }, text))));
  const table = (first) => make("table", {}, head(), make("tbody", {}, ...[0, 1, 2, 3, 4].map((k) => line(first + k))));
  const told = fillIn(labels.softmax_says, {
    unit: chosen, power: small(powers[chosen]), total: fixedNumber(sumOf(powers)), share: percent(data.probabilities[chosen]), largest: fixedNumber(largest),
  });
  return make("div", { class: "softmax" }, make("p", {}, told), make("div", { class: "halves" }, table(0), table(5)));
}
