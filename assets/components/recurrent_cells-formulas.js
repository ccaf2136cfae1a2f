// The formulas of one step and unit, gate by gate, with its numbers in them. Hovered terms mark what they stand for; a weight of a
// tiny cell is a button, and pressed, a field.

const LIMIT = 99;
const SIGMOIDS = ["f", "i", "o", "z", "r"];
// More units than this are added up in one term.
const TERMS = 4;

// With PyTorch's conventions: two biases, a GRU's r inside, its z keeps.
const gateSymbols = (f, gate) => `${f}(W[i${gate}] x[t] + b[i${gate}] + W[h${gate}] h[t\u22121] + b[h${gate}])`;
const SYMBOLS = {
  rnn: { h: gateSymbols("tanh", "") },
  lstm: {
    f: gateSymbols("\u03c3", "f"), i: gateSymbols("\u03c3", "i"), g: gateSymbols("tanh", "g"), o: gateSymbols("\u03c3", "o"),
    c: "f\u00b7C[t\u22121] + i\u00b7C\u0303", h: "o\u00b7tanh(C)",
  },
  gru: {
    z: gateSymbols("\u03c3", "z"), r: gateSymbols("\u03c3", "r"),
    n: "tanh(W[in] x[t] + b[in] + r\u00b7(W[hn] h[t\u22121] + b[hn]))", h: "(1 \u2212 z)\u00b7h\u0303 + z\u00b7h[t\u22121]",
  },
};

const withSubscripts = (text) => text.split(/[[\]]/).map((part, k) => (k % 2 ? make("sub", {}, part) : part));

/** A term: [text, marks, edit]. marks: [{ name, step, of }] or ["x"]; edit: the weight that is changed there. */
const term = (text, marks = [], edit = null) => ({ text, marks, edit });

const inFactor = (text) => (text.startsWith("\u2212") ? `(${text})` : text);

/** The sum of a gate: { operands, evaluate, parts(texts) }: w·x + b_ih + Σ w·h + b_hh; `which`: both parts, or x's or h's. */
function sumOf(data, gate, t, unit, which = "xh") {
  const input = data.input(t);
  const operands = [];
  const builders = [];
  const weigh = (matrix, source, factor, mark) => {
    const w = operands.push(data.weight(gate, unit, matrix, source)) - 1;
    const edit = data.editable ? { gate, unit: unit + 1, matrix, source } : null;
    if (factor === null) return void builders.push((texts) => [term(texts[w], [], edit)]);
    const v = operands.push(factor) - 1;
    builders.push((texts) => [term(texts[w], [], edit), "·", term(inFactor(texts[v]), [mark])]);
  };
  const products = [];
  if (which.includes("x")) {
    weigh("x", input.place, input.value, "x");
    products.push([0, 1]);
    weigh("bx", 0, null);
  }
  if (which.includes("h")) {
    if (data.units > TERMS) {
      let total = 0;
      for (let k = 0; k < data.units; k++) total += data.weight(gate, unit, "h", k + 1) * data.value("hp", t, k);
      const at = operands.push(total) - 1;
      const marks = Array.from({ length: data.units }, (_, k) => ({ name: "h", step: t - 1, of: k }));
      builders.push((texts) => [term(`(\u03a3 w\u2096h\u2096 = ${texts[at]})`, marks)]);
    } else {
      for (let k = 0; k < data.units; k++) {
        products.push([operands.length, operands.length + 1]);
        weigh("h", k + 1, data.value("hp", t, k), { name: "h", step: t - 1, of: k });
      }
    }
    weigh("bh", 0, null);
  }
  const factors = new Set(products.flat());
  const evaluate = (...v) => products.reduce((sum, [a, b]) => sum + v[a] * v[b], v.reduce((sum, value, k) => sum + (factors.has(k) ? 0 : value), 0));
  const parts = (decimals) => {
    const texts = operands.map((value) => shownNumber(value, decimals));
    return builders.flatMap((build, k) => (k ? [" + ", ...withParentheses(build(texts))] : build(texts)));
  };
  return { operands, evaluate, parts };
}

/** After a plus sign a negative first factor stands in parentheses. */
function withParentheses([first, ...rest]) {
  return [first.text.startsWith("\u2212") ? { ...first, around: true } : first, ...rest];
}

/** The lines of a step and unit: [{ name, numbers: terms, result: text, exact: whether it says all of the number }]. */
function linesOf(data, t, unit) {
  return data.shown.map((name) => {
    const result = data.value(name, t, unit);
    const isState = name === "c" || (name === "h" && data.cell !== "rnn");
    const numbers = (isState ? productOf : squashOf)(data, name, t, unit, result);
    return { name, numbers, result: shownNumber(result), exact: Math.abs(result - roundedNumber(result, DECIMALS)) < 1e-12 };
  });
}

/** σ or tanh of a sum; the sum has enough decimals for its σ, and its terms enough for the sum. */
function squashOf(data, name, t, unit, result) {
  const squash = SIGMOIDS.includes(name) ? sigmoid : Math.tanh;
  const total = data.sum(name, t, unit);
  const wanted = agreeingDecimals([total], squash, result);
  let terms;
  if (name === "n") {
    const [ofX, ofH] = ["x", "h"].map((which) => sumOf(data, "n", t, unit, which));
    const r = data.value("r", t, unit);
    const count = ofX.operands.length;
    const evaluate = (...v) => ofX.evaluate(...v.slice(0, count)) + v[count] * ofH.evaluate(...v.slice(count + 1));
    const decimals = agreeingDecimals([...ofX.operands, r, ...ofH.operands], evaluate, total, wanted);
    terms = [...ofX.parts(decimals), " + ", term(shownNumber(r, decimals), [{ name: "r", step: t, of: unit }]), "·(", ...ofH.parts(decimals), ")"];
  } else {
    const sum = sumOf(data, name, t, unit);
    terms = sum.parts(agreeingDecimals(sum.operands, sum.evaluate, total, wanted));
  }
  const f = squash === sigmoid ? "\u03c3" : "tanh";
  return [`${f}(`, ...terms, `) = ${f}(`, shownNumber(total, wanted), ")"];
}

/** C = f·C + i·C̃, h = o·tanh(C), or a GRU's h = (1 − z)·h̃ + z·h. */
function productOf(data, name, t, unit, result) {
  const v = (key) => data.value(key, t, unit);
  const here = (key) => ({ name: key, step: t, of: unit });
  const before = (key) => ({ name: key, step: t - 1, of: unit });
  const [operands, evaluate, write] = name === "c"
    ? [[v("f"), v("cp"), v("i"), v("g")], (f, cp, i, g) => f * cp + i * g,
      ([f, cp, i, g]) => [term(f, [here("f")]), "·", term(inFactor(cp), [before("c")]), " + ", term(i, [here("i")]), "·", term(inFactor(g), [here("g")])]]
    : data.cell === "lstm"
      ? [[v("o"), v("c")], (o, c) => o * Math.tanh(c), ([o, c]) => [term(o, [here("o")]), "·tanh(", term(c, [here("c")]), ")"]]
      : [[v("z"), v("n"), v("hp")], (z, n, hp) => (1 - z) * n + z * hp,
        ([z, n, hp]) => ["(1 \u2212 ", term(z, [here("z")]), ")·", term(inFactor(n), [here("n")]), " + ", term(z, [here("z")]), "·", term(inFactor(hp), [before("h")])]];
  const decimals = agreeingDecimals(operands, evaluate, result);
  return write(operands.map((value) => shownNumber(value, decimals)));
}

/** events: { hover(name), term(marks or null), edit(weight, value) }. */
function createFormulas(events) {
  const element = make("div", { class: "formulas" });
  const panel = { element, typing: () => Boolean(element.querySelector("input:not([readonly])")) };
  let shown = "";

  const partOf = (part, labels) => {
    if (typeof part === "string") return part;
    const { text, marks, edit, around } = part;
    const listeners = {
      onpointerenter: () => events.term(marks), onpointerleave: () => events.term(null), onfocus: () => events.term(marks), onblur: () => events.term(null),
    };
    if (!edit) return make("span", { class: "term", ...listeners }, around ? `(${text})` : text);
    const name = weightName(edit, labels);
    const id = `${edit.gate}.${edit.unit}.${edit.matrix}${edit.source || ""}`;
    const button = make("button", { type: "button", class: "weight", title: name, "aria-label": `${name}: ${text}`, "data-weight": id, onclick: () => open(button, edit, text, labels) }, text);
    return around ? make("span", { class: "around" }, "(", button, ")") : button;
  };

  /** A field in the button's place. */
  const open = (button, edit, text, labels) => {
    const field = make("input", { class: "weight-field", type: "text", inputmode: "text", autocomplete: "off", value: text, "aria-label": fillIn(labels.edit, { name: weightName(edit, labels) }), "data-weight": button.dataset.weight });
    let left = false;
    const leave = () => {
      // Taking the field away takes its focus, which ends here once more.
      left = true;
      field.replaceWith(button);
      button.focus({ preventScroll: true });
    };
    const commit = () => {
      if (field.readOnly || left) return;
      if (field.value === text) return leave();
      const value = parseNumber(field.value, DECIMALS, LIMIT);
      if (value === null) {
        field.setAttribute("aria-invalid", "true");
        field.title = labels.invalid_number;
        events.complain(labels.invalid_number);
        return void field.focus();
      }
      field.readOnly = true;
      events.edit(edit, value);
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") commit();
      if (event.key === "Escape") leave();
    });
    field.addEventListener("blur", commit);
    button.replaceWith(field);
    field.focus({ preventScroll: true });
    field.select();
  };

  /** Write the lines of a step and unit; focus: the value whose line stands out. */
  panel.show = (data, t, unit, focus, labels) => {
    const key = JSON.stringify([data.serial, t, unit, labels.edit]);
    if (key !== shown && !panel.typing()) {
      const active = element.getRootNode().activeElement;
      const weight = element.contains(active) ? active.dataset.weight : null;
      element.replaceChildren(...linesOf(data, t, unit).map((line) => lineOf(line, data, unit, labels)));
      if (weight) element.querySelector(`[data-weight="${weight}"]`)?.focus({ preventScroll: true });
      shown = key;
    }
    for (const line of element.children) line.classList.toggle("focus", line.dataset.name === focus);
  };

  const lineOf = ({ name, numbers, result, exact }, data, unit, labels) =>
    make("p", {
      class: "formula", "data-name": name, "data-result": result.replace("\u2212", "-"),
      onpointerenter: () => events.hover(name), onpointerleave: () => events.hover(null),
    },
    make("strong", {}, `${letterOf(name)}${data.units > 1 ? subscript(unit + 1) : ""}`), " = ",
    make("span", { class: "symbols" }, ...withSubscripts(SYMBOLS[data.cell][name])), " = ",
    make("span", { class: "values" }, ...numbers.map((part) => partOf(part, labels))), " ",
    make("span", { class: "result" }, exact ? "= " : "\u2248 ", make("strong", {}, result)));

  /** After an answer a field has done its work. */
  panel.answered = () => {
    if (element.querySelector("input[readonly]")) shown = "";
  };
  return panel;
}

/** "Weight of f₁ from x₂", "Bias b_ih of f₁". */
function weightName({ gate, unit, matrix, source }, labels) {
  const names = { x: labels.weight_x, h: labels.weight_h, bx: labels.bias_ih, bh: labels.bias_hh };
  return fillIn(names[matrix], { gate: `${letterOf(gate)}${subscript(unit)}`, source });
}
