// Dragging rows of the outline with a pointer: a mouse takes the whole row, a finger its grip, so that it can still
// scroll. Escape lets go.

import { move } from "./document.js";

const slack = 6; // pixels before a press becomes a drag

export class Drag {
  constructor(list, drop, editor) {
    Object.assign(this, { list, drop, editor });
    list.addEventListener("pointerdown", (event) => this.#down(event));
    list.addEventListener("click", (event) => {
      if (this.dragged) event.stopPropagation();
      this.dragged = false;
    }, true);
  }

  #down(event) {
    const row = event.target.closest(".item");
    if (!row || row.dataset.s === "-1" || event.button !== 0) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".grip")) return;
    this.dragged = false;
    const start = { x: event.clientX, y: event.clientY };
    const from = { s: Number(row.dataset.s), q: Number(row.dataset.q) };
    let target = null;
    const moved = (e) => {
      if (!this.dragged && Math.hypot(e.clientX - start.x, e.clientY - start.y) < slack) return;
      this.dragged = true;
      row.classList.add("dragged");
      this.#scroll(e.clientY);
      target = this.#target(from, e.clientY);
      this.#show(target);
      e.preventDefault();
    };
    const end = (e) => {
      document.removeEventListener("pointermove", moved);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      document.removeEventListener("keydown", escape);
      row.classList.remove("dragged");
      this.#show(null);
      if (e.type === "pointerup" && this.dragged && target) this.drop(from, move(this.editor.doc, from, target.to));
      setTimeout(() => (this.dragged = false)); // the click that follows is no choice of a row
    };
    const escape = (e) => {
      if (e.key !== "Escape") return;
      target = null;
      end(e);
    };
    document.addEventListener("pointermove", moved, { passive: false });
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
    document.addEventListener("keydown", escape);
  }

  // target finds the row above or below which the thing would stand, and the place that it would have when taken out.
  #target(from, y) {
    return from.q < 0 ? this.#targetSection(from, y) : this.#targetQuestion(from, y);
  }

  #targetSection(from, y) {
    for (const box of this.list.querySelectorAll(".outline-section")) {
      const { top, height } = box.getBoundingClientRect();
      const s = Number(box.dataset.s);
      if (y < top + height / 2) return { node: box, side: "before", to: { s: s > from.s ? s - 1 : s, q: -1 } };
    }
    const boxes = this.list.querySelectorAll(".outline-section");
    return { node: boxes[boxes.length - 1], side: "after", to: { s: boxes.length - 1, q: -1 } };
  }

  #targetQuestion(from, y) {
    let last = null;
    for (const row of this.list.querySelectorAll(".item-section, .item-question")) {
      const { top, height } = row.getBoundingClientRect();
      const [s, q] = [Number(row.dataset.s), Number(row.dataset.q)];
      if (q >= 0 && y < top + height / 2) return { node: row, side: "before", to: shifted(from, s, q) };
      if (q < 0 && y < top && last) return last;
      last = { node: row, side: "after", to: shifted(from, s, q + 1) };
    }
    return last;
  }

  #show(target) {
    for (const marked of this.list.querySelectorAll(".drop-before, .drop-after")) marked.classList.remove("drop-before", "drop-after");
    if (target) target.node.classList.add(`drop-${target.side}`);
  }

  #scroll(y) {
    const pane = this.list;
    const { top, bottom } = pane.getBoundingClientRect();
    if (y < top + 32) pane.scrollTop -= 12;
    else if (y > bottom - 32) pane.scrollTop += 12;
  }
}

// shifted allows for the question that is taken out before it is put in.
const shifted = (from, s, q) => ({ s, q: s === from.s && q > from.q ? q - 1 : q });
