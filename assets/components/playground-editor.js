// What the learner changes: a weight typed over its edge.

const WEIGHT_DECIMALS = 4;

/** A field for a number that floats over the network. open(place, value, label, labels, commit(value), closed()). */
function createWeightField(container) {
  const it = { element: null };
  const close = (it.close = () => {
    const { element, after } = it;
    it.element = null;
    element?.remove();
    after?.();
  });

  it.open = ({ x, y }, value, label, complaint, commit, after) => {
    close();
    const field = make("input", { type: "text", inputmode: "text", autocomplete: "off", "aria-label": label, value: exactNumber(value, WEIGHT_DECIMALS) });
    const message = make("span", { class: "complaint", role: "alert" });
    const holder = make("div", { class: "weight-field" }, field, message);
    it.element = holder;
    it.after = null;
    container.append(holder);
    const left = Math.max(0, Math.min(container.clientWidth - holder.offsetWidth, x - holder.offsetWidth / 2));
    holder.style.left = `${left}px`;
    holder.style.top = `${Math.max(0, Math.min(container.clientHeight - 44, y - 20))}px`;
    const finish = (refocus) => {
      if (it.element !== holder) return;
      const typed = parseNumber(field.value, WEIGHT_DECIMALS);
      if (typed === null) {
        message.textContent = complaint;
        field.setAttribute("aria-invalid", "true");
        return refocus ? field.select() : close();
      }
      const changed = typed !== Number(value.toFixed(WEIGHT_DECIMALS));
      it.after = refocus ? after : null;
      close();
      if (changed) commit(typed);
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") {
        it.after = after;
        close();
      }
    });
    field.addEventListener("blur", () => finish(false));
    field.focus({ preventScroll: true });
    field.select();
  };
  return it;
}
