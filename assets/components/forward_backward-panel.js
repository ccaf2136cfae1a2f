// The formulas of the thing looked at, with the current numbers. Each term knows what it stands for in the picture.

/**
 * events: { term(marks or null) } when a term is hovered or left.
 * panel.show(lines, note): lines [{ line, active }] as Python sends them; note: an element or text below, or null.
 * panel.mark(mark): terms that stand for it stand out; null: none. panel.marks: every mark in the active lines.
 */
function createPanel(events) {
  const list = make("div", { class: "formulas" });
  const element = make("section", { class: "panel" }, list);
  const panel = { element, marks: new Set() };
  let shown = "";

  const term = (part) => {
    if (typeof part === "string") return part;
    const [text, marks] = part;
    return make("span", {
      class: "term", "data-marks": marks,
      onpointerenter: () => events.term(marks.split(" ")), onpointerleave: () => events.term(null),
    }, text);
  };

  const lineOf = ({ line, active }) => make("p", { class: active ? "formula" : "formula past" },
    make("span", { class: "symbols" }, ...line.symbols.map(term)), " ",
    ...(line.numbers.length ? [make("span", { class: "values" }, "= ", ...line.numbers.map(term)), " "] : []),
    make("span", { class: "result" }, `${line.sign}\u00a0`, make("strong", {}, line.result)));

  panel.show = (lines, note) => {
    const key = JSON.stringify([lines, note?.textContent ?? note]);
    if (key === shown) return;
    shown = key;
    list.replaceChildren(...lines.map(lineOf), ...(note ? [make("p", { class: "formula" }, note)] : []));
    const parts = lines.filter(({ active }) => active).flatMap(({ line }) => [...line.symbols, ...line.numbers]);
    panel.marks = new Set(parts.filter(Array.isArray).flatMap(([, marks]) => marks.split(" ")));
    element.dataset.lines = lines.length;
  };

  panel.mark = (mark) => {
    for (const span of list.querySelectorAll(".term")) {
      span.classList.toggle("chosen", mark !== null && span.dataset.marks.split(" ").includes(mark));
    }
  };
  return panel;
}

/** What an input sends into the next layer: the terms of that layer's sums in which it stands. */
function feedsOf({ data, sizes }, mark) {
  const terms = [];
  for (let k = 1; k <= sizes[1]; k++) {
    const { numbers } = data.formulas[`n1.${k}`].z;
    terms.push(...numbers.filter((part) => Array.isArray(part) && part[1].split(" ").includes(mark)));
  }
  const joined = terms.flatMap((part, k) => (k ? [", ", part] : [part]));
  const name = `x${"\u2081\u2082\u2083\u2084"[readMark(mark).numbers[1] - 1]}`;
  return { symbols: [`${name} = ${data.texts.x[readMark(mark).numbers[1] - 1]}`], numbers: [], sign: "\u2192", result: "", feeds: joined };
}

/** The lines that explain a thing at a moment: [{ line, active }], those not yet computed left out. */
function linesFor(it, mark) {
  const { data, moments, index } = it;
  const moment = moments[index];
  const known = knownAt(moments, index);
  const { type, numbers } = readMark(mark);
  const [layer] = numbers;
  const active = (kind, of) => moment.kind === "all" || (moment.kind === kind && (of === undefined || moment.layer === of));
  const pick = (from, ...names) => names
    .filter(([kind, of]) => known(kind, of))
    .map(([kind, of]) => ({ line: data.formulas[from][kind], active: active(kind, of) }));
  if (type === "y" || type === "L") return known("loss") ? pick("L", ["loss"]) : [];
  if (type === "n" && layer === 0) {
    const { feeds, ...line } = feedsOf(it, mark);
    return [{ line: { ...line, symbols: [...line.symbols, " \u2192 ", ...feeds], sign: "" }, active: true }];
  }
  if (type === "n") {
    const lines = pick(mark, ["z", layer], ["a", layer], ["delta", layer]);
    return known("gradient", layer) && (index === 0 || moment.kind === "update") ? [...lines, ...pick(mark, ["update"])] : lines;
  }
  const into = pick(`n${layer}.${numbers[2]}`, ["z", layer]);
  const own = known("gradient", layer) ? pick(mark, ["gradient", layer]) : [];
  return [...into, ...own, ...(index === 0 || moment.kind === "update" ? pick(mark, ["update"]) : [])];
}

/** The losses of the updates so far as a small curve, with its last value; null before the first update. */
function lossCurve({ data, labels }) {
  const { losses, texts } = data;
  if (losses.length < 2) return null;
  const [width, height] = [160, 36];
  const most = Math.max(...losses) || 1;
  const points = losses.map((value, k) => [4 + (k / (losses.length - 1)) * (width - 8), height - 4 - (value / most) * (height - 8)]);
  const label = fillIn(labels.curve, { updates: data.updates, first: texts.losses[0], last: texts.loss });
  const [x, y] = points.at(-1);
  const curve = draw("svg", { class: "curve", width, height, role: "img", "aria-label": label },
    draw("polyline", { points: points.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" ") }), draw("circle", { cx: x, cy: y, r: 4 }));
  return make("span", { class: "history" }, curve, label);
}
