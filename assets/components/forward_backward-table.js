// Every gradient by hand beside autograd's, behind a title that says how far apart they are.

/** events: { row(mark or null) } when a row is hovered. table.update(data, labels) */
function createTable(events) {
  const summary = make("summary", {});
  const body = make("div", { class: "rows", tabindex: "0", role: "region" });
  const element = make("details", { class: "comparison", ontoggle: () => fill() }, summary, body);
  let rows = [];
  let words = {};

  const fill = () => {
    if (!element.open) return;
    const row = ([mark, ...cells]) => make("tr", { "data-mark": mark, onpointerenter: () => events.row(mark), onpointerleave: () => events.row(null) },
      ...cells.map((text, k) => make(k ? "td" : "th", k ? {} : { scope: "row" }, text)));
    const head = ["gradient", "by_hand", "autograd", "difference"].map((name) => make("th", { scope: "col" }, words[name]));
    body.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows.map(row))));
  };

  const update = (data, labels) => {
    [rows, words] = [data.gradients, labels];
    summary.textContent = fillIn(labels.comparison, { count: rows.length, difference: data.texts.difference });
    body.setAttribute("aria-label", labels.by_hand);
    fill();
  };
  return { element, update };
}
