/**
 * Bundles the verifier, and puts the offline page together: `node build.mjs`. Both results are git-ignored files under
 * src/shouyi/people/static/built/. The offline page comes out as a template: what differs from network to network (the
 * pin), and the hashes, are filled in by `shouyi.people.offline`.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build, transform } from "esbuild";

const here = (path) => new URL(path, import.meta.url);
const read = (path) => readFileSync(here(path), "utf8");
const people = "../src/shouyi/people/static/";

const bundle = await build({
  entryPoints: [here("src/main.js").pathname],
  bundle: true, charset: "utf8", format: "iife", legalComments: "eof", minify: true, target: "es2020", write: false,
}); // prettier-ignore
const script = bundle.outputFiles[0].text;
const css = `${read(`${people}shouyi.css`)}\n${read("src/offline.css")}`;
const style = (await transform(css, { charset: "utf8", loader: "css", minify: true, target: "chrome87" })).code;

requireInlineable(script, /<\/script|<!--/i);
requireInlineable(style, /<\/style|@import|url\(/i);
mkdirSync(here(`${people}built/`), { recursive: true });
writeFileSync(here(`${people}built/verify.js`), script);
const template = read("src/offline.html").replace("{{style}}", () => style).replace("{{script}}", () => script);
writeFileSync(here(`${people}built/offline-template.html`), template);
console.log(`verify.js ${script.length} characters, offline-template.html ${template.length}`);

function requireInlineable(text, forbidden) {
  if (forbidden.test(text)) throw new Error(`the bundle contains ${forbidden.exec(text)[0]}, which cannot stand inline`);
}
