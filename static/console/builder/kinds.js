// What goes with which kind of question. The server's table is models/questionnaire/fields.go; a test compares the two.

const choice = ["single", "multiple", "scale", "ranking"];
const number = ["integer", "decimal", "calculated"];
const asked = ["single", "multiple", "scale", "ranking", "integer", "decimal", "date", "time", "text", "acknowledge"];

// Every kind, in the order in which it is offered.
export const kinds = [...asked, "note", "calculated"];

const fields = {
  options: choice,
  at_most: ["multiple", "ranking"],
  at_least: ["multiple", "ranking"],
  choice_filter: ["single", "multiple", "ranking"],
  min: number,
  max: number,
  step: number,
  unit: number,
  bands: [...number, "time"],
  first: ["date"],
  last: ["date"],
  period: ["date"],
  length: ["text"],
  calculation: ["calculated"],
  default: asked,
  required: asked,
  required_message: asked,
  constraint: asked,
  constraint_message: asked,
  soft: [...asked, "calculated"],
  soft_message: [...asked, "calculated"],
  matrix: ["single", "scale", "integer", "decimal"],
  reversed: ["scale"],
};

export const fits = (kind, field) => !(field in fields) || fields[field].includes(kind);
export const isChoice = (kind) => choice.includes(kind);
export const isNumber = (kind) => number.includes(kind);
export const isAsked = (kind) => asked.includes(kind);

const text = (langs, words) => Object.fromEntries(langs.map((lang) => [lang, words[lang]]));
const scale = (from, to) => {
  const options = [];
  for (let n = from; n <= to; n++) options.push({ name: String(n), text: {} });
  return options;
};

// blank is a new question of a kind: complete but for its wording. What words it has are in the languages langs.
export function blank(kind, name, langs = ["zh", "en"]) {
  const q = { name, kind, text: {}, min: 0, max: 0 };
  switch (kind) {
    case "single":
    case "multiple":
    case "ranking":
      q.options = [{ name: "o1", text: {} }, { name: "o2", text: {} }];
      break;
    case "scale":
      q.options = scale(1, 5);
      q.options[0].text = text(langs, { zh: "非常不同意", en: "Strongly disagree" });
      q.options[4].text = text(langs, { zh: "非常同意", en: "Strongly agree" });
      break;
    case "integer":
    case "decimal":
      q.max = 10;
      break;
    case "date":
      q.period = "month";
      break;
    case "acknowledge":
      q.required = true;
  }
  return q;
}

// suggestBands divides a range into five parts at round numbers, none of them off the step.
export function suggestBands(q) {
  const step = q.step || (q.kind === "decimal" ? 0.5 : 1);
  const bands = [q.min];
  for (let part = 1; part < 5; part++) {
    const steps = Math.round(((q.max - q.min) * part) / 5 / step);
    const next = Math.round((q.min + steps * step) * 1000) / 1000;
    if (next > bands[bands.length - 1]) bands.push(next);
  }
  return bands;
}

// values is how many values a quantity can have; more than 101 want bands.
export const values = (q) => Math.floor((q.max - q.min) / (q.step || (q.kind === "decimal" ? 0.5 : 1))) + 1;

// convert makes q a question of another kind. What does not go with it is left behind.
export function convert(q, kind, langs) {
  const fresh = blank(kind, q.name, langs);
  const next = { ...fresh };
  for (const field of Object.keys(q)) {
    if (field === "kind" || !fits(kind, field) || field === "default" || field === "appearance") continue;
    if (isNumber(q.kind) !== isNumber(kind) && (field === "min" || field === "max" || field === "bands")) continue;
    next[field] = q[field];
  }
  if (kind === "scale" && isChoice(q.kind)) {
    next.options = q.options.map((o, i) => ({ name: String(i + 1), text: o.text }));
  } else if (isChoice(kind) && isChoice(q.kind)) {
    next.options = q.options.map((o) => {
      const option = { ...o };
      if (kind !== "multiple") delete option.exclusive;
      if (kind !== "multiple" && kind !== "single") delete option.specify;
      return option;
    });
  }
  if (kind === "integer" && q.kind === "decimal") delete next.step;
  next.kind = kind;
  return next;
}
