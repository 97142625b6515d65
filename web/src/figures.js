/** Days, instants and committed values, as people write them. */

const MONTHS = "January February March April May June July August September October November December".split(" ");
const EAST_8 = 28800;
const TENTHS = ["finance", "fulfilment", "high", "low", "score", "skill", "social", "word_of_mouth"];
const NAMES = ["craft", "maker", "title"]; // committed as a list: Chinese first, English last
const DAYS = ["as_of", "day", "on", "promised", "expected"];

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
  if (Array.isArray(value)) return value.map((item) => item ?? "—").join(words.language === "zh" ? "、" : ", ");
  if (typeof value === "string") return name === "band" ? words.band(value) : value;
  if (TENTHS.includes(name)) return `${Math.floor(value / 10)}.${value % 10}`;
  if (name === "p80") return `${value / 10}%`;
  return DAYS.includes(name) && value > 9999 ? dayWords(value, words.language) : String(value);
}
