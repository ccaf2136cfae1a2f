// The batch: how its inputs lie along x, and its outputs along f(x), beside the plot whose axis they share.

/** One bar of a path that draws them all. */
const bar = (x, y, width, height) => `M${x.toFixed(2)} ${y.toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}h${(-width).toFixed(2)}z`;

/** The inputs' histogram under the plots, with the ticks of x. look: { width, height, left, theme, x (scale), title, xTicks }. */
function createInputs() {
  const bars = draw("path", { class: "bar" });
  const scale = draw("g");
  const name = draw("text", { class: "plot-name", y: "1.05em" });
  const moving = draw("g");
  const svg = draw("svg", { class: "inputs", role: "img" }, bars, scale, name, moving);
  const changed = changeDetector();
  let look;
  const inputs = { svg };

  inputs.draw = (data, next) => {
    look = next;
    svg.setAttribute("width", look.width);
    svg.setAttribute("height", look.height);
    svg.setAttribute("aria-label", look.label);
    const shares = data.inputs.bars;
    const base = look.height - 1.6 * look.type;
    const highest = Math.max(...shares, 1e-9);
    const width = (look.x.to - look.x.from) / shares.length;
    bars.setAttribute("fill", cssColour(look.theme.classes[6]));
    bars.setAttribute("d", shares.map((share, k) => {
      const height = (share / highest) * (base - 4);
      return bar(look.x.from + k * width + 0.5, base - height, width - 1, height);
    }).join(""));
    if (changed(look.x.low, look.x.high, look.x.from, look.x.to, look.height, look.type, look.xTicks)) paintScale(base);
    const half = shares.length / 2;
    const leftHeavy = shares.slice(0, half).reduce((a, b) => a + b, 0) > shares.slice(half).reduce((a, b) => a + b, 0) + 0.1;
    name.setAttribute("x", leftHeavy ? look.x.to : look.left + 8);
    name.setAttribute("text-anchor", leftHeavy ? "end" : "start");
    name.textContent = look.title;
    inputs.base = base;
  };

  const paintScale = (base) => scale.replaceChildren(
    draw("line", { class: "axis", x1: look.x.from, x2: look.x.to, y1: base, y2: base }),
    ...ticksOf(look.x.low, look.x.high, look.xTicks).map((v) =>
      draw("text", { class: "tick", x: look.x(v), y: look.height - 0.35 * look.type, "text-anchor": "middle" }, exactNumber(v))),
  );

  inputs.probe = (value) => {
    const at = look.x(value);
    moving.replaceChildren(draw("line", { class: "probe-line", x1: at, x2: at, y1: 0, y2: inputs.base }));
  };

  return inputs;
}

/** The outputs' histogram right of f, bars lying down: bins grey-coloured like their curve, single values as thin full bars. */
function createOutputs() {
  const axis = draw("line", { class: "axis", x1: 0.5, x2: 0.5, y1: 0 });
  const bars = draw("path", { class: "bar" });
  const atoms = draw("g");
  const name = draw("text", { class: "plot-name", y: "1.15em", "text-anchor": "end" });
  const moving = draw("g");
  const svg = draw("svg", { class: "outputs", role: "img" }, axis, bars, atoms, name, moving);
  let look;
  const outputs = { svg };

  outputs.draw = (chosen, next) => {
    look = next;
    svg.setAttribute("width", look.width);
    svg.setAttribute("height", look.height);
    svg.setAttribute("aria-label", look.label);
    const room = look.width - 4;
    const most = Math.max(...chosen.bars, ...chosen.atoms.map(([, share]) => share), 1e-9);
    const thick = (look.y.from - look.y.to) / chosen.bars.length;
    axis.setAttribute("y2", look.height);
    bars.setAttribute("fill", look.colour);
    bars.setAttribute("d", chosen.bars.map((share, k) =>
      bar(1, look.y.from - (k + 1) * thick + 0.5, (share / most) * room, Math.max(1, thick - 1))).join(""));
    atoms.replaceChildren(...chosen.atoms.filter(([value]) => look.y.inside(value)).map(([value, share]) =>
      draw("rect", { class: "bar atom", x: 1, y: look.y(value) - 3.5, height: 7, width: (share / most) * room, fill: look.colour })));
    name.setAttribute("x", look.width - 2);
    name.textContent = look.title;
  };

  outputs.probe = (value) => {
    const line = draw("line", { class: "lead", x1: 0, x2: look.width, y1: look.y(value), y2: look.y(value) });
    moving.replaceChildren(...(look.y.inside(value) ? [line] : []));
  };

  return outputs;
}
