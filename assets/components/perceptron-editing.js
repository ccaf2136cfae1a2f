// The learner's own points: click adds one of the chosen class, drag moves, Shift-click or Delete removes; all of it by keyboard too.

// The pointer puts points on a grid of tenths: sums with few digits are easily done again by hand.
const SNAP = 0.1;
const WAIT_FOR_PYTHON = 3000;
const REST_OF_KEYS = 600;

/**
 * events: { draw() when points, choice or cursor changed; commit(points); refuse() when there are too many; toggle() plays or pauses;
 * begin() before a change; removable(boolean) }.
 * limits() says { most_points, reach: [lowest, highest coordinate] }.
 * editing.take(points) hands in Python's points; editing.points are those to draw.
 */
function createEditing(plane, limits, events) {
  const editing = { points: [], chosen: -1, cursor: null, newClass: 1 };
  const { element } = plane;
  let drag = null;
  let pending = null;
  let answered = 0;
  let resting = 0;

  const bounded = (v, snap) => {
    const [lowest, highest] = limits().reach;
    return Number((Math.round(Math.max(lowest, Math.min(highest, v)) / snap) * snap).toFixed(2));
  };
  const inView = ([x1, x2]) => [x1, x2].map((v) => bounded(Math.max(plane.view[0], Math.min(plane.view[1], v)), SNAP));
  const pointUnder = (event) => Number(event.target.dataset?.point ?? -1);

  function choose(index) {
    editing.chosen = index;
    events.draw();
  }

  function commit() {
    clearTimeout(resting);
    resting = 0;
    clearTimeout(answered);
    pending = JSON.stringify(editing.points);
    answered = setTimeout(() => (pending = null), WAIT_FOR_PYTHON);
    events.commit(editing.points);
  }

  function add(at) {
    if (editing.points.length >= limits().most_points) return events.refuse();
    editing.points = [...editing.points, [...at, editing.newClass]];
    choose(editing.points.length - 1);
    commit();
  }

  editing.remove = (index = editing.chosen) => {
    if (!(index in editing.points)) return;
    editing.points = editing.points.filter((_, k) => k !== index);
    choose(-1);
    commit();
  };

  function move(index, at) {
    editing.points = editing.points.map((point, k) => (k === index ? [...at, point[2]] : point));
    events.draw();
  }

  /** Points from Python: they are news unless the learner is changing them or has changed them since. */
  editing.take = (points) => {
    const text = JSON.stringify(points);
    if (drag || resting || (pending && pending !== text)) return;
    pending = null;
    if (editing.chosen >= points.length) editing.chosen = -1;
    editing.points = points;
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    events.begin();
    editing.cursor = null;
    const index = pointUnder(event);
    if (index >= 0 && event.shiftKey) return editing.remove(index);
    drag = { index, from: [event.clientX, event.clientY], moved: false };
    if (index >= 0) {
      element.setPointerCapture(event.pointerId);
      choose(index);
    }
  });
  element.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.moved ||= Math.hypot(event.clientX - drag.from[0], event.clientY - drag.from[1]) > 4;
    if (drag.index >= 0 && drag.moved) move(drag.index, inView(plane.at(event)));
  });
  element.addEventListener("pointerup", (event) => {
    const done = drag;
    drag = null;
    if (!done) return;
    if (done.index >= 0 && done.moved) commit();
    else if (done.index < 0 && !done.moved && !event.shiftKey) {
      const at = plane.at(event);
      if (at.every((v) => v >= plane.view[0] && v <= plane.view[1])) add(inView(at));
    }
  });
  element.addEventListener("pointercancel", () => {
    if (drag?.moved && drag.index >= 0) commit();
    drag = null;
  });

  element.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const { chosen, points } = editing;
    if (steps) {
      const size = event.shiftKey ? 0.01 : 0.1;
      const from = points[chosen] ?? editing.cursor ?? [0.4, 0.5];
      const at = [0, 1].map((axis) => bounded(from[axis] + steps[axis] * size, 0.01));
      if (chosen >= 0) {
        events.begin();
        move(chosen, at);
        clearTimeout(resting);
        resting = setTimeout(commit, REST_OF_KEYS);
      } else {
        editing.cursor = at;
        events.draw();
      }
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      if (!points.length) return;
      const by = event.key === "PageDown" ? 1 : -1;
      editing.cursor = null;
      choose(chosen < 0 ? (by > 0 ? 0 : points.length - 1) : (chosen + by + points.length) % points.length);
    } else if (event.key === "Enter") {
      events.begin();
      if (chosen < 0) add(editing.cursor ?? [0.4, 0.5]);
      else leave();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      events.begin();
      editing.remove();
    } else if (event.key === "Escape") leave();
    else if (event.key === "0" || event.key === "1") events.setClass(Number(event.key));
    else if (event.key === " ") events.toggle();
    else return;
    event.preventDefault();
  });

  /** Nothing is chosen any more; the crosshair stays where the point was. */
  function leave() {
    if (editing.chosen >= 0) editing.cursor = editing.points[editing.chosen].slice(0, 2);
    if (resting) commit();
    choose(-1);
  }
  element.addEventListener("blur", () => {
    if (resting) commit();
    editing.cursor = null;
    events.draw();
  });
  editing.dispose = () => {
    clearTimeout(resting);
    clearTimeout(answered);
  };
  return editing;
}
