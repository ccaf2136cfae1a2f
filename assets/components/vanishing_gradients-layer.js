// One layer of both networks: how its values, or its gradients, are distributed, and what blocks the way.

function createLayerPanel() {
  const title = make("div", { class: "panel-title" });
  const rows = [0, 1].map(() => {
    const canvas = make("canvas", { role: "img" });
    const size = make("span", { class: "series" });
    const ends = make("span", { class: "ends" });
    return { canvas, size, ends, element: make("div", { class: "distribution" }, make("div", { class: "head" }, size, ends), canvas) };
  });
  const panel = { element: make("section", { class: "layer-panel" }, title, make("div", { class: "distributions" }, ...rows.map(({ element }) => element))) };

  /** look: { index, share, layer, quantity, theme, labels, type }; width and height of one histogram. */
  panel.draw = (film, look, width, height) => {
    const { labels, layer, quantity } = look;
    setText(title, fillIn(labels[quantity === "values" ? "panel_values" : "panel_gradient"], { layer: layer + 1 }));
    rows.forEach((row, n) => {
      const network = film.networks[n];
      const state = stateOf(film, network, look.index, 1);
      row.element.style.visibility = layer < network.depth ? "visible" : "hidden";
      if (layer >= network.depth) return;
      const name = quantity === "values" ? "signal" : "delta";
      const size = sizeText(sizeAt(network, name, state, layer));
      const at = state.now * network.depth + layer;
      const blocked = percentText(network.blocked[at]);
      setText(row.size, state.lost ? labels.lost : fillIn(labels[`size_${name}`], { size }));
      markSeries(row.size, n, look.theme);
      const histogram = histogramAt(film, network, quantity, state, layer);
      const limit = sizeText(histogram.limit);
      const ends = histogram.signed ? `\u00b1${limit}` : `0 \u2026 ${limit}`;
      setText(row.ends, quantity === "values" ? `${ends} · ${fillIn(labels.blocked, { share: blocked })}` : ends);
      row.canvas.setAttribute("aria-label", fillIn(labels.histogram, { name: film.names[n], layer: layer + 1, size, blocked }));
      drawHistogram(sizeCanvas(row.canvas, width, height), histogram, width, height, look.theme, state.lost);
    });
    return rows;
  };
  return panel;
}

/** Bars in the colour of their sign: orange left of zero, blue right of it. */
function drawHistogram(context, { shares, signed }, width, height, theme, lost) {
  const bar = width / shares.length;
  context.globalAlpha = lost ? GHOST : 1;
  shares.forEach((share, k) => {
    const tall = share ? Math.max(1, (share / 255) * (height - 3)) : 0;
    context.fillStyle = cssColour(signed && k < shares.length / 2 ? theme.negative : theme.positive);
    context.fillRect(k * bar + 0.5, height - 1 - tall, Math.max(1, bar - 1), tall);
  });
  context.globalAlpha = 0.4;
  context.fillStyle = theme.accent;
  context.fillRect(0, height - 1, width, 1);
  context.globalAlpha = 1;
}

/** The marker of a network before a text. */
function markSeries(element, n, theme) {
  element.style.setProperty("--series", seriesColour(n, theme));
  element.dataset.series = n ? "other" : "shown";
}

const percentText = (byte) => `${Math.round((byte / 255) * 100)}\u00a0%`;

/** A text set anew, even the same, is laid out anew. */
const setText = (element, text) => element.textContent !== text && (element.textContent = text);
