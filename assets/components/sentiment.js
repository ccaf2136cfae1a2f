// A sentence of one's own, what the network and the bag of words say of it, and the table of its words.

const PAUSE = 350; // milliseconds without a key until what was typed is read

function createVerdict() {
  const verdict = { name: make("span", { class: "who" }), answer: make("span", { class: "answer" }), right: make("span", { class: "right" }) };
  verdict.element = make("div", { class: "verdict" }, verdict.name, verdict.answer, verdict.right);
  verdict.paint = (name, probability, accuracy, classes, theme, labels) => {
    const sure = Math.max(probability, 1 - probability);
    verdict.name.textContent = name;
    verdict.answer.textContent = Math.abs(probability - 0.5) < 0.005 ? labels.undecided : `${classes[probability > 0.5 ? 1 : 0]} ${percent(sure)}`;
    paintChip(verdict.answer, mixColours(theme.zero, probability < 0.5 ? theme.negative : theme.positive, 2 * sure - 1));
    verdict.right.textContent = fillIn(labels.right, { share: percent(accuracy) });
  };
  return verdict;
}

function createSentiment(root, send, waiting) {
  const it = { data: null, read: 0, hovered: null, known: null, timer: 0 };
  const field = make("textarea", { rows: 1, spellcheck: "false", class: "sentence", dir: "auto", oninput: () => {
    clearTimeout(it.timer);
    it.timer = setTimeout(say, PAUSE);
  }, onkeydown: (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    say();
  } });
  const say = () => {
    clearTimeout(it.timer);
    it.timer = 0;
    if (field.value !== it.known || waiting("type").length) send("type", (it.known = field.value));
  };
  const examples = make("div", { class: "examples", role: "group" });
  const network = createVerdict();
  const bag = createVerdict();
  const look = (row) => {
    it.read = row;
    send("look", row);
    render();
  };
  const table = createSentimentTable({
    choose: (row) => {
      player.toggle(false);
      look(row);
    },
    hover: (row) => {
      it.hovered = row;
      render();
    },
    measure: () => redraw(),
  });
  const notes = make("p", { class: "notes" });
  const readout = make("p", { class: "readout", "aria-live": "polite" });
  const player = createPlayer({ go: look, tick: (row) => {
    it.read = row;
    render();
  }, playing: (on) => {
    root.dataset.playing = on;
    if (!on && it.data) look(it.read);
  } }, { milliseconds: 600, loop: false });
  const above = make("div", { class: "above" }, field, network.element, bag.element);
  root.replaceChildren(above, examples, make("div", { class: "rows" }, table.element), player.element, readout, notes);

  /** Numbers that a hovered, chosen or played word has. */
  const render = () => {
    const { data } = it;
    if (!data) return;
    const last = data.words.length - 1;
    const row = Math.min(it.hovered ?? it.read, last);
    table.mark(it.read, it.read, it.hovered);
    const place = last < 0 ? data.labels.no_words : fillIn(data.labels.readout, {
      word: data.words[row], logit: exactNumber(data.so_far_logits[row], 3), share: percent(data.so_far[row]), class: data.classes[1],
      without: signed(data.without[row]), gradient: signed(data.gradient[row]), bag: signed(data.bag[row]),
    });
    if (readout.textContent !== place) readout.textContent = place;
    player.show(Math.max(0, it.read), data.words[it.read] ?? "", `${last < 0 ? 0 : it.read + 1} / ${last + 1}`);
  };

  const redraw = () => {
    const { data } = it;
    if (!data) return;
    const { labels } = data;
    const theme = readTheme(root);
    field.setAttribute("aria-label", labels.sentence);
    examples.setAttribute("aria-label", labels.examples);
    if (it.named !== labels) {
      it.named = labels;
      examples.replaceChildren(...data.examples.map((text) => make("button", { type: "button", onclick: () => {
        field.value = text;
        say();
      } }, text)));
    }
    network.paint(data.cell_name, data.probability, data.accuracy, data.classes, theme, labels);
    bag.paint(labels.bag, data.bag_probability, data.bag_accuracy, data.classes, theme, labels);
    table.take(data);
    const limits = table.paint(data, theme, labels);
    const facts = [fillIn(labels.note_words, { words: data.found, unknown: data.unknown.filter(Boolean).length })];
    if (data.found > data.words.length) facts.push(fillIn(labels.note_cut, { words: data.words.length }));
    facts.push(fillIn(labels[`note_${data.padding}`], { length: data.length }));
    facts.push(fillIn(labels.note_scale, { vector: exactNumber(limits.vector), state: exactNumber(limits.state) }));
    notes.textContent = facts.join(" ");
    player.setCount(Math.max(1, data.words.length));
    player.describe(labels);
    render();
  };

  const update = (sent) => {
    const [vectors, states] = [sent.vectors, sent.states].map((packed) => {
      const values = new Float32Array(decodeBytes(packed.values).buffer);
      const [rows, columns] = packed.shape;
      return Array.from({ length: rows }, (_, t) => Array.from(values.subarray(t * columns, (t + 1) * columns)));
    });
    const before = it.data;
    it.data = { ...sent, vectors, states };
    // What was typed since then is not undone by an answer to what was typed before.
    if (sent.sentence !== it.known && !it.timer && !waiting("type").length) field.value = it.known = sent.sentence;
    const another = before?.sentence !== sent.sentence || before?.run !== sent.run;
    if (another) player.toggle(false);
    if (another || (before?.word !== sent.word && !waiting("look").length)) it.read = sent.word;
    field.maxLength = sent.longest;
    redraw();
  };
  const dispose = () => {
    clearTimeout(it.timer);
    player.stop();
  };
  return { update, redraw, dispose };
}

export default mounting("sentiment", createSentiment);
