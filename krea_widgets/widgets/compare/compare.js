// The Compare widget's way onto the page.

import { CompareView, renderView } from "./compare-view.js";

/** @type {import("@anywidget/types").Render} */
const render = (place) => renderView(place, (model, ctx) => new CompareView(model, ctx));

export default { render };
