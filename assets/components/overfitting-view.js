// What stands around the curves: the network's sentence, readings that choose the rows of the matrix, scores or a cell's rows.

const ROW_PARTS = ["train", "validation", "test"];

function createOverfittingView(root, player, fit, events) {
  const title = make("span", { class: "fit-title" });
  const scale = make("button", { type: "button", class: "scale", "data-action": "log", onclick: () => events.logarithmic() }, "log");
  const head = make("div", { class: "fit-head" }, title, scale);
  const columns = Object.fromEntries(ROW_PARTS.map((part) => [part, {
    button: make("button", { type: "button", "data-part": part, onclick: () => events.rows(part) }),
    count: make("td"), loss: make("td", { "data-number": `loss-${part}` }), accuracy: make("td", { "data-number": `accuracy-${part}` }),
  }]));
  const names = { loss: make("th", { scope: "row" }), accuracy: make("th", { scope: "row" }), count: make("th", { scope: "row" }) };
  const across = (pick) => ROW_PARTS.map((part) => pick(columns[part]));
  const readings = make("table", { class: "readings" },
    make("tr", {}, make("td"), ...across(({ button }) => make("th", { scope: "col" }, button))),
    ...["count", "loss", "accuracy"].map((name) => make("tr", {}, names[name], ...across((column) => column[name]))));
  const matrix = createMatrix((i, j) => events.cell([i, j]));
  const second = createMatrix(null);
  const matrices = make("div", { class: "matrices" }, matrix.element, second.element);
  const scores = createScores();
  const list = createSampleList({ choose: (row) => events.sample(row), close: () => events.cell(null) });
  const side = make("div", { class: "fit-side" }, readings, matrices, scores.element, list.element);
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const stage = make("div", { class: "fit-stage" }, head, fit.element, side, notes, player.element);
  root.replaceChildren(stage, live);
  return { stage, title, scale, columns, names, readings, matrix, second, matrices, scores, list, side, notes, live };
}

/** Words, tables and what is there at all: after new data, another theme or another language. */
function describeOverfitting(it) {
  const { run, view, theme, fit } = it;
  const { labels, classes } = run;
  setText(view.title, run.title);
  view.title.title = run.title;
  view.scale.title = labels.logarithmic;
  view.scale.setAttribute("aria-label", labels.logarithmic);
  view.scale.setAttribute("aria-pressed", fit.logarithmic);
  view.readings.setAttribute("aria-label", labels.readings);
  for (const name of ["loss", "accuracy", "count"]) setText(view.names[name], labels[name === "count" ? "rows" : name]);
  ROW_PARTS.forEach((part, k) => {
    const column = view.columns[part];
    for (const cell of [column.button.parentElement, column.count, column.loss, column.accuracy]) cell.hidden = run.counts[k] === 0;
    setText(column.button, labels[part]);
    column.button.title = labels.choose_rows;
    setText(column.count, countNumber(run.counts[k]));
  });
  const many = classes.length > 4;
  const beside = !many && secondMatrix(it, 0);
  view.second.element.hidden = !beside;
  // Made anew only where they differ: whoever walks through the matrix by keyboard keeps the place.
  const shape = JSON.stringify([classes, beside?.name, labels.matrix, theme.accent]);
  if (it.shape !== shape) {
    it.shape = shape;
    view.matrix.shape(run, theme, beside ? labels.now : labels.matrix, !many && !beside);
    if (beside) view.second.shape(run, theme, beside.name, false);
    view.scores.shape(run, theme);
  }
  view.stage.toggleAttribute("data-many", many);
  // So many classes leave less room for the list below them.
  const [cell, room] = classes.length > 7 ? [20, 72] : many ? [26, 96] : [32, 118];
  view.stage.style.setProperty("--cell", `${cell}px`);
  view.stage.style.setProperty("--room", `${room}px`);
  const most = it.cell && it.cell[0] < classes.length && it.cell[1] < classes.length ? it.cell : (it.cell = null);
  view.matrix.reach(...(most ?? [0, 0]));
  view.notes.replaceChildren(...run.messages.map((text) => make("p", {}, text)));
}

/** { name, counts } of what stands beside this network's matrix: the kept run's, else scikit-learn's of the test rows. */
function secondMatrix({ run, part }, epoch) {
  const { pinned, sklearn, classes } = run;
  if (pinned) return { name: pinned.name, counts: countsAt(pinned.confusion, keyframeAt(pinned.epochs, epoch), part, classes.length) };
  return sklearn && part === "test" ? { name: sklearn.name, counts: sklearn.confusion } : null;
}

/** The confusion matrix of one keyframe and one part of the rows, from the flat counts. */
function countsAt(values, index, part, classes) {
  const start = (3 * index + ROW_PARTS.indexOf(part)) * classes * classes;
  return Array.from({ length: classes }, (_, i) => Array.from(values.subarray(start + i * classes, start + (i + 1) * classes)));
}

/** Everything that follows the epoch: numbers, matrix, scores, the rows of the chosen cell. */
function showOverfitting(it) {
  const { run, view, index, theme, root, player, part } = it;
  const { history, labels, classes } = run;
  const epoch = run.epochs[index];
  const k = keyframeAt(history.epochs, epoch);
  ROW_PARTS.forEach((name) => {
    if (!history[name]) return;
    setText(view.columns[name].loss, shortNumber(history[name][k], 3));
    setText(view.columns[name].accuracy, `${(100 * history[`accuracy_${name}`][k]).toFixed(1)} %`);
    view.columns[name].button.setAttribute("aria-pressed", name === part);
  });
  view.matrix.show(countsAt(run.confusion, index, part, classes.length), run, theme, it.cell);
  if (!view.second.element.hidden) view.second.show(secondMatrix(it, epoch).counts, run, theme, null);
  const start = (3 * index + ROW_PARTS.indexOf(part)) * (classes.length + 1) * 3;
  view.scores.show(Array.from({ length: classes.length + 1 }, (_, c) => Array.from(run.scores.subarray(start + 3 * c, start + 3 * c + 3))));
  view.scores.element.hidden = Boolean(it.cell);
  view.list.element.hidden = !it.cell;
  if (it.cell) {
    const rows = rowsOfCell(it);
    const heading = fillIn(labels[rows.length === 1 ? "cell_one" : "cell_many"], { count: rows.length, actual: classes[it.cell[0]], predicted: classes[it.cell[1]] });
    view.list.show(rows, heading, it.sample, labels);
  }
  it.fit.mark(epoch);
  player.show(index, sentenceOf(it), fillIn(labels.epoch, { epoch: countNumber(epoch) }));
  Object.assign(root.dataset, {
    epoch, run: run.run, last: run.epochs.at(-1), part, cell: it.cell ? it.cell.join(".") : "", sample: it.sample ?? "",
    train: history.train[k], held: history[run.judge][k],
  });
}

/** The rows of one part that belong to the chosen cell at this moment, the surest answers first. */
function rowsOfCell({ run, index, part, cell }) {
  const number = ROW_PARTS.indexOf(part);
  const first = run.counts.slice(0, number).reduce((sum, count) => sum + count, 0);
  const n = run.told.length;
  const rows = [];
  for (let row = first; row < first + run.counts[number]; row++) {
    if (run.told[row] !== cell[0] || run.predicted[index * n + row] !== cell[1]) continue;
    rows.push({ row, number: run.numbers[row], percent: run.percent[index * n + row], flipped: run.flipped.has(row) });
  }
  return rows.sort((a, b) => b.percent - a.percent || a.number - b.number);
}

/** "Epoch 13: training loss 0.35, validation loss 0.19, …" */
function sentenceOf({ run, index }) {
  const { history, labels } = run;
  const epoch = run.epochs[index];
  const k = keyframeAt(history.epochs, epoch);
  const parts = ["train", run.judge].map((part) => fillIn(labels.live, {
    part: labels[part], loss: shortNumber(history[part][k], 3), accuracy: `${(100 * history[`accuracy_${part}`][k]).toFixed(1)} %`,
  }));
  return `${fillIn(labels.epoch, { epoch })}: ${parts.join("; ")}.`;
}
