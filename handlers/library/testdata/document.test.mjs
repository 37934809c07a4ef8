// What the editor does to documents, without a page. Go runs it, in a folder where the modules lie beside it.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as d from "./document.js";
import { read, write } from "./condition.js";
import { blank, convert, kinds, suggestBands } from "./kinds.js";
import { merge } from "./merge.js";
import { Past } from "./past.js";
import { mentions, renameReference, renameValue } from "./references.js";

const q = (name, more = {}) => ({ name, kind: "integer", text: { zh: name }, min: 0, max: 9, ...more });
const single = (name, options, more = {}) => ({ ...q(name, more), kind: "single", options: options.map((o) => ({ name: o, text: { zh: o } })) });
const doc = () => ({
  name: "t", version: "v1", title: { zh: "标题" }, minutes: 3,
  sections: [
    { name: "s1", title: { zh: "一" }, questions: [q("a"), single("b", ["yes", "no"]), q("c", { relevant: "${b} = 'yes' and ${a} > 0" })] },
    { name: "s2", title: { zh: "二" }, relevant: "${b} != 'no'", questions: [q("e", { constraint: ". <= ${a} + ${c}" })] },
  ],
});
const order = (x) => x.sections.map((s) => s.questions.map((e) => e.name).join("")).join("|");

test("a question is put in, moved and taken out", () => {
  const start = doc();
  const added = d.insertKind(start, { s: 0, q: 0 }, "single");
  assert.equal(order(added.doc), "aq1bc|e");
  assert.deepEqual(added.place, { s: 0, q: 1 });
  assert.equal(order(start), "abc|e", "the document that went in is as it was");
  assert.equal(order(d.insertKind(start, { s: 1, q: -1 }, "note").doc), "abc|q1e");
  assert.equal(order(d.insertKind(start, { s: -1, q: -1 }, "note").doc), "abc|eq1");
  assert.equal(order(d.insertKind({ ...start, sections: [] }, { s: -1, q: -1 }, "note").doc), "q1");
  assert.equal(order(d.move(start, { s: 0, q: 0 }, { s: 0, q: 2 }).doc), "bca|e");
  assert.equal(order(d.move(start, { s: 0, q: 0 }, { s: 1, q: 1 }).doc), "bc|ea");
  assert.equal(order(d.remove(start, { s: 0, q: 1 }).doc), "ac|e");
  assert.deepEqual(d.remove(start, { s: 1, q: 0 }).place, { s: 1, q: -1 });
});

test("a step leads over the border of a section and ends at the ends", () => {
  const down = d.step(doc(), { s: 0, q: 2 }, 1);
  assert.equal(order(down.doc), "ab|ce");
  assert.equal(order(d.step(down.doc, down.place, -1).doc), "abc|e");
  assert.equal(d.step(doc(), { s: 0, q: 0 }, -1), null);
  assert.equal(d.step(doc(), { s: 1, q: 0 }, 1), null);
  assert.equal(order(d.step(doc(), { s: 0, q: -1 }, 1).doc), "e|abc");
});

test("renaming a question takes every mention along, and nothing else", () => {
  const renamed = d.rename(doc(), { s: 0, q: 0 }, "aa");
  assert.equal(renamed.sections[0].questions[2].relevant, "${b} = 'yes' and ${aa} > 0");
  assert.equal(renamed.sections[1].questions[0].constraint, ". <= ${aa} + ${c}");
  assert.equal(d.rename(doc(), { s: 0, q: 1 }, "x").sections[1].relevant, "${x} != 'no'");
  assert.equal(renameReference("${a} + ${ab} + ＄｛a｝", "a", "z"), "${z} + ${ab} + ＄｛z｝");
  const names = (typed) => d.rename(doc(), { s: 0, q: 0 }, typed).sections[0].questions[0].name;
  assert.deepEqual(["Über Zeit!", "b", "2nd", "  ", "题", "a"].map(names), ["ber_zeit", "b_1", "q_2nd", "a", "a", "a"], "a name is always well formed and its own");
  const twice = doc();
  twice.sections[1].questions[0].name = "a";
  assert.equal(d.rename(twice, { s: 1, q: 0 }, "y").sections[0].questions[2].relevant, "${b} = 'yes' and ${a} > 0", "the other one of that name is meant");
});

test("renaming an option takes its comparisons along", () => {
  const start = doc();
  start.sections[0].questions[1].default = "yes";
  const renamed = d.renameOption(start, { s: 0, q: 1 }, 0, "ja");
  assert.equal(renamed.sections[0].questions[2].relevant, "${b} = 'ja' and ${a} > 0");
  assert.equal(renamed.sections[0].questions[1].default, "ja");
  assert.equal(renameValue("selected(${b}, 'yes') or ${c} = 'yes'", "b", "yes", "ja", false), "selected(${b}, 'ja') or ${c} = 'yes'");
  assert.equal(renameValue("not(selected(., 'yes'))", "b", "yes", "ja", true), "not(selected(., 'ja'))");
});

test("copies have names of their own", () => {
  const copy = d.duplicate(doc(), { s: 0, q: 1 });
  assert.equal(order(copy.doc), "abq1c|e");
  const section = d.duplicate(doc(), { s: 0, q: -1 });
  const names = d.all(section.doc).map((e) => e.question.name);
  assert.equal(new Set(names).size, names.length);
  const [a, b] = section.doc.sections[1].questions.map((e) => e.name);
  assert.equal(section.doc.sections[1].questions[2].relevant, `\${${b}} = 'yes' and \${${a}} > 0`, "the copy hangs on the copies");
});

test("several questions from the bank keep their logic", () => {
  const added = d.insertAll(doc(), { s: 1, q: 0 }, [q("a"), q("k", { relevant: "${a} > 1" })]);
  assert.equal(added.doc.sections[1].questions[2].relevant, "${a_1} > 1");
  assert.deepEqual(added.place, { s: 1, q: 2 });
});

test("numbers count what people answer", () => {
  const start = d.insertKind(doc(), { s: 0, q: 0 }, "note").doc;
  assert.deepEqual(d.all(start).map((e) => e.number), [1, 0, 2, 3, 4]);
});

test("a grid has at least two rows", () => {
  const start = doc();
  start.sections[0].questions = [single("a", ["x", "y"]), single("b", ["p"])];
  const joined = d.joinMatrix(start, { s: 0, q: 1 });
  const [a, b] = joined.sections[0].questions;
  assert.equal(a.matrix, b.matrix);
  assert.deepEqual(b.options, a.options);
  const left = d.leaveMatrix(joined, { s: 0, q: 1 });
  assert.ok(left.sections[0].questions.every((e) => !e.matrix));
});

test("the rows of a grid have their options in common", () => {
  const start = doc();
  start.sections[0].questions = [single("a", ["x", "y"], { matrix: "m" }), single("b", ["x", "y"], { matrix: "m" }), single("c", ["x"], { relevant: "${a} = 'x'" })];
  const changed = d.updateOptions(start, { s: 0, q: 1 }, (q) => (q.options[0].text.zh = "甲"));
  assert.deepEqual(changed.sections[0].questions.map((q) => q.options[0].text.zh), ["甲", "甲", "x"]);
  const renamed = d.renameOption(start, { s: 0, q: 1 }, 0, "z");
  assert.deepEqual(renamed.sections[0].questions.map((q) => q.options[0].name), ["z", "z", "x"]);
  assert.equal(renamed.sections[0].questions[2].relevant, "${a} = 'z'");
  assert.equal(start.sections[0].questions[0].options[0].name, "x");
});

test("a kind leaves behind what it has no use for", () => {
  const from = { ...single("b", ["x", "y"]), options: [{ name: "x", text: { zh: "甲" }, exclusive: true }, { name: "y", text: { zh: "乙" } }], kind: "multiple", at_most: 2, relevant: "${a} > 0" };
  assert.deepEqual(Object.keys(convert(from, "integer")).sort(), ["kind", "max", "min", "name", "relevant", "text"]);
  assert.equal(convert(from, "single").options[0].exclusive, undefined);
  assert.deepEqual(convert(from, "scale").options.map((o) => [o.name, o.text.zh]), [["1", "甲"], ["2", "乙"]]);
  for (const a of kinds) for (const b of kinds) assert.equal(convert(blank(a, "n"), b).kind, b);
  assert.deepEqual(suggestBands({ kind: "decimal", min: 0, max: 112, step: 0.5 }), [0, 22.5, 45, 67, 89.5]);
});

test("trying kinds loses nothing", () => {
  const start = doc();
  const b = d.at(start, { s: 0, q: 1 });
  const tried = d.setKind(d.setKind(start, { s: 0, q: 1 }, "integer"), { s: 0, q: 1 }, "single", b);
  assert.deepEqual(tried, start);
});

test("a new question speaks the languages of the questionnaire", () => {
  const start = doc();
  assert.deepEqual(d.languages(start), ["zh"]);
  assert.deepEqual(d.languages({ title: {}, sections: [] }), ["zh", "en"]);
  const words = (x) => d.at(x.doc, x.place).options[0].text;
  assert.deepEqual(words(d.insertKind(start, { s: 0, q: 0 }, "scale", d.languages(start))), { zh: "非常不同意" });
  assert.deepEqual(words(d.insertKind(start, { s: 0, q: 0 }, "scale", ["en"])), { en: "Strongly disagree" });
  assert.deepEqual(d.at(d.setKind(start, { s: 0, q: 0 }, "scale"), { s: 0, q: 0 }).options[4].text, { zh: "非常同意" });
});

test("the users of a section are those of its questions, outside of it", () => {
  assert.deepEqual(d.users(doc(), ["a"]), [{ s: 0, q: 2 }, { s: 1, q: 0 }]);
  assert.deepEqual(d.users(doc(), ["b"]), [{ s: 0, q: 2 }, { s: 1, q: -1 }]);
  assert.deepEqual(d.users(doc(), ["a", "b", "c"]), [{ s: 1, q: -1 }, { s: 1, q: 0 }]);
});

test("undo and redo go through the states; typing is one step a word", () => {
  let now = 0;
  const past = new Past(() => now);
  past.remember(1, "t");
  now += 100;
  past.remember(2, "t");
  now += 5000;
  past.remember(3, "t");
  past.remember(4, "");
  assert.equal(past.undo(5), 4);
  assert.equal(past.undo(4), 3);
  assert.equal(past.undo(3), 1);
  assert.equal(past.undo(1), null);
  assert.equal(past.redo(1), 3);
  past.remember(9, "");
  assert.equal(past.redo(0), null);
});

test("conditions that can be picked are read and written back", () => {
  for (const source of [
    "${a} > 0", "${a} = 'x'", "selected(${a}, 'x')", "not(selected(${a}, 'x'))", ". <= ${b}", ". >= -1.5",
    "${a} > 0 and ${b} != 'no' and selected(${c}, 'd')", "${a} < 1 or ${b} >= 2", `\${a} = "it's"`,
  ]) assert.equal(write(read(source)), source);
  assert.equal(write(read("＄｛a｝ ＞ 0 and selected( ${b} ，‘x’ )")), "${a} > 0 and selected(${b}, 'x')");
  for (const source of ["${a} + 1 > 0", "${a} > 0 and ${b} > 0 or ${c} > 0", "(${a} > 0)", "${a}", "not(${a} > 0)", "${a} >", "if(${a}, 1, 2) = 1", "${a} > 0 ${b}"])
    assert.equal(read(source), null, source);
  assert.deepEqual(mentions("${a} > ${b} + ${a}"), ["a", "b"]);
});

test("two windows that changed different things are merged", () => {
  const base = doc();
  const mine = d.update(base, { s: 0, q: 0 }, (e) => (e.text.zh = "我"));
  const theirs = d.insertKind(d.update(base, { s: 1, q: 0 }, (e) => (e.max = 5)), { s: 1, q: 0 }, "note").doc;
  const merged = merge(base, mine, theirs);
  assert.equal(order(merged), "abc|eq1");
  assert.equal(merged.sections[0].questions[0].text.zh, "我");
  assert.equal(merged.sections[1].questions[0].max, 5);
  assert.deepEqual(merge(base, theirs, mine), merged);
});

test("what cannot be merged surely is not", () => {
  const base = doc();
  const text = (zh) => d.update(base, { s: 0, q: 0 }, (e) => (e.text.zh = zh));
  assert.equal(merge(base, text("我"), text("你")), null);
  assert.deepEqual(merge(base, text("同"), text("同")), text("同"));
  const gone = d.remove(base, { s: 0, q: 0 }).doc;
  assert.equal(merge(base, text("我"), gone), null, "changed here, removed there");
  assert.equal(merge(base, d.insertKind(base, { s: 0, q: 0 }, "note").doc, gone), null, "two orders");
  const moved = d.move(base, { s: 0, q: 0 }, { s: 1, q: 0 }).doc;
  assert.equal(order(merge(base, base, moved)), "bc|ae");
  assert.equal(merge(base, text("我"), moved), null, "changed here, moved to another section there");
});

test("empty members do not make a difference", () => {
  assert.ok(d.same({ a: "", b: [], c: false, min: 0, x: 1 }, { x: 1, min: 0 }));
  assert.ok(!d.same({ min: 1 }, { min: 0 }));
  assert.ok(!d.same([0, 1], [1]));
});

// Random work: whatever is done, names stay unique and nothing gets lost.
test("random edits keep the document whole, and undo brings it back", () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  let now = doc();
  const past = new Past(() => 0);
  const before = [];
  for (let i = 0; i < 400; i++) {
    const list = d.all(now);
    const place = list.length ? (({ s, q }) => ({ s, q }))(list[random(list.length)]) : { s: 0, q: -1 };
    const count = list.length;
    let next;
    let change = 0;
    switch (list.length ? random(5) : 0) {
      case 0:
        next = d.insertKind(now, place, kinds[random(kinds.length)]).doc;
        change = 1;
        break;
      case 1:
        next = d.remove(now, place).doc;
        change = -1;
        break;
      case 2:
        next = (d.step(now, place, random(2) * 2 - 1) || { doc: now }).doc;
        break;
      case 3:
        next = d.duplicate(now, place).doc;
        change = 1;
        break;
      default:
        next = d.rename(now, place, `n${i}`);
    }
    const names = d.all(next).map((e) => e.question.name);
    assert.equal(names.length, count + change);
    assert.equal(new Set(names).size, names.length);
    past.remember(now, "");
    before.push(JSON.stringify(now));
    now = next;
  }
  for (let i = 0; i < 200; i++) {
    now = past.undo(now);
    assert.equal(JSON.stringify(now), before.pop());
  }
});
