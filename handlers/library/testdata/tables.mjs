// Prints what Go compares with its own: the table of kinds, new questions, and a questionnaire after every name in it was
// changed. The questionnaire comes on the standard input.
import { readFileSync } from "node:fs";
import { all, rename, renameOption } from "./document.js";
import { read, write } from "./condition.js";
import { blank, fits, kinds } from "./kinds.js";
import { expressions } from "./references.js";

const doc = JSON.parse(readFileSync(0, "utf8"));
const fields = ["options", "at_most", "at_least", "choice_filter", "min", "max", "step", "unit", "bands", "first", "last", "period", "length",
  "calculation", "default", "required", "required_message", "constraint", "constraint_message", "soft", "soft_message", "matrix", "reversed"];
const table = {};
for (const kind of kinds) table[kind] = fields.filter((f) => fits(kind, f));

let renamed = doc;
all(doc).forEach(({ s, q, question }, i) => {
  renamed = rename(renamed, { s, q }, `renamed_${i}`);
  if (question.kind === "scale") return;
  (question.options || []).forEach((_, o) => (renamed = renameOption(renamed, { s, q }, o, `option_${i}_${o}`)));
});

const conditions = [];
for (const { question } of all(doc))
  for (const field of expressions) {
    const condition = question[field] && read(question[field]);
    if (condition) conditions.push([question[field], write(condition)]);
  }
console.log(JSON.stringify({ table, blanks: kinds.map((k) => blank(k, "q1")), renamed, conditions }));
