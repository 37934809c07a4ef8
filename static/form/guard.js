// One tap sends once: while a form is on its way its button is quiet, and it wakes when the page is seen again or when
// no answer came for a quarter of a minute.
(() => {
  let sent
  const wake = () => {
    clearTimeout(sent)
    sent = 0
    document.querySelectorAll("[aria-busy]").forEach(b => b.removeAttribute("aria-busy"))
  }
  addEventListener("submit", e => {
    if (e.defaultPrevented) return
    if (sent) return e.preventDefault()
    sent = setTimeout(wake, 15e3)
    e.target.querySelector("button:not([type])").setAttribute("aria-busy", "true")
  })
  addEventListener("pageshow", wake)
})()
