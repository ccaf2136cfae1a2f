// The drawing itself: SVG elements for every neuron, edge, target and the loss, made once per architecture and placed by the layout.

const SVG = "http://www.w3.org/2000/svg";

function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Set attributes that differ: even an equal one written again would cost the browser another layout. */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

/** A coloured box with one line of text. */
function createCell(className) {
  const [fill, text] = [draw("rect", { class: "fill", rx: 4 }), draw("text", {})];
  const element = draw("g", { class: className }, fill, text);
  let written = null;
  return {
    element, text,
    place: (x, y, w, h) => {
      setAll(fill, { x: x - w / 2, y: y - h / 2, width: w, height: h });
      setAll(text, { x, y: y + 1 });
    },
    /** letter: what the number is, written smaller before it; colour: [r, g, b] of the box or null for the page's own. */
    write: (letter, number, colour) => {
      const now = `${letter}|${number}|${colour}`;
      if (written === now) return;
      written = now;
      text.replaceChildren(...(letter ? [draw("tspan", { class: "letter" }, `${letter}\u00a0`)] : []), number);
      fill.style.fill = colour ? cssColour(colour) : "";
      text.style.fill = colour ? inkOn(colour) : "";
    },
    show: (visible) => element.classList.toggle("absent", !visible),
  };
}

/**
 * network.build(sizes) makes the elements; network.place(layout) puts them where they belong.
 * network.items: mark -> { element (focusable, carries the mark), type, numbers, and its parts }.
 */
function createNetwork(element) {
  const layers = ["lines", "flows", "hits", "boxes", "labels"].map((name) => draw("g", { class: name }));
  const [lines, flows, hits, boxes, labels] = layers;
  const titles = draw("g", { class: "titles", "aria-hidden": "true" });
  element.replaceChildren(titles, ...layers);
  const network = { items: {}, titles: [] };

  const createEdge = (mark) => {
    const item = {
      casing: draw("line", { class: "casing" }), line: draw("line", { class: "line" }), flow: draw("line", { class: "flow", pathLength: 100 }),
      weight: createCell("weight"), gradient: createCell("gradient"),
      element: draw("line", { class: "hit", role: "button", "data-mark": mark }),
    };
    item.label = draw("g", { class: "label", "data-mark": mark, "aria-hidden": "true" }, item.weight.element, item.gradient.element);
    lines.append(item.casing, item.line);
    flows.append(item.flow);
    hits.append(item.element);
    labels.append(item.label);
    return item;
  };

  const createBox = (mark, type) => {
    const item = { ring: draw("rect", { class: "ring", rx: 7 }), cells: {} };
    const names = { n: readMark(mark).numbers[0] ? ["bias", "z", "a", "delta"] : ["x"], y: ["y"], L: ["name", "value"] }[type];
    for (const name of names) item.cells[name] = createCell(name);
    item.reach = draw("rect", { class: "reach" });
    item.element = draw("g", { class: `box ${type}`, role: "button", "data-mark": mark }, item.reach, ...names.map((name) => item.cells[name].element), item.ring);
    if (item.cells.bias) item.cells.bias.element.dataset.edit = "bias";
    boxes.append(item.element);
    return item;
  };

  network.build = (sizes) => {
    layers.forEach((layer) => layer.replaceChildren());
    network.items = {};
    const add = (mark, item) => (network.items[mark] = Object.assign(item, readMark(mark), { mark }));
    sizes.forEach((count, layer) => {
      for (let j = 1; layer && j <= count; j++) {
        for (let i = 1; i <= sizes[layer - 1]; i++) add(`e${layer}.${i}.${j}`, createEdge(`e${layer}.${i}.${j}`));
      }
    });
    sizes.forEach((count, layer) => {
      for (let k = 1; k <= count; k++) add(`n${layer}.${k}`, createBox(`n${layer}.${k}`, "n"));
    });
    for (let k = 1; k <= sizes.at(-1); k++) {
      const compare = draw("line", { class: "compare" });
      lines.append(compare);
      add(`y${k}`, Object.assign(createBox(`y${k}`, "y"), { compare }));
    }
    add("L", createBox("L", "L"));
    titles.replaceChildren(...Array.from({ length: sizes.length + 1 }, () => draw("text", {})));
    network.titles = Array.from(titles.children);
  };

  network.place = (layout) => {
    const { em } = layout;
    setAll(element, { height: layout.height });
    network.titles.forEach((title) => setAll(title, { y: 11 * em }));
    for (const item of Object.values(network.items)) {
      if (item.type === "e") {
        for (const line of [item.casing, item.line, item.flow, item.element]) setAll(line, layout.edges[item.mark]);
        continue;
      }
      const { x, y, w, h } = layout.boxes[item.mark];
      setAll(item.ring, { x: x - w / 2 - 3, y: y - h / 2 - 3, width: w + 6, height: h + 6 });
      // The pointer may travel from the neuron to its bias without leaving it.
      const rise = item.cells.bias ? 24 * em : 0;
      setAll(item.reach, { x: x - w / 2, y: y - h / 2 - rise, width: w, height: h + rise });
      placeCells(item, layout, x, y, w, h);
    }
  };

  const placeCells = ({ cells, type, mark, compare }, { mode, em, boxes: all }, x, y, w, h) => {
    if (cells.x ?? cells.y) (cells.x ?? cells.y).place(x, y, w, h);
    if (compare) {
      const from = all[`n${layerOf(all)}.${mark.slice(1)}`];
      setAll(compare, { x1: from.x + from.w / 2, y1: from.y, x2: x - w / 2, y2: y });
    }
    if (type === "L") {
      cells.name.place(x, y - h / 4, w, h / 2);
      cells.value.place(x, y + h / 4, w, h / 2);
    }
    if (!cells.z) return;
    const halves = mode === "full" ? [[y - h / 4, h / 2], [y + h / 4, h / 2]] : [[y, h], [y, h]];
    cells.z.place(x, ...halves[0].toSpliced(1, 0, w));
    cells.a.place(x, ...halves[1].toSpliced(1, 0, w));
    if (mode === "full") cells.delta.place(x, y + h / 2 + 14 * em, w, 22 * em);
    else cells.delta.place(x, y, w, h);
    cells.bias.place(x, y - h / 2 - 12 * em, w, 21 * em);
  };
  const layerOf = (all) => Math.max(...Object.keys(all).filter((mark) => mark[0] === "n").map((mark) => readMark(mark).numbers[0]));
  return network;
}

/** Where an edge's numbers stand: at the share t of its way, one below the other where there are two. */
function placeLabel(item, edge, t, lines, { em }, type, measure) {
  const [x, y] = [edge.x1 + t * (edge.x2 - edge.x1), edge.y1 + t * (edge.y2 - edge.y1)];
  const h = LABEL_HEIGHT * type;
  // No wider than the number: the edge stays visible on both sides of it.
  const wide = (cell) => measure(cell.text.textContent) + 6 * em;
  item.weight.place(x, lines === 2 ? y - h / 2 : y, wide(item.weight), h);
  item.gradient.place(x, lines === 2 ? y + h / 2 : y, wide(item.gradient), h);
}
