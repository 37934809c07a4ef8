// The dialog that adds: a new question of some kind, or questions from the bank.

import { button, el } from "./dom.js";
import { kinds } from "./kinds.js";
import { expressions, mentions } from "./references.js";
import { kindHelp, kindKeys } from "./words.js";

export class Picker {
  constructor(editor, added) {
    Object.assign(this, { editor, added });
    const { say } = editor;
    this.tabs = ["kinds", "bank"].map((name) =>
      el("button", {
        type: "button", class: "tab", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, data: { name },
        on: {
          click: () => this.show(name),
          keydown: (e) => (e.key === "ArrowLeft" || e.key === "ArrowRight") && this.show(name === "kinds" ? "bank" : "kinds", true),
        },
      }, say(name === "kinds" ? "library.pick.kinds" : "library.pick.bank")),
    );
    this.kinds = el("div", { class: "kinds", role: "tabpanel", id: "panel-kinds", "aria-labelledby": "tab-kinds" },
      kinds.map((kind) => el("button", { type: "button", class: "kind", on: { click: () => this.choose(kind) } },
        el("b", {}, say(kindKeys[kind])), el("small", {}, say(kindHelp[kind])))));
    this.count = el("span", { role: "status" });
    this.submit = button(say("library.pick.add"), () => this.take(), { class: "button primary small" });
    this.search = el("input", { type: "search", "aria-label": say("library.pick.search"), placeholder: say("library.pick.search"), on: { input: () => this.filter() } });
    this.list = el("div", { class: "bank-list" });
    this.bank = el("div", { class: "bank", role: "tabpanel", id: "panel-bank", "aria-labelledby": "tab-bank" },
      this.search, this.list, el("div", { class: "bank-foot" }, this.count, this.submit));
    this.dialog = el("dialog", { class: "picker", "aria-labelledby": "picker-title" },
      el("div", { class: "picker-head" },
        el("h2", { id: "picker-title" }, say("library.pick.title")),
        button("×", () => this.dialog.close(), { class: "icon", "aria-label": say("library.pick.close") })),
      el("div", { class: "tabs", role: "tablist", "aria-labelledby": "picker-title" }, this.tabs),
      this.kinds, this.bank);
    this.dialog.addEventListener("click", (e) => e.target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
    this.fill();
  }

  open(place) {
    this.place = place;
    for (const box of this.list.querySelectorAll("input")) box.checked = false;
    this.search.value = "";
    this.filter();
    this.tally();
    this.dialog.showModal();
    this.show("kinds");
    this.kinds.firstElementChild.focus();
  }

  show(name, focus) {
    for (const tab of this.tabs) {
      const on = tab.dataset.name === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on && focus) tab.focus();
    }
    this.kinds.hidden = name !== "kinds";
    this.bank.hidden = name !== "bank";
  }

  choose(kind) {
    this.dialog.close();
    this.editor.add(kind, this.place);
    this.added();
  }

  // fill lists the bank once: it does not change while one edits.
  fill() {
    const { editor } = this;
    this.entries = [];
    for (const section of editor.bank) {
      const rows = section.questions.map((question) => {
        const box = el("input", { type: "checkbox", on: { change: () => this.ticked(question, box.checked) } });
        const row = el("label", { class: "bank-row" }, box, el("span", {}, editor.words(question.text),
          el("small", {}, [editor.say(kindKeys[question.kind]), editor.words(question.construct)].filter(Boolean).join(" · "))));
        const text = [question.text, question.hint, question.construct, section.title].map((t) => (t ? `${t.zh || ""} ${t.en || ""}` : "")).join(" ").toLowerCase();
        this.entries.push({ box, row, question, text });
        return row;
      });
      this.list.append(el("section", { class: "bank-section" }, el("h3", {}, editor.words(section.title)), rows));
    }
    this.none = el("p", { class: "help", hidden: true }, editor.say("library.pick.none"));
    this.list.append(this.none);
  }

  filter() {
    const wanted = this.search.value.trim().toLowerCase().split(/\s+/);
    for (const { row, text } of this.entries) row.hidden = !wanted.every((w) => text.includes(w));
    for (const section of this.list.querySelectorAll(".bank-section")) section.hidden = !section.querySelector(".bank-row:not([hidden])");
    this.none.hidden = this.entries.some((e) => !e.row.hidden);
  }

  // ticked takes along the questions that this one hangs on.
  ticked(question, on) {
    if (on) {
      for (const name of expressions.flatMap((field) => mentions(question[field]))) {
        const entry = this.entries.find((e) => e.question.name === name);
        if (!entry || entry.box.checked) continue;
        entry.box.checked = true;
        this.ticked(entry.question, true);
      }
    }
    this.tally();
  }

  tally() {
    const n = this.entries.filter((e) => e.box.checked).length;
    this.count.textContent = this.editor.say("library.pick.chosen", n);
    this.submit.disabled = n === 0;
  }

  take() {
    const questions = this.entries.filter((e) => e.box.checked).map((e) => e.question);
    this.dialog.close();
    this.editor.addAll(questions, this.place);
    this.added();
  }
}
