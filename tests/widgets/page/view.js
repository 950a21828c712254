// Shows a widget's views with a model that plays Python, and ends them.
export function start(widget, model) {
  const ends = [];
  window.show = () => {
    const el = document.createElement("div");
    document.body.append(el);
    ends.push([widget.render({ model, el }), el]);
  };
  window.endAll = () => ends.splice(0).forEach(([end, el]) => (end(), el.remove()));
  window.shownAt = performance.now();
  window.show();
  window.started = true;
}
