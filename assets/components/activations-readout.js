// Beside the plots: every chosen function with its f(x) and f′(x) at the probe, and in words what it does to the batch.

/** choose(k) is called with the number of the function whose tangent, zones and outputs are wanted. */
function createReadout(choose) {
  const place = make("th", { scope: "col", class: "at" });
  const value = make("th", { scope: "col" }, "f(x)");
  const slope = make("th", { scope: "col" }, "f\u2032(x)");
  const body = make("tbody");
  const table = make("table", { class: "readout" }, make("thead", {}, make("tr", {}, place, value, slope)), body);
  const readout = { element: table };
  const changed = changeDetector();

  readout.draw = (data, theme, labels) => {
    table.setAttribute("aria-label", labels.readout);
    if (!changed(theme, labels.choose, data.functions.map((each) => [each.name, each.label]))) return;
    const focused = Array.from(body.children).findIndex((row) => row.contains(table.getRootNode().activeElement));
    body.replaceChildren(...data.functions.map((each, k) => {
      const line = draw("line", { x1: 1, x2: 29, y1: 6, y2: 6, stroke: cssColour(theme.classes[k]), "stroke-width": 3.5, "stroke-dasharray": DASHES[k] });
      const swatch = draw("svg", { class: "swatch", width: 30, height: 12, "aria-hidden": "true" }, line);
      const button = make("button", { type: "button", "data-function": each.name, title: labels.choose, onclick: () => choose(k) }, swatch, each.label);
      return make("tr", {}, make("th", { scope: "row" }, button), make("td"), make("td"));
    }));
    body.children[focused]?.querySelector("button").focus();
  };

  readout.show = (data, index, shown) => {
    place.textContent = `x = ${writeRounded(data.x[index])}`;
    Array.from(body.children).forEach((row, k) => {
      const { f, d } = data.functions[k];
      row.children[1].textContent = writeRounded(f[index]);
      row.children[2].textContent = writeRounded(d[index]);
      row.toggleAttribute("data-shown", k === shown);
      row.firstChild.firstChild.setAttribute("aria-pressed", k === shown);
    });
  };

  return readout;
}

/** What the shading means, and what the probe cannot show: kinks, inputs and values outside. */
function paintActivationNotes(element, data, index, shown, labels) {
  const chosen = data.functions[shown];
  const notes = [];
  if (chosen.zones.saturated.length) notes.push(["saturated-sample", labels.note_saturated]);
  if (chosen.zones.dead.length) notes.push(["dead-sample", labels.note_dead]);
  if (data.inputs.outside) notes.push(["", data.inputs.outside]);
  const corner = chosen.kinks.find((kink) => Math.abs(kink.x - data.x[index]) < 1e-9);
  if (corner) {
    const [left, at, right] = corner.d.map(writeRounded);
    const jumps = corner.f[0] !== corner.f[2];
    notes.push(["", fillIn(jumps ? labels.note_jump : labels.note_kink, { left, at, right, name: chosen.label })]);
  }
  element.replaceChildren(...notes.map(([sample, text]) =>
    make("span", { class: "note" }, ...(sample ? [make("span", { class: `sample ${sample}` })] : []), text)));
}
