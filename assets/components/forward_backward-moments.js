// One training step in slow motion: its moments, what is known at each, and which parts take part in it.
// Things are named by marks as in ui/forward_backward_formulas.py: n1.2, e1.3.2, b1.2, y1, L.

/** The moments for `count` layers: [{ kind, layer }], layers from 1. The first shows everything at once. */
function momentsOf(count) {
  const moments = [{ kind: "all", layer: 0 }];
  for (let layer = 1; layer <= count; layer++) moments.push({ kind: "z", layer }, { kind: "a", layer });
  moments.push({ kind: "loss", layer: count });
  for (let layer = count; layer >= 1; layer--) moments.push({ kind: "delta", layer }, { kind: "gradient", layer });
  moments.push({ kind: "update", layer: 0 });
  return moments;
}

/** A test (kind, layer) -> whether that quantity has been computed at moment `index`. */
function knownAt(moments, index) {
  return (kind, layer) => index === 0 || moments.findIndex((m) => m.kind === kind && (m.layer === layer || layer === undefined)) <= index;
}

/** A mark taken apart: { type: n, e, b, y or L, numbers: [layer, …] }. */
function readMark(mark) {
  return { type: mark[0], numbers: mark.slice(1).split(".").map(Number) };
}

/** A test (mark) -> whether the thing takes part in the moment; the others are dimmed. `count` layers in all. */
function activeAt({ kind, layer }, count) {
  const parts = {
    z: { n: [layer - 1, layer], e: [layer], b: [layer] },
    a: { n: [layer] },
    loss: { n: [count], y: true, L: true },
    delta: layer === count ? { n: [count], y: true, L: true } : { n: [layer, layer + 1], e: [layer + 1] },
    gradient: { n: [layer - 1, layer], e: [layer], b: [layer] },
  }[kind];
  return (mark) => {
    if (!parts) return true;
    const { type, numbers } = readMark(mark);
    return parts[type] === true || Boolean(parts[type]?.includes(numbers[0]));
  };
}

/** The thing whose formulas explain the moment, as near as possible to the one selected. `sizes`: neurons per layer, inputs first. */
function subjectOf({ kind, layer }, selected, sizes) {
  const { type, numbers } = readMark(selected);
  const neuron = type === "e" ? numbers[2] : type === "n" || type === "b" ? numbers[1] : 1;
  const source = type === "e" ? numbers[1] : 1;
  if (kind === "loss") return "L";
  if (kind === "gradient") return `e${layer}.${Math.min(source, sizes[layer - 1])}.${Math.min(neuron, sizes[layer])}`;
  return layer ? `n${layer}.${Math.min(neuron, sizes[layer])}` : selected;
}

/** Whether the mark names something in a network of these sizes. */
function exists(mark, sizes) {
  const { type, numbers } = readMark(mark);
  const within = (number, most) => number >= 1 && number <= most;
  if (mark === "L") return true;
  if (type === "y") return numbers.length === 1 && within(numbers[0], sizes.at(-1));
  const layer = numbers[0];
  if (type === "n") return numbers.length === 2 && layer >= 0 && layer < sizes.length && within(numbers[1], sizes[layer]);
  if (type !== "e" || numbers.length !== 3 || !within(layer, sizes.length - 1)) return false;
  return within(numbers[1], sizes[layer - 1]) && within(numbers[2], sizes[layer]);
}
