// Names inside expressions. The texts stay as they were typed but for the name; the server parses them. A name is of
// letters, digits and underscores: nothing else can be mentioned.

export const mentionable = (name) => /^[A-Za-z0-9_]+$/.test(name);
const sign = "[$＄]\\s*[{｛]\\s*";
const reference = (name) => new RegExp(`(${sign})${name}(\\s*[}｝])`, "g");
const any = new RegExp(`${sign}([A-Za-z0-9_]+)\\s*[}｝]`, "g");

// The fields of a question that hold expressions.
export const expressions = ["relevant", "constraint", "soft", "calculation", "choice_filter"];

// mentions lists the questions that an expression names, each once.
export function mentions(expression) {
  const found = new Set();
  for (const match of (expression || "").matchAll(any)) found.add(match[1]);
  return [...found];
}

export const renameReference = (expression, from, to) => expression.replace(reference(from), (_, open, close) => open + to + close);

// renameValue changes the name of an option where the expression compares the question's answer with it. own says that
// a point stands for the question.
export function renameValue(expression, question, from, to, own) {
  const subject = own ? `(?:${sign}${question}\\s*[}｝]|\\.)` : `${sign}${question}\\s*[}｝]`;
  const quote = "(['\"‘’“”])";
  const put = (_, before, open, close) => before + open + to + close;
  return expression
    .replace(new RegExp(`(selected\\s*[(（]\\s*${subject}\\s*[,，]\\s*)${quote}${from}${quote}`, "g"), put)
    .replace(new RegExp(`(${subject}\\s*[!！]?[=＝]\\s*)${quote}${from}${quote}`, "g"), put);
}
