// Options that are pasted. Everything here is pure; the page is elsewhere.

import { fresh } from "./document.js";

const bullet = /^(?:[-*•·]\s+|[○●□■☐▪]\s*)(?=\S)/;
const counters = [
  { pattern: /^[（(]?(\d{1,2})(?:[、)）]|[.．:：](?!\d))\s*(?=\S)/, place: (mark) => Number(mark) },
  { pattern: /^[（(]?([A-Za-z])[.．:：、)）]\s*(?=\S)/, place: (mark) => mark.toUpperCase().charCodeAt(0) - 64 },
  { pattern: /^([①-⑳])[.、]?\s*(?=\S)/, place: (mark) => mark.charCodeAt(0) - 0x245f },
];

// unmarked takes the marks of a list off its lines: bullets that all of them have, then numbers or letters that count them
// from the first to the last. Anything else belongs to the wording: 1.5小时, -5度, IT、通信. The server does the same with
// pasted text; a table of cases is shared.
export function unmarked(lines) {
  const plain = lines.every((line) => bullet.test(line)) ? lines.map((line) => line.replace(bullet, "")) : lines;
  const counter = counters.find(({ pattern, place }) =>
    plain.every((line, i) => {
      const found = pattern.exec(line);
      return found && place(found[1]) === i + 1;
    }),
  );
  return counter ? plain.map((line) => line.replace(counter.pattern, "")) : plain;
}

const bar = /\s*[|｜\t]\s*/;

function wording(zh, en) {
  const text = {};
  if (zh) text.zh = zh;
  if (en) text.en = en;
  return text;
}

// lines reads texts: one a line, "中文 | English", what stands alone being of the language lang. Blank lines inside are
// kept as empty texts where blanks says so.
export function lines(text, { lang = "zh", blanks = false } = {}) {
  const list = text.replace(/\s+$/, "").split(/\r?\n/).map((line) => line.replace(/^[^\S\t]+|\s+$/g, ""));
  const written = unmarked(list.filter(Boolean));
  const texts = list.map((line) => {
    if (!line) return {};
    const parts = written.shift().split(bar);
    return parts.length === 1 && lang === "en" ? wording("", parts[0]) : wording(parts[0], parts[1]);
  });
  return blanks ? texts : texts.filter((t) => t.zh || t.en);
}

// written is what lines and points read back: a line for each option.
export function written(question) {
  return (question.options || [])
    .map((o) => {
      const { zh = "", en = "" } = o.text || {};
      const words = en ? `${zh} | ${en}` : zh;
      return (question.kind === "scale" ? `${o.name} | ${words}` : words).trim();
    })
    .filter((line) => line !== "")
    .join("\n");
}

// points reads a scale written as "1 | 中文 | English", the points between those that are written being without words;
// null where the lines do not begin with ascending numbers.
function points(text) {
  const rows = text.split(/\r?\n/).filter((line) => line.trim() !== "").map((line) => line.trim().split(bar));
  const numbers = rows.map(([first]) => (/^-?\d{1,6}$/.test(first) ? Number(first) : NaN));
  if (!rows.some((row) => row.length > 1) || numbers.some((n, i) => Number.isNaN(n) || (i > 0 && n <= numbers[i - 1]))) return null;
  const options = [];
  for (let n = numbers[0]; n <= numbers[numbers.length - 1] && options.length <= most; n++) {
    const row = rows[numbers.indexOf(n)] || [];
    options.push({ name: String(n), text: wording(row[1], row[2]) });
  }
  return options;
}

// The points that a scale may have.
export const most = 21;

const worded = (option) => Boolean(option.text && (option.text.zh || option.text.en));

// replaceOptions puts what is written in the place of the options. Those whose wording stays keep their name, so that
// logic that uses them goes on working.
export function replaceOptions(question, text) {
  const old = question.options || [];
  if (question.kind === "scale") {
    const from = old.length && /^-?\d+$/.test(old[0].name) ? Number(old[0].name) : 1;
    question.options = points(text) || lines(text, { blanks: true }).map((t, i) => ({ name: String(from + i), text: t }));
    return;
  }
  const rest = old.slice();
  const taken = old.map((o) => o.name);
  question.options = lines(text).map((t) => {
    const i = rest.findIndex((o) => (t.zh ? (o.text || {}).zh === t.zh : !(o.text || {}).zh && (o.text || {}).en === t.en));
    if (i >= 0) {
      const [known] = rest.splice(i, 1);
      return { ...known, text: { ...known.text, ...t } };
    }
    taken.push(fresh(taken, "o"));
    return { name: taken[taken.length - 1], text: t };
  });
}

// pasteInto takes several lines pasted into option i. In Chinese they become options of their own behind it; in English,
// and on a scale, they are the words of the options from there on. Empty options at the end go.
export function pasteInto(question, i, lang, text) {
  const scale = question.kind === "scale";
  const { options } = question;
  const names = options.map((o) => o.name);
  const make = (t) => {
    names.push(fresh(names, "o"));
    return { name: names[names.length - 1], text: t };
  };
  if (scale || lang === "en") {
    lines(text, { lang, blanks: true }).forEach((t, n) => {
      if (i + n < options.length) options[i + n].text = { ...options[i + n].text, ...t };
      else options.push(make(t));
    });
  } else {
    const texts = lines(text);
    if (!(options[i].text || {}).zh) options[i].text = { ...options[i].text, ...texts.shift() };
    options.splice(i + 1, 0, ...texts.map(make));
  }
  while (!scale && options.length > 1 && !worded(options[options.length - 1])) options.pop();
}
