// The surface in space: a mesh of the same heights, seen from a point that the learner turns, far squares drawn first.

const MESH = 3; // every third sample: small enough to look smooth, few enough to turn without delay
const TALL = 0.8; // from a height of 0 to one of 1, by half the width of the surface
const STEEPEST = 88;
const FLATTEST = 8;
const FIRST_VIEW = { yaw: 35, pitch: 38 };

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Where (w1, w2) at a drawn height lies on the canvas, seen from `yaw` around and `pitch` above, in degrees; parallel, no vanishing point. */
function reliefProjection(surface, width, height, { yaw, pitch }) {
  const [low1, high1, low2, high2] = surface.bounds;
  const reach = (high1 - low1) / 2;
  const [c1, c2] = [(low1 + high1) / 2, (low2 + high2) / 2];
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(radians(yaw)), Math.cos(radians(yaw)), Math.sin(radians(pitch)), Math.cos(radians(pitch))];
  const [floor, top] = surface.extent;
  const middle = (floor + top) / 2;
  // Half a diagonal is 1.25: it fits, however the surface is turned.
  const scale = Math.min((0.49 * width) / 1.25, (0.49 * height) / (1.25 * sinPitch + (TALL * (top - floor) * cosPitch) / 2));
  const turn = (w1, w2) => {
    const [u, v] = [(w1 - c1) / reach, (w2 - c2) / reach];
    return [u * cosYaw - v * sinYaw, u * sinYaw + v * cosYaw];
  };
  return {
    flat: false,
    point: (w1, w2, drawn) => {
      const [across, away] = turn(w1, w2);
      return [width / 2 + scale * across, height / 2 - scale * ((drawn - middle) * TALL * cosPitch + away * sinPitch)];
    },
    away: (w1, w2) => turn(w1, w2)[1],
  };
}

/** Lowest and highest drawn height, for `reliefProjection`. */
function extentOf({ heights }) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of heights) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** The mesh, from far to near; lit from the upper left, so that slopes can be told from their colour. */
function paintRelief(context, surface, projection, theme, type) {
  const { columns, rows, heights, bounds: [low1, high1, low2, high2] } = surface;
  const [across, down] = [Math.floor((columns - 1) / MESH), Math.floor((rows - 1) / MESH)];
  const nodes = [];
  for (let row = 0; row <= down; row++) {
    for (let column = 0; column <= across; column++) {
      const [w1, w2] = [low1 + ((high1 - low1) * column) / across, high2 - ((high2 - low2) * row) / down];
      const drawn = heights[row * MESH * columns + column * MESH];
      nodes.push({ place: projection.point(w1, w2, drawn), drawn, away: projection.away(w1, w2) });
    }
  }
  const squares = [];
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const at = row * (across + 1) + column;
      const corners = [nodes[at], nodes[at + 1], nodes[at + across + 2], nodes[at + across + 1]];
      squares.push({ corners, away: corners[0].away + corners[2].away });
    }
  }
  squares.sort((a, b) => b.away - a.away);
  context.lineJoin = "round";
  context.lineWidth = 0.8;
  for (const { corners } of squares) {
    const [a, b, c, d] = corners.map(({ drawn }) => drawn);
    const light = Math.max(-1, Math.min(1, 5 * (b + c - a - d) + 5 * (c + d - a - b)));
    const flat = heatColour((a + b + c + d) / 4, theme);
    const colour = mixColours(flat, light > 0 ? [0, 0, 0] : [255, 255, 255], 0.22 * Math.abs(light));
    context.beginPath();
    for (const { place } of corners) context.lineTo(...place);
    context.closePath();
    context.fillStyle = cssColour(colour);
    context.fill();
    context.strokeStyle = cssColour(mixColours(colour, theme.accent === "#111111" ? [0, 0, 0] : [255, 255, 255], 0.12));
    context.stroke();
  }
  nameSides(context, surface, projection, theme, type);
}

/** The names of the two weights at the middle of their sides, those towards the learner. */
function nameSides(context, { bounds: [low1, high1, low2, high2], extent }, projection, theme, type) {
  const [m1, m2, floor] = [(low1 + high1) / 2, (low2 + high2) / 2, extent[0]];
  const nearer = (one, other) => (projection.away(...one) < projection.away(...other) ? one : other);
  context.font = `${type}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [name, low, high] of [["w\u2081", [m1, low2], [m1, high2]], ["w\u2082", [low1, m2], [high1, m2]]]) {
    const [x, y] = projection.point(...nearer(low, high), floor);
    context.lineWidth = 4;
    context.strokeStyle = theme.halo;
    context.strokeText(name, x, y + type * 0.8);
    context.fillStyle = theme.accent;
    context.fillText(name, x, y + type * 0.8);
  }
}
