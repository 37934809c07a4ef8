// What becomes of pasted options, without a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { lines, pasteInto, replaceOptions, unmarked, written } from "./paste.js";

const option = (name, zh, en) => ({ name, text: { ...(zh ? { zh } : {}), ...(en ? { en } : {}) } });
const single = (...options) => ({ kind: "single", options });
const scale = (...options) => ({ kind: "scale", options });
const shown = (question) => question.options.map((o) => [o.name, o.text.zh || "", o.text.en || ""].join("/"));

test("the marks of a list go, wording stays", () => {
  for (const { lines, want } of JSON.parse(readFileSync("lines.json", "utf8"))) assert.deepEqual(unmarked(lines), want);
});

test("lines become texts", () => {
  assert.deepEqual(lines("A. 是 | Yes\n\nB. 否｜No\r\nC. 说不清\n"), [{ zh: "是", en: "Yes" }, { zh: "否", en: "No" }, { zh: "说不清" }]);
  assert.deepEqual(lines("| Yes\n\tNo"), [{ en: "Yes" }, { en: "No" }]);
  assert.deepEqual(lines("Yes\n\nNo\n", { lang: "en", blanks: true }), [{ en: "Yes" }, {}, { en: "No" }]);
});

test("what is written out reads back", () => {
  const all = [
    single(option("o1", "甲", "A"), option("o2", "乙"), option("x", "", "C"), { ...option("o4", "丁"), exclusive: true }, option("o5", "丁")),
    scale(option("0", "从不", "Never"), option("1"), option("2"), option("3"), option("4", "", "Often"), option("5", "总是", "Always")),
    scale(option("-2"), option("-1"), option("0", "一般")),
  ];
  for (const question of all) {
    const again = structuredClone(question);
    replaceOptions(again, written(question));
    assert.deepEqual(again, question);
  }
});

test("options that stay keep their names, others get new ones", () => {
  const question = single(option("yes", "是"), option("no", "否"));
  replaceOptions(question, "否\n也许\nA或B");
  assert.deepEqual(shown(question), ["no/否/", "o1/也许/", "o2/A或B/"]);
});

test("a scale is read by its numbers, else line by line", () => {
  const question = scale(option("1", "低"), option("2", "高"));
  replaceOptions(question, "0 | 从不\n3 | 总是 | Always");
  assert.deepEqual(shown(question), ["0/从不/", "1//", "2//", "3/总是/Always"]);
  replaceOptions(question, "低\n\n高\n");
  assert.deepEqual(shown(question), ["0/低/", "1//", "2/高/"]);
});

test("a column goes where it is pasted", () => {
  const fresh = () => single(option("o1"), option("o2"));
  const zh = fresh();
  pasteInto(zh, 0, "zh", "甲\n乙\n丙\n");
  assert.deepEqual(shown(zh), ["o1/甲/", "o3/乙/", "o4/丙/"]);
  pasteInto(zh, 0, "en", "A\n\nC\nD\n");
  assert.deepEqual(shown(zh), ["o1/甲/A", "o3/乙/", "o4/丙/C", "o2//D"]);
  const pairs = fresh();
  pasteInto(pairs, 0, "zh", "甲\tA\n乙\tB");
  assert.deepEqual(pairs.options.map((o) => o.text), [{ zh: "甲", en: "A" }, { zh: "乙", en: "B" }]);
  const middle = single(option("a", "甲"), option("b", "丁"));
  pasteInto(middle, 0, "zh", "乙\n丙");
  assert.deepEqual(middle.options.map((o) => o.text.zh), ["甲", "乙", "丙", "丁"]);
  const points = scale(option("1", "差"), option("2"), option("3", "好"));
  pasteInto(points, 0, "zh", "低\n\n高");
  assert.deepEqual(shown(points), ["1/低/", "2//", "3/高/"]);
});
