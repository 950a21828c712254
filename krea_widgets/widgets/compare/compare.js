// The Compare widget's view.

import { renderView } from "../shared/view.js";
import { CompareView } from "./compare-view.js";

/** @type {import("@anywidget/types").Render} */
const render = (props) => renderView(props, (ctx) => new CompareView(ctx));

export default { render };
