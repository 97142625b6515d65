/** One bundle for the scan page and for the offline file, so that both check with the very same bytes. */

import "./old_browsers.js";
import { openOffline } from "./offline.js";
import { checkHere } from "./page.js";

function start() {
  checkHere(document);
  openOffline(document);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
