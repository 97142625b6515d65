/** Days, instants and committed values, as people write them. */

const MONTHS = "January February March April May June July August September October November December".split(" ");
const EAST_8 = 28800;
const TENTHS = ["finance", "fulfilment", "high", "low", "score", "skill", "social", "word_of_mouth"];
const NAMES = ["craft", "maker", "title"]; // committed as a list: Chinese first, English last
const DAYS = ["as_of", "day", "delivered", "dispatched", "expected", "on", "promised", "until"];

// Flat lists of a day's trade: what each place of one fact holds (ledger/kinds/trade_statement.py).
const STRIDES = {
  cancelled: ["text", "text"], delivered: ["text", "day"], dispatched: ["text", "day"], overdue: ["text", "day"],
  returned: ["text", "text"], sold: ["text", "text", "minor", "text"], visited: ["text", "day", "came_back"],
}; // prettier-ignore

/** A day of the ledger, ⌊(unix + 28,800) / 86,400⌋, in words. */
export function dayWords(day, language) {
  const date = new Date(day * 86400000);
  const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return language === "zh" ? `${y}年${m + 1}月${d}日` : `${d} ${MONTHS[m]} ${y}`;
}

/** A POSIX second in China's time, to the minute. */
export function instantWords(unix, language) {
  const seconds = (unix + EAST_8) % 86400;
  const clock = [seconds / 3600, (seconds % 3600) / 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
  return `${dayWords(Math.floor((unix + EAST_8) / 86400), language)}${language === "zh" ? "" : ", "}${clock}${language === "zh" ? "" : " (UTC+8)"}`;
}

/** A committed value; nothing committed is a dash. */
export function valueWords(name, value, words) {
  if (value === null || (Array.isArray(value) && !value.length)) return "—";
  if (Array.isArray(value) && NAMES.includes(name)) return value[words.language === "zh" ? 0 : value.length - 1];
  if (Array.isArray(value)) return listWords(STRIDES[name] ?? ["text"], value, words);
  if (typeof value === "string") return name === "band" ? words.band(value) : name === "what" ? words.what(value) : value;
  if (TENTHS.includes(name)) return `${Math.floor(value / 10)}.${value % 10}`;
  if (name === "p80") return `${value / 10}%`;
  return placeWords(DAYS.includes(name) ? "day" : "text", value, words);
}

/** Facts one after another; a list of single values is one fact a value. */
function listWords(stride, value, words) {
  const [within, between] = words.language === "zh" ? ["、", "；"] : [", ", "; "];
  const facts = Array.from({ length: Math.ceil(value.length / stride.length) }, (_, at) => value.slice(at * stride.length, (at + 1) * stride.length));
  return facts.map((fact) => fact.map((item, at) => placeWords(stride[at], item, words)).join(within)).join(stride.length > 1 ? between : within);
}

// What stands where another thing should stand is shown as it is: the words prove nothing, the digests do.
function placeWords(place, item, words) {
  if (item === null) return "—";
  if (typeof item !== "number") return String(item);
  if (place === "day" && item > 9999) return dayWords(item, words.language);
  if (place === "minor" && item >= 0) return `${Math.floor(item / 100)}.${String(item % 100).padStart(2, "0")}`;
  return place === "came_back" ? words.cameBack(item) : String(item);
}
