// Changing a number in place: a field exactly over its cell.

const WAIT_FOR_PYTHON = 2500;

/**
 * events: { commit(target, value) }. A complaint about the number appears under the field, inside the root.
 * editor.open(grid, row, column, target, labels): target { decimals, label, ...what commit needs }.
 */
function createEditor(root, events) {
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

  editor.open = (grid, row, column, target, labels) => {
    editor.close();
    const before = grid.rows[row][column];
    const { cell } = grid.look;
    const field = make("input", { class: "cell-field", type: "text", inputmode: "text", autocomplete: "off", "aria-label": target.label });
    field.value = exactNumber(before);
    const width = Math.max(cell, 64);
    const left = Math.max(0, Math.min(column * cell + cell / 2 - width / 2, Math.max(0, grid.rows[0].length * cell - width)));
    const height = Math.max(cell, 32);
    const top = row * cell + (cell - height) / 2;
    const holder = make("span", { class: "cell-editor", style: `left:${left}px;top:${top}px;width:${width}px;height:${height}px` }, field);
    editor.element = holder;
    grid.element.append(holder);

    const leave = (refocus) => {
      editor.close();
      if (refocus) grid.picture.focus({ preventScroll: true });
    };
    const commit = (refocus) => {
      if (editor.element !== holder || field.readOnly) return;
      const value = parseNumber(field.value, target.decimals);
      if (value === null) {
        const [inside, around] = [field.getBoundingClientRect(), root.getBoundingClientRect()];
        root.append(message);
        message.textContent = labels.invalid_number;
        message.style.left = `${Math.max(0, Math.min(inside.left - around.left, around.width - message.offsetWidth))}px`;
        message.style.top = `${inside.bottom - around.top + 6}px`;
        field.setAttribute("aria-invalid", "true");
        field.focus();
        return;
      }
      if (value === before) return leave(refocus);
      // The field stays, read-only, until Python has answered, so that old and new numbers never stand side by side.
      field.value = exactNumber(value);
      field.readOnly = true;
      field.tabIndex = -1;
      timer = setTimeout(editor.close, WAIT_FOR_PYTHON);
      if (refocus) grid.picture.focus({ preventScroll: true });
      events.commit(target, value);
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") commit(true);
      if (event.key === "Escape") leave(true);
    });
    field.addEventListener("blur", () => commit(false));
    field.focus({ preventScroll: true });
    field.select();
  };
  return editor;
}
