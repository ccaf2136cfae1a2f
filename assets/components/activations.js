// The activations picture: curves or softmax, whichever Python sends.

export default mounting("activations", (root, send) => {
  root.dataset.playing = "false";
  const views = { curves: createCurves(root, send), softmax: createSoftmax(root, send) };
  root.replaceChildren(...Object.values(views).map((view) => view.element));
  let current = "curves";
  return {
    update: (data) => {
      current = data.view;
      for (const [name, view] of Object.entries(views)) view.element.hidden = name !== current;
      if (current !== "curves") views.curves.player.toggle(false);
      views[current].update(data);
      root.dataset.view = current;
    },
    redraw: () => views[current].redraw(),
    dispose: () => Object.values(views).forEach((view) => view.dispose()),
  };
});
