// Loss and gradient norm over the epochs, on logarithmic axes: what is past drawn strongly, what comes faintly.

/** What is drawn: name "loss" or "norm". Scales of one plot. */
function layoutTrace(width, height, type, film, name, context, font) {
  const values = film.lines.flatMap((line) => line[name]?.y ?? []).filter((v) => Number.isFinite(v) && v > 0);
  let [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0.1, 1];
  if (name === "norm" && film.clip) [low, high] = [Math.min(low, film.clip), Math.max(high, film.clip)];
  [low, high] = [low * 0.8, high * 1.25];
  const [right, top, bottom] = [width - 6, Math.round(1.7 * type), height - Math.round(1.4 * type)];
  const ticks = logarithmicTicks(low, high, Math.max(2, Math.floor((bottom - top) / (1.5 * type))));
  context.font = `${type}px ${font}`;
  const left = Math.ceil(Math.max(...ticks.map((v) => context.measureText(shortNumber(v, 1)).width))) + 8;
  return {
    width, height, type, left, right, top, bottom, ticks, name,
    x: (epoch) => left + ((right - left) * epoch) / Math.max(1, film.total),
    y: (v) => bottom - (bottom - top) * Math.max(0, Math.min(1, Math.log(Math.max(v, 1e-30) / low) / Math.log(high / low))),
    epochAt: (x) => Math.max(0, Math.min(1, (x - left) / (right - left))) * film.total,
  };
}

/** chosen: the kind of the line looked at, or null. */
function drawTrace(context, film, at, epoch, chosen, theme) {
  const { labels } = film;
  context.font = `600 ${at.type}px ${theme.font}`;
  context.fillStyle = context.strokeStyle = theme.accent;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText(labels[at.name], 0, 0.95 * at.type);
  context.font = `${at.type}px ${theme.font}`;
  context.lineWidth = 1;
  const rule = (y) => {
    context.beginPath();
    context.moveTo(at.left, y);
    context.lineTo(at.right, y);
    context.stroke();
  };
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of at.ticks) {
    const y = Math.round(at.y(tick)) + 0.5;
    context.globalAlpha = 0.14;
    rule(y);
    context.globalAlpha = 0.75;
    context.fillText(shortNumber(tick, 1), at.left - 5, y);
  }
  context.textBaseline = "alphabetic";
  context.fillText(fillIn(labels.epochs, { count: countNumber(film.total) }), at.right, at.height - 0.25 * at.type);
  context.textAlign = "left";
  context.fillText("0", at.left, at.height - 0.25 * at.type);
  if (at.name === "norm" && film.clip) {
    context.setLineDash([3, 3]);
    context.globalAlpha = 0.9;
    rule(at.y(film.clip));
    context.setLineDash([]);
  }
  context.lineJoin = "round";
  for (const line of Array.from(film.lines).reverse()) {
    const { x, y } = line[at.name] ?? { x: [], y: [] };
    const past = x.findIndex((place) => place > epoch);
    const now = past < 0 ? x.length : past;
    context.setLineDash(KIND_DASHES[line.kind]);
    for (const [from, to, alpha] of [[0, now, 1], [Math.max(0, now - 1), x.length, 0.28]]) {
      context.globalAlpha = alpha * Math.min(1, strengthOf(line.kind, chosen) / strengthOf(line.kind));
      context.beginPath();
      for (let k = from; k < to; k++) if (Number.isFinite(y[k])) context.lineTo(at.x(x[k]), at.y(y[k]));
      stroke(context, kindColour(line.kind, theme), line.kind === "kept" ? 1.5 : 2.2);
    }
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.beginPath();
  context.moveTo(at.x(epoch), at.top - 2);
  context.lineTo(at.x(epoch), at.bottom);
  stroke(context, theme.accent, 1.5);
}
