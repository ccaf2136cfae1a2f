// The frame around the plane: switch of the class, verdict, and where everything stands.

// What stands above and below the plane on one screen: page title, class switch, player, numbers.
const REST_OF_PAGE = 372;
const BESIDE_AT_LEAST = 560;
const TRACE_AT_LEAST = 312;
const TRACE_AT_MOST = 372;
// With the numbers beside the plane it has their height, but less than half of the width.
const NUMBERS_HEIGHT = 120;
const LEAST_SHARE = 2.3;
const BESIDE_BETTER_BY = 20;

/** All lasting elements of the component inside its root. */
function createPerceptronView(root, { plane, trace, mistakes, numbers, player, editing, chooseClass }) {
  const label = make("span", { class: "switch-name" });
  const classes = [0, 1].map((side) => {
    const shape = side ? svgElement("rect", { x: 3, y: 3, width: 18, height: 18, rx: 1 }) : svgElement("circle", { cx: 12, cy: 12, r: 10 });
    const marker = svgElement("svg", { viewBox: "0 0 24 24", class: "marker", "aria-hidden": "true" }, shape);
    return make("button", { type: "button", role: "radio", "data-class": side, onclick: () => chooseClass(side) }, marker, String(side));
  });
  const group = make("span", { class: "classes", role: "radiogroup", onkeydown: (event) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    chooseClass(1 - editing.newClass);
    classes[editing.newClass].focus();
  } }, ...classes);
  const remove = make("button", { type: "button", "data-action": "remove", onclick: () => {
    if (remove.getAttribute("aria-disabled") !== "true") editing.remove();
  } }, makeIcon(REMOVE));
  const bar = make("div", { class: "switch" }, label, group, remove);
  const note = make("div", { class: "note", "aria-live": "polite" });
  const keys = make("div", { class: "keys" });
  const verdict = make("p", { class: "verdict" });
  const left = make("div", { class: "left" }, bar, make("div", { class: "plane-box" }, plane.element, note, keys));
  const right = make("div", { class: "right" }, verdict, mistakes.element, trace.element);
  const hint = make("p", { class: "hint" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const stage = make("div", { class: "stage" }, left, right);
  root.replaceChildren(stage, player.element, numbers.element, hint, live);
  const view = { note, live };

  /** Words and colours that change with the data, the language or the theme only. */
  view.describe = (data, labels, theme) => {
    label.textContent = labels.new_point;
    group.setAttribute("aria-label", labels.new_point);
    classes.forEach((button, side) => {
      button.querySelector("svg").style.fill = pointColour(theme, side);
      button.setAttribute("aria-label", fillIn(labels.class_name, { side }));
    });
    remove.setAttribute("aria-label", labels.remove);
    remove.title = labels.remove;
    verdict.textContent = data.verdict;
    hint.textContent = labels.hint;
    keys.textContent = labels.keys;
  };

  view.showEditing = ({ chosen, cursor, newClass }) => {
    // What the keys do is told until the first one is pressed: after that it would hide what they do.
    keys.hidden = chosen >= 0 || Boolean(cursor);
    remove.setAttribute("aria-disabled", chosen < 0);
    classes.forEach((button, side) => {
      button.setAttribute("aria-checked", side === newClass);
      button.tabIndex = side === newClass ? 0 : -1;
    });
  };

  /** Plane and trace, which needs so much width, beside each other where there is room in the `width`; returns the plane's width. */
  view.layout = (width, present, needed) => {
    const scale = present ? 1.25 : 1;
    const room = window.innerHeight - REST_OF_PAGE - 240 * (scale - 1);
    const beside = width >= BESIDE_AT_LEAST * scale;
    const table = Math.max(TRACE_AT_LEAST * scale, Math.min(needed, TRACE_AT_MOST * scale));
    const narrow = Math.min(width - 16 - table, room);
    const short = Math.min(width / LEAST_SHARE, room + NUMBERS_HEIGHT * scale);
    const all = beside && short > narrow + BESIDE_BETTER_BY && width - short > 1.5 * table;
    root.toggleAttribute("data-beside", beside);
    const next = all ? trace.element : hint;
    if (numbers.element.nextSibling !== next) next.before(numbers.element);
    const side = Math.floor(Math.max(260, beside ? (all ? short : narrow) : Math.min(width, Math.max(room, 300))));
    root.style.setProperty("--plane", `${side}px`);
    return side;
  };
  return view;
}
