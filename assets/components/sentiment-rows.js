// The table of a text: a row for each word, a column for each step of its way through the network.

const COLUMNS = ["word", "vector", "state", "so_far", "push", "bag"];
const MEASURES = ["without", "gradient"];

/** A row of values as a strip of colours: one pixel each, stretched by CSS, so that no width asks for another drawing. */
function paintStrip(canvas, values, limit, theme) {
  canvas.width = Math.max(1, values.length);
  canvas.height = 1;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(canvas.width, 1);
  values.forEach((value, k) => pixels.data.set([...valueColour(value, limit, theme), 255], 4 * k));
  context.putImageData(pixels, 0, 0);
}

/** A bar from the middle: `share` from −1 to 1 of half its width, and a number beside it. */
function paintBar(cell, share, text, theme) {
  const [bar] = cell.querySelectorAll(".bar");
  const width = Math.min(1, Math.abs(share)) * 50;
  bar.style.width = `${width}%`;
  bar.style.left = `${share < 0 ? 50 - width : 50}%`;
  bar.style.background = cssColour(share < 0 ? theme.negative : theme.positive);
  cell.querySelector(".number").textContent = text;
}

const barCell = (name) => make("td", { class: name }, make("span", { class: "track" }, make("span", { class: "bar" })), make("span", { class: "number" }));
const stripCell = (name) => make("td", { class: name }, make("canvas", { "aria-hidden": "true" }));
/** A share as a person reads it: 98.9 %, and 100 % only where it is all. */
const percent = (share) => {
  const decimals = share === 0 || share === 1 ? 0 : share > 0.9995 || share < 0.0005 ? 2 : 1;
  return `${(100 * share).toFixed(decimals)}\u202f%`;
};
const signed = (value) => (value > 0 ? `+${value.toFixed(2)}` : exactNumber(Number(value.toFixed(2))));

/** events: { choose(row), hover(row or null), measure(name) } */
function createSentimentTable(events) {
  const table = { rows: [], measure: MEASURES[0] };
  const heads = COLUMNS.map((name) => make("th", { scope: "col", class: name }));
  table.choice = make("button", { type: "button", class: "measure", onclick: () => {
    table.measure = MEASURES[1 - MEASURES.indexOf(table.measure)];
    events.measure(table.measure);
  } });
  const body = make("tbody", {
    onpointerover: (event) => events.hover(rowOf(event)),
    onpointerleave: () => events.hover(null),
    onclick: (event) => rowOf(event) !== null && events.choose(rowOf(event)),
    onkeydown: (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = Math.max(0, Math.min(table.rows.length - 1, table.chosen + step));
      events.choose(next);
      table.rows[next]?.button?.focus();
    },
  });
  const rowOf = (event) => {
    const row = event.target.closest("tr")?.dataset.row;
    return row === undefined ? null : Number(row);
  };
  table.element = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body);
  table.heads = Object.fromEntries(COLUMNS.map((name, k) => [name, heads[k]]));

  /** As many rows as there are words, and one for the padding on each side that has some. */
  table.take = (data) => {
    const kinds = [...(data.before ? ["before"] : []), ...data.words.map(() => "word"), ...(data.behind ? ["behind"] : [])];
    const signature = kinds.join();
    if (signature !== table.signature) {
      table.signature = signature;
      let word = 0;
      table.rows = [];
      body.replaceChildren(...kinds.map((kind) => {
        const button = make("button", { type: "button", class: "token" });
        const row = make("tr", { class: kind }, make("th", { scope: "row", class: "word" }, kind === "word" ? button : make("span", { class: "pads" })),
          stripCell("vector"), stripCell("state"), barCell("so_far"), barCell("push"), barCell("bag"));
        const entry = { kind, row, button: kind === "word" ? button : null, cell: (name) => row.querySelector(`td.${name}`) };
        if (kind === "word") {
          row.dataset.row = word++;
          table.rows.push(entry);
        } else table[kind] = entry;
        return row;
      }));
    }
  };

  table.paint = (data, theme, labels) => {
    const { vectors, states } = data;
    const limits = { vector: scaleLimit(vectors), state: scaleLimit(data.end ? [...states, data.end] : states) };
    const pushes = data[table.measure];
    const largest = { push: scaleLimit(pushes), bag: scaleLimit(data.bag) };
    for (const name of COLUMNS) {
      if (name === "push") continue;
      table.heads[name].textContent = fillIn(labels[`head_${name}`], { cell: data.cell_name });
      table.heads[name].title = labels[`help_${name}`];
    }
    table.choice.textContent = labels[`measure_${table.measure}`];
    table.choice.title = labels.help_push;
    table.heads.push.replaceChildren(table.choice);
    table.rows.forEach((entry, t) => {
      const { button } = entry;
      button.textContent = data.words[t];
      button.classList.toggle("unknown", Boolean(data.unknown[t]));
      button.title = data.unknown[t] ? labels.unknown : fillIn(labels.number, { number: data.numbers[t] });
      paintStrip(entry.cell("vector").firstChild, vectors[t], limits.vector, theme);
      paintStrip(entry.cell("state").firstChild, states[t], limits.state, theme);
      paintBar(entry.cell("so_far"), 2 * data.so_far[t] - 1, percent(data.so_far[t]), theme);
      paintBar(entry.cell("push"), pushes[t] / largest.push, signed(pushes[t]), theme);
      paintBar(entry.cell("bag"), data.bag[t] / largest.bag, data.unknown[t] ? "–" : signed(data.bag[t]), theme);
    });
    for (const kind of ["before", "behind"]) {
      if (data[kind]) table[kind].row.querySelector(".pads").textContent = fillIn(labels.padding, { count: data[kind] });
    }
    if (data.behind) {
      paintStrip(table.behind.cell("state").firstChild, data.end, limits.state, theme);
      paintBar(table.behind.cell("so_far"), 2 * data.probability - 1, percent(data.probability), theme);
    }
    return limits;
  };

  /** Keeps the row that is read in the part of a long table that can be seen, without moving the page. */
  const follow = (row, last) => {
    const area = table.element.parentElement;
    if (!row || area.scrollHeight <= area.clientHeight) return;
    const bottom = (last || row).offsetTop + (last || row).offsetHeight;
    const head = table.heads.word.offsetHeight;
    area.scrollTop = Math.max(bottom - area.clientHeight, Math.min(area.scrollTop, row.offsetTop - head));
  };

  /** What is read already stands strongly; the row looked at is outlined. */
  table.mark = (read, chosen, hovered) => {
    table.chosen = chosen;
    table.rows.forEach(({ row, button }, t) => {
      row.classList.toggle("ahead", t > read);
      row.classList.toggle("chosen", t === (hovered ?? chosen));
      button.setAttribute("aria-pressed", t === chosen);
      button.tabIndex = t === chosen ? 0 : -1;
    });
    // Only when another word is read: who scrolls to look around is left alone.
    if (table.followed !== `${table.signature} ${read}`) follow(table.rows[read]?.row, read === table.rows.length - 1 && table.behind?.row);
    table.followed = `${table.signature} ${read}`;
    if (table.behind) table.behind.row.classList.toggle("ahead", read < table.rows.length - 1);
  };
  return table;
}
