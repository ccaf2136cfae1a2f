// Where everything stands: the areas of the picture, and features, neurons and headings inside the network's area.

// What stands above and below the stage on one screen: the page's title and sentence, the player.
const REST_OF_PLAYGROUND = 245;
const AREA_GAP = 20;
const HEAD = 40;
const CURVES_AT_LEAST = 90;
// So much of the stage gives way to messages, so that the player below them stays on the screen: the curves first, then the plot.
const MOST_GIVEN = 60;
const CURVES_BESIDE_MESSAGES = 62;
const MOST_TILE = 56;

/**
 * Sizes of the areas in CSS pixels: { mode, network: { width, height }, plot (side of one), plots, view (width), curves: { width, height } }.
 * mode "stack" for phones, "side": boundary and curves beside the network, "wide": curves in a third column.
 * messages: the height of what is said below the stage.
 */
function layoutAreas(width, screenHeight, type, run, messages) {
  const plots = run.pinned ? 2 : 1;
  const readings = Math.round(3 * 1.45 * type);
  const stage = Math.max(430, Math.min(700, screenHeight - REST_OF_PLAYGROUND)) - Math.min(MOST_GIVEN, messages);
  const caption = run.pinned ? Math.round(1.5 * type) : 0;
  if (width < 540) {
    const plot = Math.min(420, Math.floor((width - (plots - 1) * 10) / plots));
    const rows = Math.max(run.features.length, ...run.sizes.slice(1));
    const height = Math.max(300, Math.min(560, rows * 44 + 110));
    return { mode: "stack", network: { width, height }, plot, plots, view: width, curves: { width, height: 130 } };
  }
  if (width >= 1000 && plots === 1) {
    const plot = Math.floor(Math.min(stage - HEAD, 0.36 * width));
    const curves = Math.max(Math.round(15.5 * type), Math.min(320, Math.round(0.22 * width)));
    const network = { width: width - plot - curves - 2 * AREA_GAP, height: stage };
    return { mode: "wide", network, plot, plots, view: plot, curves: { width: curves, height: Math.max(150, stage - HEAD - readings - 12) } };
  }
  const needed = Math.max(230, 96 + 34 * (run.sizes.length - 1) + 12);
  const widest = plots === 2 ? width - needed - AREA_GAP : Math.min(0.46 * width, width - needed - AREA_GAP);
  const least = messages ? CURVES_BESIDE_MESSAGES : CURVES_AT_LEAST;
  const tallest = stage - HEAD - caption - readings - least - 8;
  const view = Math.max(plots === 2 ? 330 : 264, Math.floor(Math.min(widest, plots * tallest + (plots - 1) * 10)));
  const plot = Math.floor(Math.min((view - (plots - 1) * 10) / plots, tallest));
  const curves = { width: view, height: Math.max(least, stage - HEAD - caption - plot - readings - 8) };
  return { mode: "side", network: { width: width - view - AREA_GAP, height: stage }, plot, plots, view, curves };
}

/**
 * The network in its area: features and neurons as squares { x, y, size } around their middle, columns as { x, width, head }.
 * nameWidth: what the longest feature name takes. Every layer has tiles as large as its own number of neurons allows.
 */
function layoutNetwork({ width, height }, type, run, nameWidth) {
  const { sizes, features } = run;
  const layers = sizes.length - 1;
  const heading = Math.round(2.5 * type);
  const footer = Math.round(1.6 * type);
  const featureSize = Math.floor(Math.min(40, (height - heading - 8) / features.length - 8, width * 0.13));
  const left = nameWidth + 6 + featureSize;
  const mark = run.task === "classes" ? 22 : 4;
  const pitch = (width - mark - left) / (layers + 0.15);
  const inline = pitch >= 70;
  const head = sizes.length > 2 ? (inline ? 36 : 64) : 0;
  const top = heading + head + 4;
  const room = height - top - footer - 4;
  const tile = (count, most) => Math.floor(Math.min(most, pitch * 0.64, room / count - Math.min(14, Math.max(4, 60 / count))));
  const columns = sizes.slice(1).map((count, layer) => ({ count, size: Math.max(12, tile(count, MOST_TILE)), hidden: layer < layers - 1 }));
  // Even gaps from the features to the output at the right border, however large the tiles.
  const gap = (width - mark - 2 - left - columns.reduce((sum, { size }) => sum + size, 0)) / layers;
  let x = left;
  for (const column of columns) {
    column.x = x + gap + column.size / 2;
    x += gap + column.size;
  }
  const neurons = columns.flatMap(({ x: middle, size, count }) => {
    const step = Math.min(room / count, size * 1.75);
    return Array.from({ length: count }, (_, unit) => ({ x: middle, y: top + room / 2 + (unit - (count - 1) / 2) * step, size }));
  });
  const featureTop = heading + 4;
  const featureRoom = height - featureTop - 4;
  const featureStep = Math.min(featureRoom / features.length, featureSize + 22);
  const inputs = features.map((_, k) => ({
    x: nameWidth + 6 + featureSize / 2,
    y: featureTop + featureRoom / 2 + (k - (features.length - 1) / 2) * featureStep,
    size: featureSize,
  }));
  const network = { width, height, columns, neurons, inputs, nameWidth, heading, footer, inline, pitch };
  return { ...network, edges: layoutEdges(network, run) };
}

/** Per layer, in the order of its weights, where edges begin and end: from the right side of the source to the left of the target. */
function layoutEdges({ inputs, neurons }, run) {
  return run.layers.map(({ to }, layer) => {
    const targets = neurons.slice(run.firsts[layer], run.firsts[layer] + to);
    const sources = layer === 0 ? run.active.map((k) => inputs[k]) : neurons.slice(run.firsts[layer - 1], run.firsts[layer]);
    return sources.flatMap((source) => targets.map((target) =>
      ({ x0: source.x + source.size / 2, y0: source.y, x1: target.x - target.size / 2, y1: target.y })));
  });
}

const edgeEnds = (network, run, layer, from, to) => network.edges[layer][from * run.layers[layer].to + to];

/** A point on an edge; t from 0 to 1. Edges leave and arrive level: cubic Bézier curves with their handles in the middle. */
function edgePoint({ x0, y0, x1, y1 }, t) {
  return { x: x0 + (x1 - x0) * (1.5 * t * (1 - t) ** 2 + 1.5 * t * t * (1 - t) + t ** 3), y: y0 + (y1 - y0) * t * t * (3 - 2 * t) };
}

/** The parameter t at which a level edge between x0 and x1 reaches x; the same for every edge between two columns. */
function edgeParameter(x0, x1, x) {
  let [low, high] = [0, 1];
  for (let k = 0; k < 20; k++) {
    const t = (low + high) / 2;
    if (edgePoint({ x0, x1, y0: 0, y1: 0 }, t).x < x) low = t;
    else high = t;
  }
  return (low + high) / 2;
}
