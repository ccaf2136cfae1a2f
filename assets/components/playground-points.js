// Editing the points in the plane: click adds, drag moves, Shift-click or the eraser removes; a cursor does it by keyboard.

const ERASER = "M15.1 3.6a2 2 0 0 0-2.8 0L3.6 12.3a2 2 0 0 0 0 2.8l4.3 4.3h4.6l8-8a2 2 0 0 0 0-2.8zM8.7 17.6l-3.7-3.9 4.3-4.3 5 5-3.1 3.2zM14 20h7v-1.8h-5.2z";
const CATCH = { mouse: 9, pen: 12, touch: 20 };

/**
 * events: { change(value of the event "points"), moved() while a point is dragged, tool() when another tool was chosen }.
 * it.on: whether the learner edits; it.tool: a class number or "erase"; it.cursor: [x, y] in pixels for the keyboard, or null.
 */
function createPointEditor(plane, events) {
  const it = { on: false, tool: 1, cursor: null, drag: null, state: null };
  const { frame } = plane;

  /** state: { run, points, places, side }, as drawn. */
  it.follow = (state) => (it.state = state);

  const planeAt = ([x, y]) => {
    const { run, side } = it.state;
    const [left, right, bottom, top] = run.domain;
    const rounded = (v) => Number(v.toFixed(2));
    return { x1: rounded(left + (x / side) * (right - left)), x2: rounded(top - (y / side) * (top - bottom)) };
  };
  const offset = (event) => {
    const box = frame.getBoundingClientRect();
    const { side } = it.state;
    return [event.clientX - box.left, event.clientY - box.top].map((v) => Math.max(0, Math.min(side, v)));
  };
  const add = (place) => events.change({ add: { ...planeAt(place), label: it.tool } });
  const remove = (number) => number >= 0 && events.change({ remove: number });

  frame.addEventListener("pointerdown", (event) => {
    if (!it.on || event.button || !it.state.places) return;
    const place = offset(event);
    const number = nearestPoint(it.state.places, ...place, CATCH[event.pointerType] ?? 9);
    if (event.shiftKey || it.tool === "erase") return remove(number);
    if (number < 0) return add(place);
    it.drag = { number, from: place, to: null };
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!it.drag) return;
    const place = offset(event);
    if (!it.drag.to && Math.hypot(place[0] - it.drag.from[0], place[1] - it.drag.from[1]) < 4) return;
    it.drag.to = place;
    events.moved({ move: it.drag.number, ...planeAt(place) });
  });
  frame.addEventListener("pointerup", () => {
    const { drag } = it;
    it.drag = null;
    if (drag?.to) events.change({ move: drag.number, ...planeAt(drag.to) });
  });
  frame.addEventListener("pointercancel", () => (it.drag = null));
  // Touch draws points instead of scrolling the page, but only while editing.
  frame.addEventListener("touchstart", (event) => it.on && event.preventDefault(), { passive: false });

  frame.addEventListener("keydown", (event) => {
    if (!it.on) return;
    const { side } = it.state;
    const step = event.shiftKey ? side / 12 : side / 48;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const [x, y] = it.cursor ?? [side / 2, side / 2];
    if (moves[event.key]) {
      it.cursor = [x + moves[event.key][0], y + moves[event.key][1]].map((v) => Math.max(0, Math.min(side, v)));
      events.cursor(planeAt(it.cursor));
    } else if (event.key === "Enter" || event.key === " ") {
      if (it.tool === "erase") remove(nearestPoint(it.state.places, x, y, side / 24));
      else add([x, y]);
    } else if (event.key === "Delete" || event.key === "Backspace") remove(nearestPoint(it.state.places, x, y, side / 24));
    else if (/^[1-5]$/.test(event.key) && Number(event.key) <= toolCount(it.state.run)) it.choose(Number(event.key) - 1);
    else return;
    event.preventDefault();
  });
  frame.addEventListener("focus", () => {
    if (!it.on || !frame.matches(":focus-visible")) return;
    it.cursor ??= [it.state.side / 2, it.state.side / 2];
    events.cursor(planeAt(it.cursor));
  });
  frame.addEventListener("blur", () => {
    it.cursor = null;
    events.cursor(null);
  });

  it.choose = (tool) => {
    it.tool = tool;
    events.tool();
  };
  return it;
}

// One class more than there are, so that two classes can become three.
const MOST_CLASSES = 5;
const toolCount = (run) => Math.min(MOST_CLASSES, run.class_names.length + 1);

/** Buttons for the class to add, and the eraser: a radio group. */
function fillTools(element, editor, run, theme, labels) {
  const focused = element.getRootNode().activeElement?.dataset?.tool;
  const tools = [...Array.from({ length: toolCount(run) }, (_, k) => k), "erase"];
  if (!tools.includes(editor.tool)) editor.tool = 0;
  element.setAttribute("role", "radiogroup");
  element.setAttribute("aria-label", labels.tools);
  element.replaceChildren(...tools.map((tool) => {
    const label = tool === "erase" ? labels.erase : run.class_names[tool] === undefined ? labels.new_class : fillIn(labels.add_class, { name: run.class_names[tool] });
    const button = make("button", {
      type: "button", role: "radio", "data-tool": tool, "aria-checked": String(tool === editor.tool), "aria-label": label, title: label,
      tabindex: tool === editor.tool ? 0 : -1,
      onclick: () => editor.choose(tool),
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        editor.choose(tools[(tools.indexOf(tool) + step + tools.length) % tools.length]);
        element.querySelector('[aria-checked="true"]').focus();
      },
    });
    if (tool === "erase") button.append(makeIcon(ERASER));
    else {
      const canvas = make("canvas");
      const context = sizeCanvas(canvas, 22, 22);
      const { marker, colour } = pointLook(tool, tool > 1 ? "classes" : run.task, theme);
      context.beginPath();
      traceMarker(context, marker, 11, 11, 7.5);
      context.fillStyle = colour;
      context.fill();
      button.append(canvas);
    }
    return button;
  }));
  if (focused !== undefined) element.querySelector(`[data-tool="${focused}"]`)?.focus({ preventScroll: true });
}
