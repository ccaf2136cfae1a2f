// The cell unrolled: a column for every step, a row for every value of every unit. Many units: gates show only the one looked at.

const BLOCK_GAP = 4;
const MANY_UNITS = 4;
const STATES = ["c", "h"];

/**
 * Where everything stands: { left, pitch, head, rows: [{ name, unit, top, height }], bottom, … } in CSS pixels. room: the height
 * there is; unit: the one looked at.
 */
function layoutLanes(data, width, room, type, unit) {
  const left = Math.round(2.2 * type);
  const pitch = (width - left) / data.steps;
  // Letters narrower than this run into each other: then the caption alone says what is read.
  const letters = data.reads !== "characters" || pitch > 0.66 * type;
  const head = letters ? Math.round(1.5 * type) : 4;
  const foot = data.guesses && letters ? Math.round(1.6 * type) : 0;
  const many = data.units > MANY_UNITS;
  const blocks = data.shown.map((name) => ({ name, units: many && !STATES.includes(name) ? [unit] : Array.from({ length: data.units }, (_, k) => k) }));
  const single = many ? Math.round(0.75 * type) : 0; // a gate's only row
  const rowCount = blocks.reduce((sum, { units }) => sum + (many && units.length === 1 ? 0 : units.length), 0);
  const singles = blocks.filter(({ units }) => many && units.length === 1).length;
  const free = room - head - foot - BLOCK_GAP * (blocks.length - 1) - singles * single;
  const height = Math.max(many ? (type > 16 ? 2 : 3) : 5, Math.min(28, Math.floor(free / rowCount)));
  const rows = [];
  let top = head;
  blocks.forEach(({ name, units }) => {
    for (const one of units) {
      const tall = many && units.length === 1 ? single : height;
      rows.push({ name, unit: one, top, height: tall });
      top += tall;
    }
    top += BLOCK_GAP;
  });
  const bottom = top - BLOCK_GAP;
  return {
    width, height: bottom + foot, head, foot, left, pitch, rows, bottom, many, type, letters,
    x: (t) => left + t * pitch,
    stepAt: (x) => Math.max(0, Math.min(data.steps - 1, Math.floor((x - left) / pitch))),
    /** The row under the pointer, else the nearest one. */
    rowAt: (y) => rows.reduce((best, row) => (distanceTo(row, y) < distanceTo(best, y) ? row : best)),
  };
}

const distanceTo = ({ top, height }, y) => Math.max(top - y, y - top - height, 0);

/** All values as colours. fade: from this step on faintly, for what is still to come. */
function drawLanes(context, data, at, { theme, fade }) {
  context.font = `${at.type}px ${theme.font}`;
  context.textBaseline = "middle";
  if (at.letters) drawTokens(context, data, at, theme, fade);
  const gap = at.pitch >= 12 ? 1 : 0;
  const named = new Set();
  for (const { name, unit, top, height } of at.rows) {
    for (let t = 0; t < data.steps; t++) {
      const value = data.value(name, t, unit);
      const colour = valueColour(value, data.limits[name] ?? 1, theme);
      context.globalAlpha = t > fade ? 0.18 : 1;
      context.fillStyle = cssColour(colour);
      const [from, to] = [Math.round(at.x(t)), Math.round(at.x(t + 1))];
      context.fillRect(from, top, to - from - gap, Math.max(1, height - (height >= 6 ? 1 : 0)));
      if (height < at.type + 3 || at.pitch < 3.6 * at.type) continue;
      context.fillStyle = inkOn(colour);
      context.textAlign = "center";
      context.fillText(shownNumber(value, 2), (from + to) / 2, top + height / 2 + 1);
    }
    context.globalAlpha = 1;
    if (named.has(name)) continue;
    named.add(name);
    const block = at.rows.filter((row) => row.name === name);
    const middle = (block[0].top + block.at(-1).top + block.at(-1).height) / 2;
    context.fillStyle = theme.accent;
    context.textAlign = "right";
    context.fillText(letterOf(name), at.left - 8, middle);
  }
  if (data.guesses && at.letters) drawGuesses(context, data, at, theme);
}

/** What each step reads, as much of it as its column holds. */
function drawTokens(context, data, at, theme, fade) {
  const room = at.pitch - (at.pitch > 30 ? 6 : 0);
  data.tokens.forEach((token, t) => {
    const text = fitted(context, tokenText(token), room);
    context.globalAlpha = t > fade ? 0.3 : token === " " ? 0.4 : 1;
    context.fillStyle = theme.accent;
    context.textAlign = "center";
    context.fillText(text, at.x(t + 0.5), at.head / 2);
  });
  context.globalAlpha = 1;
}

function fitted(context, text, room) {
  if (text.length < 2 || context.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}\u2026`).width > room) length--;
  return length > 1 ? `${text.slice(0, length)}\u2026` : text[0];
}

/** Below each character, what the cell had guessed one step before: strong where it was right. */
function drawGuesses(context, data, at, theme) {
  const y = at.bottom + at.foot / 2;
  context.textAlign = "right";
  context.fillStyle = theme.accent;
  context.fillText("?", at.left - 8, y);
  context.textAlign = "center";
  for (let t = 1; t < data.steps; t++) {
    const [guess] = data.guesses[t - 1][0];
    const right = guess === data.tokens[t];
    context.font = `${right ? 700 : 400} ${at.type}px ${theme.font}`;
    context.globalAlpha = right ? 1 : 0.45;
    context.fillText(tokenText(guess), at.x(t + 0.5), y);
  }
  context.globalAlpha = 1;
}

/** Outlines: step and unit looked at in every value, and stronger the value and the marks of a hovered term. */
function outlineLanes(context, data, at, { theme, t, unit, focus, marks }) {
  const outline = (row, step, weight) => {
    context.save();
    context.translate(Math.round(at.x(step)), row.top);
    const [width, height] = [Math.round(at.x(step + 1)) - Math.round(at.x(step)), row.height];
    for (const [colour, line] of [[theme.halo, weight + 2], [theme.accent, weight]]) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(-0.5, -0.5, width, height);
    }
    context.restore();
  };
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.07;
  context.fillRect(at.x(t), 0, at.pitch, at.height);
  context.globalAlpha = 1;
  const first = at.rows[0];
  context.strokeStyle = theme.accent;
  context.lineWidth = 1;
  context.strokeRect(Math.round(at.x(t)) - 0.5, first.top - 1.5, Math.round(at.pitch), at.bottom - first.top + 2);
  for (const row of at.rows.filter((one) => one.unit === unit)) outline(row, t, row.name === focus ? 3 : 1.5);
  for (const { name, step, of } of marks) {
    const row = at.rows.find((one) => one.name === name && one.unit === of);
    if (row && step >= 0) outline(row, step, 4);
  }
}
