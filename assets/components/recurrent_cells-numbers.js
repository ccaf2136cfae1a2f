// The numbers Python sent, by name, step and unit; and how they are written so that whoever re-calculates arrives at the same.

const DECIMALS = 4;
const MOST_DECIMALS = 12;
// A gate's letter on the page; PyTorch calls the candidates g and n.
const LETTERS = { g: "C\u0303", n: "h\u0303", c: "C", hp: "h", cp: "C", x: "x" };
const SUBSCRIPTS = "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089";
const subscript = (number) => String(number).replace(/\d/g, (digit) => SUBSCRIPTS[digit]);
const letterOf = (name) => LETTERS[name] ?? name;

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** A number rounded to so many decimals, exact ones without closing zeros, with a real minus sign. */
function shownNumber(value, decimals = DECIMALS) {
  const nearest = Number(value.toFixed(DECIMALS));
  if (Math.abs(value - nearest) < 1e-12) return exactNumber(nearest, DECIMALS);
  return value.toFixed(decimals).replace(/^-(0\.0*)$/, "$1").replace("-", "\u2212");
}

const roundedNumber = (value, decimals) => Number(shownNumber(value, decimals).replace("\u2212", "-"));

/** The fewest decimals of operands with which evaluate(...operands) is written like the result. */
function agreeingDecimals(operands, evaluate, result, wanted = DECIMALS) {
  const target = shownNumber(result, wanted);
  for (let decimals = DECIMALS; decimals < MOST_DECIMALS; decimals++) {
    if (shownNumber(evaluate(...operands.map((value) => roundedNumber(value, decimals))), wanted) === target) return decimals;
  }
  return MOST_DECIMALS;
}

/** Planes of { shape, values } (base64 doubles) as plane → row → column. */
function unpackPlanes({ shape: [planes, rows, columns], values }) {
  const numbers = new Float64Array(decodeBytes(values).buffer);
  return Array.from({ length: planes }, (_, p) => Array.from({ length: rows }, (_, r) => {
    const start = (p * rows + r) * columns;
    return numbers.subarray(start, start + columns);
  }));
}

/** What Python sent, with functions to read it: value(name, t, unit), sum(name, t, unit), term(gate, unit, …). */
function readCells(sent) {
  const planes = unpackPlanes(sent.values);
  const sums = unpackPlanes(sent.sums.planes);
  const [ih] = unpackPlanes(sent.weights.ih);
  const [hh] = unpackPlanes(sent.weights.hh);
  const units = hh[0].length;
  const steps = sent.tokens.length;
  const row = (gate, unit) => sent.gates.indexOf(gate) * units + unit;
  const data = {
    ...sent, units, steps, editable: !sent.learned,
    /** Values at step t, unit u; hp and cp are the states found, those of the step before, 0 before the first. */
    value: (name, t, unit) => {
      if (name === "hp" || name === "cp") return t ? data.value(name[0], t - 1, unit) : 0;
      return planes[sent.shown.indexOf(name)][unit][t];
    },
    sum: (name, t, unit) => sums[sent.sums.names.indexOf(name)][unit][t],
    /** What the step reads: { place from 1, value, name }. */
    input: (t) => (sent.places ? { place: sent.places[t] + 1, value: 1 } : { place: 1, value: sent.inputs[t] }),
    weight: (gate, unit, matrix, source) => ({
      x: () => ih[row(gate, unit)][source - 1], h: () => hh[row(gate, unit)][source - 1],
      bx: () => sent.weights.bias_ih[row(gate, unit)], bh: () => sent.weights.bias_hh[row(gate, unit)],
    })[matrix](),
  };
  // All but an LSTM's C lie between −1 and 1. A few large ones shall not leave the others grey.
  const sizes = sent.cell === "lstm" ? planes[sent.shown.indexOf("c")].flatMap((values) => Array.from(values, Math.abs)).sort((a, b) => a - b) : [0];
  data.limits = { c: Math.max(1, sizes[Math.floor(0.95 * (sizes.length - 1))]) };
  return data;
}

/** How a token is written where it is looked at alone: a space can be seen. */
const tokenText = (token) => (token === " " ? "\u2423" : token);
