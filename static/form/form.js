// The form with a script: questions that do not apply disappear, what is wrong is said beside the question, a draft
// survives a reload. Without this script all of it still works; the server decides in any case.
const form = find("form"), news = find("#news"), left = find("#left"), line = find("progress"), { rules } = logic

const ticks = i => i.type == "radio" || i.type == "checkbox"
const answers = {}, get = name => answers[name]
for (const r of rules) {
  r.box = find(r.f ? ".a" : "#q-" + r.n) // what is calculated has no box: a remark on it stands at the button
  r.inputs = [...r.box.querySelectorAll("input,select,textarea")]
  r.inputs.forEach(i => i.rule = r)
  r.text = r.v && r.inputs.find(i => !ticks(i))
  r.decline = r.inputs.find(i => i.value == "-9" && ticks(i))
  r.left = find("#e-" + r.n)
  if (RICH) r.more = more(r, say, get)
}
const typed = r => r.text.value.trim()
  .replace(/[\uff01-\uff5e]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace("。", ".")
const values = r => r.inputs.filter(i => !ticks(i) || i.checked).map(i => i.value.trim()).filter(v => v)
const given = r => values(r).length > 0
// null: not given or declined
const value = r => {
  const all = values(r)
  if (!given(r) || all.includes("-9")) return null
  const v = r.text ? +typed(r) : r.k == "m" ? all : all[0]
  return RICH ? r.more.read(v) : v
}

const fault = r => {
  const v = value(r), rare = RICH && r.more.fault(v, values(r))
  if (rare || v == null) return rare || ""
  if (r.text) {
    const [min, max, step] = r.v
    if (!/^-?(\d+\.?\d{0,3}|\.\d{1,3})$/.test(typed(r))) return say("number")
    if (r.k == "i" && v % 1) return say("whole")
    if (v < min || v > max) return say("range", min, max)
    const [at, low, least] = [v, min, step].map(n => Math.round(n * 1e3)), off = (at - low) % least
    if (off) return say("step", step, (at - off) / 1e3, (at - off + least) / 1e3)
  }
  if (r.t && v.length > r.t) return say("at_most", r.t)
  const holds = r.c ? evaluate(r.c, get, v) : true
  return holds == null || holds ? "" : r.m || say("constraint")
}
// remark is what a person may want to look at again. It never keeps an answer back.
const remark = r => {
  const v = answers[r.n], holds = r.s && v != null && v !== "" ? evaluate(r.s, get, v) : true
  return holds == null || holds ? "" : say("remark", r.y || words.soft)
}
// work gives the value of what is calculated: in a range, rounded to the step from its beginning; null outside.
const work = r => {
  let v = evaluate(r.f, get)
  if (typeof v == "boolean") v = +v
  if (!r.v || v == null) return v
  v = v === "" ? null : evaluate(["number", v])
  const [n, min, max, step] = [v, ...r.v].map(x => Math.round(x * 1e3))
  if (v == null || n < min || n > max) return null
  return Math.min(max, min + Math.floor((n - min + Math.floor(step / 2)) / step) * step) / 1e3
}
const show = r => {
  let p = find("#e-" + r.n)
  if (!p) {
    p = doc.createElement("p")
    p.className = "e"
    p.id = "e-" + r.n
    p.setAttribute("role", "alert")
    r.box.insertBefore(p, r.f ? r.box.firstChild : r.box.querySelector(".o,.n"))
    r.box.setAttribute("aria-describedby", p.id)
  }
  p.textContent = r.wrong || r.told && r.note
  r.inputs.forEach(i => ticks(i) || i.setAttribute("aria-invalid", !!r.wrong))
}
const update = () => {
  for (const r of rules) {
    let asked = r.r ? evaluate(r.r, get) : true
    if (RICH && !r.more.offer()) asked = false
    if (!r.f) {
      r.box.hidden = r.box.disabled = !asked
      r.wrong = asked ? fault(r) : ""
    }
    answers[r.n] = !asked ? asked == null ? null : "" : r.f ? work(r) : r.wrong ? null : value(r)
    r.note = remark(r)
    if (RICH && !r.f) r.more.drawn()
  }
  doc.querySelectorAll("section").forEach(s => s.hidden = !s.querySelector("fieldset:not([hidden]),.q:not([hidden])"))
  const asked = rules.filter(r => r.inputs[0] && !r.box.hidden), open = asked.filter(r => !given(r))
  const grown = asked.length - line.max
  line.max = asked.length
  line.value = asked.length - open.length
  left.hidden = !open.length
  if (open.length) {
    left.firstChild.textContent = say("left", open.length)
    left.lastChild.href = "#q-" + open[0].n
  }
  return grown
}

// elapsed counts the seconds from the opening of the form, on a clock that only runs forward. The draft ends with them:
// before is what it says of the time until a reload.
let before = 0
const elapsed = () => before + performance.now() / 1e3 | 0
const draft = "jianfu " + form.dataset.draft + path
const fields = () => [...form.elements].filter(e => e.rule)
const save = () => {
  if (KIOSK || sealed || shown) return // a field that is left as the form goes away must not bring the draft back
  try { sessionStorage.setItem(draft, JSON.stringify([...fields().map(e => ticks(e) ? +e.checked : e.value), elapsed()])) } catch (_) {}
}
const restore = () => {
  drafts(KIOSK || draft)
  try {
    const past = JSON.parse(sessionStorage.getItem(draft)) || [], all = fields()
    before = +past.pop() || 0
    if ("filled" in form.dataset) return save()
    if (past.length == all.length) all.forEach((e, i) => ticks(e) ? e.checked = past[i] : e.value = past[i])
  } catch (_) {}
}

const changed = (r, leaving) => {
  r.left = r.left || leaving
  const grown = update()
  if (grown) news.textContent = say(grown > 0 ? "more_asked" : "fewer_asked", Math.abs(grown))
  rules.forEach(q => (q.left || q.told) && show(q))
  save()
}
const step = (r, by) => {
  const [min, max, least] = r.v.map(n => Math.round(n * 1e3)), v = Math.round(value(r) * 1e3) || 0
  const to = (given(r) ? v : min) + by * least * Math.ceil(1e3 / least)
  r.text.value = Math.min(max, Math.max(min, min + Math.round((to - min) / least) * least)) / 1e3
  if (r.decline) r.decline.checked = false
  changed(r, true)
}
for (const r of rules) if (r.text && r.box.className[0] != "m") [-1, 1].forEach(by => {
  const b = doc.createElement("button")
  b.type = "button"
  b.textContent = by < 0 ? "−" : "+"
  b.setAttribute("aria-label", say(by < 0 ? "less" : "more"))
  b.onclick = () => step(r, by)
  r.text.parentNode[by < 0 ? "before" : "after"](b)
})

const edited = (e, leaving) => {
  const i = e.target, r = i.rule
  if (!r) return
  if (!ticks(i)) { if (i.value && r.decline && r.inputs.includes(i)) r.decline.checked = false }
  else if (i.checked && i.type == "checkbox")
    r.inputs.forEach(o => { if (o != i && ("x" in i.dataset || "x" in o.dataset)) ticks(o) ? o.checked = false : o.value = "" })
  changed(r, leaving)
}
form.addEventListener("input", e => edited(e))
form.addEventListener("change", e => edited(e, true))
form.addEventListener("keydown", e => {
  const i = e.target, r = i.rule, by = { ArrowUp: 1, ArrowDown: -1 }[e.key]
  if (!r || i.type != "text" || !(by && r.text) && e.key != "Enter") return
  e.preventDefault()
  by ? step(r, by) : i.blur()
})

// sheet is what gets sealed: byte for byte what questionnaire.Form.EncodeTimed writes, with the band of the duration.
const sheet = () => {
  const members = []
  const member = (name, v) => members.push(`"${name}":` + JSON.stringify(v).replace(/[<>&\u2028\u2029]/g,
    c => "\\u" + c.charCodeAt().toString(16).padStart(4, 0)))
  for (const r of rules) {
    const v = answers[r.n], beside = RICH && r.more.beside()
    if (!r.inputs[0] || v == null || v === "") continue
    member(r.n, v)
    if (beside) member(...beside)
  }
  const took = [40, 90, 180, 300, 600].filter(s => s <= elapsed()).length
  return `{"q":"${logic.q}","v":"${logic.v}","a":{${members}},"t":${took}}`
}

// Where the browser can, the button seals here. Where that fails, the page says so and offers the server's way by a
// second tap: never by itself.
let sealing = ballot.able && logic.to, sealed, warned
const button = find(".a button")
const way = () => doc.documentElement.className = sealing ? "j y" : "j"
const seal = () => {
  const { to, key, pad } = logic, round = form.dataset.draft.slice(0, 32), unit = form.dataset.draft.slice(32)
  sealed = 1
  button.setAttribute("aria-busy", "true")
  ballot.make({ round, unit, to, key, pad }, sheet()).then(made => {
    if (resume()) return // another page of this address was first
    drafts()
    keep(key ? { round, unit, key, ballot: made } : { body: made.body })
    go()
  }, () => {
    sealing = sealed = 0
    button.removeAttribute("aria-busy")
    way()
    const box = find(".a"), p = add(box, "p", failed)
    box.insertBefore(p, box.firstChild)
    p.className = "e"
    p.tabIndex = -1
    p.setAttribute("role", "alert")
    p.focus()
  })
}
form.addEventListener("submit", e => {
  rules.forEach(r => (r.left = r.wrong) && show(r))
  let first = rules.find(r => r.wrong)
  if (sealing) {
    e.preventDefault()
    if (!first) rules.forEach(r => {
      if (!r.note || r.told) return
      first = first || r
      r.told = 1
      show(r)
    })
    if (!first) return sealed || seal()
  }
  if (!first || warned && !sealing) return
  warned = 1
  e.preventDefault()
  first.box.scrollIntoView()
  ;(first.inputs[0] || button).focus({ preventScroll: true })
})
// Time without an answer counts, too.
doc.addEventListener("visibilitychange", () => doc.hidden && save())
addEventListener("pageshow", e => {
  if (!e.persisted || resume()) return
  try { if (!sessionStorage.getItem(draft)) form.reset(), update() } catch (_) {}
})

way()
restore()
line.max = 1
update()
line.hidden = false
const wrong = find(".e")
if (wrong) wrong.parentNode.scrollIntoView()
resume()
