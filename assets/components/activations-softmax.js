// Softmax of three logits: drag a logit, and powers, probabilities and slopes follow from Python's tables, place by place.

function createSoftmax(root, send) {
  const it = { data: null, logits: [0, 0, 0], moved: 0, cell: [0, 0], sent: [], timer: 0 };
  const header = make("div", { class: "softmax-row softmax-head" });
  const rows = [0, 1, 2].map((i) => createLogit(i));
  const total = make("div", { class: "softmax-row total" });
  const matrix = make("table", { class: "jacobian" });
  const meaning = make("p", { class: "meaning" });
  const notes = make("div", { class: "notes" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  it.element = make("div", { class: "softmax" }, header, ...rows.map((row) => row.element), total,
    make("div", { class: "slopes" }, matrix, meaning), notes, live);

  /** Where the logit last moved stands in the tables; the others are where Python last saw them. */
  const placeOf = (z) => Math.round((z - it.data.places[0]) / (it.data.places[1] - it.data.places[0]));
  const now = () => {
    const k = placeOf(it.logits[it.moved]);
    const [powers, p, jacobian] = it.data.tables.map((table) => table[it.moved][k]);
    return { powers, p, jacobian };
  };

  function createLogit(i) {
    const name = make("span", { class: "logit-name" });
    const bar = make("span", { class: "logit-bar" });
    const knob = make("span", { class: "knob" });
    const track = make("div", { class: "track", tabindex: 0, role: "slider", "data-logit": i }, make("span", { class: "zero" }), bar, knob);
    const z = make("span", { class: "amount z" });
    const power = make("span", { class: "amount power" });
    const share = make("span", { class: "share-bar" });
    const p = make("span", { class: "amount p" });
    const element = make("div", { class: "softmax-row", "data-row": i }, name, track, z, power, make("div", { class: "share" }, share), p);
    let pressed = false;
    const valueAt = (event) => {
      const box = track.getBoundingClientRect();
      const { places } = it.data;
      return places[0] + ((event.clientX - box.left) / box.width) * (places.at(-1) - places[0]);
    };
    track.addEventListener("pointerdown", (event) => {
      pressed = true;
      track.setPointerCapture(event.pointerId);
      move(i, valueAt(event));
    });
    track.addEventListener("pointermove", (event) => pressed && move(i, valueAt(event)));
    track.addEventListener("pointerup", () => pressed && ((pressed = false), commit()));
    track.addEventListener("pointercancel", () => (pressed = false));
    track.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -0.1, ArrowDown: -0.1, ArrowRight: 0.1, ArrowUp: 0.1, PageDown: -1, PageUp: 1, Home: -99, End: 99 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      move(i, it.logits[i] + steps[event.key]);
      clearTimeout(it.timer);
      it.timer = setTimeout(commit, REST);
    });
    return { element, name, bar, knob, track, z, power, share, p };
  }

  function move(i, value) {
    const { places } = it.data;
    it.moved = i;
    it.logits[i] = places[Math.max(0, Math.min(places.length - 1, placeOf(value)))];
    render();
  }

  function commit() {
    clearTimeout(it.timer);
    const key = JSON.stringify(it.logits);
    live.textContent = rows.map((row, i) => `p${"\u2081\u2082\u2083"[i]} = ${row.p.textContent}`).join(", ");
    if (key === it.told) return;
    it.told = key;
    it.sent = [...it.sent, key].slice(-20);
    send("logits", it.logits);
  }

  function render() {
    const { data } = it;
    const theme = readTheme(root);
    const { powers, p, jacobian } = now();
    const [low, high] = [data.places[0], data.places.at(-1)];
    const share = (value) => (100 * (value - low)) / (high - low);
    rows.forEach((row, i) => {
      const z = it.logits[i];
      row.bar.style.cssText = `left:${share(Math.min(0, z))}%;width:${Math.abs(share(z) - share(0))}%;background:${cssColour(valueColour(z, high, theme))}`;
      row.knob.style.left = `${share(z)}%`;
      row.z.textContent = data.offset ? `${exactNumber(z)} ${data.offset < 0 ? "\u2212" : "+"} ${exactNumber(Math.abs(data.offset))}` : exactNumber(z);
      row.power.textContent = writeRounded(powers[i]);
      row.share.style.cssText = `width:${100 * p[i]}%;background:${cssColour(theme.classes[i])}`;
      row.p.textContent = writeRounded(p[i]);
      const values = { "aria-valuenow": z, "aria-valuetext": `${exactNumber(z)}; p = ${writeRounded(p[i])}` };
      for (const [attribute, value] of Object.entries(values)) row.track.setAttribute(attribute, value);
    });
    // The sum of what is written, so that it can be added up again.
    const written = (e) => (e < 1e-3 ? e : Number(e.toFixed(4)));
    total.children[3].textContent = writeRounded(powers.reduce((sum, e) => sum + written(e), 0));
    paintJacobian(jacobian, theme);
    Object.assign(root.dataset, { logits: it.logits.map((z) => z.toFixed(1)).join(","), shown: "softmax" });
    say(jacobian);
  }

  function paintJacobian(jacobian, theme) {
    const limit = 0.25 / it.data.temperature;
    jacobian.flat().forEach((value, k) => {
      const colour = valueColour(value, limit, theme);
      const cell = matrix.querySelectorAll("td")[k];
      cell.style.cssText = `background:${cssColour(colour)};color:${inkOn(colour)}`;
      cell.textContent = writeRounded(value);
    });
  }

  /** What the chosen slope says, and its logit and probability outlined above. */
  function say(jacobian) {
    const [i, j] = it.cell;
    const { labels } = it.data;
    const value = jacobian[i][j];
    const subscript = (k) => "\u2081\u2082\u2083"[k];
    const sentence = fillIn(labels[value < 0 ? "falls" : "rises"], { p: `p${subscript(i)}`, z: `z${subscript(j)}`, value: writeRounded(value) });
    meaning.textContent = `${sentence} ${labels.zero_sum}`;
    rows.forEach((row, k) => {
      row.track.toggleAttribute("data-marked", k === j);
      row.p.toggleAttribute("data-marked", k === i);
    });
    matrix.querySelectorAll("td").forEach((cell, k) => {
      const here = k === 3 * i + j;
      cell.toggleAttribute("data-marked", here);
      cell.tabIndex = here ? 0 : -1;
    });
  }

  const point = (i, j) => {
    it.cell = [i, j];
    say(now().jacobian);
  };

  function build(labels) {
    const subscript = (k) => "\u2081\u2082\u2083"[k];
    header.replaceChildren(...["", labels.logit, "z", "", labels.probability].map((text) => make("span", {}, text)));
    total.replaceChildren(...["", "", labels.sum, "", "", ""].map((text) => make("span", { class: "amount" }, text)));
    rows.forEach((row, i) => {
      row.name.replaceChildren(`z${subscript(i)}`);
      row.track.setAttribute("aria-label", fillIn(labels.drag, { name: `z${subscript(i)}` }));
      row.track.setAttribute("aria-valuemin", it.data.places[0]);
      row.track.setAttribute("aria-valuemax", it.data.places.at(-1));
    });
    if (matrix.children.length) return;
    const head = make("tr", {}, make("th", { class: "corner" }, "\u2202p\u1d62/\u2202z\u2c7c"), ...[0, 1, 2].map((j) => make("th", { scope: "col" }, `z${subscript(j)}`)));
    const lines = [0, 1, 2].map((i) => make("tr", {}, make("th", { scope: "row" }, `p${subscript(i)}`), ...[0, 1, 2].map((j) =>
      make("td", { "data-cell": `${i}.${j}`, onpointerenter: () => point(i, j), onfocus: () => point(i, j) }))));
    matrix.append(make("thead", {}, head), make("tbody", {}, ...lines));
    matrix.addEventListener("keydown", (event) => {
      const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
      if (!(event.key in moves)) return;
      event.preventDefault();
      const [i, j] = it.cell.map((k, axis) => Math.max(0, Math.min(2, k + moves[event.key][axis])));
      matrix.querySelectorAll("td")[3 * i + j].focus();
    });
  }

  it.update = (data) => {
    const key = JSON.stringify(data.logits);
    const echo = it.sent.indexOf(key);
    const news = !it.data || (echo < 0 && key !== it.received);
    if (echo >= 0) it.sent.splice(0, echo + 1);
    it.data = data;
    it.received = key;
    if (news) [it.logits, it.told] = [[...data.logits], key];
    build(data.labels);
    header.children[3].replaceChildren(...powerName(data));
    header.children[2].textContent = data.offset ? "z + c" : "z";
    notes.textContent = data.subtracted ? fillIn(data.labels.subtracted, { value: exactNumber(data.subtracted) }) : "";
    matrix.setAttribute("aria-label", data.labels.jacobian);
    render();
  };

  /** e to what: with the temperature and the subtracted number only where there are any. */
  const powerName = ({ offset, subtracted, temperature }) => {
    const sum = `z${offset ? " + c" : ""}${subtracted ? " \u2212 m" : ""}`;
    const exponent = temperature === 1 ? sum : sum.length > 1 ? `(${sum}) / T` : `${sum} / T`;
    return ["e", make("sup", {}, exponent)];
  };

  it.redraw = () => it.data && render();
  it.dispose = () => clearTimeout(it.timer);
  return it;
}
