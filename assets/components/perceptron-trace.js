// What happened so far: a table with one row per sample shown, of which only the rows in sight are made, and mistakes per epoch.

const ROW_HEIGHT = 30;
const SPARE_ROWS = 6;
const SCROLL_BAR = 14;

/**
 * events: { go(moment) when a row is clicked or reached by arrow keys, toggle() plays or pauses }.
 * trace.build(data, labels) takes a run and returns the width its longest numbers need; trace.show(moment) selects its row
 * and scrolls the table, never the page.
 */
function createTrace(events) {
  const head = make("div", { class: "trace-row trace-head", role: "row" });
  const rows = make("div", { class: "trace-rows", role: "rowgroup" });
  const element = make("div", { class: "trace", role: "grid", tabindex: 0 }, head, rows);
  const trace = { element };
  let run = null;
  let selected = 0;
  let drawn = "";

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

  trace.build = (data, labels) => {
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
    element.style.setProperty("--letters", `${widths.reduce((sum, width) => sum + width, 0)}ch`);
    element.setAttribute("aria-label", labels.trace);
    element.setAttribute("aria-rowcount", run.count + 1);
    head.replaceChildren(...columns.map((name) => make("span", { role: "columnheader" }, titles[name])));
    rows.style.height = `${run.count * ROW_HEIGHT}px`;
    drawn = "";
    return parseFloat(getComputedStyle(rows).minWidth) + SCROLL_BAR;
  };

  trace.show = (moment) => {
    selected = moment;
    const room = element.clientHeight - ROW_HEIGHT;
    const top = moment * ROW_HEIGHT;
    // The rows before and after stay in sight too.
    element.scrollTop = Math.min(Math.max(element.scrollTop, top + 2 * ROW_HEIGHT - room), top - ROW_HEIGHT);
    element.setAttribute("aria-activedescendant", `moment-${moment}`);
    drawn = "";
    drawRows();
  };

  function drawRows() {
    if (!run) return;
    const from = Math.max(0, Math.floor(element.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const to = Math.min(run.count, Math.ceil((element.scrollTop + element.clientHeight) / ROW_HEIGHT) + SPARE_ROWS);
    if (drawn === `${from} ${to}`) return;
    drawn = `${from} ${to}`;
    rows.replaceChildren(...Array.from({ length: to - from }, (_, n) => rowOf(from + n)));
  }

  function rowOf(moment) {
    const mistake = moment > 0 && run.error[moment - 1] !== 0;
    const opens = moment > 0 && run.epoch[moment - 1] !== run.epoch[moment - 2];
    const row = make("div", {
      class: ["trace-row", mistake && "mistake", opens && "opens"].filter(Boolean).join(" "), role: "row", id: `moment-${moment}`,
      "aria-selected": String(moment === selected), "aria-rowindex": moment + 2, "data-moment": moment, style: `top:${moment * ROW_HEIGHT}px`,
    });
    for (const [name, text] of Object.entries(cellsOf(moment))) row.append(make("span", { role: "gridcell", class: `cell-${name}` }, text));
    return row;
  }

  element.addEventListener("scroll", drawRows, { passive: true });
  element.addEventListener("click", (event) => {
    const row = event.target.closest("[data-moment]");
    if (row) events.go(Number(row.dataset.moment));
  });
  element.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(element.clientHeight / ROW_HEIGHT) - 2);
    const moves = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity };
    if (event.key === " ") events.toggle();
    else if (moves[event.key]) events.go(Math.max(0, Math.min(run.count - 1, selected + moves[event.key])));
    else return;
    event.preventDefault();
  });
  trace.redraw = () => ((drawn = ""), drawRows());
  return trace;
}

/** Bars of the mistakes in every epoch; a click goes to the end of an epoch. events: { go(moment) } */
function createMistakes(events) {
  const title = make("div", { class: "bars-title" });
  const bars = make("div", { class: "bars", role: "img" });
  const mistakes = { element: make("div", { class: "mistakes" }, title, bars) };
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
    const fill = (count) => make("span", { class: "bar-fill", style: `height:${(26 * count) / most}px` });
    bars.replaceChildren(...data.mistakes.map((count, k) => make("span", {
      class: count ? "bar" : "bar none", "data-epoch": k + 1, "data-moment": data.epoch.lastIndexOf(k + 1) + 1,
      title: fillIn(labels.bar, { epoch: k + 1, count }),
    }, make("span", { class: "bar-number" }, written ? String(count) : ""), fill(count))));
  };

  mistakes.show = (epoch) => {
    for (const bar of bars.children) bar.toggleAttribute("data-here", Number(bar.dataset.epoch) === epoch);
  };
  return mistakes;
}
