// The trainings as Python sends them: what each network forecasts at some of its epochs, and how wrong that is.

// The palette's colours, and dashes besides, so that no line is told by its colour alone.
const KIND_COLOURS = { rnn: 0, lstm: 1, gru: 2, dense: 3, kept: 4, yesterday: 6 };
const KIND_DASHES = { rnn: [], lstm: [12, 3], gru: [6, 2, 2, 2], dense: [7, 4], kept: [3, 3], yesterday: [2, 4] };
const kindColour = (kind, theme) => cssColour(theme.classes[KIND_COLOURS[kind]]);

/** Bytes become numbers; every line that is compared stands in `lines`, the networks first. */
function unpackForecasts(sent) {
  const floats = (text) => new Float32Array(decodeBytes(text).buffer);
  const network = (n) => ({ ...n, one: floats(n.one), free: floats(n.free), errors: floats(n.errors), one_errors: floats(n.one_errors) });
  const networks = sent.networks.map(network);
  const kept = sent.pinned ? [{ ...network(sent.pinned), kind: "kept" }] : [];
  const yesterday = { ...network(sent.yesterday), kind: "yesterday", epochs: [0] };
  return { ...sent, truth: floats(sent.truth), networks, lines: [...networks, ...kept, yesterday], epochs: networks[0].epochs, ahead: sent.count - sent.boundary };
}

/** Of one line at an epoch: { one, free, oneError, freeErrors[horizon − 1] }, from its last moment at or before it. */
function lineAt(film, line, epoch) {
  const k = keyframeAt(line.epochs, epoch);
  const { count, ahead } = film;
  return {
    one: line.one.subarray(k * count, (k + 1) * count),
    free: line.free.subarray(k * ahead, (k + 1) * ahead),
    oneError: line.one_errors[k],
    freeErrors: line.errors.subarray(k * ahead, (k + 1) * ahead),
  };
}

/** What a line forecasts for the point number i, in this view; null beyond the horizon and where nothing is known yet. */
function forecastAt(film, line, epoch, i, view, horizon) {
  const { one, free } = lineAt(film, line, epoch);
  const after = i - film.boundary;
  const value = view === "one" || after < 0 ? one[i] : after < horizon ? free[after] : NaN;
  return Number.isNaN(value) ? null : value;
}
