// The multiply-add panel: the equation of the selected output with all its digits, and below it every product of the window.

// Width of an average letter in em.
const LETTER_WIDTH = 0.475;
const SENTENCE_LENGTH = 75;
const MEASURING = document.createElement("canvas").getContext("2d");

/**
 * events: { term({channel, row, column} | null) } when a term is hovered.
 * panel.build(data, shapes, theme, labels, width, type), type the size of letters in CSS pixels, lays the tiles out; showSum, showFeeds and showWeight fill them.
 */
function createPanel(events) {
  const equation = make("div", { class: "equation" });
  const blocks = make("div", { class: "blocks" });
  const links = make("div", { class: "links" });
  const element = make("section", { class: "panel" }, equation, make("div", { class: "faces" }, blocks, links));
  const panel = { element };
  let tiles = [];
  let subtotals = [];
  let context = null;
  let built = "";

  panel.build = (data, shapes, theme, labels, width, type) => {
    context = {
      data, shapes, theme, labels,
      productLimit: scaleLimit(data.padded) * scaleLimit(data.weight), outputLimits: data.output.map(scaleLimit),
    };
    const { form, size, numberLength } = tileForm(data, shapes, width, type, digitWidth(theme));
    element.dataset.tiles = form;
    element.style.setProperty("--tile-type", `${size}px`);
    element.setAttribute("aria-label", labels.panel);
    // Room for the longest equation, so that nothing below moves while the window does.
    const letters = Math.max(SENTENCE_LENGTH, 28 + (shapes.channels + 3) * (numberLength + 3));
    equation.style.minHeight = `${Math.ceil((letters * LETTER_WIDTH * type) / width) * 1.75}em`;
    // The tiles of the last build serve again where there would be no others.
    const now = JSON.stringify([form, shapes.channels, shapes.kernelRows, shapes.kernelColumns, data.channel_names]);
    if (now === built) return;
    built = now;
    tiles = [];
    subtotals = [];
    blocks.replaceChildren(...data.padded.map((_, channel) => {
      const terms = [];
      eachCell(shapes.kernelRows, shapes.kernelColumns, (row, column) => {
        const tile = createTile(form, channel + row + column > 0);
        tile.element.addEventListener("pointerenter", () => events.term({ channel, row, column }));
        tile.element.addEventListener("pointerleave", () => events.term(null));
        tiles.push(tile);
        terms.push(tile.element);
      });
      const subtotal = document.createTextNode("");
      subtotals.push(subtotal);
      const name = shapes.channels > 1 ? [make("div", { class: "block-name" }, `${data.channel_names[channel]} = `, subtotal)] : [];
      return make("div", { class: "block" }, ...name, make("div", { class: "terms", style: columnsOf(shapes.kernelColumns) }, ...terms));
    }));
  };

  /** Fill in output cell (row, column); returns its numbers as text, for the spoken sentence. */
  panel.showSum = (filter, row, column) => {
    const { data, shapes, theme, labels, productLimit, outputLimits } = context;
    const cells = cellsUnderWindow(data, shapes, row, column);
    const padding = paddingCells(data, shapes);
    let k = 0;
    const sums = data.padded.map((plane, channel) => {
      let subtotal = 0;
      cells.forEach(([r, c], n) => {
        const w = data.weight[filter][channel][Math.floor(n / shapes.kernelColumns)][n % shapes.kernelColumns];
        const product = plane[r][c] * w;
        subtotal += product;
        tiles[k++].show(plane[r][c], w, product, productLimit, theme, padding(r, c));
      });
      subtotals[channel].data = exactNumber(subtotal);
      return subtotal;
    });
    const z = data.output[filter][row][column];
    const value = data.activated ? data.activated[filter][row][column] : z;
    const limit = outputLimits[filter];
    const chip = (number, last) => {
      const element = make("span", { class: last ? "chip final" : "chip" }, exactNumber(number));
      paintChip(element, valueColour(number, limit, theme));
      return element;
    };
    const symbols = shapes.channels > 1 ? data.channel_names.join(" + ") : "Σ x·w";
    const numbers = [...sums, data.bias[filter]].map((v, n) => (n ? factor(v) : exactNumber(v))).join(" + ");
    equation.replaceChildren(
      make("strong", {}, fillIn(labels.cell_name, { row, column })),
      make("span", { class: "symbols" }, `= ${symbols} + b`),
      make("span", {}, `= ${numbers}`),
      make("span", {}, "=", chip(z, !data.activated)),
      ...(data.activated ? [make("span", {}, make("span", { class: "symbols" }, `${labels.activated} =`), chip(value, true))] : []),
    );
    element.dataset.sum = exactNumber(z).replace("\u2212", "-");
    element.dataset.face = "sum";
    const total = sums.reduce((a, b) => a + b, 0);
    return { products: exactNumber(total), bias: exactNumber(data.bias[filter]), z: exactNumber(z), value: exactNumber(value) };
  };

  /** A sentence about an input cell, and the outputs it feeds: [{ output, x, w }], laid out as they lie in the output. */
  panel.showFeeds = (sentence, feeds) => {
    const { theme, labels, productLimit } = context;
    equation.replaceChildren(make("strong", {}, sentence));
    links.setAttribute("style", columnsOf(new Set(feeds.map((feed) => feed.output[1])).size));
    links.replaceChildren(...feeds.map(({ output, x, w }) => {
      const tile = make("span", { class: "tile" },
        make("span", {}, `${fillIn(labels.cell_name, { row: output[0], column: output[1] })} `), make("span", {}, `\u00a0× ${exactNumber(w)}`));
      paintChip(tile, valueColour(x * w, productLimit, theme));
      return tile;
    }));
    element.dataset.face = "feeds";
  };

  /** A sentence about a kernel cell; of the selected output's terms, the one with this weight stands out. */
  panel.showWeight = (sentence, filter, output, { channel, row, column }) => {
    panel.showSum(filter, ...output);
    equation.replaceChildren(make("strong", {}, sentence));
    const { kernelRows, kernelColumns } = context.shapes;
    const chosen = (channel * kernelRows + row) * kernelColumns + column;
    tiles.forEach((tile, k) => tile.element.classList.toggle("chosen", k === chosen));
    element.dataset.face = "weight";
  };
  return panel;
}

/**
 * How much a tile says in the room there is, its type size, and the length of the longest sum: "full" x × w = p, "short" x × w, "tall" x over w,
 * or "flow": short tiles that wrap, where the arrangement of the kernel does not fit at all.
 */
function tileForm(data, shapes, width, type, digit) {
  const longest = (values, write) => Math.max(...Array.from(new Set(values.flat(3)), (v) => write(v).length));
  const x = longest(data.padded, exactNumber);
  const w = longest(data.weight, factor);
  const plainWeight = longest(data.weight, exactNumber);
  const lengths = { full: 2 * (x + w) + 4, short: x + w + 3, tall: Math.max(x, plainWeight + 2) };
  const decimals = (values) => Math.max(...Array.from(new Set(values.flat(3)), (v) => (exactNumber(v).split(".")[1] ?? "").length));
  const fraction = Math.min(6, decimals(data.padded) + decimals(data.weight));
  const numberLength = 2 + String(Math.round(scaleLimit(data.output))).length + fraction;
  const smaller = [];
  for (let size = type - 1; size >= 12; size--) smaller.push(["tall", size, 1]);
  for (const [form, size, blocks] of [
    ["full", type, shapes.channels], ["short", type, shapes.channels], ["tall", type, shapes.channels],
    ["short", type, 1], ["tall", type, 1], ...smaller,
  ]) {
    const room = (width / blocks - 14) / shapes.kernelColumns - (form === "tall" ? 14 : 18);
    if (lengths[form] * digit * size + (form === "tall" ? 8 : 15) <= room) return { form, size, numberLength };
  }
  return { form: "flow", size: type, numberLength };
}

/** Width of a digit in em of the theme's font; what stands between digits is narrower, so counting characters is safe. */
function digitWidth(theme) {
  MEASURING.font = `100px ${theme.font}`;
  return MEASURING.measureText("0").width / 100;
}

/** One term "x × w": show() writes new numbers into the same nodes, since it runs at hover rate. */
function createTile(form, joined) {
  const [x, w, p] = [document.createTextNode(""), document.createTextNode(""), document.createTextNode("")];
  const box = make("span", { class: "tile" }, make("span", {}, x), make("span", {}, "\u00a0× ", w));
  if (form === "full") box.append(make("span", { class: "product" }, "\u00a0= ", p));
  const element = make("span", { class: "term" }, make("span", { class: "plus" }, joined ? "+" : ""), box);
  const last = {};
  const changed = (name, now) => last[name] !== now && ((last[name] = now), true);
  const show = (value, weight, product, limit, theme, isPadding) => {
    if (changed("value", value)) x.data = exactNumber(value);
    if (changed("weight", weight)) w.data = form === "tall" ? exactNumber(weight) : factor(weight);
    if (changed("padding", isPadding)) box.classList.toggle("padding", isPadding);
    if (form === "full" && changed("product", product)) p.data = exactNumber(product);
    const colour = valueColour(product, limit, theme);
    if (changed("colour", cssColour(colour))) paintChip(box, colour);
  };
  return { element, show };
}
