// evaluate(tree, get, self): the expressions of questionnaires, by the rules of models/questionnaire/expression.
// tree is the compact tree. get(name) and self give a number, a string, an array of strings, null (declined) or ""
// (does not apply). The result is true, false, a number, a string, or null: unknown. Numbers are thousandths inside.
function evaluate(tree, get, self) {
  const { abs, round, trunc, min, max } = Math
  const enter = v => Array.isArray(v) ? v.join(" ") : typeof v == "number" ? round(v * 1e3) : v
  const text = v => "" + (typeof v == "number" ? v / 1e3 : v)
  const number = v => typeof v != "string" ? v === true ? 1e3 : +v : /^-?\d{1,12}(\.\d{1,3})?$/.test(v) ? round(v * 1e3) : NaN
  const amount = v => v === "" ? 0 : number(v)
  const bounded = n => abs(n) < 1e15 ? n + 0 : null
  // A quotient of n below 2⁵² never errs across a half.
  const divide = (n, d) => d && abs(n) < 2 ** 52 ? round(n / d) : NaN

  const run = t => {
    if (!Array.isArray(t)) return enter(t)
    const op = t[0]
    if (op == "$") return enter(get(t[1]))
    if (op == ".") return enter(self)
    const args = t.slice(1).map(run), [a, b] = args
    if (op == "if") return a == null ? a : a ? b : args[2]
    if (op == "coalesce") return a == null || a === "" ? b : a
    if (op == "and" || op == "or") {
      const or = op == "or", decides = v => v != null && !v != or
      return decides(a) || decides(b) ? or : a == null || b == null ? null : !or
    }
    if (args.some(v => v == null)) return null
    const either = type => typeof a == type || typeof b == type
    const x = number(a), y = number(b), m = amount(a), n = amount(b), single = args.length < 2
    const equal = either("boolean") ? !a == !b : either("number") ? x == y : a == b
    const names = text(a).split(" ").filter(Boolean)
    const unit = +("1e" + (3 - (single ? 0 : max(-12, min(3, trunc(n / 1e3))))))
    return {
      "=": equal, "!=": !equal, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y,
      "+": bounded(m + n), "-": bounded(single ? -m : m - n), "*": bounded(divide(m * n, 1e3)),
      div: bounded(divide(m * 1e3, n)), mod: bounded(m % n),
      int: bounded(m - m % 1e3), round: bounded(round(m / unit) * unit), number: bounded(m),
      true: true, false: false, not: !a, string: text(a),
      selected: names.includes(text(b)), "count-selected": names.length * 1e3
    }[op]
  }
  const v = run(tree)
  return typeof v == "number" ? v / 1e3 : v === undefined ? null : v
}
