// What stands around the surface, and how large everything is.

// What stands above and below the stage on one screen: the page's title and sentence, the player.
const REST_OF_RACE = 245;
const REST_PRESENTING = 60; // of that, for the larger title
const RACE_GAP = 20;
const RACE_ASPECT = 0.75;
const STRIP = 2.6; // of the type size: the schedule below the curves

/** Sizes in CSS pixels. mode "stack" on phones, "side": legend beside and curves below, "wide": legend and curves beside. */
function layoutRace(width, screenHeight, type, scheduled, present) {
  const stage = Math.max(430, Math.min(700, screenHeight - REST_OF_RACE - (present ? REST_PRESENTING : 0)));
  const [head, caption] = [Math.round(2.5 * type), Math.round(1.6 * type)];
  const strip = scheduled ? Math.round(STRIP * type) : 0;
  if (width < 560) return { mode: "stack", width, height: Math.round(RACE_ASPECT * width), curves: { width, height: 160 + strip, strip } };
  if (width >= 1000) {
    const height = Math.min(stage - head - caption, Math.round(0.52 * width * RACE_ASPECT));
    const view = Math.round(height / RACE_ASPECT);
    const rows = Math.round(3 * 3.35 * type);
    return { mode: "wide", width: view, height, curves: { width: width - view - RACE_GAP, height: Math.max(140, height - rows - 12), strip } };
  }
  const least = 118 + strip;
  const height = Math.round(Math.min(stage - head - caption - least - 8, (width - 14 * type - RACE_GAP) * RACE_ASPECT));
  const curves = { width, height: Math.max(least, stage - head - caption - height - 8), strip };
  return { mode: "side", width: Math.round(height / RACE_ASPECT), height, curves };
}

/** All lasting elements of the component inside its root. */
function createRaceView(root, player, legend, curves, events) {
  const title = make("div", { class: "race-title" });
  const formula = make("span", { class: "formula" });
  const name = make("span", {});
  title.append(name, formula);
  const views = ["map", "3d"].map((kind) => make("button", { type: "button", role: "radio", "data-view": kind, onclick: () => events.view(kind) }));
  const switcher = make("div", { class: "views", role: "radiogroup", onkeydown: (event) => {
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const other = views.find((button) => button.getAttribute("aria-checked") !== "true");
    other.click();
    other.focus();
  } }, ...views);
  const [ground, paths] = ["ground", "paths"].map((kind) => make("canvas", { class: kind, "aria-hidden": "true" }));
  const frame = make("div", { class: "frame", tabindex: 0, role: "application" }, ground, paths);
  const caption = make("p", { class: "race-caption" });
  const live = make("div", { class: "hidden-text", "aria-live": "polite" });
  const stage = make("div", { class: "race" }, make("div", { class: "race-head" }, title, switcher), frame, legend.element, caption, curves.element, player.element);
  root.replaceChildren(stage, live);
  const view = { stage, frame, ground, paths, caption, live };

  const changed = changeDetector();
  view.describe = (race, labels, kind) => {
    if (!changed(race.surface.label, race.surface.formula, labels.view, kind)) return;
    name.textContent = race.surface.label;
    formula.textContent = `f = ${race.surface.formula}`;
    switcher.setAttribute("aria-label", labels.view);
    views.forEach((button) => {
      const chosen = button.dataset.view === kind;
      button.textContent = labels[`view_${button.dataset.view}`];
      button.setAttribute("aria-checked", chosen);
      button.tabIndex = chosen ? 0 : -1;
    });
    frame.setAttribute("aria-label", `${fillIn(labels.surface, { name: race.surface.label, formula: race.surface.formula })} ${labels[`keys_${kind}`]}`);
  };
  return view;
}
