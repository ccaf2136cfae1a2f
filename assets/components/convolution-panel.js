// The multiply-add panel: every product of the window, the bias, the sum and the activation, with all their digits.

const DIGIT_WIDTH = 0.56;

/**
 * events: { term({channel, row, column} | null) } when a term is hovered.
 * panel.build(data, shapes, theme, labels, width) lays the tiles out; panel.showSum(...) and panel.showLinks(...) fill them.
 */
function createPanel(events) {
  const heading = make("div", { class: "panel-heading" });
  const blocks = make("div", { class: "blocks" });
  const result = make("div", { class: "result" });
  const sum = make("div", { class: "sum-face" }, blocks, result);
  const links = make("div", { class: "links-face" });
  const element = make("section", { class: "panel" }, heading, make("div", { class: "faces" }, sum, links));
  const panel = { element };
  let tiles = [];
  let subtotals = [];
  let parts = {};
  let context = null;

  panel.build = (data, shapes, theme, labels, width) => {
    const productLimit = scaleLimit(data.padded) * scaleLimit(data.weight);
    context = { data, shapes, theme, labels, productLimit };
    element.setAttribute("aria-label", labels.panel);
    const form = tileForm(data, shapes, width, parseFloat(getComputedStyle(element).fontSize) || 16);
    element.dataset.tiles = form;
    subtotals = [];
    tiles = [];
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
      const name = shapes.channels > 1 ? [make("div", { class: "block-name" }, `${data.channel_names[channel]}: `, subtotal)] : [];
      const columns = form === "flow" ? "" : `grid-template-columns:repeat(${shapes.kernelColumns},auto)`;
      return make("div", { class: "block" }, ...name, make("div", { class: "terms", style: columns }, ...terms));
    }));
    parts = buildResult(result, data, labels);
  };

  panel.showSum = (filter, row, column) => {
    const { data, shapes, theme, labels, productLimit } = context;
    const weight = data.weight[filter];
    const cells = cellsUnderWindow(data, shapes, row, column);
    const padding = paddingCells(data, shapes);
    let k = 0;
    let total = 0;
    data.padded.forEach((plane, channel) => {
      let subtotal = 0;
      cells.forEach(([r, c], n) => {
        const w = weight[channel][Math.floor(n / shapes.kernelColumns)][n % shapes.kernelColumns];
        const product = plane[r][c] * w;
        subtotal += product;
        tiles[k++].show(plane[r][c], w, product, valueColour(product, productLimit, theme), padding(r, c));
      });
      subtotals[channel].data = exactNumber(subtotal);
      total += subtotal;
    });
    const z = data.output[filter][row][column];
    const value = data.activated ? data.activated[filter][row][column] : z;
    const limit = scaleLimit(data.output[filter]);
    heading.textContent = fillIn(labels.panel_heading, { row, column });
    parts.products.data = exactNumber(total);
    parts.bias.data = factor(data.bias[filter]);
    parts.z.textContent = exactNumber(z);
    paintChip(parts.z, valueColour(z, limit, theme));
    if (parts.value) {
      parts.value.textContent = exactNumber(value);
      paintChip(parts.value, valueColour(value, limit, theme));
    }
    element.dataset.sum = exactNumber(z).replace("\u2212", "-");
    element.dataset.face = "sum";
    return { products: exactNumber(total), bias: exactNumber(data.bias[filter]), z: exactNumber(z), value: exactNumber(value) };
  };

  /** A sentence about an input or kernel cell and the chips it leads to: [{ text, title }]. */
  panel.showLinks = (sentence, chips) => {
    heading.textContent = sentence;
    links.replaceChildren(...chips.map((text) => make("span", { class: "link-chip" }, text)));
    element.dataset.face = "links";
  };
  return panel;
}

function paintChip(element, colour) {
  element.style.background = cssColour(colour);
  element.style.color = inkOn(colour);
}

/** How much a tile can say in the room there is: "full" x × w = p, "short" x × w, "tall" x over w, "flow" wraps freely. */
function tileForm(data, shapes, width, type) {
  const longest = (values) => Math.max(...new Set(values.flat(4).map((v) => factor(v).length)));
  const [x, w] = [longest(data.padded), longest(data.weight)];
  const across = width < 560 ? width : width - 230;
  const blocksAcross = shapes.channels > 1 && width >= 560 ? shapes.channels : 1;
  const room = ((shapes.channels > 1 ? width : across) / blocksAcross - 24) / shapes.kernelColumns - 26;
  const px = (characters) => characters * DIGIT_WIDTH * type + 12;
  if (px(2 * x + 2 * w + 5) <= room) return "full";
  if (px(x + w + 3) <= room) return "short";
  return px(Math.max(x, w + 2)) <= room ? "tall" : "flow";
}

/** One term "x × w": show() writes new numbers into the same nodes, since it runs at hover rate. */
function createTile(form, joined) {
  const [x, w, p] = [document.createTextNode(""), document.createTextNode(""), document.createTextNode("")];
  const box = make("span", { class: "tile" }, make("span", {}, x), make("span", {}, "\u00a0× ", w));
  if (form === "full") box.append(make("span", { class: "product" }, "\u00a0= ", p));
  const element = make("span", { class: "term" }, make("span", { class: "plus" }, joined ? "+" : ""), box);
  let last = "";
  const show = (value, weight, product, colour, isPadding) => {
    const now = `${value}|${weight}|${colour}|${isPadding}`;
    if (now === last) return;
    last = now;
    x.data = exactNumber(value);
    w.data = factor(weight);
    p.data = exactNumber(product);
    box.classList.toggle("padding", isPadding);
    box.classList.toggle("nothing", product === 0);
    paintChip(box, colour);
  };
  return { element, show };
}

/** The lines after the tiles: sum of products + bias = z, then the activation. */
function buildResult(element, data, labels) {
  const parts = { products: document.createTextNode(""), bias: document.createTextNode(""), z: make("span", { class: "chip" }) };
  const line = (name, ...content) => make("div", { class: "result-line" }, make("span", { class: "result-name" }, name), make("span", { class: "result-value" }, ...content));
  const lines = [line(labels.products, parts.products), line(labels.bias, parts.bias), line(labels.sum, parts.z)];
  if (data.activated) {
    parts.value = make("span", { class: "chip" });
    lines.push(line(labels.activated, parts.value));
  }
  (parts.value ?? parts.z).classList.add("final");
  element.replaceChildren(...lines);
  return parts;
}
