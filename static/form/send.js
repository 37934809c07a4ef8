// Sends what was sealed, by docs/ballots.md, until it is confirmed. All of it is made before the first request, and kept
// on the phone under the address of the form, never an answer in clear: a reload goes on where it was.
const path = location.pathname.replace(/\/(edit|send)$/, ""), shelf = "jianfu " + path.toUpperCase()
// Nothing of the address but the language goes along: what an app has hung on it would join redemption and cast.
const query = doc.documentElement.lang == "en" ? "?lang=en" : ""
const [sending, waiting, lost, stays, open, stopped, other, using, received, close, same, failed, forged, home] = logic.sends
// kept is {round, unit, key, ballot, card} until the card is spent, then {body}: the form of the ballot. saved: the phone has it,
// too.
let kept, saved, timer, polite, tries = 0, shown

const recall = () => { try { return !KIOSK && JSON.parse(localStorage.getItem(shelf)) } catch (_) {} }
const keep = value => {
  kept = value
  saved = false
  try { if (!KIOSK) value ? localStorage.setItem(shelf, JSON.stringify(value)) : localStorage.removeItem(shelf), saved = true } catch (_) {}
}

// panel puts a message where the form was, and with it the answers away. The focus moves to a message that is new.
const privacy = find("[href^='/privacy']")
const add = (to, tag, text) => {
  const e = doc.createElement(tag)
  e.textContent = text
  to.append(e)
  return e
}
const panel = (title, ...texts) => {
  if (shown == (shown = title + texts)) return
  main.textContent = ""
  const line = find("progress"), box = add(main, "div", "")
  if (line) line.hidden = true
  doc.title = title
  box.setAttribute("role", "status")
  box.tabIndex = -1
  add(box, "h1", title)
  texts.forEach(t => t && add(box, "p", t))
  main.append(privacy)
  box.focus()
  return box
}

const post = (to, fields) => Promise.race([
  fetch(to + query, {
    method: "POST", body: new URLSearchParams(fields), credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store"
  }).then(async r => {
    // What stands between, a page to sign in to a network for one, is no answer of ours.
    const ours = r.headers.has("Jianfu-Answer")
    return [r.status, await r.text(), ours, ours && Math.min(600, +r.headers.get("Retry-After") || 0)]
  }),
  new Promise((_, no) => setTimeout(no, 3e4))
])

const attempt = async () => {
  clearTimeout(timer)
  timer = polite = 0
  const { body, round, unit, key, ballot: made, card } = kept
  let signature
  try {
    const [status, text, ours, after] = await (body ? post("/ballots", body) : post((card || path) + "/ballot", { round, unit, blinded: made.blinded }))
    if (ours && status == 204) return thanks()
    if (ours && status == 200) signature = text
    else return ours && (body ? over : refusals).includes(status) ? refused(status, text) : wait(after, ours && text)
  } catch (_) { return wait() }
  tries = 0
  try { keep({ body: await ballot.finish(made, key, signature) }) } catch (_) { return refused(0, forged) }
  attempt()
}
// What ends a ballot whose card is spent, and what ends a redemption.
const over = [409, 410, 413, 422], refusals = [400, 403, 404, ...over]

const wait = (after, text) => {
  polite = after > 0
  timer = setTimeout(attempt, Math.max((after || 0) * 1e3, Math.min(6e4, 1e3 * 2 ** ++tries)) * (1 + Math.random() / 2))
  panel(waiting, text || lost, saved ? stays : open)
}
const wake = () => timer && !polite && !doc.hidden && attempt()

// refused says what the server said. A card that is spent or of another unit costs nothing but the card: what is sealed
// can go with another one. Anything else is over, but for a signature that is none (0): that ballot is not forgotten.
const refused = (status, text) => {
  const again = kept.unit && (status == 403 || status == 404 || status == 409), box = panel(stopped, ...text.split("\n"))
  if (KIOSK) hold = false
  if (!again && status) keep()
  box.setAttribute("role", "alert")
  if (again) {
    const form = add(box, "form", ""), line = add(form, "p", ""), label = add(line, "label", other), input = add(line, "input", "")
    line.className = "n t"
    label.htmlFor = input.id = "code"
    input.autocomplete = "off"
    add(form, "button", using)
    form.onsubmit = e => {
      const code = input.value.replace(/[\s.\/\\]/g, "")
      e.preventDefault()
      if (!code) return
      kept.card = "/c/" + encodeURIComponent(code)
      keep(kept)
      go()
    }
  }
  if (KIOSK) link(box, "/kiosk", home)
}
const link = (box, to, text) => { add(add(box, "p", ""), "a", text).href = to + query }
// others sends what other pages of this phone left behind, and forgets what is not taken any more.
const others = async () => {
  try {
    for (const k of Object.keys(localStorage)) {
      const { body } = k != shelf && k.startsWith("jianfu /") && JSON.parse(localStorage.getItem(k)) || {}
      if (!body) continue
      const [status, , ours] = await post("/ballots", body)
      if (ours && [204, ...over].includes(status)) localStorage.removeItem(k)
    }
  } catch (_) {}
}

const thanks = () => {
  keep()
  history.replaceState(null, "", "/thanks" + (KIOSK ? (query ? query + "&" : "?") + "kiosk" : query))
  const box = panel(received, close, same)
  if (KIOSK) {
    link(box, "/kiosk", home)
    setTimeout(leave, 1e4)
  }
}
const go = () => {
  if (KIOSK) hold = true
  panel(sending)
  attempt()
}
// resume goes on with what was kept, if there is any.
const resume = () => {
  const found = recall()
  if (!found || kept) return kept
  kept = found
  saved = true
  drafts()
  go()
  return kept
}

addEventListener("online", wake)
doc.addEventListener("visibilitychange", wake)
// Another page of the same address has sealed: this one must not do it again.
addEventListener("storage", e => e.key == shelf && e.newValue && resume())
addEventListener("beforeunload", e => { if (kept && !saved && (!KIOSK || hold)) e.preventDefault(), e.returnValue = "x" })
KIOSK || others()
