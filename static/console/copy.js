// Puts a button below a text that is to be handed over, here the one-time link, which copies it. Browsers offer the
// clipboard over HTTPS and on localhost only: elsewhere there is no button, and the help below the text says what to do.
"use strict";
(() => {
  const text = document.querySelector("textarea[data-copy]");
  if (!text || !navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = text.dataset.copy;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const row = document.createElement("div");
  row.className = "actions";
  row.append(button, said);
  text.after(row);

  button.addEventListener("click", async () => {
    said.textContent = ""; // so that a second copy is announced again
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = text.dataset.copied;
    } catch {
      text.select(); // refused: the person copies with the keyboard
    }
  });
})();
