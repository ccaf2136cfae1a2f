// Scrolls to what a click lower down the page has changed.
export default function ({ data }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.querySelector(data.target)?.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
}
