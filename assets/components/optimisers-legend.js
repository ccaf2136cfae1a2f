// The legend: who races, how fast each learns, and what its loss is now. A tick on each ruler marks the stability limit.

/**
 * events: { toggle(name), select(name), rate(name, value), hover(name or null) }.
 * legend.describe(race, labels, theme, selected, moved) after new data, `moved` the names whose rate Python has not answered yet;
 * legend.show(race, index, labels) at every moment.
 */
function createLegend(events) {
  const element = make("div", { class: "legend-rows", role: "group" });
  const legend = { element };
  let rows = [];
  let rates = [];

  const createRow = (name) => {
    const row = { held: false, rate: null, changed: changeDetector() };
    const sample = make("canvas", { "aria-hidden": "true" });
    const swatch = make("button", { type: "button", class: "swatch", "data-toggle": name, onclick: () => events.toggle(name) }, sample);
    const title = make("button", { type: "button", class: "racer-name", "data-select": name, onclick: () => events.select(name) });
    const now = make("span", { class: "now", "data-loss": name });
    const ruler = make("input", { type: "range", class: "rate", "data-rate": name, min: 0, step: 1,
      oninput: () => {
        row.held = true;
        write(Number(ruler.value));
      },
      onchange: () => {
        row.held = false;
        row.rate = null;
        events.rate(name, rates[Number(ruler.value)]);
      } });
    const zone = make("span", { class: "beyond", "aria-hidden": "true" });
    const value = make("span", { class: "rate-value" });
    const element = make("div", { class: "racer", "data-racer": name, onpointerenter: (event) => event.pointerType !== "touch" && events.hover(name),
      onpointerleave: () => events.hover(null) }, swatch, title, now, make("span", { class: "speed" }, make("span", { class: "ruler" }, zone, ruler), value));
    const write = (at) => {
      const text = exactNumber(rates[at]);
      value.textContent = `\u03b7 ${text}`;
      ruler.setAttribute("aria-valuetext", text);
    };
    Object.assign(row, { name, element, sample, swatch, title, now, ruler, zone, write });
    return row;
  };

  legend.describe = (race, labels, theme, selected, moved) => {
    element.setAttribute("aria-label", labels.legend);
    rates = race.rates;
    if (rows.length !== race.racers.length) {
      rows = race.racers.map(({ name }) => createRow(name));
      element.replaceChildren(...rows.map((row) => row.element));
    }
    const alone = race.racers.filter(({ on }) => on).length === 1;
    race.racers.forEach((racer, k) => {
      const row = rows[k];
      const { name, label, on, limit } = racer;
      // The learner's own move is not undone by an answer to something asked before it.
      if (!row.held && !moved.has(name) && row.rate !== racer.rate) {
        row.rate = racer.rate;
        row.ruler.max = rates.length - 1;
        row.ruler.value = rates.indexOf(racer.rate);
        row.write(rates.indexOf(racer.rate));
      }
      if (!row.changed(label, on, limit, on && alone, name === selected, theme, labels.rate)) return;
      drawSample(row.sample, racer, 44, 22, theme);
      row.element.toggleAttribute("data-on", on);
      row.element.toggleAttribute("data-selected", name === selected && on);
      row.swatch.setAttribute("aria-pressed", on);
      // One has to stay; aria-disabled keeps the keyboard focus where it is.
      row.swatch.setAttribute("aria-disabled", on && alone);
      row.swatch.title = fillIn(labels[on ? "leave" : "join"], { name: label });
      row.swatch.setAttribute("aria-label", row.swatch.title);
      row.title.textContent = label;
      row.title.title = fillIn(labels.select, { name: label });
      row.title.setAttribute("aria-pressed", name === selected && on);
      row.ruler.setAttribute("aria-label", fillIn(labels.rate, { name: label }));
      row.zone.hidden = limit === null;
      if (limit !== null) {
        row.zone.style.left = `calc(9px + ${rulerShare(rates, limit)} * (100% - 18px))`;
        row.zone.title = row.ruler.title = fillIn(labels.limit, { limit: shortNumber(limit, 3) });
      } else row.ruler.title = "";
    });
  };

  legend.show = (race, index, labels) => race.racers.forEach((racer, k) => {
    const gone = racer.on && hasDiverged(racer, index);
    const loss = () => shortNumber(racer.excess[Math.min(index, racer.count - 1)] + race.surface.lowest, 3);
    const text = gone ? fillIn(labels.gone, { step: racer.diverged }) : racer.on ? loss() : "";
    if (rows[k].now.textContent === text) return;
    rows[k].now.textContent = text;
    rows[k].now.toggleAttribute("data-gone", gone);
  });
  return legend;
}

/** Where a rate lies on the ruler, 0 to 1, between two of its marks where it is none of them. */
function rulerShare(rates, rate) {
  const above = rates.findIndex((value) => value >= rate);
  if (above <= 0) return above < 0 ? 1 : 0;
  const between = Math.log(rate / rates[above - 1]) / Math.log(rates[above] / rates[above - 1]);
  return (above - 1 + between) / (rates.length - 1);
}
