/** The bundle of the page on which somebody recomputes their own score. */

import "./old_browsers.js";
import { recomputeHere } from "./recompute_page.js";

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => recomputeHere(document));
else recomputeHere(document);
