// The outline: sections and questions with their marks. Arrow keys go through it, Alt with an arrow key moves, a pointer
// drags.

import { all } from "./document.js";
import { Drag } from "./drag.js";
import { button, el } from "./dom.js";

export class Outline {
  constructor(editor, root, open) {
    Object.assign(this, { editor, root, open });
    this.list = el("div", { class: "outline-list" });
    root.append(this.list);
    root.addEventListener("keydown", (event) => this.#key(event));
    new Drag(this.list, (from, to) => {
      editor.edit(to.doc, { place: to.place });
      editor.moved();
    }, editor);
  }

  render() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const { editor } = this;
    const numbers = new Map(all(editor.doc).map((e) => [`${e.s}.${e.q}`, e.number]));
    this.list.replaceChildren(
      this.#row({ s: -1, q: -1 }, "", editor.say("library.edit.whole"), "item-whole"),
      ...editor.doc.sections.map((section, s) => this.#section(section, s, numbers)),
      button(editor.say("library.edit.add.section"), () => this.#addSection(), { class: "button small wide-button" }),
    );
    if (focused) this.focus(focused);
    const here = `${editor.place.s}.${editor.place.q}`;
    if (here !== this.here && this.root.offsetParent) this.list.querySelector("[aria-current]").scrollIntoView({ block: "nearest" });
    this.here = here;
  }

  #addSection() {
    this.editor.addSection({ s: this.editor.doc.sections.length - 1, q: -1 });
    this.open();
  }

  #section(section, s, numbers) {
    const { editor } = this;
    const title = editor.words(section.title) || editor.say("library.edit.untitled");
    return el(
      "div",
      { class: "outline-section", data: { s } },
      this.#row({ s, q: -1 }, "", title, "item-section"),
      el(
        "ol",
        {},
        section.questions.map((question, q) => {
          const key = `${s}.${q}`;
          const words = editor.words(question.text) || (question.kind === "calculated" ? question.name : "");
          return el("li", {}, this.#row({ s, q }, numbers.get(key) || "", words || editor.say("library.edit.untexted"), "item-question", question));
        }),
      ),
      section.questions.length ? null : el("p", { class: "outline-empty" }, editor.say("library.edit.section.empty")),
      el(
        "button",
        { type: "button", class: "link add", on: { click: () => this.onAdd({ s, q: section.questions.length - 1 }) } },
        editor.say("library.edit.add"),
        el("span", { class: "vh" }, ` ${title}`),
      ),
    );
  }

  #row(place, number, words, cls, question) {
    const { editor } = this;
    const here = editor.place.s === place.s && editor.place.q === place.q;
    const icon = question && !number ? (question.kind === "note" ? "¶" : "ƒ") : number;
    return el(
      "button",
      {
        type: "button",
        class: `item ${cls}`,
        "aria-current": here ? "true" : undefined,
        tabindex: here ? "0" : "-1",
        data: { s: place.s, q: place.q, key: `${place.s}.${place.q}` },
        on: {
          click: () => {
            editor.select(place);
            this.open();
          },
        },
      },
      place.s >= 0 ? el("span", { class: "grip", "aria-hidden": "true" }) : null,
      question ? el("span", { class: "no" }, String(icon)) : null,
      el("span", { class: "item-words" }, words),
      this.#flags(place, question),
    );
  }

  #flags(place, question) {
    const { editor } = this;
    const here = (m) => m.section === place.s && m.question === place.q;
    const flags = [];
    const flag = (cls, sign, words) =>
      flags.push(el("span", { class: `flag ${cls}`, title: words }, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "vh" }, words)));
    if (question && question.relevant) flag("flag-if", "↳", editor.say("library.mark.condition"));
    if (!editor.chinese && this.#missing(place)) flag("flag-lang", "EN", editor.say("library.mark.missing"));
    if (editor.warnings.some(here)) flag("flag-warning", "!", editor.say("library.mark.warning"));
    if (editor.diagnosis.faults.some(here)) flag("flag-fault", "×", editor.say("library.mark.fault"));
    return flags.length ? el("span", { class: "flags" }, flags) : null;
  }

  #missing(place) {
    const { doc } = this.editor;
    const thing = place.s < 0 ? doc : place.q < 0 ? doc.sections[place.s] : doc.sections[place.s].questions[place.q];
    return [thing.title, thing.text, thing.note, thing.hint, ...(place.q < 0 ? [] : thing.options || []).map((o) => o.text)]
      .some((t) => t && t.zh && !t.en);
  }

  focus(key) {
    const row = this.list.querySelector(`[data-key="${key}"]`) || this.list.querySelector("[aria-current]");
    if (row) row.focus();
  }

  #key(event) {
    const row = event.target.closest(".item");
    if (!row || (event.key !== "ArrowUp" && event.key !== "ArrowDown" && event.key !== "Delete")) return;
    const place = { s: Number(row.dataset.s), q: Number(row.dataset.q) };
    const by = event.key === "ArrowUp" ? -1 : 1;
    event.preventDefault();
    if (event.key === "Delete") {
      if (place.s >= 0) this.editor.remove(place);
      return this.focus(`${this.editor.place.s}.${this.editor.place.q}`);
    }
    if (event.altKey) {
      if (place.s < 0) return;
      this.editor.step(place, by);
      return this.focus(`${this.editor.place.s}.${this.editor.place.q}`);
    }
    const rows = [...this.list.querySelectorAll(".item")];
    const next = rows[rows.indexOf(row) + by];
    if (!next) return;
    this.editor.select({ s: Number(next.dataset.s), q: Number(next.dataset.q) });
    this.focus(next.dataset.key);
  }
}
