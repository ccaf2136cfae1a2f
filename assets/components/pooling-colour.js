// Three channels as one picture in its true colours. Which channels a cell wins in is a colour too: yellow is red and green, white all.

const CHANNELS = ["red", "green", "blue"];

/** What is looked at, one entry a channel: all three, or the one chosen; of a grey picture its only one. */
function lookAtChannel(it) {
  const chosen = CHANNELS.indexOf(it.channel);
  it.shown = it.planes.length === 1 || chosen < 0 ? it.planes : [it.planes[chosen]];
  it.mixed = it.shown.length > 1;
  it.data = it.shown[0];
}

/** Rows of [red, green, blue], 0 to 255, of a group's grid; planes: the rows of each channel, limit: what counts as full. */
function mixedColours(kind, planes, limit) {
  // A gradient's size is its brightness, and what does not change is grey.
  const share = { gradient: (value) => Math.abs(value) / limit, change: (value) => (1 + value / limit) / 2 }[kind.replace("output_", "")] ?? ((value) => value / limit);
  const byte = (value) => Math.round(255 * Math.max(0, Math.min(1, share(value))));
  return planes[0].map((row, r) => row.map((_, c) => planes.map((plane) => byte(plane[r][c]))));
}

/** The cells of three lists, one a channel, each once and with its colour: [row, column, [red, green, blue]]. */
function mixedCells(lists) {
  const found = new Map();
  lists.forEach((cells, channel) => cells.forEach((cell) => {
    const key = String(cell);
    if (!found.has(key)) found.set(key, [...cell, [0, 0, 0]]);
    found.get(key)[2][channel] = 255;
  }));
  return Array.from(found.values());
}

/** What poolingLinks finds in each channel as one: the same cells and windows, and what won with its colour. */
function mixedLinks(each) {
  if (each.length === 1) return each[0];
  return { ...each[0], winners: mixedCells(each.map(({ winners }) => winners)), won: mixedCells(each.map(({ won }) => won)) };
}

/** A test (row, column) -> whether the cell won a window; of several channels the colour in which it did. */
function winnersOf(planes, columns) {
  const won = planes.map(({ pooled }) => new Set(pooled.max?.winners.flat()));
  if (planes.length === 1) return won[0].size ? (row, column) => won[0].has(row * columns + column) : null;
  if (!won[0].size) return null;
  return (row, column) => {
    const colour = won.map((cells) => (cells.has(row * columns + column) ? 255 : 0));
    return colour.some(Boolean) && colour;
  };
}

/** The colour that window (i, j) of max pooling gets, in words: which cell won in which channel, and whether a cell of the window has it. */
function colourInWords(planes, i, j, labels) {
  const winners = planes.map((plane, k) => {
    const [row, column] = winnerOf(plane, i, j);
    return fillIn(labels.winner_of_channel, { channel: plane.channel_names[CHANNELS[k]], row, column });
  }).join(", ");
  const found = cellsOfWindow(planes[0], i, j).find(([row, column]) =>
    planes.every(({ image, pooled }) => image[row]?.[column] === pooled.max.output[i][j]));
  return found ? fillIn(labels.colour_of_cell, { winners, row: found[0], column: found[1] }) : fillIn(labels.colour_nowhere, { winners });
}

/** A theme in which a number is the darker or brighter in its own channel's colour. */
const channelTheme = (theme, channel) => ({ ...theme, zero: [0, 0, 0], positive: CHANNELS.map((_, k) => (k === channel ? 255 : 0)) });

/** The scale of a grid in true colours, from black to white. */
function paintMixedLegend(element, kind, limit) {
  const from = kind.includes("change") ? -limit : 0;
  element.replaceChildren(make("span", {}, exactNumber(from)), make("span", { class: "legend-bar mixed" }), make("span", {}, exactNumber(limit)));
}
