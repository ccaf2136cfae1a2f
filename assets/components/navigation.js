// The table of contents. One component instead of Streamlit's own list, which is rendered again several times in every rerun.

const PATIENCE = 2000;
const TRIES = 3;

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kaca-navigation");
  const go = (name, tries) => {
    setTriggerValue("go", name);
    // A page that asks by itself how its training is getting on can swallow the change of page in that moment.
    const there = () => root.querySelector("[aria-current]")?.dataset.page === name && document.querySelector('[data-testid="stMain"] h1');
    if (tries > 1) setTimeout(() => there() || go(name, tries - 1), PATIENCE);
  };
  const item = ({ name, title, icon, address }) => {
    const link = document.createElement("a");
    link.href = address;
    link.dataset.page = name;
    // As Streamlit names its own links, so that tools which walk through an app's pages find these.
    link.dataset.testid = "stSidebarNavLink";
    if (name === data.current) link.setAttribute("aria-current", "page");
    const sign = document.createElement("span");
    sign.className = "icon";
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = icon;
    link.append(sign, title);
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(name, TRIES);
      // On a phone the open sidebar covers the page.
      if (window.innerWidth < 769) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    };
    return link;
  };
  const nav = document.createElement("nav");
  nav.setAttribute("aria-label", data.label);
  for (const { title, pages } of data.sections) {
    if (title) {
      const heading = document.createElement("h2");
      heading.textContent = title;
      nav.append(heading);
    }
    nav.append(...pages.map(item));
  }
  const focused = root.querySelector("a:focus")?.dataset.page;
  root.replaceChildren(nav);
  if (focused) root.querySelector(`[data-page="${focused}"]`)?.focus();
}
