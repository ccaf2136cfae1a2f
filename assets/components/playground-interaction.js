// State and what changes it. Position: keyframe `index`, and `share` of the way to it while playing. Looks: hover on top of the
// pinned neuron, scene (plane, warped, matrix), warp, chosen point.

const KEYFRAME_MILLISECONDS = 70;
const LOOK_DELAY = 250;
const ASK_EARLY = 5;

function createPlayground(root, send, waiting) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dirty = new Set();
  const it = {
    root, dirty, run: null, index: 0, share: 1, hover: null, neuron: null, scene: "plane", warp: null, point: 0, sent: [],
    wanted: null, asked: null, arriving: false, named: "", send, waiting, atlas: createMaps(), featureAtlas: createMaps(), still,
  };
  let frame = 0;
  let lookTimer = 0;
  let announced = 0;

  it.invalidate = (...parts) => parts.forEach((part) => dirty.add(part));
  it.render = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    renderPlayground(it);
  };
  /** Change the state and draw it within the next animation frame, once however many changes come. */
  const change = (...parts) => {
    it.invalidate(...parts);
    frame ||= requestAnimationFrame(() => ((frame = 0), it.network && renderPlayground(it)));
  };

  const announce = (always) => {
    const now = performance.now();
    if (!always && now - announced < 2500) return;
    announced = now;
    it.view.live.textContent = sentenceAt(it, numbersAt(it.run.history, it.run.epochs[it.index]));
  };

  /** Tell Python where the learner looks, once they rest there. */
  const look = (delay = LOOK_DELAY) => {
    clearTimeout(lookTimer);
    lookTimer = setTimeout(() => {
      const looks = { neuron: it.neuron, warp: it.scene === "warped" ? it.warp : null, view: it.scene, point: it.point };
      it.sent = [...it.sent, JSON.stringify(looks)].slice(-20);
      send("look", { epoch: it.run.epochs[it.index], ...looks });
    }, delay);
  };

  const goTo = (index) => {
    it.index = index;
    it.share = 1;
    change("moment");
  };

  /** Python trains on while the learner plays on; the arrival's own play ends where the settings say. False where the end is the end. */
  const askForMore = () => {
    const { run } = it;
    const last = run.epochs.at(-1);
    if (!run.can_continue || it.arriving) return false;
    if (it.asked !== last) send("more", { epochs: (it.asked = last) });
    return true;
  };

  const player = (it.player = createPlayer({
    go: (index) => {
      goTo(index);
      look();
      requestAnimationFrame(() => announce(true));
    },
    tick: (index) => {
      it.index = index;
      it.share = still.matches ? 1 : 0;
      change("moment");
      announce(false);
      // Early, so that the next epochs are there when the last keyframe is reached.
      if (index >= it.run.epochs.length - ASK_EARLY) askForMore();
    },
    slide: (share) => {
      if (still.matches || it.share === share) return;
      it.share = share;
      change("moment");
    },
    playing: (playing) => {
      root.dataset.playing = playing;
      if (playing) return void (it.arriving = it.starting ?? false);
      const arrived = it.arriving;
      it.arriving = false;
      it.asked = null;
      goTo(it.index);
      if (!arrived) look();
      requestAnimationFrame(() => announce(true));
    },
    end: () => askForMore(),
  }, { milliseconds: (index) => keyframeMilliseconds(it.run, index), loop: false, flowing: true }));

  it.play = () => {
    it.starting = true;
    player.toggle(true);
    it.starting = false;
  };

  it.readings = createReadings();
  it.curves = createCurves({
    go: (epoch) => {
      player.toggle(false);
      goTo(keyframeAt(it.run.epochs, epoch));
      look();
    },
  });

  const hover = (what) => {
    const before = it.hover;
    if (JSON.stringify(before) === JSON.stringify(what)) return;
    it.hover = what;
    const fading = (one) => one?.kind === "neuron" || one?.kind === "feature";
    change("marks", ...(fading(before) || fading(what) ? ["network", "plane", "points"] : []));
  };
  it.setHover = hover;

  const events = {
    layers: (step) => changeNetwork((hidden) => (step < 0 ? hidden.slice(0, -1) : [...hidden, hidden.at(-1) ?? 4]), it.run.limits.layers),
    neurons: (layer, step) => changeNetwork((hidden) => hidden.map((count, k) =>
      (k === layer ? Math.max(1, Math.min(it.run.limits.neurons, count + step)) : count)), it.run.limits.layers),
    view: (scene) => {
      it.scene = scene;
      it.warp = validWarp(it.run, it.warp);
      describeView(it);
      change("moment", "points");
      look(0);
    },
    editing: () => {
      editor.on = !editor.on;
      describeView(it);
      change("marks");
      if (editor.on) player.toggle(false);
    },
    logarithmic: () => {
      it.curves.logarithmic = !it.curves.logarithmic;
      it.redraw();
    },
  };
  it.events = events;
  it.view = createPlaygroundView(root, player, it.readings, it.curves, events);

  /** Presses in a hurry add up: the next one starts from what was asked for, not from what Python has answered. */
  function changeNetwork(next, mostLayers) {
    const before = it.wanted ?? it.run.hidden;
    const hidden = next(before).slice(0, mostLayers);
    if (String(hidden) === String(before)) return;
    it.wanted = hidden;
    send("network", { hidden });
  }

  const editor = (it.editor = createPointEditor(it.view.planes[0], {
    change: (value) => {
      player.toggle(false);
      send("points", value);
      it.refreshPoints();
    },
    moved: (value) => it.refreshPoints(value),
    cursor: (place) => {
      if (place) it.view.live.textContent = fillIn(it.labels.live_cursor, place);
      change("marks");
    },
    tool: () => describeView(it),
  }));

  /** Points as Python sent them, with the learner's newer changes, and one that is just being dragged. */
  it.refreshPoints = (dragged) => {
    it.points = changedPoints(it.run.points, [...waiting("points"), ...(dragged ? [dragged] : [])]);
    change("points", "marks");
  };

  it.bend = (warp) => {
    it.warp = warp;
    change("moment", "points");
    look(0);
  };
  it.warping = (side) => warpingOf(it.run, it.moment, it.warp, side);

  it.neuronName = (number) => {
    const { run, labels } = it;
    const { layer, unit } = run.neurons[number];
    if (layer === run.layers.length - 1) return run.channels > 1 ? fillIn(labels.output_of, { name: run.class_names[unit] }) : labels.output;
    return fillIn(labels.neuron, { layer: layer + 1, number: unit + 1, activation: run.activation_labels[layer] });
  };

  it.weightName = ({ layer, from, to }) => {
    const { run, labels } = it;
    const last = layer === run.layers.length - 1;
    const target = last ? (run.channels > 1 ? run.class_names[to] : labels.output) : fillIn(labels.unit, { number: to + 1 });
    if (from === "bias") return fillIn(labels.bias, { target });
    const source = layer === 0 ? run.features[run.active[from]].label : fillIn(labels.unit, { number: from + 1 });
    return `${source} \u2192 ${target}`;
  };

  it.change = change;
  it.look = look;
  it.goTo = goTo;
  connectNetwork(it);
  connectPlane(it);
  it.dispose = () => {
    player.stop();
    clearTimeout(lookTimer);
    cancelAnimationFrame(frame);
  };
  return it;
}

/** Playing is even on a logarithmic scale of epochs: a dense window of keyframes does not slow it down. */
function keyframeMilliseconds({ epochs }, index) {
  if (index === 0) return 300;
  return Math.max(1, KEYFRAME_MILLISECONDS * Math.min(1, Math.log(epochs[index] / Math.max(1, epochs[index - 1])) / 0.2 || 1));
}
