// Sixty-four networks that differ in their first weights only: every loss curve, and what each made of the plane.

const THUMBNAIL = 16;

function createSeeds(root, send) {
  const sentence = make("p", { class: "seeds-solved", "aria-live": "polite" });
  const rule = make("p", { class: "seeds-rule" });
  const lines = make("canvas", { role: "img" });
  const over = make("canvas", { class: "cursor", "aria-hidden": "true" });
  const curves = make("div", { class: "seeds-curves" }, lines, over);
  const scale = make("button", { type: "button", class: "scale", "data-action": "log", onclick: () => {
    it.logarithmic = !it.logarithmic;
    it.redraw();
  } }, "log");
  const readout = make("p", { class: "seeds-readout" });
  const grid = make("div", { class: "seeds-grid", role: "radiogroup" });
  const key = make("span", { class: "seeds-key" });
  root.replaceChildren(
    make("div", { class: "seeds-head" }, sentence, rule),
    make("div", { class: "seeds-stage" }, make("div", { class: "seeds-left" }, make("div", { class: "seeds-bar" }, scale, key), curves), make("div", { class: "seeds-right" }, grid, readout)));
  const it = { data: null, hover: null, logarithmic: true, order: [] };
  let [context, above, look] = [null, null, null];

  it.update = (sent) => {
    const losses = new Float32Array(decodeBytes(sent.losses).buffer);
    const { length } = sent.epochs;
    it.data = { ...sent, maps: decodeMaps(sent.maps, sent.classes > 1), rows: sent.seeds.map((_, k) => losses.subarray(k * length, (k + 1) * length)) };
    // The best first: the part of the grid that is solved is seen as an area.
    const rank = (k) => (Number.isFinite(sent.final[k]) ? sent.final[k] : Infinity);
    it.order = sent.seeds.map((_, k) => k).sort((a, b) => sent.solved[b] - sent.solved[a] || rank(a) - rank(b));
    it.hover = null;
    sentence.textContent = sent.solved_count_text;
    rule.textContent = sent.threshold_text;
    it.redraw();
  };

  it.redraw = () => {
    const { data } = it;
    const width = root.clientWidth;
    if (!data || !width) return;
    const theme = (it.theme = readTheme(root));
    const type = parseFloat(getComputedStyle(root).fontSize);
    const stacked = width < 560;
    const tall = Math.max(300, Math.min(560, window.innerHeight - 330));
    const side = stacked ? width : Math.min(tall - 34, width * 0.54);
    const cell = Math.floor((side - 7 * 4) / 8);
    root.style.setProperty("--cell", `${cell}px`);
    root.style.setProperty("--grid", `${8 * cell + 28}px`);
    root.toggleAttribute("data-stacked", stacked);
    it.colours = { solved: cssColour(theme.classes[0]), unsolved: cssColour(theme.classes[1]) };
    describe();
    placeThumbnails();
    const size = { width: stacked ? width : width - (8 * cell + 28) - 24, height: stacked ? 220 : 8 * cell + 28 - 8 };
    context = sizeCanvas(lines, size.width, size.height);
    above = sizeCanvas(over, size.width, size.height);
    const runs = data.rows.map((row) => ({ history: { epochs: data.epochs, train: row } }));
    look = { ...scalesOf(size, runs, type, it.logarithmic, context, theme), theme, type };
    drawAxes(context, look);
    for (const solved of [false, true]) {
      data.rows.forEach((row, k) => data.solved[k] === solved && drawRow(context, row, solved, 1.2, 0.6));
    }
    mark();
  };

  const drawRow = (target, row, solved, width, alpha, colour = solved ? it.colours.solved : it.colours.unsolved) => {
    target.beginPath();
    row.forEach((loss, k) => Number.isFinite(loss) && target.lineTo(look.x(it.data.epochs[k]), look.y(loss)));
    target.globalAlpha = alpha;
    target.setLineDash(solved ? [] : [6, 3]);
    target.lineJoin = "round";
    stroke(target, colour, width);
    target.setLineDash([]);
    target.globalAlpha = 1;
  };

  const nameOf = (k) => fillIn(it.data.labels[it.data.solved[k] ? "seed_solved" : "seed_unsolved"], { seed: it.data.seeds[k], loss: shortNumber(it.data.final[k] ?? NaN) });

  const describe = () => {
    const { data } = it;
    const sample = (solved) => make("span", { class: `sample ${solved ? "" : "dashed"}`, style: `color:${solved ? it.colours.solved : it.colours.unsolved}` });
    key.replaceChildren(sample(true), make("span", {}, data.labels.solved), sample(false), make("span", {}, data.labels.unsolved));
    scale.title = data.labels.logarithmic;
    scale.setAttribute("aria-label", data.labels.logarithmic);
    scale.setAttribute("aria-pressed", it.logarithmic);
    lines.setAttribute("aria-label", `${data.labels.curves}. ${data.solved_count_text}`);
    grid.setAttribute("aria-label", data.labels.grid);
  };

  const placeThumbnails = () => {
    const { data } = it;
    const size = THUMBNAIL * THUMBNAIL * data.classes;
    const chosen = data.seeds.indexOf(data.seed);
    const focused = root.getRootNode().activeElement?.dataset?.seed;
    const pixels = signedPixels(it.theme, 0.8);
    grid.replaceChildren(...it.order.map((k, place) => {
      const canvas = make("canvas", { width: THUMBNAIL, height: THUMBNAIL });
      paintThumbnail(canvas, data.maps.subarray(k * size, (k + 1) * size), data.classes, pixels, it.theme);
      return make("button", {
        type: "button", role: "radio", class: data.solved[k] ? "solved" : "unsolved", "data-seed": data.seeds[k], title: nameOf(k), "aria-label": nameOf(k),
        "aria-checked": k === chosen, tabindex: k === (chosen < 0 ? it.order[0] : chosen) ? 0 : -1, style: `--mark:${data.solved[k] ? it.colours.solved : it.colours.unsolved}`,
        onclick: () => send("pick", { seed: data.seeds[k] }),
        onpointerenter: () => point(k),
        onpointerleave: () => point(null),
        onfocus: () => point(k),
        onblur: () => point(null),
        onkeydown: (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
          const next = grid.children[place + step];
          if (!step) return;
          event.preventDefault();
          event.target.tabIndex = -1;
          (next ?? event.target).tabIndex = 0;
          next?.focus();
        },
      }, canvas);
    }));
    if (focused !== undefined) grid.querySelector(`[data-seed="${focused}"]`)?.focus({ preventScroll: true });
  };

  const point = (k) => {
    if (it.hover === k) return;
    it.hover = k;
    mark();
  };

  /** The hovered curve and its thumbnail, else the chosen seed's. */
  const mark = () => {
    const { data, theme } = it;
    const chosen = data.seeds.indexOf(data.seed);
    const k = it.hover ?? (chosen < 0 ? null : chosen);
    above.clearRect(0, 0, look.width, look.height);
    for (const [place, which] of it.order.entries()) grid.children[place].toggleAttribute("data-marked", which === k);
    root.dataset.marked = k === null ? "" : data.seeds[k];
    readout.textContent = k === null ? "" : nameOf(k);
    if (k === null) return;
    drawRow(above, data.rows[k], true, 7, 1, theme.halo);
    drawRow(above, data.rows[k], data.solved[k], 3.5, 1, theme.accent);
  };

  const nearest = (event) => {
    const { data } = it;
    const column = keyframeAt(data.epochs, look.epochAt(event.offsetX));
    let [best, distance] = [null, 24];
    data.rows.forEach((row, k) => {
      const d = Math.abs(look.y(row[column]) - event.offsetY);
      if (d < distance) [best, distance] = [k, d];
    });
    return best;
  };
  lines.addEventListener("pointermove", (event) => point(nearest(event)));
  lines.addEventListener("pointerleave", () => point(null));
  lines.addEventListener("click", (event) => {
    const k = nearest(event);
    if (k !== null) send("pick", { seed: it.data.seeds[k] });
  });
  return { update: it.update, redraw: it.redraw, dispose: () => {} };
}

/** A boundary of 16 × 16 at one pixel a cell; the browser enlarges it smoothly. */
function paintThumbnail(canvas, bytes, classes, pixels, theme) {
  const image = new ImageData(THUMBNAIL, THUMBNAIL);
  const cells = THUMBNAIL * THUMBNAIL;
  if (classes > 1) blendClasses(image.data, Array.from({ length: classes }, (_, c) => ({ field: bytes.subarray(c * cells, (c + 1) * cells) })), theme);
  else {
    const target = new Uint32Array(image.data.buffer);
    for (let k = 0; k < cells; k++) target[k] = pixels[bytes[k]];
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

export default mounting("seeds", createSeeds);
