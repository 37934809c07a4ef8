// A condition: picked from lists where that can say it, and as a text beside. What the lists cannot say stays a text.

import { begin, operators, read, write } from "./condition.js";
import { id, put, slot } from "./controls.js";
import { earlier, update } from "./document.js";
import { button, choice, el } from "./dom.js";
import { isNumber } from "./kinds.js";

export class Condition {
  // name is the member that holds the expression; own says that the point stands for the answer to this question.
  constructor(editor, name, label, { help = "", own = false, pickers = true } = {}) {
    Object.assign(this, { editor, name, own, pickers });
    this.place = editor.place;
    this.question = editor.thing;
    this.subjects = earlier(editor.doc, this.place);
    this.rows = el("div", { class: "rows" });
    this.wrong = slot(name);
    this.text = el("input", {
      type: "text",
      id: id(),
      class: "mono",
      spellcheck: "false",
      autocomplete: "off",
      placeholder: editor.say(name === "calculation" ? "library.logic.placeholder.calculation" : "library.logic.placeholder"),
      value: editor.thing[name] || "",
      "aria-describedby": this.wrong.id,
      on: {
        input: () => this.save(this.text.value, true),
        change: () => this.draw(),
      },
    });
    this.node = el(
      "div",
      { class: "field condition", data: { of: name }, on: { diagnosed: () => this.explain() } },
      pickers ? el("div", { class: "label" }, label) : el("label", { for: this.text.id }, label),
      help ? el("p", { class: "help" }, help) : null,
      pickers ? this.rows : null,
      el("div", { class: "as-text" }, pickers ? el("label", { for: this.text.id }, editor.say("library.logic.text")) : null, this.text, this.inserter()),
      this.wrong,
    );
    this.draw();
  }

  // inserter is a list that writes a question into the text, at the caret.
  inserter() {
    const { editor, text } = this;
    if (!this.subjects.length) return null;
    const label = editor.say("library.logic.insert");
    const list = choice([["", label], ...this.subjects.map((e) => [e.question.name, `${this.title(e)} (${e.question.name})`])], "", (name) => {
      if (!name) return;
      list.value = "";
      const [from, to] = [text.selectionStart ?? text.value.length, text.selectionEnd ?? text.value.length];
      text.setRangeText("${" + name + "}", from, to, "end");
      this.save(text.value, true);
      this.draw();
      text.focus();
    }, { class: "insert", "aria-label": label });
    return list;
  }

  title(entry) {
    const { editor } = this;
    return `${editor.number(entry)} ${short(editor.words(entry.question.text) || entry.question.name)}`;
  }

  // faulty says whether the server cannot read the text; as far as it has seen it.
  get faulty() {
    const { s, q } = this.place;
    return this.editor.diagnosis.faults.some((f) => f.section === s && f.question === q && f.field === this.name);
  }

  get source() {
    return this.editor.thing[this.name] || "";
  }

  save(source, typing) {
    const place = this.place;
    this.editor.edit(update(this.editor.doc, place, (t) => put(t, this.name, source)), {
      label: typing ? `${place.s}.${place.q}.${this.name}` : "",
      typing: true,
    });
  }

  find(name) {
    if (name === ".") return this.own ? this.question : null;
    const entry = this.subjects.find((e) => e.question.name === name);
    return entry ? entry.question : null;
  }

  // readable gives what the lists can show: every subject is known, every operator is offered for it.
  readable() {
    const condition = read(this.source);
    if (!condition) return null;
    const fine = (row) => {
      const subject = this.find(row.left);
      if (!subject || !operators(subject).includes(row.op)) return false;
      if (row.right.type === "question") return isNumber(subject.kind) && Boolean(this.find(row.right.value));
      if (subject.kind === "text") return row.right.value === "";
      if (isNumber(subject.kind)) return row.right.type === "number";
      return true;
    };
    return condition.rows.every(fine) ? condition : null;
  }

  draw() {
    if (!this.pickers) return;
    const { editor } = this;
    const condition = this.readable();
    const nothing = !this.own && this.subjects.length === 0;
    if (!condition) {
      this.rows.replaceChildren((this.unread = el("p", { class: "help" })));
      return this.explain();
    }
    this.unread = null;
    this.rows.replaceChildren(
      ...condition.rows.map((row, i) => this.row(condition, row, i)),
      nothing
        ? el("p", { class: "help" }, editor.say("library.logic.nothing"))
        : button(editor.say(condition.rows.length ? "library.logic.more" : "library.logic.add"), () => this.add(condition)),
    );
  }

  // explain says why there are no lists; the server knows whether the text is a mistake or only beyond them.
  explain() {
    if (this.unread) this.unread.textContent = this.editor.say(this.faulty ? "library.logic.faulty" : "library.logic.complex");
  }

  add(condition) {
    const last = condition.rows.length ? this.find(condition.rows[condition.rows.length - 1].left) : null;
    const subject = this.own ? this.question : last || this.subjects[this.subjects.length - 1].question;
    condition.rows.push(begin(subject, this.own ? "." : subject.name));
    this.write(condition);
    const selects = this.rows.querySelectorAll("select");
    if (selects.length) selects[selects.length - 1].focus();
  }

  write(condition) {
    const source = write(condition);
    this.text.value = source;
    this.save(source, false);
    this.draw();
  }

  row(condition, row, i) {
    const { editor } = this;
    const subject = this.find(row.left);
    const change = (next) => {
      condition.rows[i] = next;
      this.write(condition);
    };
    return el(
      "div",
      { class: "condition-row", role: "group", "aria-label": editor.say("library.logic.row", i + 1) },
      i === 0
        ? null
        : choice(
            [["and", editor.say("library.logic.and")], ["or", editor.say("library.logic.or")]],
            condition.join,
            (join) => {
              condition.join = join;
              this.write(condition);
            },
            { class: "join", "aria-label": editor.say("library.logic.join") },
          ),
      choice(this.choices(), row.left, (left) => change(begin(this.find(left), left)), { class: "subject", "aria-label": editor.say("library.logic.subject") }),
      this.operator(subject, row, change),
      this.value(subject, row, change),
      button("×", () => {
        condition.rows.splice(i, 1);
        this.write(condition);
        this.rows.querySelector("button").focus();
      }, { class: "icon", "aria-label": editor.say("library.logic.remove", i + 1) }),
    );
  }

  choices() {
    const { editor } = this;
    const list = this.subjects.map((e) => [e.question.name, this.title(e)]);
    return this.own ? [[".", editor.say("library.logic.self")], ...list] : list;
  }

  operator(subject, row, change) {
    const { editor } = this;
    const words = { "=": "is", "!=": "is_not", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least", selected: "selected", unselected: "unselected" };
    const texts = { "=": "blank", "!=": "written" };
    const key = (op) => operatorKeys[subject.kind === "text" ? texts[op] : words[op]];
    return choice(
      operators(subject).map((op) => [op, editor.say(key(op))]),
      row.op,
      (op) => change({ ...row, op }),
      { class: "operator", "aria-label": editor.say("library.logic.operator") },
    );
  }

  value(subject, row, change) {
    const { editor } = this;
    const label = { "aria-label": editor.say("library.logic.value"), class: "value" };
    const set = (value) => change({ ...row, right: { ...row.right, value } });
    switch (subject.kind) {
      case "single":
      case "multiple":
      case "ranking":
      case "scale":
        return choice((subject.options || []).map((o) => [o.name, short(this.option(subject, o))]), row.right.value, set, label);
      case "acknowledge":
        return choice([["ok", editor.say("library.logic.ticked")]], row.right.value, set, label);
      case "text":
        return null;
      case "date":
      case "time": {
        const control = el("input", { ...label, type: subject.kind, value: row.right.value, on: { change: () => control.value && set(control.value) } });
        return control;
      }
    }
    return this.quantity(row, change, label);
  }

  option(subject, option) {
    const words = this.editor.words(option.text);
    return subject.kind === "scale" ? `${option.name} ${words}`.trim() : words || option.name;
  }

  // quantity compares with a number, or with the answer to another question.
  quantity(row, change, label) {
    const { editor } = this;
    const others = this.subjects.filter((e) => isNumber(e.question.kind) && e.question.name !== row.left);
    const kind = choice(
      [["", editor.say("library.logic.number")], ...others.map((e) => [e.question.name, this.title(e)])],
      row.right.type === "question" ? row.right.value : "",
      (name) => change({ ...row, right: name ? { type: "question", value: name } : { type: "number", value: "0" } }),
      { "aria-label": editor.say("library.logic.against"), class: "against" },
    );
    if (row.right.type === "question") return kind;
    const control = el("input", {
      ...label,
      type: "number",
      step: "any",
      value: row.right.value,
      on: { change: () => control.value !== "" && change({ ...row, right: { type: "number", value: String(Number(control.value)) } }) },
    });
    return el("span", { class: "quantity" }, others.length ? kind : null, control);
  }
}

const operatorKeys = {
  is: "library.op.is",
  is_not: "library.op.is_not",
  less: "library.op.less",
  at_most: "library.op.at_most",
  more: "library.op.more",
  at_least: "library.op.at_least",
  selected: "library.op.selected",
  unselected: "library.op.unselected",
  blank: "library.op.blank",
  written: "library.op.written",
};

export const short = (text, most = 24) => (text.length > most ? `${text.slice(0, most)}…` : text);
