// What a form needs of its script for the rarer kinds of question. more(rule, say, get) gives what form.js asks for a
// rule: get(name) is the answer to an earlier question, say(key, …) a wording.
function more(r, say, get) {
  const size = s => [...s].length
  // As the server keeps a text: no control characters, no space around.
  const clean = s => s.replace(/\r\n?/g, "\n").replace(/[\0-\t\v-\x1f\x7f-\x9f]/g, "").trim()
  const all = css => [...r.box.querySelectorAll(css)]
  const other = r.inputs.find(i => i.name.split(".")[2])
  r.inputs = r.inputs.filter(i => i != other)
  const menus = r.inputs.filter(i => i.options)
  const choices = [...all("option"), ...all("[type=radio],[type=checkbox]")].filter(c => c.value && c.value != "-9")
  const declines = all("[value='-9']").length > 0
  const chosen = c => c.checked || c.selected
  const asksText = other && choices.find(c => c.value == other.name.split(".")[2])
  const help = r.k == "t" && r.box.querySelector(".h[id] span")

  // offer puts away the options that the filter rules out, and tells whether any is left.
  const offer = () => !r.o || choices.filter(c => {
    const column = name => (r.x[c.value] || {})[name.slice(1)] || ""
    const holds = evaluate(r.o, name => name[0] == "@" ? column(name) : get(name))
    const on = holds == null || !!holds
    c.out = c.disabled = c.hidden = !on
    if (c.type) c.parentNode.hidden = !on
    if (!on) c.checked = c.selected = false
    return on
  }).length > 0

  const read = v => r.k == "t" ? clean(v) || null : v

  const fault = (v, values) => {
    if (r.q && values.every(x => x == "-9" && !declines)) return r.q
    if (v == null) return ""
    if (r.k == "m" && new Set(v).size < v.length) return say("twice")
    if (v.length < r.l && !r.inputs.some(i => i.checked && "x" in i.dataset)) return say("at_least", r.l)
    if (size("" + v) > r.w) return say("length", r.w)
    if (asksText && chosen(asksText) && size(clean(other.value)) > 60) return say("length", 60)
    return ""
  }

  // drawn follows what was answered: the text beside an option, what is left to rank, how much may still be written.
  const drawn = () => {
    if (asksText) other.parentNode.hidden = !chosen(asksText)
    if (r.k == "m") for (const m of menus) for (const c of m.options)
      c.disabled = c.out || !!c.value && menus.some(o => o != m && o.value == c.value)
    if (help) help.textContent = say("room", Math.max(0, r.w - size(clean(r.inputs[0].value))))
  }

  // beside gives the text beside the option that asks for one: its name on the sheet and itself, or nothing.
  const beside = () => asksText && chosen(asksText) && clean(other.value) && [other.name.slice(2), clean(other.value)]

  return { offer, read, fault, drawn, beside }
}
