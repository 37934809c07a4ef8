// Going back to this page after the sending must not show the answers again: the draft is gone by then.
addEventListener("pageshow", e => {
  try {
    if (e.persisted && !Object.keys(sessionStorage).some(k => k.startsWith("jianfu ")))
      location.replace(document.querySelector("[data-form]").dataset.form)
  } catch (_) {}
})
// On a device that many share the address of this page must lead back to an empty form, never to what was posted.
if (KIOSK) history.replaceState(null, "", document.querySelector("[data-form]").dataset.form)
