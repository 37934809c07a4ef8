// What can be done to a questionnaire. Everything here is pure: a document goes in, another one comes out; the page and
// its events are elsewhere. A place is {s, q}: section and question, −1 for the questionnaire itself and for the section
// itself. A document is the JSON of models/questionnaire.

import { blank, convert, isAsked } from "./kinds.js";
import { expressions, mentionable, mentions, renameReference, renameValue } from "./references.js";

export const clone = (doc) => JSON.parse(JSON.stringify(doc));
export const same = (a, b) => canonical(a) === canonical(b);

// canonical leaves out what is empty, as the server does, and sorts members.
function canonical(value) {
  return JSON.stringify(value, (key, v) => {
    if (v === "" || v === false || v === null) return undefined;
    if ((v === 0 && key !== "min" && key !== "max" && !/^\d+$/.test(key)) || (Array.isArray(v) && v.length === 0)) return undefined;
    if (v && typeof v === "object" && !Array.isArray(v)) {
      const sorted = {};
      for (const name of Object.keys(v).sort()) sorted[name] = v[name];
      return Object.keys(sorted).length || key === "" ? sorted : undefined;
    }
    return v;
  });
}

// all lists the questions with their places and numbers: only what people answer is counted.
export function all(doc) {
  const list = [];
  let number = 0;
  doc.sections.forEach((section, s) =>
    section.questions.forEach((question, q) => {
      const counted = isAsked(question.kind);
      if (counted) number++;
      list.push({ s, q, question, number: counted ? number : 0 });
    }),
  );
  return list;
}

export const at = (doc, place) =>
  place.s < 0 ? doc : place.q < 0 ? doc.sections[place.s] : (doc.sections[place.s] || { questions: [] }).questions[place.q];

// settle finds the place nearest to one that may be gone.
export function settle(doc, place) {
  if (place.s < 0 || doc.sections.length === 0) return { s: -1, q: -1 };
  const s = Math.min(place.s, doc.sections.length - 1);
  return { s, q: Math.min(place.q, doc.sections[s].questions.length - 1) };
}

// earlier lists the questions that an expression at a place may name: those before it.
export const earlier = (doc, place) =>
  all(doc).filter((e) => e.question.kind !== "note" && (e.s < place.s || (e.s === place.s && e.q < place.q)));

// fresh gives a name that is not taken: prefix and the least number that is free.
export function fresh(taken, prefix) {
  const names = new Set(taken);
  for (let n = 1; ; n++) if (!names.has(prefix + n)) return prefix + n;
}
const freshQuestion = (doc) => fresh(all(doc).map((e) => e.question.name), "q");
const freshSection = (doc) => fresh(doc.sections.map((s) => s.name), "s");

// insert puts a question behind a place: as the first of a section where the place is the section. Its name is changed
// where it is taken.
function insert(doc, place, question) {
  const next = clone(doc);
  let s = place.s;
  if (next.sections.length === 0) next.sections.push({ name: freshSection(next), title: {}, questions: [] });
  if (s < 0) s = next.sections.length - 1;
  const q = place.s < 0 ? next.sections[s].questions.length : place.q + 1;
  const added = clone(question);
  if (!added.name || all(next).some((e) => e.question.name === added.name)) added.name = freshQuestion(next);
  next.sections[s].questions.splice(q, 0, added);
  return { doc: next, place: { s, q } };
}

// languages are those that a questionnaire speaks: of its title and its questions, else both.
export function languages(doc) {
  const texts = [doc.title, ...all(doc).map((e) => e.question.text)];
  const spoken = ["zh", "en"].filter((lang) => texts.some((text) => text && text[lang]));
  return spoken.length ? spoken : ["zh", "en"];
}

export const insertKind = (doc, place, kind, langs) => insert(doc, place, blank(kind, "", langs));

// insertSection puts an empty section behind that of a place; behind all where the place is the questionnaire.
export function insertSection(doc, place) {
  const next = clone(doc);
  const s = place.s < 0 ? next.sections.length : place.s + 1;
  next.sections.splice(s, 0, { name: freshSection(next), title: {}, questions: [] });
  return { doc: next, place: { s, q: -1 } };
}

// insertAll puts several questions behind a place, in their order, and keeps their logic together: where a name is taken
// and changes, the others follow.
export function insertAll(doc, place, questions) {
  const list = clone(questions);
  const there = new Set(all(doc).map((e) => e.question.name));
  const taken = new Set([...there, ...list.map((q) => q.name)]);
  for (const question of list) {
    const old = question.name;
    if (!there.has(old)) continue;
    question.name = fresh(taken, old.replace(/_?\d+$/, "") + "_");
    taken.add(question.name);
    for (const q of list)
      for (const field of expressions) if (q[field]) q[field] = renameReference(q[field], old, question.name);
  }
  let result = { doc, place };
  for (const question of list) result = insert(result.doc, result.place, question);
  return result;
}

export function remove(doc, place) {
  const next = clone(doc);
  if (place.q < 0) {
    next.sections.splice(place.s, 1);
    return { doc: next, place: settle(next, { s: place.s, q: -1 }) };
  }
  next.sections[place.s].questions.splice(place.q, 1);
  return { doc: next, place: settle(next, place) };
}

// move takes what is at a place to another: q of the target is where it shall stand when it has been taken out.
export function move(doc, from, to) {
  const next = clone(doc);
  if (from.q < 0) {
    const [section] = next.sections.splice(from.s, 1);
    next.sections.splice(to.s, 0, section);
    return { doc: next, place: { s: to.s, q: -1 } };
  }
  const [question] = next.sections[from.s].questions.splice(from.q, 1);
  const target = next.sections[to.s].questions;
  const q = Math.max(0, Math.min(to.q, target.length));
  target.splice(q, 0, question);
  return { doc: next, place: { s: to.s, q } };
}

// step moves one place up (−1) or down (1), over the border of a section too; null where there is nowhere to go.
export function step(doc, place, by) {
  if (place.q < 0) {
    const s = place.s + by;
    return s < 0 || s >= doc.sections.length ? null : move(doc, place, { s, q: -1 });
  }
  const q = place.q + by;
  if (q >= 0 && q < doc.sections[place.s].questions.length) return move(doc, place, { s: place.s, q });
  const s = place.s + by;
  if (s < 0 || s >= doc.sections.length) return null;
  return move(doc, place, { s, q: by > 0 ? 0 : doc.sections[s].questions.length });
}

export function duplicate(doc, place) {
  if (place.q >= 0) return insert(doc, place, { ...at(doc, place), name: "" });
  const copy = clone(at(doc, place));
  const empty = insertSection(doc, place);
  Object.assign(at(empty.doc, empty.place), { title: copy.title, note: copy.note, relevant: copy.relevant });
  return { doc: insertAll(empty.doc, empty.place, copy.questions).doc, place: empty.place };
}

// update changes what is at a place by a function that may change its argument: all of a question, of anything else its
// own members. What lies beside stays shared with the document that went in, so that many states cost little memory.
export function update(doc, place, change) {
  const next = { ...doc };
  if (place.s < 0) {
    change(next);
    return next;
  }
  next.sections = doc.sections.slice();
  const section = (next.sections[place.s] = { ...doc.sections[place.s] });
  if (place.q < 0) {
    change(section);
    return next;
  }
  section.questions = section.questions.slice();
  change((section.questions[place.q] = clone(section.questions[place.q])));
  return next;
}

// everyExpression gives every expression of a document to a function that returns it, changed or not.
function everyExpression(doc, change) {
  for (const section of doc.sections) {
    if (section.relevant) section.relevant = change(section.relevant, null);
    for (const question of section.questions)
      for (const field of expressions) if (question[field]) question[field] = change(question[field], question);
  }
}

// nameFrom makes a name of what was typed that is well formed and not taken; empty where nothing is left of it.
export function nameFrom(typed, taken, prefix = "") {
  let name = typed.trim().toLowerCase().replace(/[^a-z0-9_]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 60);
  if (name && !/^[a-z]/.test(name)) name = prefix + name;
  return name && taken.includes(name) ? fresh(taken, `${name}_`) : name;
}

// rename changes the name of a question and every mention of it.
export function rename(doc, place, typed) {
  const old = at(doc, place).name;
  const others = all(doc).filter((e) => e.s !== place.s || e.q !== place.q).map((e) => e.question.name);
  const name = nameFrom(typed, others, "q_");
  if (!name || name === old) return doc;
  const next = clone(doc);
  at(next, place).name = name;
  if (mentionable(old) && !others.includes(old)) everyExpression(next, (e) => renameReference(e, old, name));
  return next;
}

// renameOption changes the name of an option, its comparisons in expressions, and the default answer; in a grid, of every
// row.
export function renameOption(doc, place, index, typed) {
  const next = clone(doc);
  const first = at(next, place);
  const old = first.options[index].name;
  const name = nameFrom(typed, first.options.filter((_, i) => i !== index).map((o) => o.name));
  if (!name || name === old) return doc;
  for (const question of next.sections[place.s].questions.filter((q) => q === first || inGrid(first, q))) {
    question.options[index].name = name;
    if (!mentionable(old) || !mentionable(question.name)) continue;
    everyExpression(next, (e, owner) => renameValue(e, question.name, old, name, owner === question));
    if (question.default) question.default = question.default.split(" ").map((n) => (n === old ? name : n)).join(" ");
  }
  return next;
}

// inGrid reports whether two questions are rows of one grid, which have their options in common.
const inGrid = (a, b) => Boolean(a.matrix) && a.matrix === b.matrix && Boolean(a.options && b.options);

// updateOptions is update for the options of a question: the other rows of its grid get them, too.
export function updateOptions(doc, place, change) {
  const next = update(doc, place, change);
  const { questions } = next.sections[place.s];
  const first = questions[place.q];
  questions.forEach((q, i) => {
    if (q !== first && inGrid(first, q)) questions[i] = { ...q, options: clone(first.options) };
  });
  return next;
}

// users lists the places whose logic names one of the questions called names, apart from these themselves.
export function users(doc, names) {
  const places = [];
  const used = (expression) => mentions(expression).some((name) => names.includes(name));
  doc.sections.forEach((section, s) => {
    if (used(section.relevant)) places.push({ s, q: -1 });
    section.questions.forEach((question, q) => {
      if (!names.includes(question.name) && expressions.some((f) => used(question[f]))) places.push({ s, q });
    });
  });
  return places;
}

// setKind makes a question of another kind out of from, which is the question as it was before other kinds were tried.
export function setKind(doc, place, kind, from = at(doc, place), langs = languages(doc)) {
  const next = clone(doc);
  next.sections[place.s].questions[place.q] = from.kind === kind ? clone(from) : convert(clone(from), kind, langs);
  return next;
}

// joinMatrix draws a question in one grid with the one before it, which it takes its options from.
export function joinMatrix(doc, place) {
  const next = clone(doc);
  const { questions } = next.sections[place.s];
  const [before, question] = [questions[place.q - 1], questions[place.q]];
  if (!before.matrix) before.matrix = fresh(all(next).map((e) => e.question.matrix), "m");
  question.matrix = before.matrix;
  if (before.options) question.options = clone(before.options);
  return next;
}

// leaveMatrix takes a question out of its grid; a grid of one row is none.
export function leaveMatrix(doc, place) {
  const next = clone(doc);
  const { questions } = next.sections[place.s];
  const name = questions[place.q].matrix;
  delete questions[place.q].matrix;
  const rest = questions.filter((q) => q.matrix === name);
  if (rest.length === 1) delete rest[0].matrix;
  return next;
}
