// Linked pooling: hovering a cell of the picture shows every window that reads it, hovering an output the cells it was taken from.
// State: the cursor (where keyboard, player and clicks put it), the hover on top of it, the view, the player.

const FARTHEST_SHIFT = 9;

function createPooling(root, send, waiting) {
  const events = {
    term: (term) => change(() => (it.term = term)),
    go: (index) => (moveTo(index), announce(true)),
    tick: (index) => {
      const [before, [row, column]] = [it.position, placeOf(index)];
      // The outline slides along a row; at its end it jumps to the next one. Adaptive windows differ in size: they jump too.
      it.slideFrom = it.still.matches || before[0] !== row || it.data.window !== "sliding" ? null : [0, before[1] - column];
      moveTo(index);
      announce(false);
    },
    slide: (share) => {
      if (!it.slideFrom || it.share === share) return;
      it.share = share;
      if (!frame && it.drawn) drawOutlines();
    },
    playing: (playing) => change(() => {
      root.dataset.playing = playing;
      it.slideFrom = null;
      if (playing) it.cursor = windowAt(it.position);
    }),
    commit: ({ target, row, column }, value) =>
      send("edit", { target, channel: it.planes.indexOf(it.data), row, column, value }),
    view: (name) => lookAt(() => (it.name = name)),
    channel: (name) => lookAt(() => {
      it.channel = name;
      it.editor.close();
      lookAtChannel(it);
    }),
    shift: (down, right) => {
      const clamp = (cells) => Math.max(-FARTHEST_SHIFT, Math.min(FARTHEST_SHIFT, cells));
      it.shift = [clamp(it.shift[0] + down), clamp(it.shift[1] + right)];
      send("shift", { down: it.shift[0], right: it.shift[1] });
    },
  };
  const player = createPlayer(events);
  const panel = createPoolingPanel(events);
  const editor = createEditor(root, events);
  const view = createPoolingView(root, player, panel, events);
  const it = {
    root, panel, player, editor, view, data: null, planes: [], shown: [], mixed: false, hover: null, term: null, position: [0, 0], cursor: null, slideFrom: null, share: 1,
    name: "forward", channel: "all", looks: [], shift: [0, 0], waiting, still: matchMedia("(prefers-reduced-motion: reduce)"),
  };
  let frame = 0;
  let announced = 0;

  const windowAt = ([row, column]) => ({ side: "window", method: null, row, column });
  const placeOf = (index) => [Math.floor(index / it.shapes.outputColumns), index % it.shapes.outputColumns];
  const active = () => it.hover ?? it.cursor;
  /** Cells of a grid are counted from its own corner, those of the picture from the picture's. */
  const originOf = (kind) => (kind === "input" ? it.shapes.padding : 0);

  function lookAt(mutate) {
    player.toggle(false);
    mutate();
    it.redraw();
    look();
    announce(true);
  }

  /** Change the state and draw it within the next animation frame, once however many changes come. */
  function change(mutate) {
    mutate();
    frame ||= requestAnimationFrame(() => ((frame = 0), it.drawn && render()));
  }

  function moveTo(index) {
    change(() => {
      it.position = placeOf(index);
      it.cursor = windowAt(it.position);
    });
  }

  /** What belongs to a cell or window, in every channel looked at. */
  const linksOf = (at) => it.shown.map((plane) => poolingLinks(plane, it.shapes, at));

  function drawOutlines() {
    const { data, term } = it;
    const at = active();
    const each = linksOf(at);
    const links = mixedLinks(each);
    const share = it.slideFrom && !it.hover && it.share < 1 ? 1 - it.share : 0;
    for (const { kind, method, grid } of view.groups.values()) {
      const origin = originOf(kind);
      const inside = ([row, column]) => row >= 0 && column >= 0 && row < grid.rows.length && column < grid.rows[0].length;
      const drawn = (cells) => cells.map(([row, column, colour]) => [row + origin, column + origin, colour]).filter(inside);
      const ofMax = (method ?? data.method) === "max" && (kind === "input" || kind === "gradient" || kind === "output");
      if (sideOf(kind) === "window") {
        const marked = term ? term.windows ?? [] : ofMax ? links.won : [];
        grid.outline(links.windows, { marked, shift: share ? it.slideFrom.map((d) => d * share) : null });
      } else {
        const marked = term ? (term.cells ?? []).map(({ row, column }) => [row, column]) : ofMax ? links.winners : [];
        const cells = drawn(links.cells);
        const corners = kind === "input" && it.counted && at.side === "window" ? cells.map(([r, c]) => countOf(r - origin, c - origin)) : null;
        grid.outline(cells, { marked: drawn(marked), corners, shift: share ? it.slideFrom.map((d) => d * share * data.stride) : null });
      }
    }
    return each;
  }

  /** How many windows read a cell, as small text in its corner. */
  const countOf = (row, column) => `${windowsOfCell(it.shapes, row, column).length}×`;

  function render() {
    const at = active();
    const each = drawOutlines();
    const links = mixedLinks(each);
    const shown = at.side === "window" ? [at.row, at.column] : it.position;
    describe(at, each);
    player.show(shown[0] * it.shapes.outputColumns + shown[1], fillIn(it.labels.cell_name, { row: shown[0], column: shown[1] }));
    const list = (cells) => cells.map(([row, column]) => `${row},${column}`).join(" ");
    Object.assign(root.dataset, {
      view: it.name, channel: it.channel, side: at.side, row: at.row, column: at.column, outlinedCells: list(links.cells), outlinedWindows: list(links.windows),
      won: list(links.won), winner: list(links.winners), shift: it.data.shift.join(","),
    });
  }

  /** The panel's lines about a window or a cell, one for each channel looked at; returns them as text. */
  function describe(at, each) {
    const { data, labels, mixed, shown } = it;
    const { row, column } = at;
    const isColour = mixed && it.name === "forward" && at.side === "window" && (at.method ?? data.method) === "max";
    const verdict = isColour ? colourInWords(shown, row, column, labels) : "";
    panel.conclude(verdict, isColour && it.view.groups.get("output max").grid.rows[row][column]);
    if (it.name !== "shift") return `${verdict} ${panel.write(each.length, (k) => describeIn(shown[k], at, each[k]))}`;
    const sentence = fillIn(labels.changes, { shift: shiftInWords(data.shift, labels) });
    return panel.write(1, () => panel.showChanges(sentence, mixed ? it.changes : data.changes));
  }

  function describeIn(data, at, links) {
    const { shapes, labels } = it;
    const method = at.method ?? data.method;
    const { row, column } = at;
    if (at.side === "window") return it.name === "forward" ? panel.showWindow(method, row, column) : panel.showShares(method, row, column);
    const place = placeOfCell(shapes, row, column);
    if (it.name === "backward" && place === "inside") return panel.showGradient(method, row, column);
    const values = { row: exactNumber(row), column: exactNumber(column), count: links.windows.length, won: links.won.length };
    if (place === "inside") values.value = exactNumber(data.image[row][column]);
    const key = place !== "inside" ? `cell_${place}` : !links.windows.length ? "cell_unread" : method !== "max" ? "cell_shares" : it.mixed ? "cell_wins" : "cell_max";
    return panel.showCell(fillIn(labels[key], values), method, links.windows, method === "max" ? links.won : []);
  }

  /** Tell screen readers what is selected; while playing at most every two seconds. */
  function announce(always) {
    const now = performance.now();
    if (!it.drawn || (!always && now - announced < 2000)) return;
    announced = now;
    view.live.textContent = describe(it.cursor, linksOf(it.cursor)).slice(0, 400);
  }

  function look() {
    const [row, column] = it.position;
    it.looks = [...it.looks, String([row, column, it.name, it.channel])].slice(-20);
    send("look", { view: it.name, channel: it.channel, row, column });
  }

  /** What may be typed over: cells of the picture, and the gradients that come from above. */
  function edit({ kind, grid }, row, column) {
    const origin = originOf(kind);
    const at = { row: row - origin, column: column - origin };
    // A cell in true colours is three numbers: they are typed in their channels.
    if (kind !== "upstream" && (kind !== "input" || it.mixed || placeOfCell(it.shapes, at.row, at.column) !== "inside")) return;
    player.toggle(false);
    const label = fillIn(it.labels[`edit_${kind}`], at);
    editor.open(grid, row, column, { target: kind, decimals: 2, label, ...at }, it.labels);
  }

  it.gridEvents = (group) => ({
    hover: (row, column) => {
      const { kind, method } = group();
      const origin = originOf(kind);
      const now = { side: sideOf(kind), kind, method, row: row - origin, column: column - origin };
      if (it.hover && Object.keys(now).every((name) => it.hover[name] === now[name])) return;
      player.held = true;
      change(() => (it.hover = now));
    },
    leave: () => {
      player.held = false;
      change(() => (it.hover = null));
    },
    press: (row, column, isTouch) => {
      const here = group();
      const origin = originOf(here.kind);
      const { cursor } = it;
      const again = cursor.side === sideOf(here.kind) && cursor.row === row - origin && cursor.column === column - origin;
      select(here, row, column);
      if (here.kind === "output") look();
      else if (!isTouch || again) edit(here, row, column);
    },
    key: (event) => moveByKey(event, group()),
    focus: () => {
      const here = group();
      if (it.cursor.side !== sideOf(here.kind)) select(here, ...(sideOf(here.kind) === "window" ? it.position : [originOf(here.kind), originOf(here.kind)]));
    },
  });

  function select({ kind, method }, row, column) {
    player.toggle(false);
    const origin = originOf(kind);
    change(() => {
      it.hover = null;
      it.slideFrom = null;
      if (sideOf(kind) === "window") it.position = [row, column];
      it.cursor = { side: sideOf(kind), method, row: row - origin, column: column - origin };
    });
    announce(true);
  }

  function moveByKey(event, group) {
    const { kind, grid } = group;
    const [rows, columns] = [grid.rows.length, grid.rows[0].length];
    const origin = originOf(kind);
    const here = it.cursor.side === sideOf(kind);
    const clamp = (v, count) => Math.max(0, Math.min(count - 1, v));
    const start = sideOf(kind) === "window" ? it.position : [origin, origin];
    const [row, column] = here ? [clamp(it.cursor.row + origin, rows), clamp(it.cursor.column + origin, columns)] : start;
    const moves = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: event.ctrlKey ? [0, 0] : [row, 0], End: event.ctrlKey ? [rows - 1, columns - 1] : [row, columns - 1],
    };
    if (event.key === " ") player.toggle();
    else if (event.key === "Enter") kind === "output" ? look() : edit(group, row, column);
    else if (moves[event.key]) select(group, clamp(moves[event.key][0], rows), clamp(moves[event.key][1], columns));
    else return;
    event.preventDefault();
  }

  Object.assign(it, { render, windowAt });
  return it;
}
