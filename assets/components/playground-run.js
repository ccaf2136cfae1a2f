// One training run as Python sends it: keyframes of weights, maps and boundary, and any moment between two of them.

/** Maps as bytes, 128 being zero; the shares of classes, which are never negative, are spread over 0 to 255. */
function decodeMaps(text, shares) {
  const bytes = decodeBytes(text);
  return shares ? bytes.map((byte) => Math.max(0, Math.min(255, 2 * (byte - 128)))) : bytes;
}

/** Unpack what Python sent: buffers, the place of every weight, the neurons in the order of their maps. */
function unpackRun(sent) {
  const shares = sent.task === "classes";
  const maps = { maps: decodeMaps(sent.maps), feature_maps: decodeMaps(sent.feature_maps), boundary: decodeMaps(sent.boundary, shares) };
  const weights = new Float32Array(decodeBytes(sent.weights).buffer);
  const layers = [];
  let offset = 0;
  for (let k = 1; k < sent.sizes.length; k++) {
    const [from, to] = [sent.sizes[k - 1], sent.sizes[k]];
    layers.push({ from, to, offset, bias: offset + from * to });
    offset += (from + 1) * to;
  }
  const neurons = layers.flatMap(({ to }, layer) => Array.from({ length: to }, (_, unit) => ({ layer, unit })));
  let first = 0;
  const firsts = layers.map(({ to }) => (first += to) - to);
  return {
    ...sent, ...maps, m: sent.sides.map, B: sent.sides.boundary, weights, layers, neurons, firsts, parameters: offset,
    channels: shares ? sent.sizes.at(-1) : 1,
    hidden: sent.sizes.slice(1, -1),
    weightLimit: weightLimit(weights),
    history: { ...sent.history, train: sent.history.train ?? [] },
    pinned: sent.pinned && { ...sent.pinned, bytes: decodeMaps(sent.pinned.boundary, shares) },
    active: sent.features.map((feature, k) => (feature.active ? k : -1)).filter((k) => k >= 0),
  };
}

/** The |weight| drawn with the full colour and width: the run's largest, but no less than 1 and, where it explodes, no more than 6. */
function weightLimit(weights) {
  let largest = 1;
  for (const w of weights) if (Math.abs(w) > largest) largest = Math.abs(w);
  return Math.min(6, Number.isNaN(largest) ? 6 : largest);
}

/** Place of a weight, or of a bias (from === "bias"), among the parameters. */
function parameterAt(run, layer, from, to) {
  const { offset, bias, to: width } = run.layers[layer];
  return from === "bias" ? bias + to : offset + from * width + to;
}

/** The number of a neuron in the order of the maps; null for an input. */
const neuronNumber = (run, layer, unit) => (layer < 0 ? null : run.firsts[layer] + unit);

/** Index of the last keyframe at or before an epoch. */
function keyframeAt(epochs, epoch) {
  let index = 0;
  while (index + 1 < epochs.length && epochs[index + 1] <= epoch) index++;
  return index;
}

/**
 * What is seen at one moment: { index, share, epoch, weights, maps, boundary }. share is the way from the keyframe before `index`
 * to it; at 1 everything is exactly the keyframe's, between it is blended.
 */
function momentOf(run, index, share) {
  const exact = share >= 1 || index === 0;
  const blend = (values, size) => {
    const now = values.subarray(index * size, (index + 1) * size);
    if (exact) return now;
    const before = values.subarray((index - 1) * size, index * size);
    const mixed = new values.constructor(size);
    for (let k = 0; k < size; k++) mixed[k] = before[k] + (now[k] - before[k]) * share;
    return mixed;
  };
  const { epochs, parameters, neurons, m, B, channels } = run;
  return {
    index,
    share: exact ? 1 : share,
    epoch: exact ? epochs[index] : Math.round(epochs[index - 1] + (epochs[index] - epochs[index - 1]) * share),
    weights: blend(run.weights, parameters),
    maps: blend(run.maps, neurons.length * m * m),
    boundary: blend(run.boundary, channels * B * B),
    dead: new Set(run.dead?.[index] ?? []),
  };
}

/** The recorded numbers at an epoch, or the last ones before it: { train, test, accuracyTrain, accuracyTest }. */
function numbersAt(history, epoch) {
  const k = keyframeAt(history.epochs, epoch);
  const at = (values) => values?.[k] ?? null;
  return { train: at(history.train), test: at(history.test), accuracyTrain: at(history.accuracy_train), accuracyTest: at(history.accuracy_test) };
}

/**
 * The learner's own changes of the points that Python has not answered yet, applied to the points it sent: so a new point
 * stands there at once.
 */
function changedPoints(points, changes) {
  const copy = { x1: [...points.x1], x2: [...points.x2], label: [...points.label], test: [...points.test] };
  for (const { add, remove, move, x1, x2 } of changes) {
    if (add) {
      copy.x1.push(add.x1);
      copy.x2.push(add.x2);
      copy.label.push(add.label);
      copy.test.push(0);
    } else if (remove !== undefined) {
      for (const values of Object.values(copy)) values.splice(remove, 1);
    } else {
      copy.x1[move] = x1;
      copy.x2[move] = x2;
    }
  }
  return copy;
}
