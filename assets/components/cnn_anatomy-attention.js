// What the network looks at: several maps of the input's pixels side by side; the pixel under the pointer is outlined in all.

const METHODS = ["saliency", "integrated", "grad_cam", "occlusion", "excited"];

/** events: { open(name, place) } when the unit to excite is chosen. */
function createAttention({ open }) {
  const sentence = make("p", { class: "headline" });
  const figures = make("div", { class: "figures" });
  const readout = make("p", { class: "readout", "aria-live": "polite" });
  const attention = { element: make("div", { class: "attention" }, sentence, figures, readout) };
  let maps = new Map();
  let values = new Map();
  let labels = null;
  let shownUnit = null;
  const layerChoice = make("select", { "data-action": "excited-layer", onchange: () => open(layerChoice.value, null) });
  const turn = (step) => {
    const { layer, place } = shownUnit;
    const count = layer.flat ? layer.columns : layer.maps;
    open(layer.name, [(place[0] + step + count) % count, ...place.slice(1)]);
  };
  const before = make("button", { type: "button", "data-action": "map-before", onclick: () => turn(-1) }, makeIcon("M15 5v14L8 12z"));
  const after = make("button", { type: "button", "data-action": "map-after", onclick: () => turn(1) }, makeIcon("M9 5v14l7-7z"));
  const choose = make("div", { class: "choose" }, layerChoice, before, after);

  const point = (row, column) => {
    for (const [name, { map }] of maps) if (name !== "excited") map.outline(row === null ? [] : [[row, column]]);
    const written = row === null ? [] : Array.from(values, ([name, numbers]) => `${labels[`short_${name}`]} ${shortNumber(numbers[row * 28 + column], 3)}`);
    readout.textContent = row === null ? labels.hover_pixel : `${fillIn(labels.pixel, { row, column })}: ${written.join(" \u00b7 ")}`;
    attention.element.dataset.pixel = row === null ? "" : `${row},${column}`;
  };
  let cursor = [14, 14];
  const events = {
    hover: (row, column) => point(row, column),
    leave: () => point(null),
    press: (row, column) => point(...(cursor = [row, column])),
    key: (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      cursor = cursor.map((k, n) => Math.max(0, Math.min(27, k + step[n])));
      point(...cursor);
    },
  };

  attention.show = ({ layers, data, unit: chosen }, theme, words, width) => {
    labels = words;
    const { target, excitement, maps: sent } = data.attention;
    values = new Map([["input", layers[0].values]]);
    for (const name of METHODS) if (sent[name] && name !== "excited") values.set(name, singlesOf(sent[name]));
    const shown = [...values.keys(), "excited"];
    if (shown.join() !== Array.from(maps.keys()).join()) {
      maps = new Map(shown.map((name) => {
        const map = createMap(name, events);
        const [title, about] = [make("div", { class: "title" }), make("p", { class: "about" })];
        return [name, { map, title, about, element: make("figure", {}, title, map.element, ...(name === "excited" ? [choose] : []), about) }];
      }));
      figures.replaceChildren(...Array.from(maps.values(), ({ element }) => element));
    }
    const [perRow, largest] = width < 560 ? [2, 6] : [3, 6 + Math.floor(spareHeight() / 60)];
    const cell = Math.max(4, Math.min(largest, Math.floor((width / perRow - 24) / 28)));
    const [unit, place] = excitable(layers, data.unit);
    for (const [name, { map, title, about }] of maps) {
      const numbers = name === "excited" ? singlesOf(sent.excited) : values.get(name);
      title.textContent = labels[`title_${name}`];
      about.textContent = fillIn(labels[`about_${name}`], {
        unit: name === "excited" ? excitedName(unit, place) : target, before: shortNumber(excitement[0], 3), after: shortNumber(excitement[1], 3),
      });
      map.show({ values: numbers, rows: 28, columns: 28, limit: largestOf(numbers) }, cell, theme, `${title.textContent}. ${about.textContent}`);
    }
    const [layer, at] = excitable(layers, chosen);
    shownUnit = { layer, place: at };
    layerChoice.replaceChildren(...layers.slice(1).map(({ name, title }) => make("option", { value: name, selected: name === layer.name }, title)));
    for (const [element, name] of [[layerChoice, "choose_layer"], [before, "map_before"], [after, "map_after"]]) element.setAttribute("aria-label", labels[name]);
    sentence.textContent = fillIn(labels.attention, { target, share: percent(data.probabilities[target]) });
    point(null);
  };

  /** The unit looked at; in the input's place the first map of the first layer. */
  const excitable = (layers, { layer, place }) => (layer === "input" ? [layers[1], placeAt(layers[1], 0)] : [layers.find(({ name }) => name === layer), place]);

  const excitedName = (layer, place) => layer.flat ? `${layer.title}, ${fillIn(labels.unit, { unit: place[0] })}` : `${layer.title}, ${fillIn(labels.map_name, { map: place[0] })}`;
  return attention;
}
