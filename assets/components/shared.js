// What every Kaca component shares: the colour grammar, exact numbers, small DOM and canvas pieces.
// Python concatenates this file before a component's own files, so everything here is a plain function.

const COLOURS = {
  light: { negative: [217, 95, 2], zero: [244, 244, 242], positive: [33, 102, 172], accent: "#111111", halo: "#FFFFFF" },
  dark: { negative: [242, 140, 56], zero: [35, 38, 43], positive: [90, 162, 224], accent: "#FFFFFF", halo: "#0B0D10" },
};
const DARK_INK = [17, 17, 17];
const LIGHT_INK = [255, 255, 255];
const PADDING_TINT = [128, 128, 128, 0.3];

/** Relative luminance (WCAG 2.1) of an sRGB colour given as [r, g, b] in 0..255. */
function luminance(rgb) {
  const [r, g, b] = rgb.map((v) => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const cssColour = (rgb) => `rgb(${rgb[0]},${rgb[1]},${rgb[2]})`;

const mixColours = (from, to, share) => from.map((v, k) => Math.round(v + (to[k] - v) * share));

const themes = new Map();

/** Colours and font in force around an element: light or dark is read from the custom properties Streamlit sets on its components. */
function readTheme(element) {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const font = style.fontFamily;
  const key = `${background} ${font}`;
  // The same object as long as the theme is the same, so that a component can tell whether it changed.
  if (!themes.has(key)) themes.set(key, { font, ...COLOURS[luminance(cssChannels(background)) < 0.3 ? "dark" : "light"] });
  return themes.get(key);
}

/** Red, green and blue, 0 to 255, of any colour CSS can write; white where it is none. */
function cssChannels(colour) {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = "#ffffff";
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  return Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
}

/** Zero-centred colour of a value: orange below zero, grey-white at zero, blue above; linear up to ±limit. A colour is its own. */
function valueColour(value, limit, theme) {
  if (Array.isArray(value)) return value;
  const share = Math.min(1, Math.abs(value) / limit);
  return mixColours(theme.zero, value < 0 ? theme.negative : theme.positive, share);
}

/** Black or white, whichever contrasts more with the colour underneath. */
function inkOn(rgb) {
  const y = luminance(rgb) + 0.05;
  return y / (luminance(DARK_INK) + 0.05) >= (luminance(LIGHT_INK) + 0.05) / y ? "#111111" : "#FFFFFF";
}

/** All digits of a number that has at most six decimals, with a real minus sign and without float noise. */
function exactNumber(value, decimals = 6) {
  // The small addend rounds 0.235 up, as by hand, although its binary form lies a little below.
  const text = (Math.abs(value) + 1e-9).toFixed(decimals);
  const digits = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return value < 0 && digits !== "0" ? `\u2212${digits}` : digits;
}

/** A number as the second operand of a product: negative ones stand in parentheses. */
const factor = (value) => (value < 0 ? `(${exactNumber(value)})` : exactNumber(value));

/** Limit of a zero-centred scale: the largest absolute value of nested arrays, rounded up to two digits; 1 where all is zero. */
function scaleLimit(values) {
  let largest = 0;
  const visit = (v) => (Array.isArray(v) ? v.forEach(visit) : (largest = Math.max(largest, Math.abs(v))));
  visit(values);
  if (largest === 0) return 1;
  const unit = 10 ** (Math.floor(Math.log10(largest)) - 1);
  return Number((Math.ceil(largest / unit - 1e-9) * unit).toPrecision(2));
}

/** Remembers values (nested arrays are compared, all else by identity): tells whether they differ from those of the call before. */
function changeDetector() {
  const same = (a, b) => a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, k) => same(v, b[k])));
  let last;
  return (...values) => !same(values, last) && Boolean((last = values));
}

/** Put values into the {placeholders} of a label. */
const fillIn = (template, values = {}) => (template ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

/** Create an element: make("button", { class: "x", onclick }, child, "text"). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A 24 x 24 icon drawn from one SVG path in the current text colour. */
function makeIcon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** Give a canvas a size in CSS pixels, sharp on this screen; returns its context, scaled to CSS pixels and cleared. */
function sizeCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const context = canvas.getContext("2d");
  const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * ratio)));
  // Another size reallocates the canvas and clears it; where the size stays, clearing alone is cheaper.
  if (canvas.width === across && canvas.height === down && context.reset) context.reset();
  else Object.assign(canvas, { width: across, height: down });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Ways to write a number in a cell, from the fullest to the shortest; rounded ones only where the caller allows them. */
function cellFormats(roundingAllowed) {
  const bare = (text) => text.replace(/^(\u2212?)0\./, "$1.");
  const formats = [{ write: (v) => exactNumber(v) }, { write: (v) => bare(exactNumber(v)) }];
  if (roundingAllowed) {
    for (const decimals of [2, 1]) formats.push({ write: (v) => bare(exactNumber(v, decimals)), rounded: true });
  }
  return formats;
}

/**
 * The fullest way to write every value of a grid inside its cells; null where 12 px do not fit, or 10 in small cells. Where shorter
 * ways would be larger, `wanted` px are preferred to more digits.
 */
function chooseCellText(context, rows, cell, theme, roundingAllowed, wanted = 0) {
  if (cell < 17) return null;
  const smallest = cell < 22 ? 10 : 12;
  const largest = Math.min(22, Math.round(cell * 0.36));
  let fullest = null;
  for (const format of cellFormats(roundingAllowed)) {
    const texts = new Set(rows.flat().map((v) => format.write(v)));
    const size = Math.max(cell < 22 ? 11 : 12, largest);
    context.font = `${size}px ${theme.font}`;
    const widest = Math.max(...Array.from(texts, (text) => context.measureText(text).width));
    const fitted = Math.min(size, Math.floor((size * (cell - (cell >= 32 ? 8 : cell >= 25 ? 4 : 2))) / widest));
    if (fitted < smallest) continue;
    const text = { ...format, size: fitted };
    if (fitted >= Math.min(wanted, largest)) return text;
    fullest ??= text;
  }
  return fullest;
}

/**
 * Draw a grid of square cells in the colour grammar.
 * look: { cell, limit, theme, text (from chooseCellText or null), tinted(row, column), hatched(row, column), word(row, column) }:
 * what stands in a cell in place of its number, where that is a text.
 */
function drawCells(context, rows, look) {
  const { cell, theme } = look;
  const ratio = context.getTransform().a;
  const edge = (k) => Math.round(k * cell * ratio) / ratio;
  const gap = cell >= 12 ? 1 : 0;
  if (look.text) {
    context.font = `${look.text.size}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
  }
  rows.forEach((values, row) => {
    const top = edge(row);
    const height = edge(row + 1) - top - gap;
    values.forEach((value, column) => {
      const left = edge(column);
      const width = edge(column + 1) - left - gap;
      let colour = valueColour(value, look.limit, theme);
      if (look.tinted?.(row, column)) colour = mixColours(colour, PADDING_TINT, PADDING_TINT[3]);
      context.fillStyle = cssColour(colour);
      context.fillRect(left, top, width, height);
      if (look.hatched?.(row, column)) hatchCell(context, left, top, width, height, theme);
      if (look.text) {
        context.fillStyle = inkOn(colour);
        context.fillText(look.word?.(row, column) ?? look.text.write(value), left + width / 2, top + height / 2 + 1);
      }
    });
  });
}

/** Diagonal lines over one cell; their phase follows the page so that they run through neighbouring cells. */
function hatchCell(context, left, top, width, height, theme) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.beginPath();
  const step = Math.max(4, Math.min(8, width / 4));
  const first = Math.floor((left + top) / step) * step;
  for (let d = first; d < left + top + width + height; d += step) {
    context.moveTo(d - top, top);
    context.lineTo(d - top - height, top + height);
  }
  context.strokeStyle = theme.accent;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

/** Outline the union of cells [[row, column], ...] of a grid: accent line within a contrasting halo. */
function outlineCells(context, cells, rows, columns, cell, theme, weight = 1) {
  if (!cells.length) return;
  const inside = new Uint8Array((rows + 2) * (columns + 2));
  const stride = columns + 2;
  for (const [row, column] of cells) inside[(row + 1) * stride + column + 1] = 1;
  context.beginPath();
  for (let row = 0; row <= rows; row++) {
    traceRuns(columns, (k) => inside[row * stride + k + 1] !== inside[(row + 1) * stride + k + 1], (from, to) => {
      context.moveTo(from * cell, row * cell);
      context.lineTo(to * cell, row * cell);
    });
  }
  for (let column = 0; column <= columns; column++) {
    traceRuns(rows, (k) => inside[(k + 1) * stride + column] !== inside[(k + 1) * stride + column + 1], (from, to) => {
      context.moveTo(column * cell, from * cell);
      context.lineTo(column * cell, to * cell);
    });
  }
  const line = (cell >= 36 ? 3 : cell >= 8 ? 2 : 1.5) * weight;
  context.lineCap = "square";
  context.strokeStyle = theme.halo;
  context.lineWidth = line + (cell >= 36 ? 3 : 2);
  context.stroke();
  context.strokeStyle = theme.accent;
  context.lineWidth = line;
  context.stroke();
}

function traceRuns(count, isEdge, draw) {
  for (let k = 0; k < count; k++) {
    if (!isEdge(k)) continue;
    const from = k;
    while (k < count && isEdge(k)) k++;
    draw(from, k);
  }
}

/** The scale of a picture: a bar from −limit to +limit with its ends written out. */
function paintLegend(element, limit, theme) {
  const stops = [theme.negative, theme.zero, theme.positive].map(cssColour).join(",");
  const bar = make("span", { class: "legend-bar", style: `background:linear-gradient(to right,${stops})` });
  element.replaceChildren(make("span", {}, exactNumber(-limit)), bar, make("span", {}, exactNumber(limit)));
}
