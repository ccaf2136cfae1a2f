// The two trainings as Python sends them, and what is seen at one moment of them.

const STILL = 0; // the start; then its forward wave, its backward wave, and the training's keyframes
const FORWARD = 1;
const BACKWARD = 2;

/** Decimal logarithms of all sizes, and histograms as bytes: of network n at keyframe k, row k of each array. */
function unpackFilm(sent) {
  const floats = (text) => new Float32Array(decodeBytes(text).buffer);
  const networks = sent.networks.map((network) => ({
    ...network,
    ...Object.fromEntries(["signal", "delta", "limits", "losses"].map((name) => [name, floats(network[name])])),
    ...Object.fromEntries(["blocked", "signed", "histograms"].map((name) => [name, decodeBytes(network[name])])),
  }));
  // The longer training is the clock: the other one may have ended early.
  const steps = networks.map(({ steps }) => steps).reduce((a, b) => (b.length > a.length ? b : a));
  return { ...sent, networks, steps, count: steps.length + 2, layers: Math.max(...networks.map(({ depth }) => depth)) };
}

/** Place of a moment among the training's keyframes. */
const keyframeOf = (index) => Math.max(0, index - BACKWARD);

/** The moment that shows a step of the training, or the last one before it. */
function momentAt({ steps }, step) {
  let keyframe = 0;
  while (keyframe + 1 < steps.length && steps[keyframe + 1] <= step) keyframe++;
  return keyframe ? keyframe + BACKWARD : STILL;
}

/** A network at a moment: { now, before: rows of its own keyframes, share of the way between, lost: its loss is no number any more }. */
function stateOf(film, network, index, share) {
  const row = (keyframe) => {
    const step = film.steps[keyframe];
    let k = network.steps.length - 1;
    while (k > 0 && network.steps[k] > step) k--;
    return k;
  };
  const keyframe = keyframeOf(index);
  const [now, before] = [row(keyframe), row(Math.max(0, keyframe - 1))];
  const lost = network.diverged !== null && film.steps[keyframe] >= network.diverged;
  return { now, before, share: index > BACKWARD ? share : 1, lost };
}

/** log₁₀ of the size of "signal" or "delta" in a layer, counted from 0; −∞ where it is 0. */
function sizeAt(network, name, { now, before, share }, layer) {
  const columns = name === "delta" ? network.depth + 1 : network.depth;
  const [from, to] = [before, now].map((row) => network[name][row * columns + layer]);
  return share >= 1 || !Number.isFinite(from) ? to : from + (to - from) * share;
}

/** A layer's histogram at a moment: shares (bins, 0 to 255) from 0, or if signed from −limit, to the limit, given as log₁₀. */
function histogramAt(film, network, quantity, { now }, layer) {
  const { bins } = film;
  const which = quantity === "values" ? 0 : 1;
  const at = (now * 2 + which) * network.depth + layer;
  return {
    shares: network.histograms.subarray(at * bins, (at + 1) * bins),
    limit: network.limits[at],
    signed: network.signed[at] === 1,
  };
}

/** A size from its decimal logarithm, in three digits. */
const sizeText = (log) => (log === -Infinity ? "0" : shortNumber(10 ** log, 3));
