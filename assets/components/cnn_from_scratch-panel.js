// The numbers behind a moment: the sum with its operands in it, each on its colour, so that it can be added up by hand.

const RESULT_DECIMALS = 4;
const MOST_DIGITS = 9;

/** Decimals with which a result is written: four, or as many as show three digits of a small one. */
const decimalsOf = (value) => {
  const size = Math.abs(value);
  return size && size < 0.01 ? Math.min(MOST_DIGITS, 2 - Math.floor(Math.log10(size))) : RESULT_DECIMALS;
};

/** The fewest decimals with which operands, rounded, still come to the result as it is written, with `wanted` decimals. */
function agreeingDecimals(operands, result, combine, wanted = decimalsOf(result)) {
  for (let decimals = wanted; decimals < MOST_DIGITS; decimals++) {
    const rounded = operands.map((value) => Number(value.toFixed(decimals)));
    if (exactNumber(combine(rounded), wanted) === exactNumber(result, wanted)) return decimals;
  }
  return MOST_DIGITS;
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** events: { term({ kind: cells } | null) } when a number of the formula is hovered. */
function createScratchPanel(events) {
  const equation = make("div", { class: "equation" });
  const element = make("section", { class: "panel" }, equation);
  const panel = { element };
  let context = null;

  /** From now on the numbers are of these data. */
  panel.build = (data, theme, limitOf, labels) => {
    context = { data, theme, limitOf, labels };
    element.setAttribute("aria-label", labels.panel);
  };

  const words = (text) => make("span", { class: "symbols" }, text);
  const written = (value, decimals = decimalsOf(value)) => exactNumber(value, decimals);
  const isExact = (value) => Math.abs(Number(value.toFixed(RESULT_DECIMALS)) - value) < 1e-9;
  const equals = (value) => (isExact(value) ? "=" : "≈");
  const chip = (value, kind) => {
    const box = make("span", { class: "chip final" }, written(value));
    paintChip(box, valueColour(value, context.limitOf(kind), context.theme));
    return box;
  };
  /** One operand; hovered, it marks `target` in the picture. */
  const tile = (text, value, limit, target) => {
    const box = make("span", { class: "tile" }, text);
    paintChip(box, valueColour(value, limit, context.theme));
    if (target) {
      box.addEventListener("pointerenter", () => events.term(target));
      box.addEventListener("pointerleave", () => events.term(null));
    }
    return box;
  };
  const joined = (tiles, sign = "+") => tiles.flatMap((one, n) => (n ? [words(sign), one] : [one]));
  const fill = (result, ...parts) => {
    element.dataset.result = String(result);
    equation.replaceChildren(...parts.filter((part) => part !== ""));
    return equation.textContent;
  };
  const name = (text) => make("strong", {}, text);
  const say = (key, values) => fillIn(context.labels[key], values);

  /** "Σ of the parts + b = z" with parts [{ value, text, target }]; what follows the sum is `after(z)`. */
  const sum = (title, parts, bias, result, after) => {
    const values = parts.map(({ value }) => value);
    const decimals = agreeingDecimals([...values, bias ?? 0], result, total);
    const limit = scaleLimit(values.length ? values : [1]);
    const tiles = parts.map(({ value, text, target }) => tile(text ?? factorText(value, decimals), value, limit, target));
    const added = bias === null ? [] : [words(`+ b (${written(bias)})`)];
    return [name(title), words("="), ...(tiles.length ? joined(tiles) : [words("0")]), ...added, words(equals(result)), ...after(written(result))];
  };
  const factorText = (value, decimals) => (value < 0 ? `(${exactNumber(value, decimals)})` : exactNumber(value, decimals));
  /** What a step of gradient descent makes of a weight: w − η · its gradient. */
  const step = (weight, gradient) => {
    const rate = context.data.learningRate;
    const after = weight - rate * gradient;
    const decimals = agreeingDecimals([weight, gradient], after, ([w, g]) => w - rate * g, 6);
    return say("step", { before: exactNumber(weight, decimals), rate: exactNumber(rate), gradient: factorText(gradient, decimals), after: exactNumber(after) });
  };
  /** "z → ReLU → a": a number that stays what it is, or becomes 0. */
  const rectified = (value, kind) => (text) => [words(`${text}, max(0, ${text}) =`), chip(Math.max(0, value), kind)];
  const into = (value, kind) => () => [chip(value, kind)];

  const FORMULAS = {
    conv: (index, { map: [[i, j]], x: cells }) => {
      const { data } = context;
      const z = data.sums[i][j];
      const parts = cells.map(([row, column]) => {
        const [pixel, weight] = [data.x[row][column], data.kernel[row - i][column - j]];
        return { value: pixel * weight, text: `${exactNumber(pixel)}·${factor(weight)}`, target: { x: [[row, column]], kernel: [[row - i, column - j]] } };
      });
      return fill(data.map[i][j], ...sum(`z(${i}, ${j})`, parts, data.bias.conv, z, rectified(z, "map")));
    },
    pool: (index, { map: cells, chosen: [[i, j]] }) => {
      const { map, chosen } = context.data;
      const limit = context.limitOf("map");
      const tiles = cells.map(([row, column]) => tile(written(map[row][column], RESULT_DECIMALS), map[row][column], limit, { map: [[row, column]] }));
      return fill(chosen[i][j], name(`p(${i}, ${j})`), words("= max ("), ...joined(tiles, ","), words(") ="), chip(chosen[i][j], "chosen"));
    },
    hidden: (index, { hidden: [[row, column]] }) => {
      const { data } = context;
      const size = data.winners.length;
      const parts = data.hiddenShares[index].map((value, f) => {
        const cells = patchOf(...sheetOrigin(f, size), size);
        return { value, target: { sheet: cells, weightSheet: cells } };
      });
      const z = data.hiddenSums[row][column];
      return fill(data.hidden[row][column], ...sum(`z(${index})`, parts, data.bias.hidden[index], z, rectified(z, "hidden")), words(say("by_map")));
    },
    output: (index) => {
      const { data } = context;
      const parts = data.hidden.map((neurons, row) => ({
        value: total(neurons.map((value, column) => value * data.outputWeight[index][8 * row + column])),
        target: { hidden: neurons.map((_, column) => [row, column]), outputRow: neurons.map((_, column) => [row, column]) },
      }));
      const logit = data.logits[index][0];
      return fill(logit, ...sum(`s(${index})`, parts, data.bias.output[index], logit, into(logit, "logits")), words(say("by_row")));
    },
    softmax: (index) => {
      const { data } = context;
      const logits = data.logits.map(([value]) => value);
      const p = data.probabilities[index][0];
      const powers = logits.map(Math.exp);
      const decimals = agreeingDecimals(powers, p, (rounded) => rounded[index] / total(rounded));
      const tiles = powers.map((power, c) => tile(exactNumber(power, decimals), power, scaleLimit(powers), { logits: [[c, 0]] }));
      const loss = index === data.label ? [words(say("loss", { label: data.label, loss: written(data.loss) }))] : [];
      return fill(p, name(`p(${index})`), words(`= e^s(${index}) / Σ e^s = ${exactNumber(powers[index], decimals)} / (`), ...joined(tiles), words(`) ${equals(p)}`), chip(p, "probabilities"), ...loss);
    },
    errors: (index) => {
      const { data } = context;
      const [p, y, error] = ["probabilities", "target", "errors"].map((kind) => data[kind][index][0]);
      return fill(error, name(`∂L/∂s(${index})`), words("= p − y ="), tile(written(p, decimalsOf(error)), p, 1, { probabilities: [[index, 0]] }),
        words(`− ${y} ${equals(error)}`), chip(error, "errors"), words(say(y ? "right_class" : "other_class")));
    },
    output_weights: (index, { hidden: [[row, column]] }) => {
      const { data } = context;
      const [k, j] = [Math.floor(index / data.sizes.hidden), index % data.sizes.hidden];
      const [error, h, gradient] = [data.errors[k][0], data.hidden[row][column], data.outputGradient[k][j]];
      const decimals = agreeingDecimals([error, h], gradient, ([a, b]) => a * b);
      const limit = context.limitOf("errors");
      return fill(gradient, name(`∂L/∂w(${k}, ${j}) = ∂L/∂s(${k})·h(${j}) =`), tile(factorText(error, decimals), error, limit, { errors: [[k, 0]] }), words("·"),
        tile(factorText(h, decimals), h, context.limitOf("hidden"), { hidden: [[row, column]] }), words(equals(gradient)), chip(gradient, "gradientSheet"),
        ...(h ? [] : [words(say("silent"))]), words(step(data.outputWeight[k][j], gradient)));
    },
    hidden_back: (index, { hiddenGradient: [[row, column]] }) => {
      const { data } = context;
      const parts = data.errors.map(([error], c) => ({ value: error * data.outputWeight[c][index], target: { errors: [[c, 0]], outputColumn: [[c, 0]] } }));
      const before = total(parts.map(({ value }) => value));
      const after = data.hiddenGradient[row][column];
      const passes = data.hiddenSums[row][column] > 0;
      return fill(after, ...sum(`∂L/∂h(${index})`, parts, null, before, (text) => [words(text)]), words(say(passes ? "relu_passes" : "relu_stops")), chip(after, "hiddenGradient"));
    },
    pooled_back: (index, { pooledGradient: [[i, j]] }) => {
      const { data } = context;
      const parts = data.pooledShares[index].map((value, row) => {
        const cells = Array.from({ length: 8 }, (_, column) => [row, column]);
        return { value, target: { hiddenGradient: cells, weightColumn: cells } };
      });
      const g = data.pooledGradient[i][j];
      return fill(g, ...sum(`∂L/∂p(${i}, ${j})`, parts, null, g, into(g, "pooledGradient")), words(say("by_row")));
    },
    map_back: (index, { pooledGradient: [[i, j]], winner: { mapGradient: [[row, column]] } }) => {
      const { data } = context;
      const arrives = data.mapGradient[row][column];
      const passes = data.sums[row][column] > 0;
      return fill(arrives, name(`∂L/∂p(${i}, ${j})`), words(equals(data.pooledGradient[i][j])), chip(data.pooledGradient[i][j], "pooledGradient"),
        words(say(passes ? "to_winner" : "winner_dead", { row, column })), words(`∂L/∂z(${row}, ${column}) =`), chip(arrives, "mapGradient"));
    },
    filter: (index, { kernelGradient: [cell] }) => {
      const { data } = context;
      const [u, v] = cell ?? [0, 0];
      const result = cell ? data.kernelGradient[u][v] : data.biasGradient;
      const parts = data.mapGradient.flatMap((gradients, i) => {
        const used = gradients.map((g, j) => [i, j, g]).filter(([, , g]) => g !== 0);
        const value = total(used.map(([row, column, g]) => g * (cell ? data.x[row + u][column + v] : 1)));
        if (!value) return [];
        const cells = used.map(([row, column]) => [row, column]);
        return [{ value, target: { mapGradient: cells, x: cell ? cells.map(([row, column]) => [row + u, column + v]) : [] } }];
      });
      const before = cell ? data.kernel[u][v] : data.bias.conv;
      return fill(result, ...sum(cell ? `∂L/∂w(${u}, ${v})` : "∂L/∂b", parts, null, result, into(result, "kernelGradient")), words(say("by_map_row")), words(step(before, result)));
    },
    pixels: (index, { imageGradient: [[row, column]], kernel: taps }) => {
      const { data } = context;
      const parts = taps.flatMap(([u, v]) => {
        const value = data.mapGradient[row - u][column - v] * data.kernel[u][v];
        return value ? [{ value, target: { mapGradient: [[row - u, column - v]], kernel: [[u, v]] } }] : [];
      });
      const result = data.imageGradient[row][column];
      const others = result - data.imageShare[row][column];
      const rest = { value: others, text: say("others", { value: factorText(others, agreeingDecimals([...parts.map(({ value }) => value), others], result, total)) }) };
      return fill(result, ...sum(`∂L/∂x(${row}, ${column})`, [...parts, rest], null, result, into(result, "imageGradient")));
    },
  };

  /** The formula of a moment; returns it as text. */
  panel.show = (stage, index) => FORMULAS[stage.name](index, stage.links(index));

  /** A neuron or a class by its number, a cell by row and column. */
  const cellName = (kind, row, column) => {
    const across = context.data[kind]?.[0].length;
    return across === 1 ? row : kind.startsWith("hidden") ? row * across + column : `${row}, ${column}`;
  };

  /** A cell that goes into several results: which, as tiles. */
  panel.showCell = (stage, kind, [row, column], moments) => {
    const { data } = context;
    const last = stage.kinds.at(-1);
    const value = stage.values(kind, moments[0] ?? 0)[row][column];
    const tiles = moments.slice(0, 12).flatMap((index) => (stage.links(index)[last] ?? []).slice(0, 1).map(([r, c]) =>
      tile(`(${stage.named?.(index) ?? cellName(last, r, c)}) ${exactNumber(stage.values(last, index)[r][c], 4)}`, stage.values(last, index)[r][c], context.limitOf(last), { [last]: [[r, c]] })));
    const symbol = data.symbols[kind] ?? "";
    return fill(value, name(`${symbol}(${cellName(kind, row, column)}) ${equals(value)} ${written(value)}`), words(say("takes_part", { count: moments.length })), ...tiles);
  };
  return panel;
}
