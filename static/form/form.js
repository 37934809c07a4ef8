// The form with a script: questions that do not apply disappear, what is wrong is said beside the question, a draft
// survives a reload. Without this script all of it still works; the server decides in any case.
(() => {
  const doc = document, find = s => doc.querySelector(s)
  const form = find("form"), news = find("#news"), left = find("#left"), line = find("progress")
  const { words, rules } = JSON.parse(find("#logic").textContent)
  const say = (key, ...args) => words[key].replace(/\{(\d)\}/g, (_, i) => args[i])
  doc.documentElement.className = "j"

  for (const r of rules) {
    r.box = find("#q-" + r.n)
    r.inputs = [...r.box.querySelectorAll("input")]
    r.text = r.inputs.find(i => i.type == "text")
    r.left = r.box.querySelector(".e")
    r.inputs.forEach(i => i.rule = r)
  }
  const typed = r => r.text.value.trim()
    .replace(/[\uff01-\uff5e]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace("。", ".")
  const ticked = r => r.inputs.filter(i => i.checked).map(i => i.value)
  const given = r => ticked(r).length > 0 || r.text && typed(r) != ""
  // null: not given or declined
  const value = r => {
    const t = ticked(r)
    if (!given(r) || t.includes("-9")) return null
    return r.text ? +typed(r) : r.k == "m" ? t : t[0]
  }

  const answers = {}, get = name => answers[name]
  const fault = r => {
    const v = value(r)
    if (v == null) return ""
    if (r.text) {
      const [min, max, step] = r.v
      if (!/^-?(\d+\.?\d{0,3}|\.\d{1,3})$/.test(typed(r))) return say("number")
      if (r.k == "i" && v % 1) return say("whole")
      if (v < min || v > max) return say("range", min, max)
      if (Math.round((v - min) * 1e3) % Math.round(step * 1e3)) return say("step", step)
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
    if (r.text) r.text.setAttribute("aria-invalid", !!r.wrong)
  }
  const update = () => {
    for (const r of rules) {
      const asked = r.r ? evaluate(r.r, get) : true
      r.box.hidden = r.box.disabled = !asked
      r.wrong = asked ? fault(r) : ""
      answers[r.n] = asked ? r.wrong ? null : value(r) : asked == null ? null : ""
    }
    const asked = rules.filter(r => !r.box.hidden), open = asked.filter(r => !given(r))
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
  const keep = () => {
    const kept = [...form.elements].filter(e => e.rule && (e == e.rule.text ? e.value : e.checked))
    try { sessionStorage.setItem(key, JSON.stringify(kept.map(e => [e.name, e.value]))) } catch (_) {}
  }
  const restore = () => {
    try {
      Object.keys(sessionStorage).forEach(k => k.startsWith("jianfu ") && k != key && sessionStorage.removeItem(k))
      if ("filled" in form.dataset) return keep()
      for (const [name, v] of JSON.parse(sessionStorage.getItem(key) || "[]"))
        for (const e of form.elements)
          if (e.rule && e.name == name) e == e.rule.text ? e.value = v : e.value == v && (e.checked = true)
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
    const [min, max, least] = r.v, v = value(r), size = Math.max(1, least)
    r.text.value = Math.min(max, Math.max(min, (v == null || isNaN(v) ? min : v) + by * size))
    ticked(r).length && (r.inputs[1].checked = false)
    changed(r, true)
  }
  for (const r of rules) if (r.text) [-1, 1].forEach(by => {
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
    if (i == r.text) { if (i.value) r.inputs[1].checked = false }
    else if (i.checked && i.type == "checkbox") {
      r.inputs.forEach(o => { if (o != i && ("x" in i.dataset || "x" in o.dataset)) o.checked = false })
      if (r.text) r.text.value = ""
    }
    changed(r, leaving)
  }
  form.addEventListener("input", e => edited(e))
  form.addEventListener("change", e => edited(e, true))
  form.addEventListener("keydown", e => {
    const i = e.target, r = i.rule, by = { ArrowUp: 1, ArrowDown: -1 }[e.key]
    if (!r || i != r.text || !by && e.key != "Enter") return
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
