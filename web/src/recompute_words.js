/** What the page of one's own recomputation says, in both languages. Codes are those of `archive/` and `score/`. */

import { REASONS } from "./words.js";

/** The sentence of each step, as it is when it holds. */
export const STEP_WORDS = {
  form: { zh: "文件完整，写法正确", en: "The file is whole and written as it must be" },
  logs: { zh: "四本账都是名单上的那几本", en: "The four ledgers are those on the list" },
  fields: { zh: "打开的每一项，都是当初登记的内容", en: "Each thing that is open is what was written down at the time" },
  trees: { zh: "每条记录都在它所说的账本里", en: "Each record stands in the ledger that it names" },
  signed: { zh: "账本签名属实，见证机构的数目足够", en: "The ledgers' signatures are genuine, and enough witnesses have seen them" },
  chains: { zh: "记录一条接一条，中间没有缺", en: "Record follows record, with none missing between" },
  unspent: { zh: "最后一条之后，再没有别的", en: "After the last record there is no other" },
  closed: { zh: "没有打开的，都是可以不打开的", en: "What stays closed may stay closed" },
  guide: { zh: "评估指南读得出来", en: "The guide can be read" },
  facts: { zh: "记录里的事实读得出来", en: "The facts in the records can be read" },
  score: { zh: "按指南算出分数", en: "The score follows from the guide" },
};

const GAP = {
  zh: "文件里缺了记录。不完整的档案，不算分。请重新导出一份。",
  en: "Records are missing from the file. Of an incomplete file no score is given. Please make a new export.",
};
const OURS = {
  "archive-opened": GAP,
  "chain-breaks": GAP,
  "chain-none": GAP,
  closed: GAP,
  "source-hidden": GAP,
  "source-repeated": GAP,
  "tag-repeated": GAP,
  "unspent-missing": GAP,
  "day-crowded": { zh: "有一天的记录多得算不了。", en: "One day holds more than can be counted." },
  "export-form": {
    zh: "文件的写法不对：被改过，或者没有传完整。",
    en: "The file is not written as it must be: it was changed, or did not arrive whole.",
  },
  "fact-form": { zh: "有一条记录的内容不合规定，算不了。", en: "One record says something that no record may say." },
  "file-large": { zh: "文件太大了。", en: "The file is too large." },
  "guide-form": { zh: "评估指南读不出来。请刷新页面再试。", en: "The guide cannot be read. Please reload the page." },
  "no-evidence": { zh: "档案里还没有可以算分的记录。", en: "The file holds nothing yet that a guide weighs." },
  "not-an-export": {
    zh: "这不是导出的档案。请选压缩包里的 shouyi-archive.json。",
    en: "This is no exported file. Please choose shouyi-archive.json, from inside the ZIP.",
  },
  unreplayable: {
    zh: "有些记录因为太久已经封上，更早的日子算不出来了。",
    en: "Some records are closed for their age, so earlier days cannot be told.",
  },
};

/** Why a step does not hold, in words; the scan page's where it has some. */
export function whyOf({ code, detail }, words) {
  const reason = (OURS[code] ?? REASONS[code])[words.language];
  return typeof reason === "function" ? reason(detail, words) : reason;
}

export const CODES = Object.keys(OURS);

export const RECOMPUTE_WORDS = {
  zh: {
    busy: "正在您的设备上复算。",
    holds: "复算完了。照这份档案和这版指南，分数是这样：",
    broken: "对不上，所以不给分数。",
    unknown: "无法断定，所以不给分数。无法断定，不等于假。",
    score: "分数",
    band: "档位",
    between: "十次有九次落在",
    to: (low, high) => `${low} 到 ${high}`,
    day: "截至",
    guide: "评估指南",
    version: (number) => `第${number}版`,
    entries: "用到的记录",
    counted: ({ entries, erased, aged }) => `${entries}条；删除${erased}条，因年久封上${aged}条`,
    seen: "见证时间",
    steps: "查了哪些",
    unfetched: "没有取到评估指南，算不了。请刷新页面再试。",
  },
  en: {
    busy: "Recomputing on your device.",
    holds: "Recomputed. By this file, under this guide, the score is:",
    broken: "It does not add up, so no score is given.",
    unknown: "It cannot be told, so no score is given. That does not mean that it is false.",
    score: "Score",
    band: "Band",
    between: "Nine chances in ten that it lies",
    to: (low, high) => `between ${low} and ${high}`,
    day: "As of",
    guide: "Guide",
    version: (number) => `version ${number}`,
    entries: "Records used",
    counted: ({ entries, erased, aged }) => `${entries}; erased ${erased}, closed for their age ${aged}`,
    seen: "Witnessed",
    steps: "What was checked",
    unfetched: "The guide could not be fetched, so nothing can be told. Please reload the page.",
  },
};
