// Where everything stands, in CSS pixels. "full": every number on the drawing. "compact", for larger networks and phones: a neuron
// shows the number of the moment, and an edge its numbers where they fit, else only while its neuron is looked at.

const SMALL_GAP = 26;
// Of a line of numbers on an edge, in em.
const LABEL_HEIGHT = 1.18;
// What stands above and below the network on one screen: page title, caption, player.
const REST_OF_SCREEN = 292;

/** Widths of the texts of a network: { node (full), number (compact), input, target, label }. measure(text) gives CSS pixels. */
function textWidths(data, measure) {
  const { texts } = data;
  const widest = (list, prefix = "") => Math.max(0, ...list.flat(2).map((text) => measure(prefix + text)));
  const of = (name) => texts.layers.map((layer) => layer[name]);
  const numbers = [widest(of("z")), widest(of("a")), widest(of("delta"))];
  return {
    node: Math.max(...[["z", "z "], ["a", "a "], ["delta", "\u03b4 "], ["bias", "b "], ["new_bias", "b \u2192 "]].map(([name, letter]) => widest(of(name), letter))),
    number: Math.max(...numbers),
    input: widest(texts.x),
    target: Math.max(widest(texts.y), widest([texts.loss])),
    label: Math.max(widest(of("weight")), widest(of("gradient"), "\u2202 "), widest(of("new_weight"), "\u2192 ")),
    shortLabel: Math.max(widest(of("weight")), widest(of("gradient")), widest(of("new_weight"))),
  };
}

/**
 * { mode, height, boxes: {mark: {x, y, w, h}} (centres), edges: {mark: {x1, y1, x2, y2}}, gaps: [{ lines, t, … }], titles: [{ x, w }] }.
 * lines: how many lines of numbers every edge of the gap between two layers has (0, 1 or 2), at the share t of its way.
 */
function layoutNetwork(data, sizes, width, screenHeight, type, measure) {
  const text = textWidths(data, measure);
  const em = type / 16;
  const most = Math.max(...sizes);
  const tallest = Math.max(340, screenHeight - REST_OF_SCREEN);
  const full = {
    mode: "full", node: Math.max(72 * em, text.node + 18 * em), box: 50 * em, row: 106 * em, label: text.label + 10 * em,
  };
  const compact = {
    mode: "compact", node: Math.max(44 * em, text.number + 12 * em), box: 30 * em, label: text.shortLabel + 8 * em,
    row: Math.max(46 * em, Math.min(88 * em, (tallest - 30 * em) / most)),
  };
  const input = Math.max(40 * em, text.input + 16 * em);
  const target = Math.max(48 * em, text.target + 14 * em);
  const layers = sizes.length - 1;
  const gapOf = (look) => (width - 6 - input - target - SMALL_GAP * em - layers * look.node) / layers;
  const fits = gapOf(full) >= full.label + 8 && most * full.row + 28 * em <= tallest + 8;
  const look = fits ? full : compact;
  // A single wide gap would pull a small network apart.
  const gap = Math.min(gapOf(look), 210 * em);
  const used = gap * layers + input + target + SMALL_GAP * em + layers * look.node;
  const top = 30 * em;
  const tall = Math.max(most * look.row, 3.2 * look.row * (look.mode === "full" ? 0.9 : 1));
  const layout = { ...look, em, top, gap, boxes: {}, edges: {}, gaps: [], titles: [] };

  let x = (width - used) / 2;
  sizes.forEach((count, layer) => {
    const w = layer ? look.node : input;
    // Inputs stand wide apart: that leaves room for the numbers on their edges.
    const spacing = Math.min(layer ? tall / count : (tall - 40 * em) / Math.max(1, count - 1), look.row * 1.8);
    for (let k = 1; k <= count; k++) {
      const y = top + tall / 2 + (k - (count + 1) / 2) * spacing;
      layout.boxes[`n${layer}.${k}`] = { x: x + w / 2, y, w, h: layer ? look.box : 34 * em };
    }
    layout.titles.push({ x: x + w / 2, w: w + (layer < layers ? gap * 0.8 : SMALL_GAP * em) });
    x += w + (layer < layers ? gap : SMALL_GAP * em);
  });
  for (let k = 1; k <= sizes[layers]; k++) {
    layout.boxes[`y${k}`] = { x: x + target / 2, y: layout.boxes[`n${layers}.${k}`].y, w: target, h: 34 * em };
  }
  layout.titles.push({ x: x + target / 2, w: target + SMALL_GAP * em });
  const last = layout.boxes[`y${sizes[layers]}`];
  layout.boxes.L = { x: last.x, y: last.y + last.h / 2 + 20 * em + 25 * em, w: target, h: 50 * em };
  layout.height = Math.max(top + tall, layout.boxes.L.y + 30 * em);
  for (let layer = 1; layer <= layers; layer++) layout.gaps.push(placeEdges(layout, sizes, layer, look, type));
  return layout;
}

/** The edges of one gap, and where along them their numbers stand. */
function placeEdges(layout, sizes, layer, look, type) {
  const { boxes, gap } = layout;
  const ends = [];
  for (let i = 1; i <= sizes[layer - 1]; i++) {
    for (let j = 1; j <= sizes[layer]; j++) {
      const [from, to] = [boxes[`n${layer - 1}.${i}`], boxes[`n${layer}.${j}`]];
      layout.edges[`e${layer}.${i}.${j}`] = { x1: from.x + from.w / 2, y1: from.y, x2: to.x - to.w / 2, y2: to.y };
      ends.push([from.y, to.y]);
    }
  }
  const margin = (look.label / 2 + 3) / gap;
  if (margin > 0.5) return { lines: 0, t: 0.5 };
  const line = LABEL_HEIGHT * type;
  const linesFor = (room) => (room >= 2 * line + 1 ? 2 : room >= line + 1 ? 1 : 0);
  // As many lines as possible, and of the places with so many the one nearest the middle.
  let best = { lines: -1, t: 0.5 };
  for (let t = margin; t <= 1 - margin + 1e-9; t += 0.01) {
    const lines = linesFor(smallestStep(ends.map(([y1, y2]) => y1 + t * (y2 - y1))));
    if (lines > best.lines || (lines === best.lines && Math.abs(t - 0.5) < Math.abs(best.t - 0.5))) best = { lines, t };
  }
  // Looked at, a neuron shows the numbers of the edges into it next to their sources, of those out of it next to their targets.
  const apart = (number, share) =>
    (sizes[number] < 2 ? Infinity : (boxes[`n${number}.2`].y - boxes[`n${number}.1`].y) * share);
  return {
    ...best,
    into: { t: margin, lines: linesFor(apart(layer - 1, 1 - margin)) },
    outOf: { t: 1 - margin, lines: linesFor(apart(layer, 1 - margin)) },
  };
}

function smallestStep(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.min(Infinity, ...sorted.slice(1).map((value, k) => value - sorted[k]));
}
