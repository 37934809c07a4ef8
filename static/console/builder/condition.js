// Conditions that can be picked: comparisons joined by and, or by or, on one level. read gives null for any other
// expression, which stays a text; write(read(e)) means the same as e.

const token =
  /\s*(?:[$]\{\s*([A-Za-z0-9_]+)\s*\}|(-?\d+(?:\.\d+)?)|'([^']*)'|"([^"]*)"|(!=|<=|>=|[=<>(),])|(selected|not|and|or)(?![\w-])|(\.))/y;

// plain turns what Chinese input methods write into its ASCII form.
const plain = (s) =>
  s
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\u3000/g, " ");

function tokens(source) {
  const list = [];
  const text = plain(source).trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const m = token.exec(text);
    if (!m) return null;
    if (m[1] !== undefined) list.push({ type: "question", value: m[1] });
    else if (m[2] !== undefined) list.push({ type: "number", value: m[2] });
    else if (m[3] !== undefined || m[4] !== undefined) list.push({ type: "text", value: m[3] ?? m[4] });
    else if (m[5] !== undefined) list.push({ type: "sign", value: m[5] });
    else if (m[6] !== undefined) list.push({ type: "word", value: m[6] });
    else list.push({ type: "self", value: "." });
  }
  return list;
}

const comparisons = ["=", "!=", "<", "<=", ">", ">="];

class Reader {
  constructor(list) {
    this.list = list;
    this.i = 0;
  }
  take(type, value) {
    const t = this.list[this.i];
    if (!t || t.type !== type || (value !== undefined && t.value !== value)) return null;
    this.i++;
    return t;
  }
  subject() {
    return this.take("question") || this.take("self");
  }
  selected() {
    if (!this.take("word", "selected") || !this.take("sign", "(")) return null;
    const left = this.subject();
    if (!left || !this.take("sign", ",")) return null;
    const right = this.take("text");
    return right && this.take("sign", ")") ? { left: left.value, op: "selected", right } : null;
  }
  row() {
    const next = this.list[this.i];
    if (next && next.type === "word" && next.value === "selected") return this.selected();
    if (this.take("word", "not")) {
      if (!this.take("sign", "(")) return null;
      const row = this.selected();
      return row && this.take("sign", ")") ? { ...row, op: "unselected" } : null;
    }
    const left = this.subject();
    const op = left && this.take("sign");
    if (!op || !comparisons.includes(op.value)) return null;
    const right = this.take("number") || this.take("text") || this.take("question");
    return right && { left: left.value, op: op.value, right };
  }
}

// read gives {join, rows} or null. A row is {left, op, right}: left a question's name or the point, right {type, value}.
export function read(source) {
  if (!source.trim()) return { join: "and", rows: [] };
  const list = tokens(source);
  if (!list) return null;
  const reader = new Reader(list);
  const rows = [];
  let join = null;
  for (;;) {
    const row = reader.row();
    if (!row) return null;
    rows.push(row);
    if (reader.i === list.length) return { join: join || "and", rows };
    const word = reader.take("word", "and") || reader.take("word", "or");
    if (!word || (join && join !== word.value)) return null;
    join = word.value;
  }
}

const operand = (right) =>
  right.type === "question"
    ? "${" + right.value + "}"
    : right.type === "number"
      ? right.value
      : right.value.includes("'")
        ? `"${right.value}"`
        : `'${right.value}'`;

function writeRow({ left, op, right }) {
  const subject = left === "." ? "." : "${" + left + "}";
  if (op === "selected") return `selected(${subject}, ${operand(right)})`;
  if (op === "unselected") return `not(selected(${subject}, ${operand(right)}))`;
  return `${subject} ${op} ${operand(right)}`;
}

export const write = ({ join, rows }) => rows.map(writeRow).join(` ${join} `);

// operators are those that make sense for a question.
export function operators(question) {
  switch (question.kind) {
    case "multiple":
    case "ranking":
      return ["selected", "unselected"];
    case "single":
    case "acknowledge":
      return ["=", "!="];
    case "text":
      return ["!=", "="];
    default:
      return comparisons;
  }
}

// begin is a new row about a question: true of its first option, or of more than its least value.
export function begin(question, left = question.name) {
  const first = question.options && question.options.length ? question.options[0].name : "";
  switch (question.kind) {
    case "multiple":
    case "ranking":
      return { left, op: "selected", right: { type: "text", value: first } };
    case "single":
      return { left, op: "=", right: { type: "text", value: first } };
    case "acknowledge":
      return { left, op: "=", right: { type: "text", value: "ok" } };
    case "text":
      return { left, op: "!=", right: { type: "text", value: "" } };
    case "date":
      return { left, op: ">=", right: { type: "text", value: question.first || "2025-01-01" } };
    case "time":
      return { left, op: ">=", right: { type: "text", value: "18:00" } };
    case "scale":
      return { left, op: ">=", right: { type: "number", value: first || "1" } };
    default:
      return { left, op: ">", right: { type: "number", value: String(question.min || 0) } };
  }
}
