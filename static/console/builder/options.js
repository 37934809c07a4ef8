// The options of a question as a table. Enter goes on to the next one, several lines pasted become several options.

import { at, fresh, renameOption, update, updateOptions } from "./document.js";
import { draft, id, input, put, slot } from "./controls.js";
import { button, el } from "./dom.js";
import { most, pasteInto, replaceOptions, written } from "./paste.js";

// number keeps the names of a scale consecutive.
function number(question) {
  if (question.kind !== "scale") return;
  const first = Number(question.options[0] && question.options[0].name);
  const from = Number.isInteger(first) ? first : 1;
  question.options.forEach((o, i) => (o.name = String(from + i)));
}

export class Options {
  constructor(editor) {
    this.editor = editor;
    this.place = editor.place;
    this.node = el("div", { class: "field", data: { of: "options" } });
    this.draw();
  }

  get question() {
    return this.editor.thing;
  }

  change(change, focus, lang) {
    this.editor.edit(updateOptions(this.editor.doc, this.place, (q) => {
      change(q);
      number(q);
    }));
    if (focus !== undefined) focusOption(focus, lang);
  }

  draw() {
    const { editor, question } = this;
    const say = editor.say;
    const scale = question.kind === "scale";
    const parts = [
      el("div", { class: "label" }, say(scale ? "library.edit.points" : "library.edit.options")),
      scale ? el("p", { class: "help" }, say("library.edit.points.help")) : null,
      el(
        "ol",
        { class: `options${scale ? " scaled" : ""}` },
        (question.options || []).map((option, i) => this.row(option, i)),
      ),
      (this.wrong = slot("options")),
      el(
        "div",
        { class: "actions tight" },
        button(say(scale ? "library.edit.point.add" : "library.edit.option.add"), () => this.add()),
        scale ? this.range() : null,
        this.paste(),
      ),
    ];
    this.node.append(...parts.filter(Boolean));
  }

  row(option, i) {
    const { editor, question } = this;
    const say = editor.say;
    const text = (lang) =>
      input(
        editor,
        (option.text || {})[lang] || "",
        (q, value) => {
          const words = { ...(q.options[i].text || {}) };
          put(words, lang, value);
          q.options[i].text = words;
        },
        {
          label: `option.${i}.${lang}`,
          apply: updateOptions,
          lang: lang === "zh" ? "zh-Hans" : "en",
          "aria-label": say(lang === "zh" ? "library.edit.option.zh" : "library.edit.option.en", i + 1),
          placeholder: lang === "zh" ? say("library.edit.zh") : say("library.edit.en"),
          maxlength: "1000",
          class: `side-${lang}`,
          data: { option: i, lang },
        },
      );
    const node = el(
      "li",
      { on: { keydown: (event) => this.key(event, i), paste: (event) => this.pasted(event, i) } },
      el("span", { class: "no", "aria-hidden": "true" }, question.kind === "scale" ? option.name : String(i + 1)),
      text("zh"),
      text("en"),
      this.flags(option, i),
      el(
        "span",
        { class: "row-tools" },
        button("↑", () => this.move(i, -1), { class: "icon", "aria-label": say("library.edit.option.up", i + 1), disabled: i === 0 }),
        button("↓", () => this.move(i, 1), { class: "icon", "aria-label": say("library.edit.option.down", i + 1), disabled: i === question.options.length - 1 }),
        button("×", () => this.remove(i), { class: "icon", "aria-label": say("library.edit.option.remove", i + 1) }),
      ),
      slot("options", i),
    );
    return node;
  }

  flags(option, i) {
    const { editor, question } = this;
    const flag = (name, words) => {
      const control = el("input", {
        type: "checkbox",
        checked: Boolean(option[name]),
        on: { change: () => this.change((q) => put(q.options[i], name, control.checked)) },
      });
      return el("label", { class: "tick small" }, control, words);
    };
    const flags = [];
    if (question.kind === "multiple") flags.push(flag("exclusive", editor.say("library.edit.exclusive")));
    if (question.kind === "multiple" || question.kind === "single") flags.push(flag("specify", editor.say("library.edit.specify")));
    return flags.length ? el("span", { class: "option-flags" }, flags) : null;
  }

  add(i = (this.question.options || []).length - 1) {
    this.change((q) => {
      q.options = q.options || [];
      q.options.splice(i + 1, 0, { name: fresh(q.options.map((o) => o.name), "o"), text: {} });
    }, i + 1);
  }

  remove(i) {
    const name = (this.question.options[i].text || {}).zh || this.question.options[i].name;
    this.change((q) => q.options.splice(i, 1), Math.max(0, i - 1));
    this.editor.announce(this.editor.say("library.edit.removed", name));
  }

  // move leaves the numbers of a scale where they are: it is the words that go up or down.
  move(i, by) {
    const to = i + by;
    if (to < 0 || to >= this.question.options.length) return;
    this.change((q) => {
      const [option] = q.options.splice(i, 1);
      q.options.splice(to, 0, option);
      if (q.kind === "scale") [q.options[i].name, q.options[to].name] = [q.options[to].name, q.options[i].name];
    }, to);
    this.editor.announce(this.editor.say("library.edit.option.moved", to + 1));
  }

  key(event, i) {
    if (event.isComposing || !event.target.matches("input[type=text]")) return;
    const { options } = this.question;
    const { lang } = event.target.dataset;
    if (event.key === "Enter") {
      event.preventDefault();
      if (i === options.length - 1) this.add();
      else focusOption(i + 1, lang);
    } else if (event.key === "Backspace" && !event.target.value && !(options[i].text || {}).zh && !(options[i].text || {}).en && options.length > 1) {
      event.preventDefault();
      this.remove(i);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.move(i, event.key === "ArrowUp" ? -1 : 1);
    }
  }

  // pasted takes several lines as several options.
  pasted(event, i) {
    const text = event.clipboardData.getData("text");
    if (!/\n./.test(text.trim()) || !event.target.matches("input[type=text]")) return;
    event.preventDefault();
    const { lang } = event.target.dataset;
    this.change((q) => pasteInto(q, i, lang, text), i, lang);
  }

  // paste is the box that holds all options. It shows them as they are whenever one turns to it, and changes nothing
  // where nothing was changed in it.
  paste() {
    const { editor } = this;
    const say = editor.say;
    const area = el("textarea", { rows: "6", id: id(), on: { focus: () => area.value === shown && fill() } });
    let shown = "";
    const fill = () => (area.value = shown = written(this.question));
    const take = () => area.value !== shown && this.change((q) => replaceOptions(q, area.value), 0);
    const help = say(this.question.kind === "scale" ? "library.edit.paste.help.scale" : "library.edit.paste.help");
    const box = el(
      "details",
      { class: "paste", on: { toggle: () => box.open && fill() } },
      el("summary", {}, say("library.edit.paste")),
      el("label", { for: area.id, class: "help" }, help),
      area,
      el("div", { class: "actions tight" }, button(say("library.edit.paste.do"), take)),
    );
    return box;
  }

  // range sets the ends of a scale; wording at the two ends stays there. Ends that make no scale stay as they are typed,
  // and are said to make none.
  range() {
    const { editor, question } = this;
    const options = question.options || [];
    const end = (label, value) => el("input", { type: "number", step: "1", "aria-label": label, value });
    const from = end(editor.say("library.edit.scale.from"), (options[0] || { name: "1" }).name);
    const to = end(editor.say("library.edit.scale.to"), (options[options.length - 1] || { name: "5" }).name);
    const kept = draft(editor, "options", () => this.wrong, {
      read: () => [from.value, to.value],
      write: (ends) => ([from.value, to.value] = ends),
    });
    const set = () => {
      const [a, b] = [Math.trunc(Number(from.value)), Math.trunc(Number(to.value))];
      if (from.value === "" || to.value === "" || !(b > a) || b - a >= most) return kept.refuse(editor.say("library.edit.scale.wrong", most));
      kept.accept();
      this.change((q) => stretch(q, a, b));
    };
    from.addEventListener("change", set);
    to.addEventListener("change", set);
    return el("span", { class: "scale-range" }, editor.say("library.edit.scale.range"), from, "–", to);
  }
}

// stretch gives a scale the points from a to b.
function stretch(question, a, b) {
  const old = question.options || [];
  const [first, last] = [old[0], old[old.length - 1]];
  const words = (n) => {
    if (n === a) return first && first.text;
    if (n === b) return last && last.text;
    const same = old.find((o) => o.name === String(n));
    return same && same !== first && same !== last ? same.text : {};
  };
  question.options = [];
  for (let n = a; n <= b; n++) question.options.push({ name: String(n), text: words(n) || {} });
}

function focusOption(i, lang = "zh") {
  const control = document.querySelector(`.options input[data-option="${i}"][data-lang="${lang}"]`);
  if (control) control.focus();
}

// names is the table of what expressions and data call the options.
export function names(editor) {
  const say = editor.say;
  const place = editor.place;
  const { kind, options } = editor.thing;
  if (!options || !options.length || kind === "scale") return null;
  const columns = (o) => Object.entries(o.filter || {}).map(([name, value]) => `${name}=${value}`).join("; ");
  const filtered = kind === "single" || kind === "multiple" || kind === "ranking";
  return el(
    "div",
    { class: "field" },
    el("div", { class: "label" }, say("library.edit.names")),
    el("p", { class: "help" }, say(filtered ? "library.edit.names.help.filter" : "library.edit.names.help")),
    el(
      "ul",
      { class: "names" },
      options.map((option, i) => {
        const words = editor.words(option.text) || String(i + 1);
        const name = el("input", {
          type: "text",
          value: option.name,
          class: "mono",
          "aria-label": say("library.edit.name.of", words),
          spellcheck: "false",
          on: {
            change: () => {
              editor.edit(renameOption(editor.doc, place, i, name.value));
              name.value = at(editor.doc, place).options[i].name;
            },
          },
        });
        const filter = el("input", {
          type: "text",
          value: columns(option),
          class: "mono",
          "aria-label": say("library.edit.columns.of", words),
          placeholder: say("library.edit.columns"),
          spellcheck: "false",
          on: { change: () => editor.edit(update(editor.doc, place, (q) => setColumns(q.options[i], filter.value))) },
        });
        return el("li", {}, el("span", {}, words), name, filtered ? filter : null);
      }),
    ),
  );
}

function setColumns(option, text) {
  const columns = {};
  for (const part of text.split(/[;；\n]/)) {
    const [name, value] = part.split(/[=＝]/).map((s) => s.trim());
    if (name && value !== undefined) columns[name] = value;
  }
  if (Object.keys(columns).length) option.filter = columns;
  else delete option.filter;
}
