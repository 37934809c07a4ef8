// Three ways to one: what two windows made of the same questionnaire is put together where they changed different
// things. Anything less clear is left to the person.

import { clone, same } from "./document.js";

const clash = Symbol("clash");

// choose takes the side that changed; clash where both did, to different ends.
function choose(base, mine, theirs) {
  if (same([mine], [theirs]) || same([theirs], [base])) return mine;
  return same([mine], [base]) ? theirs : clash;
}

// members merges the fields of an object, those in except aside.
function members(base, mine, theirs, except, into) {
  for (const name of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
    if (name === except) continue;
    const value = choose(base[name], mine[name], theirs[name]);
    if (value === clash) return false;
    if (value !== undefined) into[name] = value;
  }
  return true;
}

const names = (list) => list.map((thing) => thing.name);
const distinct = (list) => new Set(names(list)).size === list.length;

// lists merges things that have names: one side at most may add, remove or move; what both keep is merged by join.
function lists(base, mine, theirs, join) {
  if (!distinct(base) || !distinct(mine) || !distinct(theirs)) return null;
  const order = choose(names(base), names(mine), names(theirs));
  if (order === clash) return null;
  const find = (list, name) => list.find((thing) => thing.name === name);
  for (const thing of base) {
    if (order.includes(thing.name)) continue;
    for (const side of [mine, theirs]) {
      const changed = find(side, thing.name);
      if (changed && !same(changed, thing)) return null; // removed on one side, changed on the other
    }
  }
  const merged = [];
  for (const name of order) {
    const [b, m, t] = [base, mine, theirs].map((list) => find(list, name));
    const thing = b && m && t ? join(b, m, t) : m || t;
    if (!thing) return null;
    merged.push(thing);
  }
  return merged;
}

function question(base, mine, theirs) {
  const merged = {};
  return members(base, mine, theirs, null, merged) ? merged : null;
}

function section(base, mine, theirs) {
  const merged = {};
  if (!members(base, mine, theirs, "questions", merged)) return null;
  merged.questions = lists(base.questions, mine.questions, theirs.questions, question);
  return merged.questions && merged;
}

// merge gives a document that holds the changes of both, or null where they touch the same thing.
export function merge(base, mine, theirs) {
  const merged = {};
  if (!members(base, mine, theirs, "sections", merged)) return null;
  merged.sections = lists(base.sections, mine.sections, theirs.sections, section);
  if (!merged.sections) return null;
  const all = [];
  for (const s of merged.sections) all.push(...s.questions);
  return distinct(all) ? clone(merged) : null; // a question that went to another section on one side alone is twice there
}
