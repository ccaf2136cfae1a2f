// One pass through the network, played, stepped and scrubbed: the state is a moment (counted through all stages) and the hover on top.

const BRISK = 110;
const CALM = 420;
const MANY_MOMENTS = 100;

function createScratch(root, send) {
  const events = {
    go: (index) => (moveTo(index), announce(true)),
    tick: (index) => (moveTo(index), announce(false)),
    playing: (playing) => change(() => (root.dataset.playing = playing)),
    term: (term) => change(() => (it.term = term)),
    stage: (name) => {
      player.toggle(false);
      moveTo(it.offsets.get(name) + middleOf(name));
      look();
      announce(true);
    },
  };
  const duration = (index) => (placeOf(index).stage.count > MANY_MOMENTS ? BRISK : CALM);
  const player = createPlayer(events, { milliseconds: duration, loop: false });
  const panel = createScratchPanel(events);
  const view = createScratchView(root, player, panel, events);
  const it = { root, player, panel, view, data: null, stages: [], offsets: new Map(), position: 0, hover: null, term: null, sent: [] };
  let frame = 0;
  let announced = 0;

  /** The stage that moment `index` belongs to, and the moment's number in it. */
  function placeOf(index) {
    let stage = it.stages[0];
    for (const one of it.stages) if (it.offsets.get(one.name) <= index) stage = one;
    return { stage, local: index - it.offsets.get(stage.name) };
  }

  /** A stage is entered where there is something to see: not in the black corner of the picture. */
  function middleOf(name) {
    const stage = it.stages.find((one) => one.name === name);
    if (stage.count <= MANY_MOMENTS) return name === "softmax" || name === "errors" ? it.data.label : 0;
    const rows = stage.values(stage.kinds.at(-1), 0).map((row) => row.map(Math.abs));
    const largest = Math.max(...rows.flat());
    const row = rows.findIndex((values) => values.includes(largest));
    return momentsOf(stage).get(`${stage.kinds.at(-1)} ${row},${rows[row].indexOf(largest)}`)?.[0] ?? 0;
  }

  /** Change the state and draw it within the next animation frame, once however many changes come. */
  function change(mutate) {
    mutate();
    frame ||= requestAnimationFrame(() => ((frame = 0), it.data && render()));
  }

  function moveTo(index) {
    change(() => {
      it.position = Math.max(0, Math.min(it.total - 1, index));
      it.term = null;
    });
  }

  /** What is looked at: a moment, or a cell that takes part in several. */
  function active() {
    const { stage, local } = placeOf(it.position);
    const at = it.hover;
    if (!at) return { stage, local, moments: null };
    const moments = momentsOf(stage).get(`${at.kind} ${at.row},${at.column}`) ?? [];
    // A result is shown as it came about; between the maps of a sheet there is none.
    if (at.kind === stage.kinds.at(-1)) return { stage, local: moments[0] ?? local, moments: null };
    return { stage, local, moments };
  }

  function render() {
    const { stage, local, moments } = active();
    if (view.placed !== stage.name) it.redraw();
    const links = stage.links(local);
    const shown = {};
    for (const { kind, grid, values } of view.groups) {
      if (kind in stage.moving && grid.moment !== local) {
        grid.moment = local;
        grid.take(stage.values(kind, local), grid.look);
        grid.draw();
        paintColumn(values, grid.rows, grid.look.cell);
      }
      const own = it.hover?.kind === kind ? [[it.hover.row, it.hover.column]] : [];
      const fed = moments ? moments.flatMap((index) => stage.links(index)[kind] ?? []) : [];
      const cells = moments ? (own.length ? own : kind === stage.kinds.at(-1) ? fed : []) : links[kind] ?? [];
      grid.outline(cells, { marked: it.term ? it.term[kind] ?? [] : moments ? [] : links.winner?.[kind] ?? [] });
      if (cells.length <= MANY_MOMENTS) shown[kind] = cells;
    }
    const text = moments ? panel.showCell(stage, it.hover.kind, [it.hover.row, it.hover.column], moments) : panel.show(stage, local);
    const number = fillIn(it.labels.place, { stage: it.labels[`stage_${stage.name}`], number: local + 1, count: stage.count });
    player.show(it.offsets.get(stage.name) + local, number, `${local + 1} / ${stage.count}`);
    player.index = it.position;
    view.choose(stage.name);
    Object.assign(root.dataset, { stage: stage.name, moment: local, outlined: JSON.stringify(shown) });
    return text;
  }

  /** Tell screen readers what is computed; while playing at most every two seconds. */
  function announce(always) {
    const now = performance.now();
    if (!it.data || (!always && now - announced < 2000)) return;
    announced = now;
    const { stage, local } = placeOf(it.position);
    view.live.textContent = `${it.labels[`stage_${stage.name}`]}: ${panel.show(stage, local)}`.slice(0, 400);
  }

  function look() {
    const { stage, local } = placeOf(it.position);
    const place = `${stage.name}.${local}`;
    it.sent = [...it.sent, place].slice(-20);
    send("look", place);
  }

  /** Stand on the moment that computes this cell, if one does. */
  function select(kind, row, column) {
    const { stage } = placeOf(it.position);
    const moments = momentsOf(stage).get(`${kind} ${row},${column}`) ?? [];
    if (kind !== stage.kinds.at(-1) || !moments.length) return;
    player.toggle(false);
    it.hover = null;
    moveTo(it.offsets.get(stage.name) + moments[0]);
    announce(true);
  }

  it.gridEvents = (kind) => ({
    hover: (row, column) => {
      if (it.hover?.kind === kind && it.hover.row === row && it.hover.column === column) return;
      player.held = true;
      change(() => (it.hover = { kind, row, column }));
    },
    leave: () => {
      player.held = false;
      change(() => (it.hover = null));
    },
    press: (row, column) => {
      select(kind, row, column);
      look();
    },
    key: (event) => moveByKey(event, kind),
    focus: () => {},
  });

  function moveByKey(event, kind) {
    const { stage, local } = placeOf(it.position);
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === " ") player.toggle();
    else if (event.key === "Enter") look();
    else if (event.key === "Home" || event.key === "End") events.go(it.offsets.get(stage.name) + (event.key === "Home" ? 0 : stage.count - 1));
    else if (moves[event.key]) {
      const last = stage.kinds.at(-1);
      const [row, column] = stage.links(local)[last]?.[0] ?? [0, 0];
      const [down, right] = moves[event.key];
      if (kind === last && momentsOf(stage).has(`${last} ${row + down},${column + right}`)) select(last, row + down, column + right);
      else events.go(it.position + (down || right));
    } else return;
    event.preventDefault();
  }

  Object.assign(it, { render, placeOf });
  return it;
}
