// What the pointer, the keyboard and the player do. State: view, step t, unit and steps back as pinned; a hover on top of them; the
// value in focus; marks of a hovered term.

const STEP_MILLISECONDS = { cell: 900, reach: 60 };

function createRecurrentCells(root, send, waiting) {
  const it = { root, data: null, name: "cell", t: 0, unit: 0, back: 0, hover: null, focus: null, marks: [], waiting };
  let [frame, serial] = [0, 0];

  const change = (changes) => {
    Object.assign(it, changes);
    frame ||= requestAnimationFrame(() => ((frame = 0), it.at && it.render()));
  };
  it.looks = createLooks(
    send, () => ({ view: it.name, step: it.t, unit: it.unit, back: it.back }), () => it.player.playing || it.formulas.typing(),
  );
  const announce = () => requestAnimationFrame(() => (it.view.live.textContent = it.said));
  const moment = () => (it.name === "cell" ? it.t : it.back);
  const moveTo = (index) => change({ ...(it.name === "cell" ? { t: index } : { back: index }), hover: null });
  const pin = (place) => {
    it.player.toggle(false);
    change({ ...place, hover: null });
    it.looks.tell();
    announce();
  };

  it.player = createPlayer({
    go: (index) => {
      moveTo(index);
      it.looks.tell();
      announce();
    },
    tick: (index) => {
      moveTo(index);
      if (it.name === "cell") announce();
    },
    playing: (playing) => {
      root.dataset.playing = playing;
      change({});
      if (playing) return;
      it.looks.tell();
      announce();
    },
  }, { milliseconds: () => STEP_MILLISECONDS[it.name], loop: false });
  it.diagram = createDiagram({
    hover: (name) => change({ focus: name && baseName(name, it.data) }),
    press: (name) => change({ focus: baseName(name, it.data) }),
  });
  it.formulas = createFormulas({
    hover: (name) => change({ focus: name }),
    term: (marks) => change({ marks: marks ?? [] }),
    edit: (edit, value) => send("edit", { ...edit, value }),
    complain: (text) => (it.view.complaint.textContent = text),
  });
  it.view = createRecurrentView(root, it, {
    view: (name) => {
      if (name === it.name) return;
      it.player.toggle(false);
      Object.assign(it, { name, hover: null });
      it.redraw();
      it.looks.tell(0);
      announce();
    },
    write: (text) => {
      if (text === it.data.text || text === it.view.field.dataset.sent) return;
      it.player.toggle(false);
      it.view.field.dataset.sent = text;
      send("write", { text });
    },
    hoverLanes: (x, y) => {
      const { name, unit } = it.at.rowAt(y);
      it.player.held = true;
      // Of many units a gate shows only the one looked at: hovering there changes the step alone.
      change({ hover: { t: it.at.stepAt(x), unit: it.at.many && !STATES.includes(name) ? it.unit : unit }, focus: name });
    },
    hoverPlot: (x) => {
      it.player.held = true;
      change({ hover: { t: it.scale.stepAt(x) } });
    },
    leave: () => {
      it.player.held = false;
      change({ hover: null, focus: null });
    },
    pressLanes: (x, y) => {
      const { name, unit } = it.at.rowAt(y);
      pin({ t: it.at.stepAt(x), unit: it.at.many && !STATES.includes(name) ? it.unit : unit });
    },
    pressPlot: (x) => pin({ back: it.data.reach.length - 1 - it.scale.stepAt(x) }),
    key: (event) => {
      const { steps, units, reach } = it.data;
      const last = it.name === "cell" ? steps - 1 : reach.length - 1;
      // In the plot time runs to the right, steps back to the left.
      const forward = it.name === "cell" ? 1 : -1;
      const goals = {
        ArrowLeft: moment() - forward, ArrowRight: moment() + forward,
        Home: forward > 0 ? 0 : last, End: forward > 0 ? last : 0,
      };
      if (event.key === " ") it.player.toggle();
      else if (event.key in goals) pin(it.name === "cell" ? { t: clampTo(goals[event.key], last) } : { back: clampTo(goals[event.key], last) });
      else if (it.name === "cell" && event.key === "ArrowUp") pin({ unit: clampTo(it.unit - 1, units - 1) });
      else if (it.name === "cell" && event.key === "ArrowDown") pin({ unit: clampTo(it.unit + 1, units - 1) });
      else return;
      event.preventDefault();
    },
  });

  /** Take new data: keep what the learner looks at where it still exists. */
  it.update = (sent) => {
    const before = it.data;
    it.data = readCells(sent);
    // Other numbers, other formulas; an echo of where the learner looks changes none.
    const same = before && ["values", "weights", "labels", "sums"].every((name) => JSON.stringify(sent[name]) === JSON.stringify(before[name])) && before.cell === sent.cell;
    it.data.serial = same ? serial : ++serial;
    if (!same) {
      it.view.complaint.textContent = "";
      it.marks = [];
    }
    if (!it.waiting("edit").length) it.formulas.answered();
    adoptLook(it);
    if (sent.text === it.view.field.dataset.sent) delete it.view.field.dataset.sent;
    it.player.describe(sent.labels);
    describeView(it);
    it.redraw();
  };
  it.dispose = () => {
    it.player.stop();
    cancelAnimationFrame(frame);
    it.looks.stop();
  };
  return it;
}

const clampTo = (value, last) => Math.max(0, Math.min(last, value));

/** The value of this step's formulas that a name in the diagram belongs to. */
const baseName = (name, data) => (data.shown.includes(name) ? name : { cp: "c", hp: "h" }[name] ?? "x");

/** What Python selects wins when it is news. */
function adoptLook(it) {
  const { look, steps, units, reach, chapter } = it.data;
  if (it.looks.heard(look, chapter)) {
    it.player.toggle(false);
    if (it.name !== look.view) it.hover = null;
    Object.assign(it, { name: look.view, t: look.step, unit: look.unit, back: look.back });
  }
  it.t = clampTo(it.t, steps - 1);
  it.unit = clampTo(it.unit, units - 1);
  it.back = clampTo(it.back, reach.length - 1);
  // What the pointer rests on stays, where it still exists: an answer may come at any time.
  const { hover } = it;
  if (hover && (hover.t >= (it.name === "cell" ? steps : reach.length) || hover.unit >= units)) it.hover = null;
}
