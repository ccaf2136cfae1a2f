// Play, pause, step and scrub through moments numbered from 0, backwards too: the same bar under every moving picture.

const ICONS = {
  first: "M6 5h2.5v14H6zM20 5v14L10 12z",
  back: "M17 5v14L7 12z",
  play: "M7 4.5v15L20 12z",
  pause: "M6 5h4.5v14H6zM13.5 5H18v14h-4.5z",
  forward: "M7 5v14l10-7z",
};
const SPEAK_MILLISECONDS = 2500;
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
// For so long after something was pressed or dragged elsewhere on the page a film waits: the answer needs the processor more, and
// mostly brings a new film.
const COURTESY = 300;

/**
 * events: { go(index) where the learner went, tick(index) while playing, playing(isPlaying), and, if wanted,
 * slide(share of the way from the moment before, 0 to 1),
 * end(), asked at the end where nothing loops: true where more moments are on their way, so that playing waits for them }.
 * options: { milliseconds of one moment at speed 1, a number or a function of the moment, loop: after the last moment begin again,
 * else stop there, flowing: slide through the whole of a moment, else arrive early and rest }.
 * The owner calls setCount(count), describe(labels) and, whenever what is seen changes, show(index, text).
 * The clock is requestAnimationFrame, so a hidden page does not play on.
 */
function createPlayer(events, { milliseconds = 250, loop = true, flowing = false } = {}) {
  const button = (name, onclick) => make("button", { type: "button", "data-action": name, onclick }, makeIcon(ICONS[name]));
  const player = { playing: false, held: false, index: 0, count: 1, speed: 1 };
  const play = button("play", () => player.toggle());
  const first = button("first", () => jump(0));
  const back = button("back", () => jump(player.index - 1));
  const forward = button("forward", () => jump(player.index + 1));
  const slider = make("input", { type: "range", min: 0, max: 0, step: 1, class: "scrub", "data-action": "scrub", oninput: () => jump(Number(slider.value)) });
  const place = make("span", { class: "place" });
  const speed = make("select", { "data-action": "speed", onchange: () => (player.speed = Number(speed.value)) },
    ...SPEEDS.map((rate) => make("option", { value: rate, selected: rate === 1 }, `${rate}×`)));
  player.element = make("div", { class: "player" }, make("div", { class: "buttons" }, first, back, play, forward), slider, place, speed);
  let last = 0;
  let elapsed = 0;
  let frame = 0;
  let drawn = null; // the icon: that of playing or not
  let waitUntil = 0;

  const listening = new AbortController();
  const elsewhere = (event) => {
    const used = event.type !== "pointermove" || event.buttons;
    if (used && !event.composedPath().includes(player.element.closest(".kaca"))) waitUntil = performance.now() + COURTESY;
  };
  for (const type of ["keydown", "pointerdown", "pointermove"])
    document.addEventListener(type, elsewhere, { capture: true, passive: true, signal: listening.signal });

  const jump = (index) => {
    player.toggle(false);
    player.index = Math.max(0, Math.min(player.count - 1, index));
    events.go(player.index);
  };

  const tick = (index) => events.tick((player.index = index));

  const lasting = (index) => (typeof milliseconds === "function" ? milliseconds(index) : milliseconds) / player.speed;

  const clock = (now) => {
    const waits = now < waitUntil;
    if (!player.held && !waits) elapsed += Math.min(now - last, 500);
    last = now;
    if (waits) return void (frame = requestAnimationFrame(clock));
    let { index } = player;
    while (elapsed >= lasting(index) && (loop || index < player.count - 1)) {
      elapsed -= lasting(index);
      index = (index + 1) % player.count;
    }
    if (index !== player.index) tick(index);
    const duration = lasting(index);
    if (!player.held) events.slide?.(Math.min(1, elapsed / (flowing ? duration : Math.min(duration * 0.6, 160))));
    if (elapsed >= duration) {
      elapsed = duration;
      if (!events.end?.()) return void player.toggle(false);
    }
    frame = requestAnimationFrame(clock);
  };

  player.toggle = (wanted = !player.playing) => {
    if (wanted === player.playing) return;
    player.playing = wanted;
    cancelAnimationFrame(frame);
    if (wanted) {
      if (!loop && player.index >= player.count - 1 && !events.end?.()) tick(0);
      last = performance.now();
      // Flowing, the picture already shows the moment it slid to: go on to the next one.
      elapsed = flowing ? lasting(player.index) : 0;
      frame = requestAnimationFrame(clock);
    }
    player.describe();
    events.playing(wanted);
  };

  /** Show the moment: `text` for screen readers, `number` for the eye; does not report back. */
  player.show = (index, text, number = `${index + 1} / ${player.count}`) => {
    player.index = index;
    slider.value = index;
    if (place.textContent !== number) place.textContent = number;
    slider.setAttribute("aria-valuetext", text);
    // aria-disabled keeps the keyboard focus where it is when an end is reached.
    for (const element of [first, back]) element.setAttribute("aria-disabled", index === 0);
    forward.setAttribute("aria-disabled", index === player.count - 1);
  };

  player.describe = (labels = player.labels) => {
    player.labels = labels;
    const name = (element, text) => {
      if (element.title === text) return;
      element.setAttribute("aria-label", text);
      element.title = text;
    };
    name(first, labels.first);
    name(back, labels.back);
    name(forward, labels.forward);
    name(slider, labels.scrub);
    name(speed, labels.speed);
    name(play, player.playing ? labels.pause : labels.play);
    if (player.playing !== drawn) play.replaceChildren(makeIcon(ICONS[(drawn = player.playing) ? "pause" : "play"]));
  };

  player.setCount = (count) => {
    player.count = count;
    slider.max = count - 1;
    place.style.minWidth = `${2 * String(count).length + 3}ch`;
  };

  /** For good. */
  player.stop = () => {
    cancelAnimationFrame(frame);
    listening.abort();
  };
  return player;
}

/**
 * A player of a training that plays by itself when it arrives, and then moves no link. events: { go(index), look() where the
 * learner went or stopped, announce(always), arrived(), if wanted, where it played by itself to its end }. root says whether it
 * plays. player.arrive() plays by itself; player.halt() stops for other data, and nobody is told.
 */
function createFilmPlayer(root, events, options) {
  let [alone, halting] = [false, false];
  const player = createPlayer({
    go: (index) => {
      events.go(index);
      events.look();
      events.announce(true);
    },
    tick: (index) => {
      events.go(index);
      events.announce(false);
    },
    playing: (playing) => {
      root.dataset.playing = playing;
      const arrived = alone && player.index === player.count - 1;
      alone = false;
      if (playing || halting) return;
      if (arrived) events.arrived?.();
      else events.look();
      events.announce(true);
    },
  }, { loop: false, ...options });
  root.dataset.playing = false;
  player.arrive = () => {
    player.toggle(true);
    alone = true;
  };
  player.halt = () => {
    halting = true;
    player.toggle(false);
    halting = false;
  };
  return player;
}

/** announce(always): says text() in the live region, while something plays only now and then. */
function announcing(region, text) {
  let last = 0;
  return (always) => {
    const now = performance.now();
    if (!always && now - last < SPEAK_MILLISECONDS) return;
    last = now;
    region().textContent = text();
  };
}

/** Pressing in `curves` goes there, and dragging on follows the pointer: goTo(event). */
function scrubIn(curves, goTo) {
  let dragging = false;
  curves.addEventListener("pointerdown", (event) => {
    dragging = true;
    curves.setPointerCapture(event.pointerId);
    goTo(event);
  });
  curves.addEventListener("pointermove", (event) => dragging && goTo(event));
  for (const end of ["pointerup", "pointercancel"]) curves.addEventListener(end, () => (dragging = false));
}
