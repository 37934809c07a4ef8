// The middle pane: the form of the question, the section or the questionnaire that is selected, and what is wrong beside
// each of its controls.

import { el } from "./dom.js";
import { question, section, whole } from "./sheet.js";

export class Form {
  constructor(editor, root) {
    Object.assign(this, { editor, root });
  }

  render(what) {
    if (what === "all") this.#rebuild();
    this.#faults();
  }

  #rebuild() {
    const { editor, root } = this;
    const { place } = editor;
    const active = root.contains(document.activeElement) ? position(root, document.activeElement) : -1;
    const parts = place.s < 0 ? whole(editor) : place.q < 0 ? section(editor) : question(editor);
    const key = `${place.s}.${place.q}`;
    root.replaceChildren(...parts.filter(Boolean));
    if (key !== this.key) root.scrollTop = 0;
    else if (active >= 0) restore(root, active);
    this.key = key;
  }

  // faults says what is wrong beside each control; what belongs to none stands on top.
  #faults() {
    const { editor, root } = this;
    const here = (mark) => mark.section === editor.place.s && mark.question === editor.place.q;
    const faults = editor.diagnosis.faults.filter(here);
    const slots = [...root.querySelectorAll(".wrong[data-field]")];
    for (const control of root.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    for (const s of slots) {
      const mine = faults.filter((fault) => slotOf(fault, slots) === s);
      const said = s.dataset.said || ""; // by the field itself
      s.textContent = [said, ...mine.map((fault) => fault.text)].filter(Boolean).join(" ");
      s.hidden = s.textContent === "";
      if (!s.hidden) for (const control of beside(s)) control.setAttribute("aria-invalid", "true");
    }
    const lines = [
      ...faults.filter((fault) => !slotOf(fault, slots)).map((fault) => ["fault", fault.text]),
      ...editor.warnings.filter(here).map((warning) => ["warning", warning.text]),
    ];
    for (const condition of root.querySelectorAll(".condition")) condition.dispatchEvent(new Event("diagnosed"));
    const rest = root.querySelector(".form-warnings");
    rest.replaceChildren(...lines.map(([cls, text]) => el("p", { class: `mark-${cls}` }, text)));
    rest.hidden = lines.length === 0;
  }

  // start puts the caret into the first text, which a new question wants first.
  start() {
    const control = this.root.querySelector("fieldset.both textarea, fieldset.both input");
    if (control) control.focus();
  }
}

// slotOf finds where a fault is said: beside its option, else beside its field.
function slotOf(fault, slots) {
  const fits = (s, option) => s.dataset.field === fault.field && s.dataset.option === String(option);
  return slots.find((s) => fits(s, fault.option)) || slots.find((s) => fits(s, -1));
}

// beside gives the controls that a slot speaks of.
function beside(wrong) {
  const option = wrong.closest("li");
  if (option) return option.querySelectorAll("input[type=text]");
  const box = wrong.closest("[data-of]");
  return box ? box.querySelectorAll(":scope > input, :scope > textarea, .sides textarea, .sides input, .as-text input") : [];
}

const controls = "input, select, textarea, button, summary";
const position = (root, node) => [...root.querySelectorAll(controls)].indexOf(node);
function restore(root, index) {
  const node = root.querySelectorAll(controls)[index];
  if (node) node.focus({ preventScroll: true });
}
