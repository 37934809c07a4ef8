// Keeps a moving step in sight: asks how far it is each second, and loads the page again when the step is over.
"use strict";
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const text = box.querySelector("#progress-text");
  const bar = box.querySelector("progress");
  let pause = 1000;

  const show = (p) => {
    if (text.textContent !== p.text) text.textContent = p.text;
    if (p.total > 0) {
      bar.max = p.total;
      bar.value = p.done;
    } else {
      bar.removeAttribute("value");
    }
  };

  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 401) return location.reload(); // signed out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const p = await answer.json();
      if (p.step !== box.dataset.step) return location.reload();
      show(p);
      pause = 1000;
    } catch {
      pause = Math.min(2 * pause, 15000); // the network is gone or the server restarts: ask less often
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
})();
