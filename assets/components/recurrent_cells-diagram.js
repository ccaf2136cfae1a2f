// The cell at one step, for one unit: its gates and what flows through them, with the numbers of this step.

const SVG = "http://www.w3.org/2000/svg";

function drawSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Every cell as nodes and lines. x is a share of the width, y one of the LEVELS, shares of the height between the outer boxes. node: [kind, x, level, text]; kinds: state
 * (a value comes in or goes out), gate (σ or tanh of a sum), op (× or +), word (a small text). line: [value that flows, points],
 * a point being a node's name or [x, level].
 */
const LEVELS = { top: 0, above: 0.16, middle: 0.38, gate: 0.7, bus: 1 };
const PLANS = {
  rnn: {
    nodes: {
      hp: ["state", 0.08, "top"], x: ["state", 0.08, "bus"], h: ["gate", 0.52, "top", "tanh"], next: ["state", 0.92, "top", "h"],
    },
    lines: [["hp", ["hp", [0.52, "top"]]], ["x", ["x", [0.52, "bus"], "h"]], ["h", ["h", "next"]]],
  },
  lstm: {
    nodes: {
      cp: ["state", 0.08, "top"], hp: ["state", 0.08, "middle"], x: ["state", 0.08, "bus"],
      f: ["gate", 0.26, "gate", "σ"], i: ["gate", 0.41, "gate", "σ"], g: ["gate", 0.56, "gate", "tanh"], o: ["gate", 0.71, "gate", "σ"],
      keep: ["op", 0.26, "top", "×"], write: ["op", 0.485, "middle", "×"], add: ["op", 0.485, "top", "+"],
      squash: ["word", 0.8, "above", "tanh"], read: ["op", 0.8, "middle", "×"],
      c: ["state", 0.92, "top"], h: ["state", 0.92, "middle"],
    },
    lines: [
      ["bus", ["x", [0.71, "bus"], "o"]], ["bus", [[0.26, "bus"], "f"]], ["bus", [[0.41, "bus"], "i"]], ["bus", [[0.56, "bus"], "g"]],
      ["bus", ["hp", [0.165, "middle"], [0.165, "bus"]]],
      ["cp", ["cp", "keep"]], ["f", ["f", "keep"]], ["kept", ["keep", "add"]],
      ["i", ["i", [0.41, "middle"], "write"]], ["g", ["g", [0.56, "middle"], "write"]], ["written", ["write", "add"]],
      ["c", ["add", "c"]], ["tanh", [[0.8, "top"], "read"]], ["o", ["o", [0.71, "middle"], "read"]], ["h", ["read", "h"]],
    ],
  },
  gru: {
    nodes: {
      hp: ["state", 0.08, "top"], x: ["state", 0.08, "bus"],
      z: ["gate", 0.27, "gate", "σ"], r: ["gate", 0.45, "gate", "σ"], reset: ["op", 0.58, "gate", "×"], n: ["gate", 0.73, "gate", "tanh"],
      keep: ["op", 0.27, "top", "×"], one: ["word", 0.44, "middle", "1 − z"], write: ["op", 0.73, "middle", "×"], add: ["op", 0.73, "top", "+"],
      h: ["state", 0.92, "top"],
    },
    lines: [
      ["bus", ["x", [0.73, "bus"], "n"]], ["bus", [[0.27, "bus"], "z"]], ["bus", [[0.45, "bus"], "r"]], ["bus", [[0.58, "bus"], "reset"]],
      ["bus", [[0.165, "top"], [0.165, "bus"]]],
      ["hp", ["hp", "keep"]], ["z", ["z", "keep"]], ["kept", ["keep", "add"]], ["not", [[0.27, "middle"], "write"]],
      ["r", ["r", "reset"]], ["reset", ["reset", "n"]], ["n", ["n", "write"]], ["written", ["write", "add"]], ["h", ["add", "h"]],
    ],
  },
};

/** What flows along a line, from −1 to 1 or nearly; null on the bus, which carries all of x and h. */
function flowOf(data, name, t, unit) {
  const v = (key) => data.value(key, t, unit);
  const products = {
    kept: () => (data.cell === "lstm" ? v("f") * v("cp") : v("z") * v("hp")),
    written: () => (data.cell === "lstm" ? v("i") * v("g") : (1 - v("z")) * v("n")),
    tanh: () => Math.tanh(v("c")), not: () => 1 - v("z"),
    reset: () => v("r") * data.sum("n_h", t, unit),
    x: () => (data.places ? 1 : data.input(t).value), bus: () => null,
  };
  return products[name] ? products[name]() : v(name);
}

/** events: { hover(name or null), press(name) }, of the value that a node or a line shows. */
function createDiagram(events) {
  const svg = drawSvg("svg", { class: "diagram", role: "img" });
  const diagram = { element: svg, items: [], plan: null };
  const measure = document.createElement("canvas").getContext("2d");
  const named = (event) => event.target.closest("[data-name]")?.dataset.name ?? null;
  svg.addEventListener("pointermove", (event) => event.pointerType !== "touch" && events.hover(named(event)));
  svg.addEventListener("pointerleave", () => events.hover(null));
  svg.addEventListener("click", (event) => named(event) && events.press(named(event)));

  /** Lay out the cell's plan for a size in CSS pixels; type: the size of letters. */
  diagram.place = (cell, width, height, type) => {
    const { nodes, lines } = PLANS[cell];
    const narrow = width < 480;
    const box = { w: Math.min(92, Math.round(width * (narrow ? 0.142 : 0.14))), h: Math.round(2.45 * type) };
    const edge = box.h / 2 + 2;
    const at = (point) => {
      const [x, level] = Array.isArray(point) ? point : nodes[point].slice(1, 3);
      return [Math.round(x * width), Math.round(edge + LEVELS[level] * (height - 2 * edge))];
    };
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    const paths = lines.map(([name, points]) => {
      const d = points.map((point, k) => `${k ? "L" : "M"}${at(point).join(" ")}`).join("");
      return { name, element: drawSvg("path", { d, class: "flow", "data-name": shownName(name, cell) }) };
    });
    const boxes = Object.entries(nodes).map(([name, [kind, , , text]]) => {
      const [x, y] = at(name);
      const value = name === "next" ? "h" : name;
      const group = drawSvg("g", { class: `node ${kind}`, "data-name": shownName(value, cell), transform: `translate(${x} ${y})` });
      const item = { name: value, kind, group };
      if (kind === "op") group.append(drawSvg("circle", { r: 0.72 * type }), drawSvg("text", { class: "sign" }, text));
      else if (kind === "word") group.append(drawSvg("rect", { x: -1.5 * type, y: -0.7 * type, width: 3 * type, height: 1.4 * type, class: "back" }), drawSvg("text", {}, text));
      else {
        item.rect = drawSvg("rect", { x: -box.w / 2, y: -box.h / 2, width: box.w, height: box.h, rx: kind === "gate" ? 3 : box.h / 2 });
        item.letter = drawSvg("text", { y: -0.56 * type });
        item.number = drawSvg("text", { y: 0.6 * type, class: "number" });
        item.text = text;
        group.append(item.rect, item.letter, item.number);
      }
      return item;
    });
    diagram.items = boxes;
    diagram.paths = paths;
    diagram.decimals = narrow ? 2 : DECIMALS;
    diagram.type = type;
    diagram.room = box.w - Math.round(0.9 * type); // for words, between a box's round ends
    svg.replaceChildren(...paths.map(({ element }) => element), ...boxes.map(({ group }) => group));
  };

  /** Show step t of a unit. focus: the name of the value looked at, or null. */
  diagram.show = (data, t, unit, focus, theme) => {
    measure.font = `${diagram.type}px ${theme.font}`;
    for (const { name, element } of diagram.paths) {
      const flow = flowOf(data, name, t, unit);
      element.style.strokeWidth = flow === null ? 1.5 : Math.min(9, 1.5 + 6 * Math.abs(flow));
      element.style.stroke = flow === null || Math.abs(flow) < 1e-6 ? "" : cssColour(mixColours(theme.zero, flow < 0 ? theme.negative : theme.positive, 0.35 + 0.65 * Math.min(1, Math.abs(flow))));
      element.classList.toggle("focus", element.dataset.name === focus);
    }
    for (const item of diagram.items) {
      item.group.classList.toggle("focus", item.group.dataset.name === focus);
      if (!item.rect) continue;
      const isText = item.name === "x" && data.places;
      const value = item.name === "x" ? data.input(t).value : data.value(item.name, t, unit);
      const colour = isText ? theme.zero : valueColour(value, data.limits[item.name[0]] ?? 1, theme);
      item.rect.style.fill = cssColour(colour);
      for (const text of [item.letter, item.number]) text.style.fill = inkOn(colour);
      const time = { hp: t, cp: t }[item.name] ?? t + 1;
      const index = item.name === "x" ? "" : data.units > 1 ? subscript(unit + 1) : "";
      item.letter.textContent = item.kind === "gate" && item.text === "tanh" && data.cell === "rnn" ? "tanh" : `${letterOf(item.name)}${index}`;
      item.letter.append(...(item.kind === "state" ? [drawSvg("tspan", { class: "time", dy: "-0.35em" }, `(${time})`)] : []));
      item.number.textContent = isText ? fitted(measure, tokenText(data.tokens[t]), diagram.room) : shownNumber(value, diagram.decimals);
    }
  };
  return diagram;
}

/** The value a line or an operation belongs to. */
function shownName(name, cell) {
  const state = cell === "lstm" ? "c" : "h";
  if (["keep", "add", "write", "kept", "written"].includes(name)) return state;
  return { read: "h", squash: "h", tanh: "h", one: "z", not: "z", reset: "n", bus: "x" }[name] ?? name;
}
