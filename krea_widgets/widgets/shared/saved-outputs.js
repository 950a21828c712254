// Writes what a notebook saves of a display, after a reload: the page then no longer knows the IDs of its displays.

import { receiveDirectly } from "./channel.js";

/** @param {{ model: any }} context of the one widget of the kernel, which has no view */
function initialize({ model }) {
  receiveDirectly({ model });
  model.on("msg:custom", (/** @type {{ id: string, data: Record<string, string> }} */ { id, data }) => {
    // JupyterLab's and Notebook 7's model of the open notebook; other pages have none.
    for (const { outputs } of model.widget_manager?.context?.model?.cells ?? []) {
      for (let at = 0; at < (outputs?.length ?? 0); at++) {
        if (outputs.get(at).metadata.krea_widgets === id) outputs.set(at, { output_type: "display_data", data, metadata: { krea_widgets: id } });
      }
    }
  });
  model.send({ kind: "page" });
}

export default { initialize };
