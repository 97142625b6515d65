// Reads a JSON-LD document, expands it without network and prints the expanded form and its statements as N-Quads.
// In safe mode whatever would be dropped (a term without meaning, a relative address) is an error.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";

const documentLoader = (url) => {
  throw new Error(`a document fetches nothing: ${url}`);
};
const document = JSON.parse(readFileSync(0, "utf8"));
const options = { documentLoader, safe: true };
const expanded = await jsonld.expand(document, options);
const quads = await jsonld.toRDF(document, { ...options, format: "application/n-quads" });
process.stdout.write(JSON.stringify({ expanded, quads }));
