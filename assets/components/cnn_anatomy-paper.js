// A sheet to draw a digit on. When the pen is lifted, its pixels go to Python.

const PAPER_PIXELS = 112;
const PEN = 10;

/** events: { drawn(paper) with the grey values, white strokes on black, as base64 text }. */
function createPaper(events) {
  const sheet = make("canvas", { class: "sheet", "data-paper": "", role: "img" });
  const clear = make("button", { type: "button", class: "clear", onclick: () => paper.clear() });
  const paper = { element: make("div", { class: "paper" }, make("div", { class: "title" }, make("span", {}), clear), sheet), strokes: [] };
  let side = 0, theme = null, pen = null;

  const trace = (context, scale, colour) => {
    Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: PEN * scale, strokeStyle: colour });
    for (const stroke of paper.strokes) {
      context.beginPath();
      stroke.forEach(([x, y], k) => context[k ? "lineTo" : "moveTo"](x * scale, y * scale));
      if (stroke.length === 1) context.lineTo(stroke[0][0] * scale + 0.01, stroke[0][1] * scale);
      context.stroke();
    }
  };

  /** The grey values of what is drawn, row by row. */
  const pixels = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: PAPER_PIXELS, height: PAPER_PIXELS });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#000";
    context.fillRect(0, 0, PAPER_PIXELS, PAPER_PIXELS);
    trace(context, 1, "#fff");
    const { data } = context.getImageData(0, 0, PAPER_PIXELS, PAPER_PIXELS);
    let text = "";
    for (let k = 0; k < data.length; k += 4) text += String.fromCharCode(data[k]);
    return btoa(text);
  };

  const at = ({ clientX, clientY }) => {
    const { left, top } = sheet.getBoundingClientRect();
    return [clientX - left, clientY - top].map((along) => (along / side) * PAPER_PIXELS);
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button || pen !== null) return;
    pen = event.pointerId;
    sheet.setPointerCapture(pen);
    paper.strokes.push([at(event)]);
    paper.draw();
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) paper.strokes.at(-1).push(at(part));
    paper.draw();
  });
  const lift = (event) => {
    if (event.pointerId !== pen) return;
    pen = null;
    events.drawn(pixels());
  };
  sheet.addEventListener("pointerup", lift);
  sheet.addEventListener("pointercancel", lift);

  paper.clear = () => {
    paper.strokes = [];
    paper.draw();
  };
  paper.draw = () => {
    if (!side) return;
    const context = sizeCanvas(sheet, side, side);
    context.fillStyle = cssColour(theme.zero);
    context.fillRect(0, 0, side, side);
    trace(context, side / PAPER_PIXELS, theme.accent);
    clear.hidden = !paper.strokes.length;
  };
  paper.show = (size, now, labels) => {
    [side, theme] = [size, now];
    paper.element.querySelector(".title span").textContent = labels.draw;
    clear.textContent = labels.clear;
    sheet.setAttribute("aria-label", labels.paper);
    paper.draw();
  };
  return paper;
}
