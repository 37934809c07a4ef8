// What is wrong and what is worth a look, in one list; each line leads to its question. Where nothing is wrong, the way on
// to a round.

import { el } from "./dom.js";

export class Marks {
  constructor(editor, root, open) {
    Object.assign(this, { editor, root, open });
    this.summary = el("summary", {});
    this.list = el("ul", {});
    this.use = el("a", { class: "button small wide-button", href: `/rounds/new?questionnaire=own:${editor.id}` }, editor.say("library.marks.use"));
    this.box = el("details", { class: "marks", open: true }, this.summary, this.list, this.use);
    root.append(this.box);
  }

  render() {
    const { editor } = this;
    const { faults } = editor.diagnosis;
    const { warnings } = editor;
    this.summary.textContent = this.#count(faults.length, warnings.length);
    this.use.hidden = faults.length > 0;
    this.box.classList.toggle("clean", faults.length === 0);
    this.list.replaceChildren(...faults.map((m) => this.#line(m, "fault")), ...warnings.map((m) => this.#line(m, "warning")));
  }

  #count(faults, warnings) {
    const { say } = this.editor;
    if (faults && warnings) return say("library.marks.count", faults, warnings);
    if (faults) return say("library.marks.faults", faults);
    return warnings ? say("library.marks.warnings", warnings) : say("library.marks.none");
  }

  #line(mark, cls) {
    const { editor } = this;
    const place = { s: mark.section, q: mark.question };
    // A fault names its place, an advice does not.
    const label = cls === "fault" ? "" : place.s < 0 ? editor.say("library.edit.whole") : editor.number(place);
    return el("li", { class: `mark-${cls}` }, el("button", {
      type: "button",
      class: "link",
      on: {
        click: () => {
          editor.select(place);
          this.open(mark.field);
        },
      },
    }, label ? el("b", {}, `${label} `) : null, mark.text));
  }
}
