// The numbers of the sample just shown: the sum, the answer, the error and the update, to be added up again by hand.

/** numbers.show(data, moment, labels) fills the panel and returns what a screen reader should say. */
function createNumbers() {
  const element = make("section", { class: "numbers" });
  const numbers = { element };
  const row = (name, ...contents) =>
    make("div", { class: "number-row" }, make("span", { class: "row-name" }, name), make("span", { class: "terms" }, ...contents));
  const symbols = (text) => make("span", { class: "symbols" }, text);
  const value = (number, kind) => make("strong", { class: `value ${kind}` }, exactNumber(number));

  numbers.show = (data, moment, labels) => {
    element.setAttribute("aria-label", labels.numbers);
    const [w1, w2, b] = data.weights[moment];
    if (!moment) {
      const start = fillIn(labels.start_sentence, { w1: exactNumber(w1), w2: exactNumber(w2), b: exactNumber(b) });
      element.replaceChildren(make("div", { class: "sample-name" }, start), make("div", { class: "symbols" }, labels.rule));
      delete element.dataset.z;
      return start;
    }
    const k = moment - 1;
    const [x1, x2, y] = data.points[data.sample[k]];
    const [v1, v2, c] = data.weights[k];
    const { learning_rate: rate } = data;
    const [z, prediction, error] = [data.z[k], data.prediction[k], data.error[k]];
    const term = (...parts) => make("span", { class: "term" }, ...parts);
    const sum = `= ${exactNumber(v1)} · ${factor(x1)} + ${factor(v2)} · ${factor(x2)} + ${factor(c)} = `;
    const heading = fillIn(labels.sample_sentence, { epoch: data.epoch[k], x1: exactNumber(x1), x2: exactNumber(x2), y });
    const update = (name, kind, before, x, after) => {
      const times = x === null ? "" : ` · ${factor(x)}`;
      const terms = `${name} ← ${exactNumber(before)} + ${exactNumber(rate)} · ${factor(error)}${times} = `;
      return term(terms, value(after, kind));
    };
    const updates = () => [update("w₁", "w1", v1, x1, w1), update("w₂", "w2", v2, x2, w2), update("b", "b", c, null, b)];
    element.replaceChildren(
      make("div", { class: "sample-name" }, heading),
      row(labels.sum, symbols("z = w₁ · x₁ + w₂ · x₂ + b"), term(sum, value(z, "z"))),
      row(labels.answer,
        term(`z ${z >= 0 ? "≥" : "<"} 0, `, fillIn(labels.so, { prediction })),
        term(`y − ŷ = ${y} − ${prediction} = `, value(error, "error"))),
      row(labels.update, ...(error ? updates() : [symbols(labels.unchanged)])),
    );
    element.dataset.z = exactNumber(z).replace("\u2212", "-");
    const template = error ? labels.live_mistake : labels.live_right;
    const spoken = { z: exactNumber(z), prediction, error, w1: exactNumber(w1), w2: exactNumber(w2), b: exactNumber(b) };
    return `${heading} ${fillIn(template, spoken)}`;
  };
  return numbers;
}
