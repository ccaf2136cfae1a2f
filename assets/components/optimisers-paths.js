// The paths on the surface, up to the moment: lines with the racers' dashes, a dot for every step where they lie far enough apart.

const DOT_GAP = 7;

/** look: { index, share, selected, hover, theme, width, height } */
function drawPaths(context, race, projection, look) {
  const faded = look.hover ?? null;
  for (const racer of inOrder(race, look.hover ?? look.selected)) {
    context.globalAlpha = faded && racer.name !== faded ? 0.25 : 1;
    drawPath(context, race, racer, projection, look);
  }
  context.globalAlpha = 1;
}

function drawPath(context, race, racer, projection, { index, share, selected, theme, width, height }) {
  const now = placeAt(racer, index, share);
  const [low1, high1, low2, high2] = race.surface.bounds;
  const inside = (w1, w2) => w1 >= low1 && w1 <= high1 && w2 >= low2 && w2 <= high2;
  const places = [];
  for (let k = 0; k < Math.max(1, now.last + (share < 1 ? 0 : 1)); k++) places.push([racer.path[2 * k], racer.path[2 * k + 1], racer.heights[k]]);
  if (share < 1 && now.last > 0) places.push([now.w1, now.w2, now.height]);
  const points = places.map(([w1, w2, drawn]) => projection.point(w1, w2, drawn));
  // In space nothing says where the canvas ends: a path is shown as far as the surface reaches.
  const out = projection.flat ? -1 : places.findIndex(([w1, w2]) => !inside(w1, w2));
  const shown = out < 0 ? points.length : Math.max(1, out);
  const colour = racerColour(racer, theme);
  context.lineJoin = context.lineCap = "round";
  context.beginPath();
  // Steps from beyond one border to beyond another would only paint the map over.
  points.slice(0, shown).forEach(([x, y], k) => {
    const seen = k === 0 || inside(...places[k]) || inside(...places[k - 1]);
    context[seen ? "lineTo" : "moveTo"](x, y);
  });
  context.strokeStyle = theme.halo;
  context.lineWidth = 5;
  context.stroke();
  context.setLineDash(racer.dash);
  context.lineCap = "butt";
  context.strokeStyle = colour;
  context.lineWidth = racer.name === selected ? 3.2 : 2.4;
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour;
  let [lastX, lastY] = [-99, -99];
  points.slice(0, shown).forEach(([x, y], k) => {
    if (k === points.length - 1 || Math.hypot(x - lastX, y - lastY) < DOT_GAP) return;
    [lastX, lastY] = [x, y];
    context.beginPath();
    context.arc(x, y, 3, 0, 2 * Math.PI);
    context.fill();
  });
  const [x, y] = points.at(-1);
  const onSurface = inside(now.w1, now.w2);
  if (onSurface) drawHead(context, racer, x, y, racer.name === selected ? 9 : 7.5, theme);
  else if (projection.flat) drawGone(context, racer, x, y, width, height, theme);
}

/** Where a racer has left the map: its marker at the border, with an arrow outwards. */
function drawGone(context, racer, x, y, width, height, theme) {
  const rim = 16;
  const angle = Math.atan2(y - height / 2, x - width / 2);
  const at = [Math.max(rim, Math.min(width - rim, x)), Math.max(rim, Math.min(height - rim, y))];
  drawHead(context, racer, ...at, 7.5, theme);
  context.save();
  context.translate(...at);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(15, 0);
  context.lineTo(9, -6);
  context.lineTo(9, 6);
  context.closePath();
  context.fillStyle = theme.accent;
  context.fill();
  context.restore();
}

/** The start, or where the pointer or the keyboard would put it: a ring with a cross. */
function drawStart(context, projection, [w1, w2], drawn, theme, chosen) {
  const [x, y] = projection.point(w1, w2, drawn);
  for (const [colour, width] of [[theme.halo, chosen ? 6 : 5], [theme.accent, chosen ? 3 : 2]]) {
    context.beginPath();
    context.arc(x, y, 10, 0, 2 * Math.PI);
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 6 * dx, y + 6 * dy);
      context.lineTo(x + (chosen ? 18 : 14) * dx, y + (chosen ? 18 : 14) * dy);
    }
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}
