// The batch: how its inputs lie along x, and its outputs along f(x), beside the plot whose axis they share.

/** The inputs' histogram under the plots, with the ticks of x. look: { width, height, left, theme, x (scale), title, xTicks }. */
function createInputs() {
  const still = draw("g");
  const moving = draw("g");
  const svg = draw("svg", { class: "inputs", role: "img" }, still, moving);
  let look;
  const inputs = { svg };

  inputs.draw = (data, next) => {
    look = next;
    svg.setAttribute("width", look.width);
    svg.setAttribute("height", look.height);
    svg.setAttribute("aria-label", look.label);
    const { bars } = data.inputs;
    const base = look.height - 1.6 * look.type;
    const highest = Math.max(...bars, 1e-9);
    const width = (look.x.to - look.x.from) / bars.length;
    const parts = bars.map((share, k) => draw("rect", {
      class: "bar", x: look.x.from + k * width + 0.5, width: width - 1, height: (share / highest) * (base - 4), y: base - (share / highest) * (base - 4),
      fill: cssColour(look.theme.classes[6]),
    }));
    parts.push(draw("line", { class: "axis", x1: look.x.from, x2: look.x.to, y1: base, y2: base }));
    for (const v of ticksOf(look.x.low, look.x.high, look.xTicks)) {
      parts.push(draw("text", { class: "tick", x: look.x(v), y: look.height - 0.35 * look.type, "text-anchor": "middle" }, exactNumber(v)));
    }
    const half = bars.length / 2;
    const leftHeavy = bars.slice(0, half).reduce((a, b) => a + b, 0) > bars.slice(half).reduce((a, b) => a + b, 0) + 0.1;
    const corner = leftHeavy ? { x: look.x.to, "text-anchor": "end" } : { x: look.left + 8 };
    parts.push(draw("text", { class: "plot-name", y: "1.05em", ...corner }, look.title));
    still.replaceChildren(...parts);
    inputs.base = base;
  };

  inputs.probe = (value) => {
    const at = look.x(value);
    moving.replaceChildren(draw("line", { class: "probe-line", x1: at, x2: at, y1: 0, y2: inputs.base }));
  };

  return inputs;
}

/** The outputs' histogram right of f, bars lying down: bins grey-coloured like their curve, single values as thin full bars. */
function createOutputs() {
  const still = draw("g");
  const moving = draw("g");
  const svg = draw("svg", { class: "outputs", role: "img" }, still, moving);
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
    const parts = [draw("line", { class: "axis", x1: 0.5, x2: 0.5, y1: 0, y2: look.height })];
    chosen.bars.forEach((share, k) => parts.push(draw("rect", {
      class: "bar", x: 1, y: look.y.from - (k + 1) * thick + 0.5, height: Math.max(1, thick - 1), width: (share / most) * room, fill: look.colour,
    })));
    for (const [value, share] of chosen.atoms.filter(([value]) => look.y.inside(value))) {
      parts.push(draw("rect", { class: "bar atom", x: 1, y: look.y(value) - 3.5, height: 7, width: (share / most) * room, fill: look.colour }));
    }
    parts.push(draw("text", { class: "plot-name", x: look.width - 2, y: "1.15em", "text-anchor": "end" }, look.title));
    still.replaceChildren(...parts);
  };

  outputs.probe = (value) => {
    const line = draw("line", { class: "lead", x1: 0, x2: look.width, y1: look.y(value), y2: look.y(value) });
    moving.replaceChildren(...(look.y.inside(value) ? [line] : []));
  };

  return outputs;
}
