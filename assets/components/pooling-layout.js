// How large the cells are: all grids share one size as far as possible, so that a pooled picture is seen to be smaller.

const EQUAL_CELL_AT_LEAST = 24;
const GROUP_AT_LEAST = 88;
const BETWEEN_GROUPS = 16;
const ARROW_WIDTH = 36;
const MARGIN = 8;
// What stands above and below the grids on one screen: page title, choice of view, captions, player, numbers.
const NOT_GRIDS = 470;

/**
 * Cell sizes in CSS pixels, { mode: "row" or "stack", picture, output }, for groups [{ side: "cell" or "window", rows, columns }] side by
 * side. On a phone the groups go below each other, or two in a row where there are more than two.
 */
function poolingLayout(width, screenHeight, groups, arrows, present) {
  const spaces = arrows * ARROW_WIDTH + (groups.length - 1 + arrows) * BETWEEN_GROUPS;
  const stacked = width < 480 || width - MARGIN - spaces < groups.length * GROUP_AT_LEAST;
  const of = (side) => groups.filter((group) => group.side === side);
  const [pictures, outputs] = [of("cell"), of("window")];
  const rows = Math.max(...groups.map((group) => group.rows));
  const largest = stacked ? 48 : present ? 88 : 64;
  const tall = stacked ? (pictures.length > 1 ? 170 : 260) : Math.max(308, Math.min(560, screenHeight - NOT_GRIDS), rows <= 16 ? rows * 23 : 0);
  const room = width - MARGIN - (stacked ? 0 : spaces);
  const perRow = stacked ? Math.min(2, pictures.length) : groups.length;
  const taken = (picture, output) => {
    const widths = groups.map(({ side, columns }) => Math.max(GROUP_AT_LEAST, columns * (side === "cell" ? picture : output)));
    if (!stacked) return widths.reduce((sum, one) => sum + one, 0);
    return Math.max(...widths.map((one) => one * perRow + (perRow - 1) * BETWEEN_GROUPS));
  };
  const outputCell = (picture) => {
    const columns = Math.max(...outputs.map((group) => group.columns));
    const outputRows = Math.max(...outputs.map((group) => group.rows));
    // Small outputs stay legible, though their cells are then larger than the picture's.
    const wanted = picture >= EQUAL_CELL_AT_LEAST ? picture : Math.max(picture, Math.min(44, 112 / columns, tall / outputRows));
    return Math.min(wanted, tall / outputRows);
  };
  let picture = Math.min(largest, tall / Math.max(...pictures.map((group) => group.rows)));
  while (picture > 1 && taken(picture, outputCell(picture)) > room) picture -= 0.25;
  const whole = (cell) => Math.max(1, cell >= EQUAL_CELL_AT_LEAST ? Math.floor(cell) : Math.floor(cell * 100) / 100);
  return { mode: stacked ? "stack" : "row", picture: whole(picture), output: whole(outputCell(whole(picture))) };
}
