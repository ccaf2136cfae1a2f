// The numbers behind a cell: a window's maximum, average or root with its numbers in it, where its gradient goes, and how much changes
// when the picture moves.

// More numbers than this are worked out row by row.
const NUMBERS_IN_A_LINE = 9;
const NUMBERS_IN_A_LINE_OF_THREE = 4;
// What stands around the numbers of a formula, in letters, and the size of letters and lines in em.
const SENTENCE = 36;
const LETTER_WIDTH = 0.55;
const LINE_HEIGHT = 2.1;

/** "=" where so many decimals say all of a number, else "≈". */
const equals = (value, decimals = 6) => (Math.abs(Number(value.toFixed(decimals)) - value) < 1e-9 ? "=" : "≈");

const signedText = (value) => (value === -Infinity ? "\u2212∞" : exactNumber(value));

/** What the rows of a window come to: [{ row, column: null, value }], value the largest, the sum or the sum of squares of a row. */
function rowByRow(method, terms) {
  const rows = new Map();
  for (const term of terms) rows.set(term.row, [...(rows.get(term.row) ?? []), term.value]);
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const value = { max: (values) => Math.max(...values), average: sum, l2: (values) => sum(values.map((v) => v * v)) }[method];
  return Array.from(rows, ([row, values]) => ({ row, column: null, value: value(values), padding: values.every((v) => v === -Infinity) }));
}

/**
 * events: { term({ cell } | { window } | null) } when a number of the formula is hovered.
 * panel.build(planes, shapes, theme, limits, labels, width, type), planes the channels looked at, width and type, the size of letters, in CSS
 * pixels. panel.write(count, one) writes so many lines, one(k) the line of channel k by calling showWindow, showGradient, showShares or
 * showCell, or, in one line, showChanges, which fills in the bars too.
 */
function createPoolingPanel(events) {
  const bars = make("div", { class: "bars" });
  const lines = make("div", { class: "lines" });
  const verdict = make("div", { class: "verdict" });
  const element = make("section", { class: "panel" }, lines, verdict, bars);
  const panel = { element };
  let contexts = [];
  // What is being written: a channel and its line.
  let context = null;
  let equation = null;

  panel.build = (planes, shapes, theme, limits, labels, width, type) => {
    const mixed = planes.length > 1;
    const few = mixed ? NUMBERS_IN_A_LINE_OF_THREE : NUMBERS_IN_A_LINE;
    contexts = planes.map((data, k) => ({
      data, shapes, limits, labels, few, theme: mixed ? channelTheme(theme, k) : theme, channel: mixed ? data.channel_names[CHANNELS[k]] : "",
    }));
    element.setAttribute("aria-label", labels.panel);
    while (lines.children.length > planes.length) lines.lastChild.remove();
    while (lines.children.length < planes.length) lines.append(make("div", { class: "equation" }));
    // Room for the longest formula, so that nothing below moves while the window does.
    const [{ windows }] = planes;
    const numbers = windows.rows[0].length * windows.columns[0].length;
    const shown = numbers > few ? windows.rows[0].length : numbers;
    const longest = Math.max(...planes.flatMap(({ image }) => image.flatMap((row) => row.map((value) => exactNumber(value).length))));
    const letters = SENTENCE + shown * (longest + 4);
    for (const line of lines.children) line.style.minHeight = `${Math.ceil((letters * LETTER_WIDTH * type) / width) * LINE_HEIGHT}em`;
  };

  panel.write = (count, one) => {
    Array.from(lines.children).forEach((line, k) => (line.hidden = k >= count));
    return Array.from({ length: count }, (_, k) => {
      [context, equation] = [contexts[k], lines.children[k]];
      return one(k);
    }).join(" ");
  };

  /** What the lines come to: a sentence beside a colour [red, green, blue]; nothing where there is no sentence. Returns it. */
  panel.conclude = (sentence, colour) => {
    verdict.replaceChildren(...(sentence ? [make("span", { class: "sample", style: `background:${cssColour(colour)}` }), sentence] : []));
    return sentence;
  };

  /** A number on its colour; hovered, it marks `target` in the picture. */
  const tile = (text, value, limit, { target = null, padding = false, chosen = false } = {}) => {
    const box = make("span", { class: `tile${padding ? " padding" : ""}${chosen ? " chosen" : ""}` }, text);
    paintChip(box, valueColour(Number.isFinite(value) ? value : 0, limit, context.theme));
    if (target) {
      box.addEventListener("pointerenter", () => events.term(target));
      box.addEventListener("pointerleave", () => events.term(null));
    }
    return box;
  };
  const chip = (value, limit) => {
    const box = make("span", { class: "chip final" }, exactNumber(value));
    paintChip(box, valueColour(value, limit, context.theme));
    return box;
  };
  const words = (text) => make("span", { class: "symbols" }, text);
  const joined = (parts, sign) => parts.flatMap((part, k) => (k ? [words(sign), part] : [part]));
  const fill = (...parts) => {
    element.dataset.face = "equation";
    const name = context.channel ? [make("strong", { class: "channel-name" }, context.channel)] : [];
    equation.replaceChildren(...name, ...parts);
    return equation.textContent;
  };

  /** Output cell (i, j) of `method`; returns the formula as text, for the spoken sentence. */
  panel.showWindow = (method, i, j) => {
    const { data, shapes, limits, labels, few } = context;
    const terms = termsOfWindow(data, shapes, method, i, j);
    const result = data.pooled[method].output[i][j];
    const winner = method === "max" ? String(winnerOf(data, i, j)) : "";
    const long = terms.length > few;
    const parts = long ? rowByRow(method, terms) : terms;
    const limit = long && method !== "max" ? scaleLimit(parts.map(({ value }) => value)) : limits.picture;
    const tiles = parts.map(({ row, column, value, padding }) => {
      const text = method === "l2" && !long ? `${value < 0 ? `(${exactNumber(value)})` : exactNumber(value)}²` : signedText(value);
      return tile(text, value, limit, {
        target: { cells: long ? terms.filter((term) => term.row === row) : [{ row, column }] },
        padding, chosen: long ? winner.startsWith(`${row},`) : winner === `${row},${column}`,
      });
    });
    equation.dataset.result = exactNumber(result).replace("\u2212", "-");
    const name = make("strong", {}, fillIn(labels.cell_name, { row: i, column: j }));
    const rows = long ? [words(`(${labels.row_by_row})`)] : [];
    const outcome = [words(equals(result)), chip(result, limits.output[method])];
    if (method === "max") return fill(name, words("= max ("), ...joined(tiles, ","), words(")"), ...rows, ...outcome);
    const total = terms.reduce((sum, { value }) => sum + (method === "l2" ? value * value : value), 0);
    if (method === "average") {
      const divided = words(`= ${exactNumber(total)} / ${terms.length}`);
      return fill(name, words("= ("), ...joined(tiles, "+"), words(`) / ${terms.length}`), ...rows, divided, ...outcome);
    }
    const whole = cellsOfWindow(data, i, j).length;
    const scale = whole === terms.length ? "" : `${whole}/${terms.length} · `;
    const rooted = words(`= √(${scale}${exactNumber(total)})`);
    return fill(name, words(`= √(${scale}${scale && "("}`), ...joined(tiles, "+"), words(scale ? "))" : ")"), ...rows, rooted, ...outcome);
  };

  /** ∂L/∂x of cell (row, column): what each window that reads it sends back. */
  panel.showGradient = (method, row, column) => {
    const { data, shapes, limits, labels } = context;
    const readers = windowsOfCell(shapes, row, column);
    const senders = method === "max" ? wonBy(data, readers, row, column) : readers;
    const result = data.pooled[method].gradient[row][column];
    equation.dataset.result = exactNumber(result).replace("\u2212", "-");
    const name = make("strong", {}, fillIn(labels.gradient_name, { row, column }));
    const outcome = [words(equals(result)), chip(result, limits.gradient[method])];
    if (!senders.length) {
      const sentence = fillIn(readers.length ? labels.wins_nothing : labels.read_by_none, { count: readers.length });
      return fill(name, ...outcome, words(sentence));
    }
    const few = senders.length <= NUMBERS_IN_A_LINE;
    const tiles = few ? senders.map((window) => share(method, [window], row, column)) : equalShares(method, senders, row, column);
    const names = senders.length > 4 ? labels.all_senders : senders.map(([i, j]) => fillIn(labels.upstream_name, { row: i, column: j })).join(" + ");
    return fill(name, words(method === "max" ? `= ${names} =` : "="), ...joined(tiles, "+"), ...outcome);
  };

  /** The tile of what windows, all alike, send back to a cell. */
  const share = (method, windows, row, column) => {
    const [[i, j]] = windows;
    const { data, limits } = context;
    return tile(shareOf(method, i, j, data.image[row][column]), data.upstream[i][j], limits.upstream, { target: { windows } });
  };

  /** Many shares, the equal ones together: "25 × 1 / 25". */
  const equalShares = (method, senders, row, column) => {
    const together = new Map();
    for (const [i, j] of senders) {
      const text = shareOf(method, i, j, context.data.image[row][column]);
      together.set(text, [...(together.get(text) ?? []), [i, j]]);
    }
    return Array.from(together.values(), (windows) => {
      const one = share(method, windows, row, column);
      return windows.length > 1 ? make("span", { class: "times" }, words(`${windows.length} × `), one) : one;
    });
  };

  /** What window (i, j) sends back to a cell that holds x, with its numbers: "1", "1/4", "1 · 3 / √54". */
  const shareOf = (method, i, j, x) => {
    const { data, shapes } = context;
    const upstream = exactNumber(data.upstream[i][j]);
    if (method === "max") return upstream;
    const terms = termsOfWindow(data, shapes, method, i, j);
    if (method === "average") return `${upstream} / ${terms.length}`;
    const squares = terms.reduce((sum, { value }) => sum + value * value, 0);
    if (!squares) return "0";
    const whole = cellsOfWindow(data, i, j).length;
    const times = typeof x === "number" ? factor(x) : x;
    // A window that hangs over the edge counts as if it were whole: √(w/n) of the plain slope.
    return `${upstream} · ${times} / √${exactNumber(squares)}${whole === terms.length ? "" : ` · √(${whole}/${terms.length})`}`;
  };

  /** Where the gradient of window (i, j) goes. */
  panel.showShares = (method, i, j) => {
    const { data, shapes, limits, labels } = context;
    const upstream = data.upstream[i][j];
    equation.dataset.result = exactNumber(upstream).replace("\u2212", "-");
    const name = make("strong", {}, fillIn(labels.upstream_name, { row: i, column: j }));
    const terms = termsOfWindow(data, shapes, method, i, j);
    const values = { count: terms.length, share: shareOf(method, i, j, "x") };
    if (method === "max") {
      const [row, column] = winnerOf(data, i, j);
      const ties = terms.filter(({ value }) => value === data.image[row][column]).length;
      Object.assign(values, { row, column, value: exactNumber(data.image[row][column]), ties });
      return fill(name, words("="), chip(upstream, limits.upstream), words(fillIn(ties > 1 ? labels.goes_to_first : labels.goes_to_winner, values)));
    }
    const zero = method === "l2" && values.share === "0";
    return fill(name, words("="), chip(upstream, limits.upstream), words(fillIn(zero ? labels.no_slope : labels[`spreads_${method}`], values)));
  };

  /** A sentence about a cell of the picture, and the outputs it is read for. */
  panel.showCell = (sentence, method, windows, won) => {
    const { data, limits, labels } = context;
    const named = windows.slice(0, 2 * NUMBERS_IN_A_LINE).map(([i, j]) => {
      const value = data.pooled[method].output[i][j];
      return tile(`${fillIn(labels.cell_name, { row: i, column: j })} = ${exactNumber(value)}`, value, limits.output[method], {
        target: { windows: [[i, j]] }, chosen: won.some((window) => String(window) === String([i, j])),
      });
    });
    return fill(make("strong", {}, sentence), ...named);
  };

  /** How much the picture and each method's output change: { name: { changed, before, share } }, squares summed. */
  panel.showChanges = (sentence, changes) => {
    const { data, labels } = context;
    equation.replaceChildren(make("strong", {}, sentence));
    const largest = Math.max(1, ...Object.values(changes).map(({ share }) => share ?? 0));
    bars.replaceChildren(...Object.entries(changes).map(([name, { changed, before, share }]) => {
      const percent = share === null ? "–" : `${exactNumber(100 * share, 1)} %`;
      const sign = [[changed, 4], [before, 4], [share ?? 0, 3]].every((number) => equals(...number) === "=") ? "=" : "≈";
      const formula = `√(${exactNumber(changed, 4)} / ${exactNumber(before, 4)}) ${sign}`;
      return make("div", { class: "share", "data-share": name },
        make("span", { class: "share-name" }, name === "none" ? labels.without_pooling : data.method_names[name]),
        make("span", { class: "track" }, make("span", { class: "bar", style: `width:${(100 * (share ?? 0)) / largest}%` })),
        make("span", { class: "share-number" }, words(before ? formula : ""), make("strong", {}, ` ${percent}`)));
    }));
    element.dataset.face = "changes";
    return `${sentence} ${bars.textContent}`;
  };
  return panel;
}
