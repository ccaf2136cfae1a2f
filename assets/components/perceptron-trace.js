// What happened so far: a table with one row per sample shown, of which only the rows in sight are made, and mistakes per epoch.

const ROW_HEIGHT = 30;
const SPARE_ROWS = 6;
const SCROLL_BAR = 14;
// Of a row, beside its letters: gaps and padding, as in the style sheet.
const BETWEEN = 46;

/**
 * events: { go(moment) when a row is clicked or reached by arrow keys, toggle() plays or pauses }.
 * trace.build(data, labels, theme) takes a run and returns the width its longest numbers need; trace.show(moment) selects its row
 * and scrolls the table, never the page; trace.measureAgain() after a font arrived.
 */
function createTrace(events) {
  const head = make("div", { class: "trace-row trace-head", role: "row" });
  const rows = make("div", { class: "trace-rows", role: "rowgroup" });
  const element = make("div", { class: "trace", role: "grid", tabindex: 0 }, head, rows);
  const trace = { element };
  let run = null;
  let selected = 0;
  let drawn = "";
  // Remembered, because asking the browser makes it lay out the page.
  let typeChanged = changeDetector();
  let letter = 0;
  let height = 0;
  let top = 0;

  /** Column → text of the row `moment`; row 0 shows the initial weights. */
  function cellsOf(moment) {
    const [w1, w2, b] = run.weights[moment].map((v) => exactNumber(v));
    if (!moment) return { epoch: run.labels.start, x: "", prediction: "", error: "", w1, w2, b };
    const k = moment - 1;
    const error = run.error[k];
    return {
      epoch: String(run.epoch[k]), x: run.nameOf(run.sample[k]), prediction: String(run.prediction[k]),
      error: error > 0 ? "+1" : exactNumber(error), w1, w2, b,
    };
  }

  trace.build = (data, labels, theme) => {
    const short = data.points.every(([x1, x2]) => [x1, x2].every((v) => exactNumber(v).length < 3));
    const nameOf = (sample) => (short ? data.points[sample]?.slice(0, 2).map((v) => exactNumber(v)).join(", ") : `${sample + 1}`) ?? "";
    run = { ...data, labels, nameOf, count: data.weights.length };
    const titles = { epoch: labels.epoch, x: short ? "x" : labels.sample, prediction: "ŷ", error: "y − ŷ", w1: "w₁", w2: "w₂", b: "b" };
    const columns = Object.keys(titles);
    const longest = Object.fromEntries(columns.map((name) => [name, titles[name].length]));
    for (let moment = 1; moment < run.count; moment++) {
      const cells = cellsOf(moment);
      for (const name of columns) longest[name] = Math.max(longest[name], cells[name].length);
    }
    const widths = columns.map((name) => longest[name] + 0.3);
    element.style.setProperty("--columns", widths.map((width) => `${width}ch`).join(" "));
    const letters = widths.reduce((sum, width) => sum + width, 0);
    element.style.setProperty("--letters", `${letters}ch`);
    element.setAttribute("aria-label", labels.trace);
    element.setAttribute("aria-rowcount", run.count + 1);
    if (head.textContent !== Object.values(titles).join("")) {
      head.replaceChildren(...columns.map((name) => make("span", { role: "columnheader" }, titles[name])));
    }
    rows.style.height = `${run.count * ROW_HEIGHT}px`;
    drawn = "";
    if (typeChanged(theme, data.present)) letter = (parseFloat(getComputedStyle(rows).minWidth) - BETWEEN) / letters;
    return letter * letters + BETWEEN + SCROLL_BAR;
  };

  trace.measureAgain = () => {
    typeChanged = changeDetector();
  };

  trace.show = (moment) => {
    selected = moment;
    height ||= element.clientHeight;
    const room = height - ROW_HEIGHT;
    const place = moment * ROW_HEIGHT;
    // The rows before and after stay in sight too.
    const wanted = Math.min(Math.max(top, place + 2 * ROW_HEIGHT - room), place - ROW_HEIGHT, run.count * ROW_HEIGHT - room);
    if (Math.max(0, wanted) !== top) {
      element.scrollTop = wanted;
      top = element.scrollTop;
    }
    element.setAttribute("aria-activedescendant", `moment-${moment}`);
    drawn = "";
    drawRows();
  };

  function drawRows() {
    if (!run) return;
    const from = Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE_ROWS);
    const to = Math.min(run.count, Math.ceil((top + height) / ROW_HEIGHT) + SPARE_ROWS);
    if (drawn === `${from} ${to}`) return;
    drawn = `${from} ${to}`;
    while (rows.children.length > to - from) rows.lastChild.remove();
    while (rows.children.length < to - from) rows.append(makeRow());
    Array.from(rows.children).forEach((row, n) => fillRow(row, from + n));
  }

  const makeRow = () => make("div", { role: "row" }, ...Object.keys(cellsOf(0)).map((name) => make("span", { role: "gridcell", class: `cell-${name}` })));

  function fillRow(row, moment) {
    const mistake = moment > 0 && run.error[moment - 1] !== 0;
    const opens = moment > 0 && run.epoch[moment - 1] !== run.epoch[moment - 2];
    row.className = ["trace-row", mistake && "mistake", opens && "opens"].filter(Boolean).join(" ");
    row.setAttribute("aria-selected", moment === selected);
    if (row.dataset.moment !== String(moment)) {
      row.id = `moment-${moment}`;
      row.setAttribute("aria-rowindex", moment + 2);
      row.dataset.moment = moment;
      row.style.top = `${moment * ROW_HEIGHT}px`;
    }
    Object.values(cellsOf(moment)).forEach((text, k) => (row.children[k].textContent = text));
  }

  new ResizeObserver(() => {
    if (element.clientHeight === height) return;
    height = element.clientHeight;
    top = element.scrollTop;
    if (run) trace.show(selected);
  }).observe(element);
  element.addEventListener("scroll", () => {
    top = element.scrollTop;
    drawRows();
  }, { passive: true });
  element.addEventListener("click", (event) => {
    const row = event.target.closest("[data-moment]");
    if (row) events.go(Number(row.dataset.moment));
  });
  element.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 2);
    const moves = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity };
    if (event.key === " ") events.toggle();
    else if (moves[event.key]) events.go(Math.max(0, Math.min(run.count - 1, selected + moves[event.key])));
    else return;
    event.preventDefault();
  });
  return trace;
}

/** Bars of the mistakes in every epoch; a click goes to the end of an epoch. events: { go(moment) } */
function createMistakes(events) {
  const title = make("div", { class: "bars-title" });
  const bars = make("div", { class: "bars", role: "img" });
  const mistakes = { element: make("div", { class: "mistakes" }, title, bars) };
  const changed = changeDetector();
  bars.addEventListener("click", (event) => {
    const bar = event.target.closest("[data-moment]");
    if (bar) events.go(Number(bar.dataset.moment));
  });

  mistakes.build = (data, labels) => {
    const most = Math.max(1, ...data.mistakes);
    const written = data.mistakes.length <= 12;
    mistakes.element.hidden = !data.epoch.length;
    title.textContent = labels.mistakes;
    bars.setAttribute("aria-label", `${labels.mistakes}: ${data.mistakes.join(", ")}`);
    const ends = [];
    data.epoch.forEach((epoch, k) => (ends[epoch - 1] = k + 1));
    if (!changed(data.mistakes, ends, labels.bar)) return;
    const fill = (count) => make("span", { class: "bar-fill", style: `height:${(26 * count) / most}px` });
    bars.replaceChildren(...data.mistakes.map((count, k) => make("span", {
      class: count ? "bar" : "bar none", "data-epoch": k + 1, "data-moment": ends[k],
      title: fillIn(labels.bar, { epoch: k + 1, count }),
    }, make("span", { class: "bar-number" }, written ? String(count) : ""), fill(count))));
  };

  mistakes.show = (epoch) => {
    for (const bar of bars.children) bar.toggleAttribute("data-here", Number(bar.dataset.epoch) === epoch);
  };
  return mistakes;
}
