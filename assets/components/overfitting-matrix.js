// The confusion matrix of the moment, precision and recall beside it, and the rows behind one cell.

/** The marker of a class in its colour; where there are more classes than markers, its number. */
function classMarker(number, classes, theme, size = 18) {
  if (classes.length > theme.classes.length) return make("span", { class: "class-number", "aria-hidden": "true" }, String(number + 1));
  const canvas = make("canvas", { "aria-hidden": "true" });
  const context = sizeCanvas(canvas, size, size);
  context.beginPath();
  traceMarker(context, number, size / 2, size / 2, size * 0.36);
  context.fillStyle = cssColour(theme.classes[number % theme.classes.length]);
  context.fill();
  return canvas;
}

/** Set text only where it differs: a text set anew, even the same, is laid out anew. */
const setText = (element, text) => element.textContent !== text && (element.textContent = text);

/** A class's name as the head of a table's row. */
const classHead = (number, classes, theme) => make("th", { scope: "row", title: classes[number] },
  make("span", { class: "class-name" }, classMarker(number, classes, theme), make("span", {}, classes[number])));

/** One matrix as a table: true classes down, predicted across. press(i, j) where its cells can be chosen. */
function createMatrix(press) {
  const table = make("table", { class: "confusion" });
  const it = { element: table, cells: [] };

  /** Build the table for these classes. */
  it.shape = (run, theme, caption, named) => {
    const { classes } = run;
    it.cells = classes.map((actual, i) => classes.map((predicted, j) => (press
      ? make("button", { type: "button", "data-cell": `${i}.${j}`, tabindex: -1, onclick: () => press(i, j), onkeydown: (event) => move(event, i, j) })
      : make("span", { class: "plain" }))));
    const head = classes.map((name, j) => make("th", { scope: "col", title: name }, classMarker(j, classes, theme), make("span", { class: "hidden-text" }, name)));
    const rows = it.cells.map((row, i) => make("tr", {}, named ? classHead(i, classes, theme) : make("th", { scope: "row", title: classes[i] }, classMarker(i, classes, theme), make("span", { class: "hidden-text" }, classes[i])), ...row.map((cell) => make("td", {}, cell))));
    table.replaceChildren(make("caption", {}, caption), make("tr", {}, make("td"), ...head), ...rows);
  };

  const move = (event, i, j) => {
    const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? [0, 0];
    const next = it.cells[i + down]?.[j + right];
    if (!down && !right) return;
    event.preventDefault();
    if (!next) return;
    it.reach(i + down, j + right);
    next.focus();
  };

  /** The cell that Tab reaches. */
  it.reach = (i, j) => it.cells.forEach((row, a) => row.forEach((cell, b) => (cell.tabIndex = a === i && b === j ? 0 : -1)));

  /** counts[i][j]; chosen: [i, j] or null. */
  it.show = (counts, run, theme, chosen) => {
    const most = counts.map((row) => Math.max(1, row.reduce((sum, count) => sum + count, 0)));
    it.cells.forEach((row, i) => row.forEach((cell, j) => {
      const count = counts[i][j];
      // A cell's colour is its share of its row: blue on the diagonal, orange beside it.
      const colour = mixColours(theme.zero, i === j ? theme.positive : theme.negative, (0.9 * count) / most[i]);
      setText(cell, countNumber(count));
      cell.style.background = cssColour(colour);
      cell.style.color = inkOn(colour);
      if (!press) return;
      const marked = Boolean(chosen) && chosen[0] === i && chosen[1] === j;
      cell.setAttribute("aria-pressed", marked);
      cell.setAttribute("aria-label", fillIn(run.labels[count === 1 ? "cell_one" : "cell_many"], { count, actual: run.classes[i], predicted: run.classes[j] }));
    }));
  };
  return it;
}

/** Precision, recall and F1 of every class, and their mean. */
function createScores() {
  const table = make("table", { class: "scores" });
  let cells = [];
  const shape = (run, theme) => {
    const { labels, classes } = run;
    cells = [...classes, null].map(() => [0, 1, 2].map(() => make("td")));
    const rows = cells.map((row, k) => make("tr", {}, k < classes.length ? classHead(k, classes, theme) : make("th", { scope: "row", class: "mean" }, labels.macro), ...row));
    table.replaceChildren(make("tr", {}, make("td"), ...["precision", "recall", "f1"].map((name) => make("th", { scope: "col" }, labels[name]))), ...rows);
  };
  /** scores[class][precision, recall, F1] in hundredths. */
  const show = (scores) => cells.forEach((row, k) => row.forEach((cell, m) => setText(cell, (scores[k][m] / 100).toFixed(2))));
  return { element: make("div", { class: "scores-box" }, table), shape, show };
}

/** The rows behind one cell, each a button. events: { choose(row), close() }. */
function createSampleList(events) {
  const title = make("span", { class: "list-title" });
  const close = make("button", { type: "button", class: "close", "data-action": "close-list", onclick: () => events.close() }, "×");
  const list = make("div", { class: "samples", role: "listbox" });
  const element = make("div", { class: "list" }, make("div", { class: "list-head" }, title, close), list);
  let shown = "";
  /** rows: [{ row, number, percent, flipped }]; chosen: a row or null. */
  const show = (rows, heading, chosen, labels) => {
    setText(title, heading);
    close.setAttribute("aria-label", labels.close);
    close.title = labels.close;
    list.setAttribute("aria-label", heading);
    const key = rows.map(({ row, percent }) => `${row}:${percent}`).join() + chosen + labels.row;
    if (key === shown) return;
    shown = key;
    const focused = list.getRootNode().activeElement?.dataset?.row;
    list.replaceChildren(...rows.map(({ row, number, percent, flipped }, place) => make("button", {
      type: "button", role: "option", "data-row": row, "aria-selected": row === chosen, tabindex: row === chosen || (place === 0 && !rows.some((other) => other.row === chosen)) ? 0 : -1,
      onclick: () => events.choose(row),
      onkeydown: (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = list.children[place + step];
        if (next) Object.assign(event.target, { tabIndex: -1 });
        if (next) Object.assign(next, { tabIndex: 0 });
        next?.focus();
      },
    }, make("span", {}, fillIn(labels.row, { number })), make("span", { class: "wrong" }, flipped ? labels.flipped : ""), make("span", { class: "amount" }, `${percent} %`))));
    if (focused !== undefined) list.querySelector(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
  };
  return { element, show };
}
