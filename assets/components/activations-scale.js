// Scales, ticks and numbers of the activation pictures.

const SVG = "http://www.w3.org/2000/svg";

/** Create an SVG element: draw("line", { x1: 0 }, child, "text"). */
function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Maps the range [low, high] onto the pixels [from, to], which may run downwards. */
function createScale(low, high, from, to) {
  const scale = (value) => from + ((value - low) / (high - low)) * (to - from);
  return Object.assign(scale, { low, high, from, to, unit: (to - from) / (high - low), inside: (value) => value >= low && value <= high });
}

/** Round numbers inside a range, about `count` of them. */
function ticksOf(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => size >= rough * 0.99);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9; k++) ticks.push(Number((k * step).toPrecision(6)));
  return ticks;
}

/** A number as core.rounding.shown writes it: four decimals, exact ones without closing zeros, very small ones as 4.54·10⁻⁵. */
function writeRounded(value) {
  const size = Math.abs(value);
  const sign = value < 0 ? "\u2212" : "";
  if (size < 1e4 && Math.abs(size - Number(size.toFixed(4))) < 1e-12) {
    const plain = exactNumber(size, 4);
    return plain === "0" ? plain : sign + plain;
  }
  if (size >= 1e-3 && size < 1e4) return sign + size.toFixed(4);
  const [mantissa, power] = size.toExponential(2).split("e");
  const raised = Array.from(String(Number(power)), (c) => (c === "-" ? "\u207b" : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[c])).join("");
  return `${sign}${mantissa}\u00b710${raised}`;
}

/** Line styles, so that overlaid curves differ without colour too. */
const DASHES = ["", "9 5", "2.5 4.5", "12 4 2.5 4"];
