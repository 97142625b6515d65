/**
 * Bundles the verifier and the recomputation, and puts the offline page together: `node build.mjs [FOLDER]`. The results
 * are git-ignored files under src/shouyi/people/static/built/ unless another folder is named. The offline page comes out
 * as a template: what differs from network to network (the pin), and the hashes, are filled in by `shouyi.people.offline`.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = (path) => new URL(path, import.meta.url);
const read = (path) => readFileSync(here(path), "utf8");
const people = "../src/shouyi/people/static/";
const built = process.argv[2] ? resolve(process.argv[2]) : fileURLToPath(here(`${people}built`));

const script = await bundled("src/main.js");
const recompute = await bundled("src/recompute_main.js");
const css = `${read(`${people}shouyi.css`)}\n${read("src/offline.css")}`;
const style = (await transform(css, { charset: "utf8", loader: "css", minify: true, target: "chrome87" })).code;

requireInlineable(script, /<\/script|<!--/i);
requireInlineable(style, /<\/style|@import|url\(/i);
mkdirSync(built, { recursive: true });
writeFileSync(join(built, "verify.js"), script);
writeFileSync(join(built, "recompute.js"), recompute);
const template = read("src/offline.html").replace("{{style}}", () => style).replace("{{script}}", () => script);
writeFileSync(join(built, "offline-template.html"), template);
console.log(`verify.js ${script.length} characters, recompute.js ${recompute.length}, offline-template.html ${template.length}`);

async function bundled(entry) {
  const bundle = await build({
    entryPoints: [fileURLToPath(here(entry))],
    bundle: true, charset: "utf8", format: "iife", legalComments: "eof", minify: true, target: "es2020", write: false,
  }); // prettier-ignore
  return bundle.outputFiles[0].text;
}

function requireInlineable(text, forbidden) {
  if (forbidden.test(text)) throw new Error(`the bundle contains ${forbidden.exec(text)[0]}, which cannot stand inline`);
}
