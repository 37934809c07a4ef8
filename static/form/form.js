// The form with a script: questions that do not apply disappear, what is wrong is said beside the question, a draft
// survives a reload. Without this script all of it still works; the server decides in any case.
(() => {
  const doc = document, find = s => doc.querySelector(s)
  const form = find("form"), news = find("#news"), left = find("#left"), line = find("progress")
  const { words, rules } = JSON.parse(find("#logic").textContent)
  const say = (key, ...args) => words[key].replace(/\{(\d)\}/g, (_, i) => args[i])
  doc.documentElement.className = "j"

  const ticks = i => i.type == "radio" || i.type == "checkbox"
  const answers = {}, get = name => answers[name]
  for (const r of rules) {
    r.box = find("#q-" + r.n)
    r.inputs = r.box ? [...r.box.querySelectorAll("input,select,textarea")] : []
    r.inputs.forEach(i => i.rule = r)
    r.text = r.v && r.inputs.find(i => !ticks(i))
    r.decline = r.inputs.find(i => i.value == "-9" && ticks(i))
    r.left = r.box && r.box.querySelector(".e")
    r.more = typeof more == "function" && more(r, say, get)
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
    return r.more ? r.more.read(v) : v
  }

  const fault = r => {
    const v = value(r), rare = r.more && r.more.fault(v, values(r))
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
  const show = r => {
    let p = r.box.querySelector(".e")
    if (!p) {
      p = doc.createElement("p")
      p.className = "e"
      p.id = "e-" + r.n
      p.setAttribute("role", "alert")
      r.box.insertBefore(p, r.box.querySelector(".o,.n"))
      r.box.setAttribute("aria-describedby", p.id)
    }
    p.textContent = r.wrong
    r.inputs.forEach(i => ticks(i) || i.setAttribute("aria-invalid", !!r.wrong))
  }
  const update = () => {
    for (const r of rules) {
      let asked = r.r ? evaluate(r.r, get) : true
      if (r.more && !r.more.offer()) asked = false
      if (r.f) {
        answers[r.n] = asked ? r.more.work() : asked == null ? null : ""
        continue
      }
      r.box.hidden = r.box.disabled = !asked
      r.wrong = asked ? fault(r) : ""
      answers[r.n] = asked ? r.wrong ? null : value(r) : asked == null ? null : ""
      r.more && r.more.drawn()
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

  const path = location.pathname.replace(/\/(edit|send)$/, ""), key = "jianfu " + form.dataset.draft + path
  const fields = () => [...form.elements].filter(e => e.rule)
  const keep = () => {
    try { sessionStorage.setItem(key, JSON.stringify(fields().map(e => ticks(e) ? +e.checked : e.value))) } catch (_) {}
  }
  const restore = () => {
    try {
      Object.keys(sessionStorage).forEach(k => k.startsWith("jianfu ") && k != key && sessionStorage.removeItem(k))
      if ("filled" in form.dataset) return keep()
      const kept = JSON.parse(sessionStorage.getItem(key)), all = fields()
      if (kept && kept.length == all.length) all.forEach((e, i) => ticks(e) ? e.checked = kept[i] : e.value = kept[i])
    } catch (_) {}
  }

  const changed = (r, leaving) => {
    r.left = r.left || leaving
    const grown = update()
    if (grown) news.textContent = say(grown > 0 ? "more_asked" : "fewer_asked", Math.abs(grown))
    rules.forEach(q => q.left && show(q))
    keep()
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
    r.text[by < 0 ? "before" : "after"](b)
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
  let warned
  form.addEventListener("submit", e => {
    rules.forEach(r => (r.left = r.wrong) && show(r))
    const first = rules.find(r => r.wrong)
    if (!first || warned) return
    warned = true
    e.preventDefault()
    first.box.scrollIntoView()
    first.inputs[0].focus({ preventScroll: true })
  })
  addEventListener("pageshow", e => {
    try { if (e.persisted && !sessionStorage.getItem(key)) form.reset(), update() } catch (_) {}
  })

  restore()
  line.max = 1
  update()
  line.hidden = false
  const wrong = find(".e")
  if (wrong) wrong.parentNode.scrollIntoView()
})()
