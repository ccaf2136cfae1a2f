// Changing a number in place: a field exactly over it.

const WAIT_FOR_PYTHON = 2500;
const EDIT_LIMIT = 999;
const EDIT_DECIMALS = 4;

/**
 * events: { commit(target, value), left() }. editor.open(target, place, before, labels): target { target, index, label } is what is
 * edited, place { x, y } its centre within the stage, before the number as text.
 */
function createEditor(stage, events) {
  const editor = { element: null };
  const message = make("div", { class: "field-message", role: "alert" });
  let timer = 0;

  editor.close = () => {
    clearTimeout(timer);
    const open = editor.element;
    editor.element = null;
    open?.remove();
    message.remove();
  };

  /** Whether a field is open in which the learner has not finished. */
  editor.typing = () => Boolean(editor.element && !editor.element.readOnly);

  editor.open = (target, place, before, labels) => {
    editor.close();
    const field = make("input", { class: "number-field", type: "text", inputmode: "text", autocomplete: "off", "aria-label": target.label });
    field.value = before;
    editor.element = field;
    stage.append(field);
    const within = (left, width) => Math.max(0, Math.min(left, stage.clientWidth - width));
    field.style.left = `${within(place.x - field.offsetWidth / 2, field.offsetWidth)}px`;
    field.style.top = `${place.y - field.offsetHeight / 2}px`;

    const commit = (refocus) => {
      if (editor.element !== field || field.readOnly) return;
      const value = field.value === before ? before : parseNumber(field.value, EDIT_DECIMALS, EDIT_LIMIT);
      if (value === null) {
        stage.append(message);
        message.textContent = labels.invalid_number;
        message.style.left = `${within(field.offsetLeft, message.offsetWidth)}px`;
        message.style.top = `${field.offsetTop + field.offsetHeight + 6}px`;
        field.setAttribute("aria-invalid", "true");
        return void field.focus();
      }
      if (value === before) editor.close();
      else {
        // The field stays, read-only, until Python has answered, so that old and new numbers never stand side by side.
        field.readOnly = true;
        field.tabIndex = -1;
        timer = setTimeout(editor.close, WAIT_FOR_PYTHON);
        events.commit(target, value);
      }
      if (refocus) events.left();
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") commit(true);
      if (event.key === "Escape") {
        editor.close();
        events.left();
      }
    });
    field.addEventListener("blur", () => commit(false));
    field.focus({ preventScroll: true });
    field.select();
  };
  return editor;
}
