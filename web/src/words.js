/** What the verifier says to people, in two languages written side by side. Codes are those of `verify/`. */

const MALFORMED = {
  zh: "文件的写法不对：被改过，或者没有传完整。",
  en: "The file is not written as it must be: it was changed, or did not arrive whole.",
};
const TREE = {
  zh: "照这份文件算出来的账本，与签过名的账本不是同一本。",
  en: "The ledger that this file adds up to is not the ledger that was signed.",
};
const STRANGER = {
  zh: "签名的不是这份核验程序认得的机构：可能换过密钥，也可能有人冒充。弄清之前，请不要凭它付款。",
  en: "It is not signed by those whom this checker knows. Keys may have changed, or somebody may be posing. Do not pay on it until that is settled.",
};
/** Codes that mean: whoever signed this is not on the pinned list. */
export const STRANGERS = ["log-signature-missing", "origin-unknown"];

const NEWER = {
  zh: "这类记录比这份核验程序新。请换一份新的核验程序再核。",
  en: "This kind of record is newer than this checker. Please check it again with a newer one.",
};
const OWN_LIST = {
  zh: "这份核验程序自带的名单读不出来，所以什么都不能断定。",
  en: "The list of known organisations in this checker cannot be read, so nothing can be told.",
};
const CHANGED = {
  zh: ({ name }, w) => `“${w.field(name)}”与当初登记的不一致。`,
  en: ({ name }, w) => `"${w.field(name)}" is not what was written down at the time.`,
};

const missingZh = (signed, all) =>
  all === 1 ? "唯一的一家见证机构还没有签名。" : signed ? `${all}家见证机构里只有${signed}家签了名，还不够。` : `${all}家见证机构都还没有签名。`;
const missingEn = (signed, all) =>
  all === 1 ? "The one witness has not signed yet." : signed ? `Only ${signed} of ${all} witnesses signed, which is not enough.` : `None of the ${all} witnesses has signed yet.`;

/** The sentence of each step, as it is when it holds. */
export const STEP_WORDS = {
  form: { zh: "证明文件完整，一个字节都没有少", en: "The proof file is whole, to the byte" },
  kind: { zh: "这类记录，核验程序认得", en: "The checker knows this kind of record" },
  fields: { zh: "写着的内容，就是当初登记的内容", en: "What it shows is what was written down at the time" },
  result: { zh: "这份结果，出自那一次评估", en: "The result belongs to that one assessment" },
  inclusion: { zh: "这条记录在它所说的账本里，位置也对", en: "The record stands in the ledger that it names, in its place" },
  log: { zh: "这本账就是公开的那一本，签名属实", en: "That ledger is the public one: its signature is genuine" },
  quorum: { zh: "见证机构看过同一本账，数目足够", en: "Enough witnesses have seen the same ledger" },
  match: { zh: "它说的就是这一页上的这件作品", en: "It speaks of the very work on this page" },
  fetch: { zh: "取到证明文件", en: "The proof file could be fetched" },
};

/** Why a step is broken or unknown. A function is given the step's detail and the words of the language. */
export const REASONS = {
  "checkpoint-form": MALFORMED,
  "cosignature-wrong": {
    zh: "有一家见证机构的签名，与账本对不上。",
    en: "A witness's signature does not fit the ledger.",
  },
  "digests-number": { zh: "内容的项数不对。", en: "The number of items is not right." },
  "entry-form": {
    zh: "记录里缺了该有的部分，或者多了不该有的。",
    en: "The record lacks a part that it must have, or has one that it must not.",
  },
  "extra-base64": MALFORMED,
  "extra-form": MALFORMED,
  "field-differs": CHANGED,
  "field-name": {
    zh: "文件里打开了一项这类记录没有、或者不许公开的内容。",
    en: "The file opens something that this kind of record does not have, or must keep closed.",
  },
  "fields-root-differs": {
    zh: "没有公开的那些内容，与当初登记的不一致。",
    en: "What is kept closed is not what was written down at the time.",
  },
  "file-form": MALFORMED,
  "file-large": { zh: "文件太大，不会是证明文件。请换一个。", en: "The file is too large to be a proof file. Please choose another." },
  "file-not-canonical": MALFORMED,
  "index-form": MALFORMED,
  "index-outside-tree": TREE,
  internal: { zh: "核验程序自己出了错。请换一台设备再核。", en: "The checker itself failed. Please try on another device." },
  "json-depth": MALFORMED,
  "json-form": MALFORMED,
  "json-not-canonical": MALFORMED,
  "json-number": MALFORMED,
  "json-surrogate": MALFORMED,
  "json-value": MALFORMED,
  "kind-unknown": NEWER,
  "log-signature-missing": STRANGER,
  "log-signature-wrong": { zh: "账本的签名与内容对不上。", en: "The ledger's signature does not fit what it signs." },
  "log-wrong": { zh: "这类记录不该写在这本账里。", en: "This kind of record does not belong in this ledger." },
  "match-differs": {
    zh: ({ found, name }, w) => (found ? `“${w.field(name)}”在证明里是“${found}”，与这一页不同。` : `证明里没有写明“${w.field(name)}”。`),
    en: ({ found, name }, w) => (found ? `"${w.field(name)}" is "${found}" in the proof, which is not what this page shows.` : `The proof does not open "${w.field(name)}".`),
  },
  "no-answer": {
    zh: "没有网络，或者对方没有回应。可以稍后再试，也可以下载证明文件，断网核验。",
    en: "No network, or no answer. Try again later, or download the proof file and check it offline.",
  },
  "not-a-proof": {
    zh: "这不是守艺的证明文件，或者比这份核验程序新。请换一个文件。",
    en: "This is no proof file of Shouyi's, or a newer one than this checker knows. Please choose another file.",
  },
  "not-reached": { zh: "前面有一步没有完成，轮不到它。", en: "An earlier check came to no end, so this one had nothing to look at." },
  "not-utf8": MALFORMED,
  "note-form": MALFORMED,
  "note-signature-form": MALFORMED,
  "note-signatures-many": MALFORMED,
  "origin-unknown": STRANGER,
  "path-form": MALFORMED,
  "path-too-long": TREE,
  "path-too-short": TREE,
  "pin-form": OWN_LIST,
  "policy-form": OWN_LIST,
  "quorum-missing": {
    zh: ({ by, witnesses }) => `${missingZh(by.length, witnesses)}新写下的记录要等见证机构来看。手里这份不会自己变：过一会儿再要一份来核。`,
    en: ({ by, witnesses }) => `${missingEn(by.length, witnesses)} New records wait to be seen. This copy stays as it is: ask for it again in a while.`,
  },
  "registry-unknown": NEWER,
  "result-elsewhere": { zh: "这类记录不会带着评估结果。", en: "This kind of record carries no assessment results." },
  "result-holder-closed": {
    zh: "评估结果必须连同持有人的密钥指纹一起出示，这份文件没有出示。",
    en: "A result is shown together with its holder's key digest, which this file keeps closed.",
  },
  "root-differs": TREE,
  "version-unknown": NEWER,
};

export const STATES = {
  zh: { broken: "不符", holds: "相符", run: "正在核", unknown: "无法检查", wait: "还没核" },
  en: { broken: "Does not hold", holds: "Holds", run: "Checking", unknown: "Cannot tell", wait: "Not checked yet" },
};

const FIELDS = {
  about: ["关于", "About"], after: ["此前的档案", "Earlier file"], as_of: ["计算到", "As of"], band: ["档位", "Band"], buyer: ["买家代号", "Buyer's pseudonym"],
  cancelled: ["取消的订单", "Cancelled"], cohort: ["购买批次", "Cohort"], consent: ["同意书编号", "Consent's number"], count: ["人数", "People"], craft: ["手艺", "Craft"], day: ["截至", "As of"],
  delivered: ["送达", "Delivered"], digest: ["文件指纹", "Digest"], dispatched: ["发货", "Dispatched"], earlier: ["此前购买", "Earlier purchases"],
  expected: ["应送达", "Expected"], fields: ["同意给看的内容", "Opened"], finance: ["财务", "Finance"], fulfilment: ["履约", "Fulfilment"], guide: ["评估指南", "Guide"],
  high: ["区间上端", "Upper end"], holder: ["持有人的密钥指纹", "Holder's key digest"], key: ["公钥", "Public key"], low: ["区间下端", "Lower end"],
  maker: ["作者", "Maker"], makers: ["作者数", "Makers"], next: ["下一枚标签", "Next tag"], number: ["版次", "Number"], on: ["发生于", "Happened on"],
  once: ["一次性编号", "One-time number"], order: ["订单", "Order"], org: ["机构", "Organisation"], overdue: ["逾期未发", "Overdue"],
  p80: ["达到80分的把握", "Chance of 80 or more"], previous: ["上一版", "Predecessor"], promised: ["承诺日期", "Promised"],
  purpose: ["用途", "Purpose"], reason: ["原因", "Reason"], recipient: ["给谁看", "Recipient"], returned: ["退货", "Returned"], role: ["身份", "Role"], root: ["结果之根", "Root of results"],
  score: ["分数", "Score"], sizes: ["账本大小", "Ledger sizes"], skill: ["技能", "Skill"], social: ["社会贡献", "Social contribution"],
  sold: ["售出", "Sold"], stars: ["星级", "Stars"], tag: ["标签", "Tag"], text: ["评价", "Review"], title: ["作品", "Work"], until: ["到哪天为止", "Until"],
  choice: ["选择", "Choice"], comment: ["意见", "Comment"], document: ["文件", "Document"], election: ["选举记录的指纹", "Election's record"],
  input: ["评估依据", "Input"], inputs: ["评估依据", "Inputs"], majority: ["多数线", "Majority"], n: ["第几份", "Number"], notice: ["公示天数", "Days of notice"],
  proposal: ["提案", "Proposal"], quorum: ["法定人数", "Quorum"], replaces: ["取代", "Replaces"], seat: ["席位", "Seat"], sig: ["签名", "Signature"],
  subject: ["表决事项", "Subject"], veto: ["否决线", "Veto"], voting: ["投票天数", "Days of voting"],
  value: ["数值", "Value"], version: ["版本", "Version"], visited: ["回头客", "Came back"], what: ["事项", "What"], word_of_mouth: ["口碑", "Word of mouth"], work: ["编号", "Number"],
}; // prettier-ignore

const KINDS = {
  "archive.erased": ["应本人要求，一份档案已经删除", "a file was erased, as its owner wished"],
  "archive.opened": ["一份信用档案开户", "a credit file was opened"],
  "assessment.run": ["一次信用评估", "an assessment"],
  "ballot.carried": ["一位代表投票，由机构转交", "a delegate voted; an organisation carried the ballot"],
  "ballot.cast": ["一家机构投票", "an organisation voted"],
  "consent.given": ["一份同意书", "a consent was given"],
  "consent.withdrawn": ["一份同意书已经撤回", "a consent was withdrawn"],
  "delegate.seated": ["一位代表就任", "a delegate was seated"],
  "delegate.unseated": ["一位代表离任", "a delegate left their seat"],
  "fact.erased": ["一条旧记录已经删除", "an old record was erased"],
  "guide.published": ["公布评估指南", "an assessment guide was published"],
  "input.vetoed": ["一位代表否决一项评估依据", "a delegate vetoed an input"],
  "key.added": ["登记一把密钥", "a key was registered"],
  "key.revoked": ["作废一把密钥", "a key was revoked"],
  "org.added": ["一家机构加入", "an organisation joined"],
  "org.restored": ["一家机构恢复", "an organisation was restored"],
  "org.suspended": ["一家机构暂停", "an organisation was suspended"],
  "outcome.attested": ["一项经证明的事实", "an attested fact"],
  "policy.published": ["公布核验名单", "a list of trusted organisations was published"],
  "proposal.activated": ["一份通过的提案生效", "what was voted came in force"],
  "proposal.commented": ["一条对提案的意见", "a comment on a proposal"],
  "proposal.opened": ["一份提案", "a proposal was opened"],
  "review.given": ["一条购买后的评价", "a review after a purchase"],
  "source.added": ["登记一家数据来源", "a source was named"],
  "terms.set": ["定下表决的规则", "terms of votes were laid down"],
  "trade.statement": ["一天的交易情况", "one day's trade"],
  "verifier.published": ["公布核验程序", "a checker was published"],
  "voter.added": ["一家机构可以表决", "an organisation may vote"],
  "voter.struck": ["一家机构不再表决", "an organisation votes no more"],
  "work.registered": ["登记一件作品", "a work was registered"],
};

// The list of attested facts (evidence/outcome/records.py).
const WHATS = {
  accredited_certificate: ["评审证书", "accredited certificate"], apprenticeship: ["带徒", "apprenticeship"], campaign: ["促销订单", "order of a campaign"],
  capacity: ["产能申报", "capacity kept"], cash_flow: ["收入稳定程度", "steadiness of takings"], city_inheritor: ["市级传承人", "inheritor, city level"],
  county_inheritor: ["县级传承人", "inheritor, county level"], employment: ["提供工作", "work given"], force_majeure: ["不可抗力", "force majeure"],
  heritage_output: ["手艺成果", "contribution to the craft"], joint_order: ["协作订单", "joint order"], leave: ["休假", "leave"],
  national_inheritor: ["国家级传承人", "inheritor, national level"], panel: ["盲评", "blind panel"], provincial_inheritor: ["省级传承人", "inheritor, provincial level"],
  public_benefit: ["公益时长", "hours for the public good"], quality_check: ["抽检", "quality check"], repayment: ["还款", "repayment"],
  room_voice: ["直播间的评价", "voice in a live room"], sale_stood: ["退货期已过", "sale stood"], training: ["培训", "training"],
  vocational_certificate: ["职业技能证书", "vocational certificate"],
}; // prettier-ignore

const LOGS = { rule: ["规则账", "rules"], skill: ["技能账", "skills"], trace: ["溯源账", "traces"], voice: ["评价账", "reviews"] };

export const BANDS = {
  A: ["甲档", "Band A"], B: ["乙档", "Band B"], C: ["丙档", "Band C"], none: ["不入档", "No band"], thin: ["材料尚少", "Too little evidence"],
}; // prettier-ignore

const pick = (table, key, language) => (Object.hasOwn(table, key) ? table[key][language === "zh" ? 0 : 1] : key);

const COUNTS = "零一两三四五六七八";
const many = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

const ZH = {
  again: "重新核验",
  all: (n) => `${COUNTS[n]}项核完，全部相符。`,
  cameBack: (yes) => (yes ? "又来买了" : "没有再买"),
  broken: (n, all) => `${COUNTS[all]}项核完，${COUNTS[n]}项不符。请不要付款，先告诉我们。`,
  checking: "正在核验。",
  details: "给懂行的人：哈希、位置与签名",
  opened: "证明里写着什么",
  stranger: STRANGER.zh,
  unknown: (n, all) => `没有发现不符，但${COUNTS[all]}项里有${COUNTS[n]}项无法检查。无法检查，不等于假。`,
  unfetched: "您的手机没有取到证明文件，无法检查。无法检查，不等于假。",
  waiting: "还在等证明文件。可以先看别处，核完会在这里说。",
  leaf: "这条记录的 sha-256",
  place: ({ origin, index, size }) => `账本${origin}，第${index}条（从零数起），共${size}条`,
  root: "账本之根",
  cosigner: (name, when) => `${name} ${when} 见证`,
  signed: "Ed25519：账本一家，见证机构",
  pin: (number, digest) => `核验名单第${number}版，指纹 ${digest}`,
  computed: ({ sha256, ed25519 }) => `计算用的是：SHA-256 ${sha256}，Ed25519 ${ed25519}`,
};

const EN = {
  again: "Check again",
  all: (n) => `${many(n, "check")} done, and all hold.`,
  cameBack: (yes) => (yes ? "came back" : "did not come back"),
  broken: (n, all) => `Of ${many(all, "check")}, ${n} ${n === 1 ? "does" : "do"} not hold. Please do not pay; tell us first.`,
  checking: "Checking.",
  details: "For experts: hashes, place and signatures",
  opened: "What the proof says",
  stranger: STRANGER.en,
  unknown: (n, all) => `Nothing contradicts, but of ${many(all, "check")}, ${n} could not be made. Not able to check is not the same as fake.`,
  unfetched: "Your phone could not fetch the proof file, so it cannot tell. Not able to check is not the same as fake.",
  waiting: "Still waiting for the proof file. Read on if you like; the result will be said here.",
  leaf: "sha-256 of this record",
  place: ({ origin, index, size }) => `ledger ${origin}, entry ${index} (counted from zero) of ${size}`,
  root: "root of the ledger",
  cosigner: (name, when) => `witnessed by ${name} at ${when}`,
  signed: "Ed25519: the ledger, and witnesses",
  pin: (number, digest) => `list of trusted organisations, number ${number}, digest ${digest}`,
  computed: ({ sha256, ed25519 }) => `computed by: SHA-256 ${sha256}, Ed25519 ${ed25519}`,
};

/** The words of a language, "zh" or "en". */
export function wordsOf(language) {
  const table = (entries) => (key) => pick(entries, key, language);
  return {
    language, ...(language === "zh" ? ZH : EN),
    band: table(BANDS), field: table(FIELDS), kind: table(KINDS), log: table(LOGS), what: table(WHATS),
    state: (state) => STATES[language][state],
    step: (name) => STEP_WORDS[name][language],
  };
} // prettier-ignore

/** Why a step does not hold, in one or two sentences; nothing for one that holds. */
export function reasonOf({ state, code, detail }, words) {
  if (!["broken", "unknown"].includes(state)) return "";
  const reason = REASONS[code][words.language];
  return typeof reason === "function" ? reason(detail, words) : reason;
}

export const languageOf = (tag) => (/^zh\b/i.test(tag ?? "") ? "zh" : "en");
