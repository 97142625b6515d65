/**
 * Two ways not to hold. `Broken` is a contradiction: what the file says and what was computed differ.
 * `Unknown` is a limit of this verifier or of what it pins: it cannot tell, which is never the same as fake.
 * `code` is for programs and picks the words; `detail` holds plain values for the experts' list.
 */
class Refusal extends Error {
  constructor(code, detail = {}) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.code = code;
    this.detail = detail;
  }
}

export class Broken extends Refusal {}
export class Unknown extends Refusal {}

/** Throws `Broken` unless `truth` holds. */
export function require(truth, code, detail) {
  if (!truth) throw new Broken(code, detail);
}
