// Writes what a notebook saves of the widgets, after a reload: the page then no longer knows the IDs of its displays.

/** @param {{ model: any }} context of the one widget of the kernel, which has no view */
function initialize({ model }) {
  model.on("msg:custom", (/** @type {{ name: string, outputs: Record<string, string>[] }} */ { name, outputs }) => {
    // JupyterLab's and Notebook 7's model of the open notebook; other pages have none.
    for (const cell of model.widget_manager?.context?.model?.cells ?? []) {
      const saved = cell.outputs;
      for (let at = 0; at < (saved?.length ?? 0); at++) {
        if (!String(saved.get(at).data["text/html"] ?? "").includes(name)) continue;
        outputs.forEach((data, index) => {
          const place = at + index + 1 - outputs.length;
          const [type] = Object.keys(data);
          if (saved.get(place)?.data[type]) saved.set(place, { output_type: "display_data", data, metadata: {} });
        });
      }
    }
  });
  model.send({ kind: "page" });
}

export default { initialize };
