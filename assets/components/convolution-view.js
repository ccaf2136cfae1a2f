// The frame around the grids: groups with title and legend, operators, filter thumbnails, notes.

/** All lasting elements of the component inside its root. */
function createView(root, player, panel) {
  const group = (kind) => {
    const title = make("div", { class: "title" });
    const grids = make("div", { class: "grids" });
    const legend = make("div", { class: "legend" });
    return { kind, title, grids, legend, element: make("div", { class: `group ${kind}` }, title, grids, legend) };
  };
  const groups = { input: group("input"), kernel: group("kernel"), output: group("output") };
  const operator = (name, sign) => make("span", { class: `operator ${name}`, "aria-hidden": "true" }, sign);
  const stage = make("div", { class: "stage" }, groups.input.element, operator("times", "\u229b"), groups.kernel.element,
    make("span", { class: "break" }), operator("equals", "="), groups.output.element);
  const filters = make("div", { class: "filters", role: "radiogroup", onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = Array.from(filters.children);
    const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
    next.click();
    next.focus();
  } });
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  root.replaceChildren(make("div", { class: "picture" }, stage, notes, player.element, filters), panel.element, live);
  return { groups, stage, filters, notes, live };
}

/** Name the channels where there are several, and align the rows of input and kernel. */
function nameRows(group, names, rowHeight) {
  Array.from(group.grids.children).forEach((row, k) => {
    row.style.height = rowHeight ? `${rowHeight}px` : "";
    row.firstChild.hidden = names.length < 2;
    row.firstChild.textContent = names[k] ?? "";
  });
}

/** One button per filter with its output map, drawn at one pixel a cell and enlarged by the browser. */
function paintFilters(element, data, chosen, theme, labels, choose) {
  element.hidden = data.weight.length < 2;
  if (element.hidden) return;
  element.setAttribute("aria-label", labels.filters);
  const maps = data.activated ?? data.output;
  while (element.children.length > maps.length) element.lastChild.remove();
  while (element.children.length < maps.length) {
    const index = element.children.length;
    element.append(make("button", { type: "button", role: "radio", class: "filter", "data-filter": index, onclick: () => choose(index) },
      make("canvas", { "aria-hidden": "true" }), make("span", { class: "filter-name" })));
  }
  maps.forEach((rows, k) => {
    const button = element.children[k];
    const canvas = button.firstChild;
    const [width, height] = [rows[0].length, rows.length];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const limit = scaleLimit(data.output[k]);
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    rows.forEach((values, row) => values.forEach((value, column) => (pixels[row * width + column] = pixelColour(value, limit, theme))));
    canvas.getContext("2d").putImageData(image, 0, 0);
    const side = 48 / Math.max(height, width);
    canvas.style.width = `${width * side}px`;
    canvas.style.height = `${height * side}px`;
    button.lastChild.textContent = data.filter_names[k];
    button.title = data.filter_names[k];
    button.setAttribute("aria-checked", k === chosen);
    button.tabIndex = k === chosen ? 0 : -1;
  });
}

/** What tinted, hatched and rounded cells mean, where there are any. */
function paintNotes(element, data, rounded, labels) {
  const notes = [];
  if (data.padding.some(Boolean)) notes.push(["padding-sample", labels[`note_padding_${data.padding_mode}`]]);
  const { rows, columns } = data.dropped;
  if (rows || columns) notes.push(["hatch-sample", fillIn(labels.note_dropped, { rows, columns })]);
  if (rounded) notes.push(["", labels.note_rounded]);
  element.replaceChildren(...notes.map(([sample, text]) =>
    make("span", { class: "note" }, ...(sample ? [make("span", { class: `sample ${sample}` })] : []), text)));
}
