// The frame around the grids: the way forward and the way back as two rows of buttons, groups with title and legend, and their sizes.

const SIGNS = {
  conv: ["⊛", "→"], pool: ["→"], hidden: ["·", "→"], output: ["·", "→"], softmax: ["→"], errors: ["−", "→"], output_weights: ["·", "→"],
  hidden_back: ["·", "→"], pooled_back: ["·", "→"], map_back: ["→"], filter: ["⊛", "→"], pixels: ["⊛", "→"],
};
const SIGN_WIDTH = 26;
const BETWEEN = 10;
const SMALL_ROWS = 10;
// As wide as its legend: a group of grids with few columns.
const NARROWEST = 112;
const LARGEST_CELL = 44;
// What stands above and below the grids on one screen: page title, buttons, captions, player, numbers.
const NOT_SCRATCH_GRIDS = 470;

/** Cell sizes in CSS pixels of grids { rows, columns } side by side; on a phone below each other. */
function scratchLayout(width, screenHeight, shapes, present) {
  const stacked = width < 480;
  const tall = stacked ? 220 : Math.max(250, Math.min(460, screenHeight - NOT_SCRATCH_GRIDS));
  const room = width - 8 - (stacked ? 0 : (shapes.length - 1) * (SIGN_WIDTH + 2 * BETWEEN));
  const cellOf = ({ rows, columns }, share) => {
    const small = rows <= SMALL_ROWS;
    // One column takes hardly any width: it stays as high as its numbers need.
    const least = columns === 1 || rows <= 3 ? 1 : 0.55;
    const cell = Math.min(LARGEST_CELL * (present ? 1.25 : 1), tall / rows, stacked ? room / columns : Infinity) * (small ? Math.max(least, share) : share);
    return Math.max(2, cell >= 12 ? Math.floor(cell) : Math.floor(cell * 10) / 10);
  };
  let share = 1;
  const taken = () => shapes.reduce((sum, shape) => sum + Math.max(NARROWEST * (present ? 1.25 : 1), shape.columns * cellOf(shape, share)), 0);
  while (!stacked && share > 0.2 && taken() > room) share -= 0.02;
  return { stacked, cells: shapes.map((shape) => cellOf(shape, share)) };
}

/** events: { stage(name) } */
function createScratchView(root, player, panel, events) {
  const view = { groups: [], buttons: new Map() };
  const choose = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const names = Array.from(view.buttons.keys());
    const here = names.indexOf(event.target.dataset.stageName);
    if (!step || here < 0) return;
    event.preventDefault();
    const next = view.buttons.get(names[(here + step + names.length) % names.length]);
    next.click();
    next.focus();
  };
  view.ways = [false, true].map((back) => make("div", { class: `way${back ? " back" : ""}` }));
  view.flow = make("div", { class: "flow", role: "radiogroup", onkeydown: choose }, ...view.ways);
  view.stage = make("div", { class: "stage" });
  view.live = make("div", { class: "hidden-text", "aria-live": "polite" });
  root.replaceChildren(view.flow, view.stage, player.element, panel.element, view.live);

  /** One button for each stage, forward from left to right, and back from right to left below. */
  view.describe = (stages, labels) => {
    if (!view.buttons.size) {
      for (const { name, back } of stages) {
        const button = make("button", { type: "button", role: "radio", "data-stage-name": name, onclick: () => events.stage(name) });
        view.buttons.set(name, button);
        view.ways[Number(back)].append(button);
      }
    }
    view.flow.setAttribute("aria-label", labels.stages);
    for (const [name, button] of view.buttons) button.textContent = labels[`stage_${name}`];
  };

  view.choose = (chosen) => {
    for (const [name, button] of view.buttons) {
      button.setAttribute("aria-checked", name === chosen);
      button.tabIndex = name === chosen ? 0 : -1;
    }
  };

  /** The grids of a stage, made anew when another is shown. create(kind) makes one. */
  view.place = (stage, create) => {
    if (view.placed === stage.name) return false;
    view.placed = stage.name;
    view.groups = stage.kinds.map((kind) => ({ kind, grid: create(kind), title: make("div", { class: "title" }), legend: make("div", { class: "legend" }), classes: make("div", { class: "classes", "aria-hidden": "true" }), values: make("div", { class: "column", "aria-hidden": "true" }) }));
    view.stage.replaceChildren(...view.groups.flatMap(({ grid, title, legend, classes, values }, n) => [
      ...(n ? [make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[stage.name][n - 1])] : []),
      make("div", { class: "group" }, title, make("div", { class: "numbered" }, classes, grid.element, values), legend),
    ]));
    return true;
  };
  return view;
}

/** The digits 0 to 9 beside a grid of one column. */
function paintClasses(element, rows, columns, cell) {
  element.replaceChildren(...(columns > 1 ? [] : Array.from({ length: rows }, (_, digit) =>
    make("span", { style: `height:${cell}px;line-height:${cell}px` }, String(digit)))));
}

/** The numbers of a grid of one column, beside its cells, where they are large enough to be read. */
function paintColumn(element, rows, cell) {
  const text = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(3).replace("-", "\u2212"));
  element.replaceChildren(...(rows[0].length > 1 ? [] : rows.map(([value]) =>
    make("span", { style: `height:${cell}px;line-height:${cell}px` }, text(value)))));
}
