// A map of few bytes as a smooth, large picture: enlarged by cubic interpolation, coloured, and its zero line drawn.

/** Rows of weights with which n samples at cell centres become n·factor (Catmull and Rom's cubic, edges repeated). */
function cubicWeights(n, factor) {
  const size = n * factor;
  const index = new Int16Array(size * 4);
  const weight = new Float32Array(size * 4);
  for (let k = 0; k < size; k++) {
    const at = (k + 0.5) / factor - 0.5;
    const first = Math.floor(at);
    const t = at - first;
    const w = [((-t + 2) * t - 1) * t, (3 * t - 5) * t * t + 2, ((-3 * t + 4) * t + 1) * t, (t - 1) * t * t];
    for (let tap = 0; tap < 4; tap++) {
      index[4 * k + tap] = Math.max(0, Math.min(n - 1, first - 1 + tap));
      weight[4 * k + tap] = w[tap] / 2;
    }
  }
  return { size, index, weight };
}

const CUBIC = new Map();

// Neighbours that differ by no more than this are a slope so gentle that its steps come from rounding to bytes.
const GENTLE = 14;

/** The bytes as floats, gentle slopes without the steps of rounding: their zero line would look like a staircase. Edges stay. */
function soften(bytes, n) {
  const soft = new Float32Array(n * n);
  for (let row = 0; row < n; row++) {
    // Where the rows above and below begin, and at the border the same row once more.
    const [up, here, down] = [Math.max(0, row - 1) * n, row * n, Math.min(n - 1, row + 1) * n];
    for (let column = 0; column < n; column++) {
      const [left, right] = [column ? column - 1 : 0, column < n - 1 ? column + 1 : column];
      const [a, b, c] = [bytes[up + left], bytes[up + column], bytes[up + right]];
      const [d, e, f] = [bytes[here + left], bytes[here + column], bytes[here + right]];
      const [g, h, i] = [bytes[down + left], bytes[down + column], bytes[down + right]];
      const gentle = Math.max(a, b, c, d, e, f, g, h, i) - Math.min(a, b, c, d, e, f, g, h, i) <= GENTLE;
      soft[here + column] = gentle ? (a + c + g + i + 2 * (b + d + f + h) + 4 * e) / 16 : e;
    }
  }
  return soft;
}

/** n × n bytes → (n·factor)² floats on the same scale, 0 to 255. */
function enlarge(raw, n, factor) {
  const bytes = soften(soften(raw, n), n);
  const key = n * 100 + factor;
  if (!CUBIC.has(key)) CUBIC.set(key, cubicWeights(n, factor));
  const { size, index, weight } = CUBIC.get(key);
  const wide = new Float32Array(n * size);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < size; k++) {
      const tap = 4 * k;
      wide[row * size + k] = weight[tap] * bytes[row * n + index[tap]] + weight[tap + 1] * bytes[row * n + index[tap + 1]]
        + weight[tap + 2] * bytes[row * n + index[tap + 2]] + weight[tap + 3] * bytes[row * n + index[tap + 3]];
    }
  }
  const field = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const tap = 4 * row;
    const [w0, w1, w2, w3] = weight.subarray(tap, tap + 4);
    const [from0, from1, from2, from3] = index.subarray(tap, tap + 4).map((from) => from * size);
    for (let k = 0; k < size; k++) field[row * size + k] = w0 * wide[from0 + k] + w1 * wide[from1 + k] + w2 * wide[from2 + k] + w3 * wide[from3 + k];
  }
  return { size, field };
}

/** How much a map of n × n is enlarged before the browser scales it: to about 160 pixels, or less where there are many. */
const enlargement = (n, channels) => Math.max(2, Math.round((channels > 1 ? 110 : 160) / n));

/** A canvas that shows fields. paint(context, side, channels, n, pixels, theme) fills a square of `side` CSS pixels. */
function createField() {
  const canvas = document.createElement("canvas");
  let image = null;

  /** channels: byte arrays, one signed map or one per class; returns the fields, for the contours. */
  const paint = (context, side, channels, n, pixels, theme) => {
    const factor = enlargement(n, channels.length);
    const fields = channels.map((bytes) => enlarge(bytes, n, factor));
    const { size } = fields[0];
    if (canvas.width !== size || !image) {
      canvas.width = canvas.height = size;
      image = new ImageData(size, size);
    }
    if (channels.length === 1) {
      const target = new Uint32Array(image.data.buffer);
      const { field } = fields[0];
      for (let k = 0; k < field.length; k++) target[k] = pixels[field[k] < 0 ? 0 : field[k] > 255 ? 255 : (field[k] + 0.5) | 0];
    } else blendClasses(image.data, fields, theme);
    canvas.getContext("2d").putImageData(image, 0, 0);
    // Already smooth: the browser's costlier interpolation looks the same.
    context.imageSmoothingQuality = "low";
    context.drawImage(canvas, 0, 0, side, side);
    return fields;
  };
  return { paint };
}

/** Every class's colour as far as it is likely, on the theme's zero: the surer, the fuller. */
function blendClasses(data, fields, theme) {
  const count = fields[0].field.length;
  const least = 255 / fields.length;
  for (let k = 0; k < count; k++) {
    let [total, best, r, g, b] = [1e-6, 0, 0, 0, 0];
    for (let c = 0; c < fields.length; c++) {
      const p = Math.max(0, fields[c].field[k]);
      const colour = theme.classes[c];
      total += p;
      if (p > best) best = p;
      r += p * colour[0];
      g += p * colour[1];
      b += p * colour[2];
    }
    const share = 0.16 + 0.44 * Math.max(0, Math.min(1, (best - least) / (255 - least)));
    data[4 * k] = theme.zero[0] + (r / total - theme.zero[0]) * share;
    data[4 * k + 1] = theme.zero[1] + (g / total - theme.zero[1]) * share;
    data[4 * k + 2] = theme.zero[2] + (b / total - theme.zero[2]) * share;
    data[4 * k + 3] = 255;
  }
}

/** Segments [x0, y0, x1, y1, …] in shares of the side where the field crosses `level` (marching squares, every second sample). */
function contourOf({ size, field }, level) {
  const segments = [];
  const step = 2;
  const at = (row, column) => field[row * size + column] - level;
  for (let row = 0; row + step < size; row += step) {
    for (let column = 0; column + step < size; column += step) {
      const [a, b, c, d] = [at(row, column), at(row, column + step), at(row + step, column + step), at(row + step, column)];
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue;
      const corners = [a, b, c, d];
      const crossings = [];
      for (let side = 0; side < 4; side++) {
        const [from, to] = [corners[side], corners[(side + 1) % 4]];
        if (from > 0 === to > 0) continue;
        const t = from / (from - to);
        const [dx, dy] = [[t, 0], [1, t], [1 - t, 1], [0, 1 - t]][side];
        crossings.push((column + dx * step + 0.5) / size, (row + dy * step + 0.5) / size);
      }
      for (let k = 0; k + 3 < crossings.length; k += 4) segments.push(...crossings.slice(k, k + 4));
    }
  }
  return segments;
}

/** The lines at which the decision changes: zero of the one output, or where two classes are equally likely. */
function decisionLines(fields) {
  if (fields.length === 1) return contourOf(fields[0], 128.25);
  const { size } = fields[0];
  const first = new Float32Array(size * size).fill(-1);
  const second = new Float32Array(size * size).fill(-1);
  const winner = new Uint8Array(size * size);
  fields.forEach(({ field }, c) => {
    for (let k = 0; k < field.length; k++) {
      if (field[k] > first[k]) {
        second[k] = first[k];
        first[k] = field[k];
        winner[k] = c;
      } else if (field[k] > second[k]) second[k] = field[k];
    }
  });
  const segments = fields.map(({ field }, c) => contourOf({ size, field: field.map((p, k) => p - (winner[k] === c ? second[k] : first[k])) }, 0));
  return segments.flat();
}

function strokeSegments(context, segments, side, theme) {
  context.beginPath();
  for (let k = 0; k < segments.length; k += 4) {
    context.moveTo(segments[k] * side, segments[k + 1] * side);
    context.lineTo(segments[k + 2] * side, segments[k + 3] * side);
  }
  context.lineCap = "round";
  context.lineWidth = 2;
  context.strokeStyle = theme.accent;
  context.stroke();
}
