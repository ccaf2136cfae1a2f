// Play, pause, step and scrub the window over the output, row by row, backwards too.

const ICONS = {
  first: "M6 5h2.5v14H6zM20 5v14L10 12z",
  back: "M17 5v14L7 12z",
  play: "M7 4.5v15L20 12z",
  pause: "M6 5h4.5v14H6zM13.5 5H18v14h-4.5z",
  forward: "M7 5v14l10-7z",
};
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const CELL_MILLISECONDS = 250;

/**
 * events: { go(index), tick(index), slide(share of the way from the cell before), playing(isPlaying) }. The index counts output cells row-major.
 * The clock is requestAnimationFrame, so a hidden page does not play on.
 */
function createTransport(events) {
  const button = (name, onclick) => make("button", { type: "button", "data-action": name, onclick }, makeIcon(ICONS[name]));
  const transport = { playing: false, held: false, index: 0, count: 1, speed: 1 };
  const play = button("play", () => transport.toggle());
  const first = button("first", () => jump(0));
  const back = button("back", () => jump(transport.index - 1));
  const forward = button("forward", () => jump(transport.index + 1));
  const slider = make("input", { type: "range", min: 0, max: 0, step: 1, class: "scrub", "data-action": "scrub", oninput: () => jump(Number(slider.value)) });
  const place = make("span", { class: "place" });
  const speed = make("select", { "data-action": "speed", onchange: () => (transport.speed = Number(speed.value)) },
    ...SPEEDS.map((rate) => make("option", { value: rate, selected: rate === 1 }, `${rate}×`)));
  transport.element = make("div", { class: "transport" }, make("div", { class: "buttons" }, first, back, play, forward), slider, place, speed);
  let last = 0;
  let elapsed = 0;
  let frame = 0;

  const jump = (index) => {
    transport.toggle(false);
    events.go(Math.max(0, Math.min(transport.count - 1, index)));
  };

  const clock = (now) => {
    const duration = CELL_MILLISECONDS / transport.speed;
    if (!transport.held) elapsed += Math.min(now - last, 500);
    last = now;
    if (elapsed >= duration) {
      const steps = Math.floor(elapsed / duration);
      elapsed -= steps * duration;
      events.tick((transport.index + steps) % transport.count);
    }
    if (!transport.held) events.slide(Math.min(1, elapsed / Math.min(duration * 0.6, 160)));
    frame = requestAnimationFrame(clock);
  };

  transport.toggle = (wanted = !transport.playing) => {
    if (wanted === transport.playing) return;
    transport.playing = wanted;
    cancelAnimationFrame(frame);
    if (wanted) {
      last = performance.now();
      elapsed = 0;
      frame = requestAnimationFrame(clock);
    }
    transport.describe();
    events.playing(wanted);
  };

  /** Show where the window stands; does not report back. */
  transport.show = (index, text) => {
    transport.index = index;
    slider.value = index;
    place.textContent = `${index + 1} / ${transport.count}`;
    slider.setAttribute("aria-valuetext", text);
    // aria-disabled keeps the keyboard focus where it is when an end is reached.
    for (const element of [first, back]) element.setAttribute("aria-disabled", index === 0);
    forward.setAttribute("aria-disabled", index === transport.count - 1);
  };

  transport.describe = (labels = transport.labels) => {
    transport.labels = labels;
    const name = (element, text) => {
      element.setAttribute("aria-label", text);
      element.title = text;
    };
    name(first, labels.first);
    name(back, labels.back);
    name(forward, labels.forward);
    name(slider, labels.scrub);
    name(speed, labels.speed);
    name(play, transport.playing ? labels.pause : labels.play);
    play.replaceChildren(makeIcon(ICONS[transport.playing ? "pause" : "play"]));
  };

  transport.setCount = (count) => {
    transport.count = count;
    slider.max = count - 1;
    place.style.minWidth = `${2 * String(count).length + 3}ch`;
  };

  transport.stop = () => cancelAnimationFrame(frame);
  return transport;
}
