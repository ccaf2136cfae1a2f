// How values are written, read and marked: short numbers, typed numbers, bytes from Python, classes as colour and shape.

// Okabe and Ito's palette in the order of ui/colours.py; each class also has a shape of its own (see traceMarker).
COLOURS.light.classes = [[0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233], [127, 127, 127]];
COLOURS.dark.classes = [[86, 180, 233], [230, 159, 0], [0, 158, 115], [204, 121, 167], [240, 228, 66], [213, 94, 0], [187, 187, 187]];

/** A number to so many significant digits, as a person writes it: 0.0123, 1.2×10⁻⁵, ∞; with a real minus sign. */
function shortNumber(value, digits = 4) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "\u2212\u221e" : "\u221e";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [mantissa, power] = value.toExponential(Math.min(2, digits - 1)).split("e");
    const raised = Array.from(power.replace("+", ""), (c) => (c === "-" ? "\u207b" : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[c])).join("");
    return `${mantissa}\u00d710${raised}`.replace("-", "\u2212");
  }
  const text = size >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits).replace(/e.*/, "");
  return text.replace("-", "\u2212");
}

/** A whole number with its digits in groups of three, set apart by a narrow space as in ui/labels.count. */
const countNumber = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** The number a learner typed, rounded to so many decimals; null where it is none. Decimal comma and "−" are welcome. */
function parseNumber(text, decimals, limit = 999) {
  const plain = text.trim().replace(/[\u2212\u2013]/g, "-").replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const value = Number(plain);
  return Math.abs(value) <= limit ? Number(value.toFixed(decimals)) : null;
}

/** The bytes that Python sent as base64 text. */
function decodeBytes(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let k = 0; k < raw.length; k++) bytes[k] = raw.charCodeAt(k);
  return bytes;
}

/** Trace the marker of a class around (x, y), as wide as a circle of radius r; the caller fills or strokes it. */
function traceMarker(context, number, x, y, r) {
  const corners = [0, 4, 3, 4, 5, 3, 4][number % 7];
  if (!corners) {
    context.moveTo(x + r, y);
    return context.arc(x, y, r, 0, 2 * Math.PI);
  }
  // Square, triangle, diamond, pentagon, triangle on its head, square again: first corner's angle, and a size of equal area.
  const start = [0, Math.PI / 4, -Math.PI / 2, 0, -Math.PI / 2, Math.PI / 2, Math.PI / 4][number % 7];
  const size = r * { 3: 1.4, 4: 1.25, 5: 1.15 }[corners];
  for (let k = 0; k <= corners; k++) {
    const angle = start + (2 * Math.PI * k) / corners;
    context[k ? "lineTo" : "moveTo"](x + size * Math.cos(angle), y + size * Math.sin(angle));
  }
  context.closePath();
}

/** A number's chip: its colour below, and the ink that reads best on it. */
function paintChip(element, colour) {
  element.style.cssText = `background:${cssColour(colour)};color:${inkOn(colour)}`;
}
