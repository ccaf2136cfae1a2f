// The large plot: the plane coloured by the network's output or by one neuron, with the points in it.

/** One plot: three canvases on top of each other (colours, points, cursor) and the names of its axes. */
function createPlane() {
  const [colours, points, cursor] = ["colours", "points", "cursor"].map((name) => make("canvas", { class: name, "aria-hidden": "true" }));
  const across = make("span", { class: "axis across" });
  const up = make("span", { class: "axis up" });
  const frame = make("div", { class: "frame" }, colours, points, cursor, across, up);
  const caption = make("div", { class: "caption" });
  const element = make("div", { class: "plane" }, caption, frame);
  const plane = { element, frame, caption, across, up, side: 0, field: createField(), over: null };
  let [below, dots] = [null, null];

  plane.resize = (side) => {
    plane.side = side;
    below = sizeCanvas(colours, side, side);
    dots = sizeCanvas(points, side, side);
    plane.over = sizeCanvas(cursor, side, side);
    frame.style.width = frame.style.height = `${side}px`;
  };

  plane.name = (horizontal, vertical) => {
    across.replaceChildren(horizontal);
    up.replaceChildren(vertical);
  };

  /** channels: byte arrays of n × n; line: draw where the decision changes. */
  plane.paintMap = (channels, n, pixels, theme, line) => {
    const fields = plane.field.paint(below, plane.side, channels, n, pixels, theme);
    if (line) strokeSegments(below, decisionLines(fields), plane.side, theme);
  };

  plane.paintWarped = (...warped) => drawWarped(below, plane.side, ...warped);

  plane.paintPoints = (places, data, task, theme) => {
    dots.clearRect(0, 0, plane.side, plane.side);
    drawPoints(dots, places, data, plane.side, task, theme);
  };

  /** A hatched plane says that there is no output left to show. */
  plane.paintBroken = (theme) => hatchCell(below, 0, 0, plane.side, plane.side, theme);
  return plane;
}

/** Places of the points in pixels of a plot: [[x, y], …]. */
function placesOf(points, [left, right, bottom, top], side) {
  return points.x1.map((x1, k) => [((x1 - left) / (right - left)) * side, ((top - points.x2[k]) / (top - bottom)) * side]);
}

/** Radius of a point: smaller where there are many. */
const pointRadius = (side, count) => Math.max(2.4, Math.min(7, (side / 58) * Math.min(1.25, Math.sqrt(220 / Math.max(1, count)))));

/** The colour and the marker of a label: signed for two classes and for values, a class's own otherwise. */
function pointLook(label, task, theme) {
  if (task === "classes") return { marker: label, colour: cssColour(theme.classes[label % theme.classes.length]) };
  if (task === "regression") return { marker: 0, colour: cssColour(valueColour(label, 1, theme)) };
  return { marker: label ? 1 : 0, colour: cssColour(label ? theme.positive : theme.negative) };
}

/** Train points filled, test points hollow and below them, each with a halo so that it stands out on its own colour. */
function drawPoints(context, places, points, side, task, theme) {
  const radius = pointRadius(side, places.length);
  const groups = new Map();
  places.forEach(([x, y], k) => {
    const test = Boolean(points.test[k]);
    const label = task === "regression" ? Math.round(Math.max(-1, Math.min(1, points.label[k])) * 12) / 12 : points.label[k];
    const key = `${test ? 0 : 1} ${label}`;
    if (!groups.has(key)) groups.set(key, { test, look: pointLook(label, task, theme), places: [] });
    groups.get(key).places.push([x, y]);
  });
  for (const [, { test, look, places: there }] of Array.from(groups).sort(([a], [b]) => (a < b ? -1 : 1))) {
    context.beginPath();
    for (const [x, y] of there) traceMarker(context, look.marker, x, y, test ? radius * 0.8 : radius);
    context.lineJoin = "round";
    if (test) {
      stroke(context, theme.halo, 3.2);
      context.fillStyle = theme.halo;
      context.fill();
      stroke(context, look.colour, Math.max(1.3, radius * 0.3));
      // A value near zero has almost no colour: a thin rim keeps it in sight.
      if (task === "regression") stroke(context, theme.accent, 0.6);
    } else {
      stroke(context, theme.halo, 2);
      context.fillStyle = look.colour;
      context.fill();
      if (task === "regression") stroke(context, theme.accent, 0.8);
    }
  }
}

function stroke(context, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** The point nearest to (x, y) within `reach` pixels, as its number; −1 if there is none. */
function nearestPoint(places, x, y, reach) {
  let [best, distance] = [-1, reach];
  places.forEach(([px, py], k) => {
    const d = Math.hypot(px - x, py - y);
    if (d < distance) [best, distance] = [k, d];
  });
  return best;
}
