// A device that many share. Two minutes without a touch and the page asks; half a minute later it goes back to the
// beginning, as it does when somebody comes back to it by the browser's button. hold: something is on its way.
let hold, idle
const asking = document.querySelector("#idle")
const leave = () => location.replace("/kiosk" + (document.documentElement.lang == "en" ? "?lang=en" : ""))
const awake = () => {
  asking.hidden = true
  clearTimeout(idle)
  idle = setTimeout(ask, 12e4)
}
const ask = () => {
  if (hold) return awake()
  asking.hidden = false
  idle = setTimeout(leave, 3e4)
}
;["click", "touchstart", "keydown", "input"].forEach(what => addEventListener(what, awake, true))
addEventListener("pageshow", e => e.persisted && leave())
awake()
