// The plane of the perceptron: points, the two half planes, the line w·x + b = 0 and the arrow w, drawn as SVG.

const SVG = "http://www.w3.org/2000/svg";
const EDGE = { left: 30, bottom: 30, top: 6, right: 6 };
// Shown where all points lie inside -0.5 … 1.5, as those of the logic gates do, and where they do not.
const NEAR = [-0.75, 1.75];
const WIDE = [-2.3, 3.3];

/** Create an SVG element. */
function svgElement(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  setAll(element, attributes);
  element.append(...children);
  return element;
}

/** Set those attributes that differ: SVG lays an element out again even where an attribute is set to what it was. */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
  return element;
}

/** The colour of class 0 or 1 for CSS, from the palette all pictures share. */
const pointColour = (theme, side) => {
  const colour = theme.classes[side];
  return Array.isArray(colour) ? cssColour(colour) : colour;
};

const sumAt = ([w1, w2, b], [x1, x2]) => w1 * x1 + w2 * x2 + b;

/** The corners of the square [low, high]² cut off where w·x + b < 0. */
function cutSquare(weights, [low, high]) {
  const corners = [[low, low], [high, low], [high, high], [low, high]];
  return corners.flatMap((corner, k) => {
    const next = corners[(k + 1) % 4];
    const [here, there] = [sumAt(weights, corner), sumAt(weights, next)];
    const kept = here >= 0 ? [corner] : [];
    if (here >= 0 === there >= 0) return kept;
    const share = here / (here - there);
    return [...kept, corner.map((v, axis) => v + (next[axis] - v) * share)];
  });
}

/** Where the line w·x + b = 0 crosses the border of the square: two points, or null. */
function chordOf(weights, view) {
  if (!weights[0] && !weights[1]) return null;
  const near = 1e-9 * (Math.abs(weights[0]) + Math.abs(weights[1]));
  const ends = cutSquare(weights, view).filter((point) => Math.abs(sumAt(weights, point)) <= near);
  return ends.length < 2 ? null : [ends[0], ends[ends.length - 1]];
}

function createPlane() {
  const layer = (name, ...children) => svgElement("g", { class: name }, ...children);
  const zeroSide = svgElement("polygon");
  const oneSide = svgElement("polygon");
  const grid = layer("gridlines");
  const hulls = layer("hulls");
  const best = svgElement("line", { class: "best" });
  const ghost = svgElement("line", { class: "ghost" });
  const halo = svgElement("line", { class: "line-halo" });
  const line = svgElement("line", { class: "line" });
  const arrow = svgElement("path", { class: "arrow" });
  const sides = [0, 1].map((side) => svgElement("text", { class: "side" }, `ŷ = ${side}`));
  const clip = svgElement("rect");
  const frame = svgElement("rect", { class: "frame" });
  const id = `plane-${Math.random().toString(36).slice(2)}`;
  const inside = svgElement("g", { "clip-path": `url(#${id})` }, zeroSide, oneSide, grid, ghost, hulls, best, halo, line, arrow, ...sides);
  const ticks = layer("ticks");
  const marks = layer("marks");
  const cursor = svgElement("path", { class: "cursor" });
  const svg = svgElement("svg", { class: "plane", tabindex: 0, role: "application" },
    svgElement("defs", {}, svgElement("clipPath", { id }, clip)), inside, frame, ticks, marks, cursor);
  const plane = { element: svg, view: NEAR, side: 0 };
  const [squareChanged, pointsChanged] = [changeDetector(), changeDetector()];

  const px = (x1) => EDGE.left + ((x1 - plane.view[0]) / (plane.view[1] - plane.view[0])) * plane.side;
  const py = (x2) => EDGE.top + ((plane.view[1] - x2) / (plane.view[1] - plane.view[0])) * plane.side;
  plane.pixel = ([x1, x2]) => [px(x1), py(x2)];
  const path = (points) => points.map((point) => plane.pixel(point).map((v) => v.toFixed(2)).join(",")).join(" ");
  const place = (element, chord) => {
    element.toggleAttribute("hidden", !chord);
    if (chord) setAll(element, { x1: px(chord[0][0]), y1: py(chord[0][1]), x2: px(chord[1][0]), y2: py(chord[1][1]) });
  };

  /** The coordinates under a pointer event. */
  plane.at = (event) => {
    const box = svg.getBoundingClientRect();
    const unit = (plane.view[1] - plane.view[0]) / plane.side;
    return [plane.view[0] + (event.clientX - box.left - EDGE.left) * unit, plane.view[1] - (event.clientY - box.top - EDGE.top) * unit];
  };

  /** Everything that changes with the data, the size or the theme only. `width` includes the room for the axes. */
  plane.build = (width, data, theme) => {
    const near = data.points.every(([x1, x2]) => Math.min(x1, x2) >= -0.5 && Math.max(x1, x2) <= 1.5);
    plane.view = near && data.points.length ? NEAR : WIDE;
    plane.side = width - EDGE.left - EDGE.right;
    plane.theme = theme;
    const [low, high] = plane.view;
    setAll(svg, { width, height: plane.side + EDGE.top + EDGE.bottom });
    for (const rect of [clip, frame]) setAll(rect, { x: EDGE.left, y: EDGE.top, width: plane.side, height: plane.side });
    zeroSide.style.fill = pointColour(theme, 0);
    oneSide.style.fill = pointColour(theme, 1);
    if (squareChanged(plane.view, plane.side)) buildAxes(low, high);
  };

  const buildAxes = (low, high) => {
    const whole = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, k) => Math.ceil(low) + k);
    grid.replaceChildren(...whole.flatMap((v) => [
      svgElement("line", { x1: px(v), x2: px(v), y1: py(low), y2: py(high) }),
      svgElement("line", { x1: px(low), x2: px(high), y1: py(v), y2: py(v) }),
    ]));
    const between = Math.floor(high) - 0.5;
    const below = py(low) + 22;
    ticks.replaceChildren(
      ...whole.flatMap((v) => [
        svgElement("text", { x: px(v), y: below, "text-anchor": "middle" }, exactNumber(v)),
        svgElement("text", { x: EDGE.left - 8, y: py(v) + 6, "text-anchor": "end" }, exactNumber(v)),
      ]),
      svgElement("text", { class: "axis", x: px(between), y: below, "text-anchor": "middle" }, "x₁"),
      svgElement("text", { class: "axis", x: EDGE.left - 8, y: py(between) + 6, "text-anchor": "end" }, "x₂"),
    );
  };

  /** The line of these weights, the arrow and the half planes; returns whether the line is in the picture. */
  plane.showLine = (weights) => {
    const { view } = plane;
    setAll(oneSide, { points: path(cutSquare(weights, view)) });
    const chord = chordOf(weights, view);
    const allOnes = sumAt(weights, [view[0], view[0]]) >= 0;
    const otherSide = chord ? weights.map((v) => -v) : allOnes ? [0, 0, -1] : [0, 0, 1];
    setAll(zeroSide, { points: path(cutSquare(otherSide, view)) });
    place(line, chord);
    place(halo, chord);
    arrow.toggleAttribute("hidden", !chord);
    if (chord) {
      const length = Math.hypot(weights[0], weights[1]);
      const [u, v] = [weights[0] / length, -weights[1] / length];
      const [x, y] = plane.pixel([(chord[0][0] + chord[1][0]) / 2, (chord[0][1] + chord[1][1]) / 2]);
      const at = (along, across) => `${(x + u * along - v * across).toFixed(1)} ${(y + v * along + u * across).toFixed(1)}`;
      arrow.setAttribute("d", `M${at(0, 0)}L${at(40, 0)}M${at(54, 0)}L${at(38, 7)}L${at(38, -7)}Z`);
    }
    nameSides(chord ? weights : null);
    return Boolean(chord);
  };

  /** "ŷ = 1" and "ŷ = 0" each stand in the corner that lies deepest on their side; null hides them. */
  function nameSides(weights) {
    if (!weights) return sides.forEach((text) => text.setAttribute("hidden", ""));
    const [low, high] = plane.view;
    const corners = [[low, low], [high, low], [high, high], [low, high]];
    const sums = corners.map((corner) => sumAt(weights, corner));
    sides.forEach((text, side) => {
      const deepest = sums.indexOf(side ? Math.max(...sums) : Math.min(...sums));
      text.toggleAttribute("hidden", side ? sums[deepest] < 0 : sums[deepest] >= 0);
      const [x, y] = plane.pixel(corners[deepest]);
      const right = corners[deepest][0] === high;
      setAll(text, { x: x + (right ? -10 : 10), y: y + (corners[deepest][1] === high ? 24 : -12), "text-anchor": right ? "end" : "start" });
    });
  }

  plane.showGhost = (weights) => place(ghost, weights && chordOf(weights, plane.view));

  plane.showBest = (weights) => place(best, weights && chordOf(weights, plane.view));

  /** The proof that no line separates: the segment or triangle of each class, and the point they share. */
  plane.showOverlap = (overlap, points) => {
    hulls.replaceChildren();
    if (!overlap) return;
    [overlap.zeros, overlap.ones].forEach((corners, side) => {
      const outline = `M${path(corners.map((k) => points[k]))}${corners.length > 2 ? "Z" : ""}`;
      hulls.append(svgElement("path", { d: outline, style: `stroke:${pointColour(plane.theme, side)}` }));
    });
    const [x, y] = plane.pixel(overlap.at);
    hulls.append(svgElement("path", { class: "shared", d: `M${x} ${y - 9}l9 9l-9 9l-9 -9z` }));
  };

  /** points [[x1, x2, class], …]; wrong(k): misclassified; sample: index of the outlined one; chosen: of the one being edited. */
  plane.showPoints = (points, { wrong, sample, chosen }) => {
    if (!pointsChanged(points, points.map((_, k) => wrong(k)), sample, chosen, plane.view, plane.side, plane.theme)) return;
    const r = points.length > 12 ? 8 : 10;
    marks.replaceChildren(...points.map(([x1, x2, side], k) => {
      const [x, y] = plane.pixel([x1, x2]);
      const shape = side ? svgElement("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, rx: 1 }) : svgElement("circle", { cx: x, cy: y, r: r + 1 });
      shape.style.fill = pointColour(plane.theme, side);
      const a = 0.55 * r;
      const cross = svgElement("path", { class: "wrong-mark", d: `M${x - a} ${y - a}l${2 * a} ${2 * a}m0 ${-2 * a}l${-2 * a} ${2 * a}` });
      const ring = (name) => svgElement("circle", { class: name, cx: x, cy: y, r: r + 8 });
      const box = svgElement("rect", { class: "chosen", x: x - r - 7, y: y - r - 7, width: 2 * r + 14, height: 2 * r + 14 });
      const hit = svgElement("circle", { class: "hit", cx: x, cy: y, r: 20, "data-point": k });
      return svgElement("g", { class: wrong(k) ? "point wrong" : "point" },
        ...(k === sample ? [ring("ring-halo"), ring("ring")] : []), shape, ...(wrong(k) ? [cross] : []), ...(k === chosen ? [box] : []), hit);
    }));
  };

  /** The keyboard's crosshair; null hides it. */
  plane.showCursor = (at) => {
    cursor.toggleAttribute("hidden", !at);
    if (!at) return;
    const [x, y] = plane.pixel(at);
    cursor.setAttribute("d", `M${x - 12} ${y}h24M${x} ${y - 12}v24`);
  };
  return plane;
}
