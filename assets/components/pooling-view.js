// The frame around the grids: choice of view, arrows that shift the picture, groups with title and legend, notes.

const SHIFT_ICONS = {
  left: "M14.5 5 7.5 12l7 7z", up: "M5 14.5 12 7.5l7 7z", down: "M5 9.5 12 16.5l7-7z", right: "M9.5 5v14l7-7z",
};
const SHIFTS = { left: [0, -1], up: [-1, 0], down: [1, 0], right: [0, 1] };
const VIEWS = ["forward", "backward", "shift"];
/** The grids of each view in their order; those of a list stand once for every method shown. */
const GRIDS = {
  forward: ["input", "→", ["output"]],
  backward: ["input", ["gradient"], "←", "upstream"],
  shift: ["shifted", "change", "→", "shifted_output", "output_change"],
};
const OUTPUT_KINDS = ["output", "upstream", "shifted_output", "output_change"];
const sideOf = (kind) => (OUTPUT_KINDS.includes(kind) ? "window" : "cell");

/** Buttons of which one is chosen; choose(name) when another is. */
function createRadios(names, choose) {
  const button = (name) => make("button", { type: "button", role: "radio", "data-choice": name, onclick: () => choose(name) });
  const radios = make("div", { class: "views", role: "radiogroup", onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = radios.children[(names.indexOf(event.target.dataset.choice) + step + names.length) % names.length];
    next.click();
    next.focus();
  } }, ...names.map(button));
  return radios;
}

function paintRadios(radios, chosen, label, texts) {
  radios.setAttribute("aria-label", label);
  for (const button of radios.children) {
    const isChosen = button.dataset.choice === chosen;
    button.textContent = texts[button.dataset.choice];
    button.setAttribute("aria-checked", isChosen);
    button.tabIndex = isChosen ? 0 : -1;
  }
}

/** events: { view(name), channel(name), shift(down, right) } */
function createPoolingView(root, player, panel, events) {
  const view = { groups: new Map() };
  view.choice = createRadios(VIEWS, events.view);
  view.channels = createRadios(["all", ...CHANNELS], events.channel);
  const arrow = (name) => make("button", { type: "button", "data-shift": name, onclick: () => events.shift(...SHIFTS[name]) }, makeIcon(SHIFT_ICONS[name]));
  view.place = make("output", { class: "shifted" });
  view.arrows = make("div", { class: "arrows", role: "group" }, ...Object.keys(SHIFTS).map(arrow), view.place);
  view.stage = make("div", { class: "stage" });
  view.notes = make("div", { class: "notes" });
  view.live = make("div", { class: "hidden-text", "aria-live": "polite" });
  root.replaceChildren(make("div", { class: "bar-above" }, view.choice, view.channels, view.arrows), view.stage, view.notes, player.element, panel.element, view.live);
  return view;
}

/** The groups of a view, made anew only when others are to be shown: Map of "kind method" to { kind, method, grid, title, legend }. */
function placeGroups(view, name, methods, create) {
  const wanted = GRIDS[name].flatMap((entry) => (Array.isArray(entry) ? methods.map((method) => [entry[0], method]) : [[entry, null]]));
  const signature = wanted.join(" ");
  if (signature === view.placed) return false;
  view.placed = signature;
  view.groups = new Map();
  view.stage.replaceChildren(...wanted.map(([kind, method]) => {
    if (kind.length === 1) return make("span", { class: "operator", "aria-hidden": "true" }, kind);
    const grid = create(kind, method);
    const group = { kind, method, grid, title: make("div", { class: "title" }), legend: make("div", { class: "legend" }) };
    view.groups.set(`${kind} ${method}`, group);
    return make("div", { class: `group ${kind}` }, group.title, grid.element, group.legend);
  }));
  view.operators = wanted.filter(([kind]) => kind.length === 1).length;
  return true;
}

/** The chosen view and channel, the arrows where they are of use, and how far the picture has been moved. */
function paintChoice(view, { name, channel, planes, data }, labels) {
  const { shift: [down, right], view_names, channel_names } = data;
  paintRadios(view.choice, name, labels.views, view_names);
  view.channels.hidden = planes.length === 1;
  if (!view.channels.hidden) paintRadios(view.channels, channel, labels.channels, channel_names);
  view.arrows.hidden = name !== "shift";
  view.arrows.setAttribute("aria-label", labels.shift);
  for (const button of view.arrows.querySelectorAll("button")) {
    const label = labels[`shift_${button.dataset.shift}`];
    button.setAttribute("aria-label", label);
    button.title = label;
  }
  view.place.textContent = shiftInWords([down, right], labels);
}

/** "2 right, 1 up", or that nothing was moved. */
function shiftInWords([down, right], labels) {
  const parts = [
    [right, right > 0 ? labels.moved_right : labels.moved_left],
    [down, down > 0 ? labels.moved_down : labels.moved_up],
  ].filter(([cells]) => cells).map(([cells, template]) => fillIn(template, { cells: Math.abs(cells) }));
  return parts.join(", ") || labels.not_moved;
}

/** What dots, counts, tinted, hatched and rounded cells mean, where there are any. */
function paintPoolingNotes(element, data, shapes, { name, mixed, dotted, unread, rounded, counted }, labels) {
  const notes = [];
  if (dotted) notes.push([mixed ? "dot-sample mixed" : "dot-sample", mixed ? labels.note_winner_mixed : labels.note_winner]);
  if (mixed && name !== "forward") notes.push(["", labels[`note_mixed_${name}`]]);
  if (counted) notes.push(["", fillIn(labels.note_overlap, { count: shapes.overlap })]);
  if (name !== "shift" && shapes.padding) {
    const kind = data.method === "max" ? "max" : data.count_include_pad ? "counted" : "ignored";
    notes.push(["padding-sample", labels[`note_padding_${kind}`]]);
  }
  if (name !== "shift" && Math.max(shapes.gridRows - shapes.rows, shapes.gridColumns - shapes.columns) > 2 * shapes.padding)
    notes.push(["padding-sample", labels.note_outside]);
  if (unread) notes.push(["hatch-sample", labels.note_unread]);
  if (name === "shift") notes.push(["", labels.note_edge]);
  if (rounded) notes.push(["", labels.note_rounded]);
  element.replaceChildren(...notes.map(([sample, text]) =>
    make("span", { class: "note" }, ...(sample ? [make("span", { class: `sample ${sample}` })] : []), text)));
}
