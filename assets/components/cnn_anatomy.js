// The picture as a whole: what is laid out and drawn when data, size or theme change.

const PIXELS = 28;

/** Everything that depends on data, size or theme, but not on what is hovered. */
function redrawAnatomy(it) {
  const { data, root, labels } = it;
  const width = root.clientWidth;
  if (!data || !width) return;
  const theme = readTheme(root);
  const isInside = data.show === "inside";
  it.inside.hidden = !isInside;
  it.attention.element.hidden = isInside;
  root.dataset.show = data.show;
  root.dataset.predicted = data.predicted;
  if (isInside) showInside(it, theme, width);
  else it.attention.show(it, theme, labels, width);
  it.drawn = true;
  it.render();
}

function showInside(it, theme, width) {
  const { data, labels, layers, unit } = it;
  const narrow = width < 560;
  const spare = narrow ? 0 : spareHeight();
  const cell = (data.present && !narrow ? 6 : 5) + Math.floor(spare / 120);
  const side = PIXELS * cell;
  it.root.style.setProperty("--side", `${side}px`);
  const share = percent(data.probabilities[data.predicted]);
  const wrong = data.label !== null && data.label !== data.predicted;
  const reads = fillIn(wrong ? labels.reads_wrong : labels.reads, { digit: data.predicted, share, label: data.label });
  it.headline.textContent = data.untrained ? `${labels.untrained} ${reads}` : reads;
  it.seesTitle.textContent = labels.sees;
  it.sees.show(layers[0], cell, theme, `${labels.sees}. ${labels.keys}`);
  it.paper.show(side, theme, labels);
  const nameWidth = narrow ? 0 : namesWidth(layers, parseFloat(getComputedStyle(it.root).fontSize), theme);
  it.root.style.setProperty("--name-width", `${nameWidth}px`);
  const rowWidth = (narrow ? width : width - side - 24) - nameWidth - (narrow ? 4 : 12);
  it.rows.show(layers, unit, theme, labels, rowWidth, rowSizes(layers, spare, data.present && !narrow));
  it.rows.showBars(data.probabilities, data.predicted, unit.layer === "output" ? unit.place[0] : null, labels);
  const layer = layers.find(({ name }) => name === unit.layer);
  const picture = pictureOf(layer, unit.place);
  const room = narrow ? Math.min(width, 260) : side;
  const large = Math.max(1, Math.min(48, Math.floor(room / Math.max(picture.columns, picture.rows))));
  it.bigTitle.textContent = layer.flat || layer.kind === "input" ? layer.title : fillIn(labels.map_name, { map: unit.place[0] });
  it.big.show(picture, large, theme, `${it.bigTitle.textContent}. ${labels.keys_maps}`);
}

export default mounting("cnn_anatomy", (root, send, waiting) => {
  const it = createAnatomy(root, send, waiting);
  it.redraw = () => redrawAnatomy(it);
  return { update: it.update, redraw: it.redraw, dispose: () => {} };
});
