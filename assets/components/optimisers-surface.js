// The surface from above: heights as colours of the one grammar, lines of equal loss, and where a pair of weights lies on the canvas.

// Full colours would outshine the paths.
const STRONGEST = 0.6;
const LEVELS = 14;

const heatColour = (height, theme) => mixColours(theme.zero, height < 0 ? theme.negative : theme.positive, STRONGEST * Math.min(1, Math.abs(height)));

/** Where (w1, w2) lies in a map of width × height pixels, and back. */
function mapProjection({ bounds: [low1, high1, low2, high2] }, width, height) {
  return {
    flat: true,
    point: (w1, w2) => [((w1 - low1) / (high1 - low1)) * width, ((high2 - w2) / (high2 - low2)) * height],
    weights: (x, y) => [low1 + (x / width) * (high1 - low1), high2 - (y / height) * (high2 - low2)],
  };
}

/** The map's colours and lines of equal loss, drawn once and copied from then on. */
function paintMap(context, surface, width, height, theme, type) {
  const { columns, rows, heights } = surface;
  const small = make("canvas");
  Object.assign(small, { width: columns, height: rows });
  const image = new ImageData(columns, rows);
  const palette = Array.from({ length: 401 }, (_, k) => heatColour(k / 200 - 1, theme));
  heights.forEach((value, k) => {
    const colour = palette[Math.round((Math.max(-1, Math.min(1, value)) + 1) * 200)];
    image.data.set(colour, 4 * k);
    image.data[4 * k + 3] = 255;
  });
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  // Samples lie on the borders of the map, not half a sample inside.
  const [dx, dy] = [width / (columns - 1), height / (rows - 1)];
  context.drawImage(small, -dx / 2, -dy / 2, width + dx, height + dy);
  context.beginPath();
  traceLevels(context, surface, dx, dy);
  context.strokeStyle = theme.accent;
  context.globalAlpha = 0.22;
  context.lineWidth = 1;
  context.stroke();
  context.globalAlpha = 1;
  drawTicks(context, surface, width, height, theme, type);
}

/** Marching squares: the lines where the height crosses one of the levels. */
function traceLevels(context, { columns, rows, heights }, dx, dy) {
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const [a, b, c, d] = [heights[at], heights[at + 1], heights[at + columns + 1], heights[at + columns]];
      const last = Math.floor(Math.max(a, b, c, d) * LEVELS);
      for (let level = Math.ceil(Math.min(a, b, c, d) * LEVELS); level <= last; level++) {
        traceCell(context, [a, b, c, d], level / LEVELS, column, row, dx, dy);
      }
    }
  }
}

/** The line through one square of samples, from corner to corner clockwise. */
function traceCell(context, heights, level, column, row, dx, dy) {
  const corners = heights.map((value) => value - level);
  let pen = false;
  for (let side = 0; side < 4; side++) {
    const [from, to] = [corners[side], corners[(side + 1) % 4]];
    if (from > 0 === to > 0) continue;
    const t = from / (from - to);
    const [x, y] = [[t, 0], [1, t], [1 - t, 1], [0, 1 - t]][side];
    context[pen ? "lineTo" : "moveTo"]((column + x) * dx, (row + y) * dy);
    pen = !pen;
  }
}

/** Whole numbers along the lower and left border, and the names of the two weights. */
function drawTicks(context, surface, width, height, theme, type) {
  const { point } = mapProjection(surface, width, height);
  const [low1, high1, low2, high2] = surface.bounds;
  const step = high1 - low1 > 9 ? 2 : 1;
  const whole = (low, high) => Array.from({ length: 2 * Math.ceil((high - low) / step) + 1 }, (_, k) => (Math.ceil(low / step) + k) * step).filter((v) => v < high);
  context.font = `${type}px ${theme.font}`;
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.72;
  const write = (text, x, y) => context.fillText(text, x, y);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const v of whole(low1, high1)) {
    const x = point(v, 0)[0];
    if (x > 2.2 * type && x < width - 2.4 * type) write(exactNumber(v), x, height - 5);
  }
  write("w\u2081", width - 0.9 * type, height - 5);
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const v of whole(low2, high2)) {
    const y = point(0, v)[1];
    if (y > 2 * type && y < height - 1.8 * type) write(exactNumber(v), 5, y);
  }
  write("w\u2082", 5, 0.8 * type);
  context.globalAlpha = 1;
}

/** Crosses where the loss is lowest. */
function drawMinima(context, surface, projection, heightAt, theme) {
  for (const [w1, w2] of surface.minima) {
    const [x, y] = projection.point(w1, w2, heightAt);
    for (const [colour, width] of [[theme.halo, 5], [theme.accent, 2]]) {
      context.beginPath();
      for (const [dx, dy] of [[6, 6], [6, -6]]) {
        context.moveTo(x - dx, y - dy);
        context.lineTo(x + dx, y + dy);
      }
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    }
  }
}
