// What the scripts of a page share: they are bundled into one scope (static/bundle), which also says whether the page is
// for a device that many share, KIOSK, and whether a form has the rarer kinds of question, RICH.
const doc = document, find = s => doc.querySelector(s), main = find("main")
const logic = JSON.parse(find("#logic").textContent), { words } = logic
const say = (key, ...args) => words[key].replace(/\{(\d)\}/g, (_, i) => args[i])

// A draft of the answers is kept under the form's address, or of what another form left.
const drafts = keep => {
  try { Object.keys(sessionStorage).forEach(k => k.startsWith("jianfu ") && k != keep && sessionStorage.removeItem(k)) } catch (_) {}
}
