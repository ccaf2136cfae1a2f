// The formula of one unit with its numbers: what a convolution or a dense layer adds up, what a pool chooses, what softmax makes.

const MOST_TERMS = 25;
const GROUP_SIDE = 27;
const ONLY_GROUP_SIDE = 56;
const WHOLE_PICTURE_SIDE = 112; // of what reads more than a window

/** events: { group(k) } when a group is chosen. formula.show(unit, theme, labels) fills in; returns what it says as text. */
function createFormula(events) {
  const equation = make("div", { class: "equation" });
  const groups = make("div", { class: "groups" });
  const terms = make("div", { class: "terms" });
  const extra = make("div", {});
  const sums = make("div", { class: "sums" }, groups, terms);
  const formula = { element: make("section", { class: "formula", tabindex: "0" }, equation, extra, sums), chosen: null };
  let blocks = [];

  /** unit: { layer, place, value, sum (of sumBehind), limit, ... }; see unitShown in cnn_anatomy-detail.js. */
  formula.show = (unit, theme, labels) => {
    formula.element.setAttribute("aria-label", labels.formula);
    const isSum = Boolean(unit.sum);
    sums.hidden = !isSum;
    extra.replaceChildren(...(unit.extra ? [unit.extra] : []));
    if (!isSum) {
      say(unit, theme, [unit.text]);
      Object.assign(formula.element.dataset, { value: fixedNumber(unit.value), groups: "", bias: "" });
      return unit.text;
    }
    const { groups: parts, bias } = unit.sum;
    const subtotals = parts.map((group) => sumOf(productsOf(group)));
    const z = sumOf(subtotals) + (bias ?? 0);
    const operands = bias === null ? subtotals : [...subtotals, bias];
    const written = agreeingTexts(operands, sumOf, z);
    const largest = subtotals.reduce((best, value, k) => (Math.abs(value) > Math.abs(subtotals[best]) ? k : best), 0);
    const chosen = formula.chosen !== null && formula.chosen < parts.length ? formula.chosen : largest;
    const total = fixedNumber(z);
    const head = parts.length > 1 ? fillIn(labels.sum_of_maps, { count: parts.length }) : labels.sum_of_terms;
    const addition = bias === null ? "" : ` ${signed(written.at(-1))} (${labels.bias})`;
    say({ ...unit, value: z }, theme, [`${unit.title} = ${head}${addition} =`], total);
    showGroups(unit.sum, subtotals, written, chosen, theme, labels);
    const spoken = showTerms(parts[chosen], chosen, parts.length > 1, labels);
    Object.assign(formula.element.dataset, { value: total, groups: written.slice(0, parts.length).join(" "), bias: bias === null ? "" : written.at(-1) });
    return `${unit.title} = ${head}${addition} = ${total}. ${spoken}`;
  };

  function say(unit, theme, texts, number = null) {
    const chip = number === null ? [] : [make("span", { class: "chip final" }, number)];
    if (chip.length) paintChip(chip[0], valueColour(unit.value, unit.limit, theme));
    equation.replaceChildren(...texts.map((text) => make("span", {}, text)), ...chip);
  }

  /** Every map's window and kernel as pictures, and what they add; one click chooses whose terms stand below. */
  function showGroups({ groups: parts, limits }, subtotals, written, chosen, theme, labels) {
    if (blocks.length !== parts.length) {
      blocks = parts.map((_, k) => {
        const canvas = make("canvas", { "aria-hidden": "true" });
        const text = make("span", { class: "subtotal" });
        return { canvas, text, element: make("button", { type: "button", class: "group", "data-group": k, onclick: () => events.group(k) }, canvas, text) };
      });
      groups.replaceChildren(...blocks.map(({ element }) => element));
    }
    const side = parts.length > 1 ? GROUP_SIDE : parts[0].rows > 9 ? WHOLE_PICTURE_SIDE : ONLY_GROUP_SIDE;
    parts.forEach((part, k) => {
      const cell = Math.max(1, Math.floor(side / Math.max(part.rows, part.columns)));
      const [width, height] = [part.columns * cell, part.rows * cell];
      const context = sizeCanvas(blocks[k].canvas, 2 * width + 16, height);
      ["x", "w"].forEach((name, n) => paintMap(context, { values: part[name], rows: part.rows, columns: part.columns, limit: limits[name] }, n * (width + 16), 0, width, height, theme));
      context.font = `16px ${theme.font}`;
      context.fillStyle = theme.accent;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText("\u2299", width + 8, height / 2);
      blocks[k].text.textContent = written[k];
      blocks[k].element.setAttribute("aria-pressed", parts.length > 1 && k === chosen);
      blocks[k].element.setAttribute("aria-label", `${fillIn(labels.map_name, { map: k })}: ${written[k]}`);
    });
  }

  /** The products of one group, the largest first where there are many; what is left out is added up. */
  function showTerms(group, number, several, labels) {
    const products = productsOf(group);
    const order = products.map((_, k) => k);
    const many = products.length > MOST_TERMS;
    if (many) order.sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]));
    const shown = order.slice(0, MOST_TERMS);
    const rest = sumOf(order.slice(MOST_TERMS).map((k) => products[k]));
    const subtotal = sumOf(products);
    const half = shown.length;
    const operands = [...shown.map((k) => group.x[k]), ...shown.map((k) => group.w[k]), ...(many ? [rest] : [])];
    const added = (values) => sumOf(shown.map((_, k) => values[k] * values[half + k])) + (values[2 * half] ?? 0);
    const written = agreeingTexts(operands, added, subtotal);
    const texts = shown.map((_, k) => `${k ? "+ " : ""}${bracketed(written[k])}\u00b7${bracketed(written[half + k])}`);
    if (many) texts.push(`${signed(written.at(-1))} (${fillIn(labels.others, { count: order.length - MOST_TERMS })})`);
    const name = several ? `${fillIn(labels.map_name, { map: number })}: ` : "";
    terms.replaceChildren(make("p", {}, make("span", { class: "symbols" }, name), ...texts.map((text) => make("span", { class: "product" }, text)), make("span", { class: "product" }, `= ${fixedNumber(subtotal)}`)));
    return `${name}${texts.slice(0, 9).join(" ")}`;
  }
  return formula;
}
