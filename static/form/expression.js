// evaluate(tree, get, self): the expressions of questionnaires, by the rules of models/questionnaire/expression.
// tree is the compact tree. get(name) and self give a number, a string, an array of strings, null (declined) or ""
// (does not apply); get("@name") gives a column of the option looked at. The result is true, false, a number, a string,
// or null: unknown. Numbers are thousandths inside. v === +v holds of numbers alone, a === !!a of truths.
function evaluate(tree, get, self) {
  const { abs, round, trunc, min, max } = Math, list = Array.isArray
  const enter = v => list(v) ? v.join(" ") : v === +v ? round(v * 1e3) : v
  const text = v => "" + (v === +v ? v / 1e3 : v)
  // A text reads as a number, as the hours of a time of day, or as the days since 1970.
  const number = v => v !== "" + v ? v === true ? 1e3 : +v :
    /^-?\d{1,12}(\.\d{1,3})?$/.test(v) ? round(v * 1e3) :
    /^\d\d:[0-5]\d$/.test(v) && v <= "24:00" ? round(v.slice(0, 2) * 1e3 + v.slice(3) / .06) :
    /^\d{4}(-\d\d){2}$/.test(v) && ("" + new Date(v).toJSON()).startsWith(v) ? new Date(v) / 86400 : NaN
  const amount = v => v === "" ? 0 : number(v)
  const fit = n => abs(n) < 1e15 ? n + 0 : null
  // A quotient of n below 2⁵² never errs across a half.
  const divide = (n, d) => fit(abs(n) < 2 ** 52 ? round(n / d) : NaN)
  const truth = v => v == null ? 1 : v ? 2 : 0, truths = [false, null, true]

  const run = t => {
    if (!list(t)) return enter(t)
    const op = t[0]
    if (op == "$") return enter(get(t[1]))
    if (op == ".") return enter(self)
    const args = t.slice(1).map(run), [a, b, c] = args
    if (op == "if") return a == null ? a : a ? b : c
    if (op == "coalesce") return a == null || a === "" ? b : a
    if (op == "and") return truths[min(truth(a), truth(b))]
    if (op == "or") return truths[max(truth(a), truth(b))]
    if (args.some(v => v == null)) return null
    const s = text(a)
    if (op == "regex") return RegExp(b, "u").test(s)
    const x = number(a), y = number(b), m = amount(a), n = amount(b)
    const equal = a === !!a || b === !!b ? !a == !b : a === +a || b === +b ? x == y : a == b
    const names = s.split(" ").filter(Boolean)
    const unit = +("1e" + (3 - max(-12, min(3, trunc(n / 1e3)))))
    return {
      "=": equal, "!=": !equal, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y,
      "+": fit(m + n), "-": fit(m - n), "*": divide(m * n, 1e3),
      div: divide(m * 1e3, n), mod: fit(m % n),
      int: fit(m - m % 1e3), round: fit(round(m / unit) * unit), number: fit(m),
      not: !a, string: s, "string-length": [...s].length * 1e3,
      selected: names.includes(text(b)), "count-selected": names.length * 1e3
    }[op]
  }
  const v = run(tree)
  return v == null ? null : v === +v ? v / 1e3 : v
}
