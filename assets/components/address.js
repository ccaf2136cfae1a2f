// The browser's address, written without asking Streamlit: its own way renders the whole app again for it.

const published = new WeakMap();

export default function ({ parentElement, data }) {
  if (published.get(parentElement) === data.query) return;
  // A page just opened, or reached by Back, corrects the address it came with; a changed setting is a new place to go Back from.
  const first = !published.has(parentElement) || data.arrived;
  published.set(parentElement, data.query);
  // After the picture is painted, which should not wait for it.
  requestAnimationFrame(() => setTimeout(() => {
    if (published.get(parentElement) !== data.query || window.location.search === data.query) return;
    window.history[first ? "replaceState" : "pushState"]({}, "", window.location.pathname + data.query);
  }));
}
