// Linked convolution: hovering a cell of input, kernel or output outlines everything it is computed with.
// State: the cursor (where keyboard, player and clicks put it), the hover on top of it, the shown filter, the player.

function createConvolution(root, send) {
  const events = {
    term: (term) => change(() => (it.term = term)),
    go: (index) => (moveTo(index), announce(true)),
    tick: (index) => {
      const [before, [row, column]] = [it.position, placeOf(index)];
      // The outline slides along a row; at its end it jumps to the next one.
      it.slideFrom = it.still.matches || before[0] !== row ? null : [before[0] - row, before[1] - column];
      moveTo(index);
      announce(false);
    },
    slide: (share) => {
      if (!it.slideFrom || it.share === share) return;
      it.share = share;
      if (!frame && it.drawn) drawOutlines(active());
    },
    playing: (playing) => change(() => {
      root.dataset.playing = playing;
      it.slideFrom = null;
      if (playing) it.cursor = outputAt(it.position);
    }),
    commit: ({ target, channel, row, column }, value) =>
      send("edit", { target, filter: it.filter, channel, row, column, value }),
  };
  const player = createPlayer(events);
  const panel = createPanel(events);
  const editor = createEditor(root, events);
  const it = {
    panel, player, editor, data: null, grids: [], hover: null, term: null, filter: 0, position: [0, 0], cursor: null,
    slideFrom: null, share: 1, sent: [], still: matchMedia("(prefers-reduced-motion: reduce)"),
  };
  const view = createView(root, player, panel);
  let frame = 0;
  let announced = 0;

  const outputAt = ([row, column]) => ({ source: "output", channel: null, row, column });
  const placeOf = (index) => [Math.floor(index / it.shapes.outputColumns), index % it.shapes.outputColumns];
  const indexOf = ([row, column]) => row * it.shapes.outputColumns + column;
  const active = () => it.hover ?? it.cursor;

  /** Change the state and draw it within the next animation frame, once however many changes come. */
  function change(mutate) {
    mutate();
    frame ||= requestAnimationFrame(() => ((frame = 0), it.drawn && render()));
  }

  function moveTo(index) {
    change(() => {
      it.position = placeOf(index);
      it.cursor = outputAt(it.position);
    });
  }

  function drawOutlines(at) {
    const { data, shapes } = it;
    const links = linksOf(data, shapes, at);
    const shift = it.slideFrom && !it.hover && it.share < 1 ? it.slideFrom.map((d) => d * (1 - it.share)) : null;
    for (const grid of it.grids) {
      const here = links.channel === null || grid.kind === "output" || grid.channel === links.channel;
      const marked = it.term && at.source === "output" ? markedIn(grid, links) : [];
      grid.outline(here ? links[grid.kind] : [], {
        marked,
        corners: cornersOf(grid, at, links),
        shift: shift && (grid.kind === "output" ? shift : grid.kind === "input" ? shift.map((d) => d * data.stride) : null),
      });
    }
    return links;
  }

  function render() {
    const { filter } = it;
    const at = active();
    const links = drawOutlines(at);
    const shown = at.source === "output" ? [at.row, at.column] : it.position;
    if (at.source === "output") panel.showSum(filter, ...shown);
    else if (at.source === "kernel") panel.showWeight(sentenceOf(at, links), filter, shown, at);
    else panel.showFeeds(sentenceOf(at, links), feedsOf(at, links));
    player.show(indexOf(shown), fillIn(it.labels.cell_name, { row: shown[0], column: shown[1] }));
    const list = (cells) => cells.map((cell) => cell.join(",")).join(" ");
    Object.assign(root.dataset, {
      source: at.source, row: at.row, column: at.column, filter,
      outlinedInput: list(links.input), outlinedKernel: list(links.kernel), outlinedOutput: list(links.output),
    });
  }

  function markedIn(grid, links) {
    const { channel, row, column } = it.term;
    if (grid.kind === "output" || grid.channel !== channel) return [];
    return [grid.kind === "kernel" ? [row, column] : links.input[row * it.shapes.kernelColumns + column]];
  }

  /** The weights used, written small into the window's cells or into the outputs that an input cell feeds. */
  function cornersOf(grid, at, links) {
    const written = (u, v, channel) => `×${exactNumber(it.data.weight[it.filter][channel][u][v])}`;
    if (at.source === "output" && grid.kind === "input") return links.kernel.map(([u, v]) => written(u, v, grid.channel));
    if (at.source === "input" && grid.kind === "output") return links.feeds.map(({ weight }) => written(...weight, at.channel));
    return null;
  }

  function sentenceOf({ source, row, column, channel }, links) {
    const { data, labels } = it;
    const name = data.channel_names.length > 1 ? data.channel_names[channel] : "";
    if (source === "kernel") {
      const value = exactNumber(data.weight[it.filter][channel][row][column]);
      return fillIn(labels.kernel_sentence, { name, row, column, value, count: links.input.length }).replace(/\s+/g, " ");
    }
    const [top, , left] = data.padding;
    const value = exactNumber(data.padded[channel][row][column]);
    const values = { name, row: exactNumber(row - top), column: exactNumber(column - left), value, count: links.output.length };
    const template = it.isPadding(row, column) ? labels.padding_sentence : links.output.length ? labels.input_sentence : labels.unread_sentence;
    return fillIn(template, values).replace(/\s+/g, " ");
  }

  function feedsOf({ row, column, channel }, links) {
    return links.feeds.map(({ output, weight: [u, v] }) =>
      ({ output, x: it.data.padded[channel][row][column], w: it.data.weight[it.filter][channel][u][v] }));
  }

  /** Tell screen readers what is selected; while playing at most every two seconds. */
  function announce(always) {
    const now = performance.now();
    if (!always && now - announced < 2000) return;
    announced = now;
    const at = it.cursor;
    if (at.source !== "output") view.live.textContent = sentenceOf(at, linksOf(it.data, it.shapes, at));
    else {
      const numbers = panel.showSum(it.filter, at.row, at.column);
      const template = it.data.activated ? it.labels.live_activated : it.labels.live_output;
      view.live.textContent = fillIn(template, { row: at.row, column: at.column, ...numbers });
    }
  }

  function pin(row, column, filter = it.filter) {
    const key = JSON.stringify([row, column, filter]);
    it.sent = [...it.sent, key].slice(-20);
    send("select", { row, column, filter });
  }

  function chooseFilter(filter) {
    it.filter = filter;
    it.redraw();
    pin(...it.position, filter);
  }

  function edit(grid, row, column) {
    const { data, labels } = it;
    if (!data.editable || (grid.kind === "input" && it.isPadding(row, column))) return;
    player.toggle(false);
    const [top, , left] = grid.kind === "input" ? data.padding : [0, 0, 0];
    const [name, decimals] = grid.kind === "input" ? ["input", 2] : ["weight", 4];
    const target = { target: name, channel: grid.channel, row: row - top, column: column - left, decimals };
    editor.open(grid, row, column, { ...target, label: fillIn(labels.edit_cell, { row: target.row, column: target.column }) }, labels);
  }

  it.gridEvents = (grid) => ({
    hover: (row, column) => {
      const { kind, channel } = grid();
      const was = it.hover;
      if (was?.source === kind && was.channel === channel && was.row === row && was.column === column) return;
      player.held = true;
      change(() => (it.hover = { source: kind, channel, row, column }));
    },
    leave: () => {
      player.held = false;
      change(() => (it.hover = null));
    },
    press: (row, column, isTouch) => {
      const here = grid();
      const again = it.cursor.source === here.kind && it.cursor.row === row && it.cursor.column === column && it.cursor.channel === here.channel;
      select(here, row, column);
      if (here.kind === "output") pin(row, column);
      else if (!isTouch || again) edit(here, row, column);
    },
    key: (event) => moveByKey(event, grid()),
    focus: () => {
      if (it.cursor.source !== grid().kind) select(grid(), ...(grid().kind === "output" ? it.position : [0, 0]));
    },
  });

  function select(grid, row, column) {
    player.toggle(false);
    change(() => {
      it.hover = null;
      it.slideFrom = null;
      if (grid.kind === "output") it.position = [row, column];
      it.cursor = grid.kind === "output" ? outputAt(it.position) : { source: grid.kind, channel: grid.channel, row, column };
    });
    announce(true);
  }

  function moveByKey(event, grid) {
    const [rows, columns] = [grid.rows.length, grid.rows[0].length];
    const here = it.cursor.source === grid.kind && (grid.kind === "output" || it.cursor.channel === grid.channel);
    const [row, column] = here ? [it.cursor.row, it.cursor.column] : grid.kind === "output" ? it.position : [0, 0];
    const moves = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: event.ctrlKey ? [0, 0] : [row, 0], End: event.ctrlKey ? [rows - 1, columns - 1] : [row, columns - 1],
    };
    if (event.key === " ") player.toggle();
    else if (event.key === "Enter") grid.kind === "output" ? pin(row, column) : edit(grid, row, column);
    else if (moves[event.key]) {
      const clamp = (v, count) => Math.max(0, Math.min(count - 1, v));
      select(grid, clamp(moves[event.key][0], rows), clamp(moves[event.key][1], columns));
    } else return;
    event.preventDefault();
  }

  Object.assign(it, { view, root, render, chooseFilter, outputAt });
  return it;
}
