// State and what changes it. Position: step `index`, and `share` of the way to it while playing. Looks: the selected racer, the hovered
// one on top of it, the view. What the learner sets (a start, a rate, who races) goes to Python.

const RACE_MILLISECONDS = 7000;
const LONGEST_STEP = 140;
const RACE_LOOK_DELAY = 250;
const REST_OF_ARROWS = 600;

function createRace(root, send, waiting) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const it = { root, race: null, index: 0, share: 1, selected: "sgd", hover: null, kind: "map", turned: { ...FIRST_VIEW }, ghost: null, sent: [], groundChanged: changeDetector(), still };
  let [frame, lookTimer, restTimer, announced, arriving] = [0, 0, 0, 0, false];

  /** Draw within the next animation frame, once however many changes come. */
  const change = () => (frame ||= requestAnimationFrame(() => ((frame = 0), it.race && renderRace(it))));
  it.render = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    renderRace(it);
  };

  const announce = (always) => {
    const now = performance.now();
    if (!always && now - announced < 2500) return;
    announced = now;
    it.view.live.textContent = sentenceOfRace(it);
  };

  /** Tell Python where the learner looks, once they rest there. */
  const look = (delay = RACE_LOOK_DELAY) => {
    clearTimeout(lookTimer);
    lookTimer = setTimeout(() => {
      const looks = { selected: it.selected, step: it.index, view: it.kind === "map" ? "" : `3d.${Math.round(it.turned.yaw) % 360}.${Math.round(it.turned.pitch)}` };
      it.sent = [...it.sent, JSON.stringify(looks)].slice(-20);
      send("look", looks);
    }, delay);
  };

  const goTo = (index) => {
    it.index = index;
    it.share = 1;
    change();
  };

  const player = (it.player = createPlayer({
    go: (index) => {
      goTo(index);
      look();
      requestAnimationFrame(() => announce(true));
    },
    tick: (index) => {
      it.index = index;
      it.share = still.matches || !index ? 1 : 0;
      change();
      announce(false);
    },
    slide: (share) => {
      if (still.matches || it.share === share) return;
      it.share = it.index ? share : 1;
      change();
    },
    playing: (playing) => {
      root.dataset.playing = playing;
      if (playing) return;
      goTo(it.index);
      if (!arriving) look();
      arriving = false;
      requestAnimationFrame(() => announce(true));
    },
  }, { milliseconds: () => Math.min(LONGEST_STEP, RACE_MILLISECONDS / it.race.steps), loop: false, flowing: true }));

  it.playFromStart = () => {
    player.toggle(false);
    clearTimeout(lookTimer);
    // A play that begins by itself, where the learner has not looked at any step yet, leaves it so.
    arriving = it.race.look.step === null;
    it.index = 0;
    player.index = 0;
    it.share = 1;
    player.toggle(true);
  };

  it.curves = createRaceCurves({
    go: (step) => {
      player.toggle(false);
      goTo(step);
      look();
    },
  });

  it.legend = createLegend({
    toggle: (name) => {
      // Presses in a hurry add up: the next one starts from what was asked for, not from what Python has answered.
      const on = waiting("racers").at(-1)?.names ?? it.race.racers.filter((racer) => racer.on).map((racer) => racer.name);
      const wanted = on.includes(name) ? on.filter((other) => other !== name) : [...on, name];
      if (wanted.length) send("racers", { names: wanted });
    },
    select: (name) => {
      if (!it.race.racers.find((racer) => racer.name === name).on) return;
      it.selected = name;
      it.redraw();
      look(0);
    },
    rate: (name, rate) => send("rate", { name, rate }),
    hover: (name) => {
      if (it.hover === name) return;
      it.hover = name && it.race.racers.find((racer) => racer.name === name).on ? name : null;
      change();
    },
  });

  it.movedRates = () => new Set(waiting("rate").map(({ name }) => name));

  it.view = createRaceView(root, player, it.legend, it.curves, {
    view: (kind) => {
      it.kind = kind;
      it.ghost = null;
      it.redraw();
      look(0);
    },
  });

  const commitStart = () => {
    clearTimeout(restTimer);
    restTimer = 0;
    if (!it.ghost) return;
    const [w1, w2] = it.ghost;
    player.toggle(false);
    send("start", { w1, w2 });
  };

  const bounded = ([w1, w2]) => {
    const [low1, high1, low2, high2] = it.race.surface.bounds;
    const three = (v, low, high) => Number(Math.max(low, Math.min(high, v)).toFixed(3));
    return [three(w1, low1, high1), three(w2, low2, high2)];
  };

  const turn = (dx, dy) => {
    const { yaw, pitch } = it.turned;
    it.turned = { yaw: (yaw + dx + 360) % 360, pitch: Math.max(FLATTEST, Math.min(STEEPEST, pitch + dy)) };
    change();
  };

  connectSurface(it, { bounded, commitStart, turn, look, change, rest: () => {
    clearTimeout(restTimer);
    restTimer = setTimeout(commitStart, REST_OF_ARROWS);
  } });

  it.dispose = () => {
    player.stop();
    cancelAnimationFrame(frame);
    clearTimeout(lookTimer);
    clearTimeout(restTimer);
  };
  return it;
}

/** Pointer and keys on the surface: on the map they place the start, in space they turn it. */
function connectSurface(it, { bounded, commitStart, turn, look, change, rest }) {
  const { frame } = it.view;
  let drag = null;
  const weightsAt = (event) => {
    const box = frame.getBoundingClientRect();
    return bounded(it.projection.weights(event.clientX - box.left, event.clientY - box.top).map((v) => Number(v.toFixed(2))));
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    drag = [event.clientX, event.clientY];
    if (it.kind !== "map") return;
    it.player.toggle(false);
    it.ghost = weightsAt(event);
    change();
  });
  frame.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (it.kind === "map") it.ghost = weightsAt(event);
    else {
      turn((drag[0] - event.clientX) * 0.5, (event.clientY - drag[1]) * 0.5);
      drag = [event.clientX, event.clientY];
    }
    change();
  });
  frame.addEventListener("pointerup", () => {
    if (!drag) return;
    drag = null;
    if (it.kind === "map") commitStart();
    else look();
  });
  frame.addEventListener("pointercancel", () => {
    drag = it.ghost = null;
    change();
  });
  frame.addEventListener("keydown", (event) => {
    const arrow = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (arrow && it.kind === "map") {
      const [low1, high1] = it.race.surface.bounds;
      const size = event.shiftKey ? 0.01 : (high1 - low1) / 60;
      const from = it.ghost ?? it.race.start;
      it.player.toggle(false);
      it.ghost = bounded(from.map((v, axis) => Number((v + arrow[axis] * size).toFixed(2))));
      it.view.live.textContent = fillIn(it.labels.live_start, { w1: exactNumber(it.ghost[0]), w2: exactNumber(it.ghost[1]) });
      change();
      rest();
    } else if (arrow) {
      turn(-5 * arrow[0], 5 * arrow[1]);
      look();
    } else if (event.key === "Enter") commitStart();
    else if (event.key === "Escape") {
      it.ghost = null;
      change();
    } else if (event.key === " ") it.player.toggle();
    else return;
    event.preventDefault();
  });
}
