// One of the two linked plots: f, with the tangent at the probe, or f′. Both share the x axis, the probe and the shaded zones.

/**
 * kind: "f" or "d". draw(data, look) paints everything that does not follow the probe; probe(index, shown) what does.
 * look: { width, height, left, theme, shown, type (size), title, caption(index), xTicks and yTicks (how many) }.
 */
function createPlot(kind) {
  const still = draw("g");
  const moving = draw("g", { "pointer-events": "none" });
  const hatch = `activations-hatch-${kind}`;
  const svg = draw("svg", { class: `plot plot-${kind}`, "data-plot": kind },
    draw("defs", {}, draw("pattern", { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      draw("line", { class: "hatch-line", x1: 0, y1: 0, x2: 0, y2: 7 }))),
    still, moving);
  const plot = { kind, svg, x: null, y: null };
  const changed = changeDetector();
  let data;
  let look;

  plot.draw = (sent, next) => {
    [data, look] = [sent, next];
    const { width, height, left } = look;
    const [low, high] = kind === "f" ? data.window : data.slope_window;
    const limit = data.x.at(-1);
    const curves = data.functions.map((each) => [each[kind], each.kinks.map((kink) => [kink.x, kink[kind]]), each.zones.saturated, each.zones.dead]);
    // The curves stay as they are where only the batch changes.
    if (changed(low, high, limit, curves, width, height, left, look.theme, look.shown, look.type, look.title, look.xTicks, look.yTicks)) paint(low, high, limit);
  };

  const paint = (low, high, limit) => {
    const { width, height, left } = look;
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    const x = (plot.x = createScale(-limit, limit, left, width - 8));
    const y = (plot.y = createScale(low, high, height - 2, 2));
    const parts = [draw("clipPath", { id: `activations-clip-${kind}` }, draw("rect", { x: left, y: 0, width: width - 8 - left, height }))];
    parts.push(...zones(x, height), ...grid(x, y, width, height));
    const curves = draw("g", { "clip-path": `url(#activations-clip-${kind})` });
    const order = data.functions.map((_, k) => k).sort((a, b) => (a === look.shown) - (b === look.shown));
    for (const k of order) curves.append(...curve(k, x, y));
    // All these functions rise, so that the upper left corner is free, and the lower right one for the caption.
    parts.push(curves, draw("text", { x: left + 8, y: "1.15em" }, look.title));
    still.replaceChildren(...parts);
  };

  const zones = (x, height) => {
    const band = ([from, to], zone) => draw("rect", {
      class: `zone ${zone}`, x: x(from), y: 0, width: x(to) - x(from), height, fill: zone === "dead" ? `url(#${hatch})` : null,
    });
    const { saturated, dead } = data.functions[look.shown].zones;
    return [...saturated.map((span) => band(span, "saturated")), ...dead.map((span) => band(span, "dead"))];
  };

  const grid = (x, y, width, height) => {
    const lines = ticksOf(x.low, x.high, look.xTicks).map((v) =>
      draw("line", { class: v === 0 ? "axis" : "grid-line", x1: x(v), x2: x(v), y1: 0, y2: height }));
    for (const v of ticksOf(y.low, y.high, look.yTicks)) {
      lines.push(draw("line", { class: v === 0 ? "axis" : "grid-line", x1: look.left, x2: width - 8, y1: y(v), y2: y(v) }));
      const near = Math.max(0.4 * look.type, Math.min(height - 0.4 * look.type, y(v)));
      lines.push(draw("text", { class: "tick", x: look.left - 6, y: near, dy: "0.35em", "text-anchor": "end" }, exactNumber(v)));
    }
    return lines;
  };

  /** The line in pieces: it breaks where the function jumps. A filled point is what holds there, an open one what does not. */
  const curve = (k, x, y) => {
    const { kinks, ...drawn } = data.functions[k];
    const values = drawn[kind];
    const colour = cssColour(look.theme.classes[k]);
    const shown = k === look.shown;
    let path = "";
    let pen = "M";
    const points = [];
    values.forEach((value, i) => {
      const corner = kinks.find((kink) => Math.abs(kink.x - data.x[i]) < 1e-9);
      const [before, at, after] = corner ? corner[kind] : [value, value, value];
      path += `${pen}${x(data.x[i]).toFixed(2)} ${y(before).toFixed(2)}`;
      pen = "L";
      if (Math.abs(before - after) > 1e-9) {
        path += `M${x(data.x[i]).toFixed(2)} ${y(after).toFixed(2)}`;
        for (const end of [before, after]) {
          points.push(draw("circle", {
            class: "end", cx: x(data.x[i]), cy: y(end), r: shown ? 4.5 : 3.5, stroke: colour,
            fill: Math.abs(end - at) < 1e-9 ? colour : look.theme.halo,
          }));
        }
      }
    });
    return [draw("path", { class: "curve", d: path, stroke: colour, "stroke-width": shown ? 3.5 : 2, "stroke-dasharray": DASHES[k] }), ...points];
  };

  plot.probe = (index) => {
    const { x, y } = plot;
    const at = x(data.x[index]);
    const parts = [draw("line", { class: "probe-line", x1: at, x2: at, y1: 0, y2: look.height })];
    if (kind === "f") parts.push(...tangent(index, x, y));
    const order = data.functions.map((_, k) => k).sort((a, b) => (a === look.shown) - (b === look.shown));
    for (const k of order) {
      const value = data.functions[k][kind][index];
      const fill = cssColour(look.theme.classes[k]);
      if (y.inside(value)) parts.push(draw("circle", { class: "point", cx: at, cy: y(value), r: k === look.shown ? 6.5 : 5, fill }));
      else parts.push(draw("path", { class: "point", d: arrow(at, value > y.high), fill }));
    }
    if (kind === "f") parts.push(draw("text", { x: look.width - 16, y: look.height - 10, "text-anchor": "end" }, look.caption(index)));
    moving.replaceChildren(...parts);
  };

  /** The value lies beyond the plot: a triangle at its edge points there. */
  const arrow = (at, above) => {
    const [edge, inward] = above ? [2, 1] : [look.height - 2, -1];
    return `M${at} ${edge}l7 ${11 * inward}h-14z`;
  };

  /** The straight line that touches the shown curve, its slope read off f′; and where the value goes among the outputs. */
  const tangent = (index, x, y) => {
    const chosen = data.functions[look.shown];
    const [value, slope] = [chosen.f[index], chosen.d[index]];
    if (!y.inside(value)) return [];
    const [px, py] = [x(data.x[index]), y(value)];
    const steep = (slope * y.unit) / x.unit;
    const half = Math.min(110, look.width / 5) / Math.hypot(1, steep);
    const clip = `url(#activations-clip-f)`;
    return [
      draw("line", { class: "lead", x1: px, x2: look.width, y1: py, y2: py }),
      draw("line", { class: "tangent-halo", "clip-path": clip, x1: px - half, x2: px + half, y1: py - half * steep, y2: py + half * steep }),
      draw("line", { class: "tangent", "clip-path": clip, x1: px - half, x2: px + half, y1: py - half * steep, y2: py + half * steep }),
    ];
  };

  return plot;
}
