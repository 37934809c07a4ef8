// The controls of the form. Each writes into the thing at the place that it was made for, and has below it the slot in
// which the faults of its field are said.

import { update } from "./document.js";
import { choice, el } from "./dom.js";

let count = 0;
export const id = () => `c${++count}`;

// slot is where faults of a field are said.
export const slot = (field, option = -1) => el("p", { class: "wrong", hidden: true, id: id(), data: { field, option } });

// complain puts a word of the editor's own into a slot, before what the server has to say there.
export function complain(wrong, text) {
  wrong.dataset.said = text;
  wrong.textContent = text;
  wrong.hidden = text === "";
}

// draft keeps what was typed into a field and could not be read, as long as the member that it would have become stays as
// it is, and says why it was not read. wrong gives the slot; read and write are the field's text. accept forgets it.
export function draft(editor, name, wrong, { read, write }) {
  const thing = editor.thing;
  const key = `${thing.name}.${name}`;
  const now = JSON.stringify(thing[name]);
  const kept = editor.drafts.get(key);
  if (kept && kept.of === now) {
    write(kept.typed);
    complain(wrong(), kept.why);
  }
  return {
    refuse: (why) => {
      editor.drafts.set(key, { typed: read(), why, of: now });
      complain(wrong(), why);
    },
    accept: () => {
      editor.drafts.delete(key);
      complain(wrong(), "");
    },
  };
}

// field is a control with its label above and its slot below.
export function field(name, label, control, { help = "", optional = "" } = {}) {
  const wrong = slot(name);
  const target = control.matches("input, select, textarea") ? control : control.querySelector("input, select, textarea");
  target.id = target.id || id();
  const described = [wrong.id];
  const hint = help ? el("p", { class: "help", id: id() }, help) : null;
  if (hint) described.unshift(hint.id);
  target.setAttribute("aria-describedby", described.join(" "));
  return el(
    "div",
    { class: "field", data: { of: name } },
    el("label", { for: target.id }, label, optional ? el("span", { class: "optional" }, optional) : null),
    control,
    hint,
    wrong,
  );
}

// put writes a member of a thing, or takes it away where it is empty.
export function put(thing, name, value) {
  if (value === "" || value === false || value === undefined || (value === 0 && name !== "min" && name !== "max")) delete thing[name];
  else thing[name] = value;
}

// grow lets a text area be as tall as its text.
function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.max(area.scrollHeight + 2, 44)}px`;
}

// input is a text control that saves as one types. label tells it apart from others at the same place, for undo.
export function input(editor, value, set, attributes = {}) {
  const { multi, label, apply = update, ...rest } = attributes;
  const place = editor.place;
  const control = el(multi ? "textarea" : "input", {
    ...(multi ? { rows: "1" } : { type: "text" }),
    autocomplete: "off",
    ...rest,
    on: {
      input: (event) => {
        if (multi) grow(control);
        if (!event.isComposing) save();
      },
      compositionend: () => save(), // not the letters that a Chinese input method makes characters of
    },
  });
  function save() {
    editor.edit(apply(editor.doc, place, (thing) => set(thing, control.value)), { label: `${place.s}.${place.q}.${label}`, typing: true });
  }
  control.value = value;
  if (multi) requestAnimationFrame(() => grow(control));
  return control;
}

// both is a text in both languages side by side. What is missing in one of them is marked.
export function both(editor, name, label, { multi = true, help = "", optional = "" } = {}) {
  const thing = editor.thing;
  const text = () => editor.thing[name] || {};
  const side = (lang) => {
    const control = input(
      editor,
      (thing[name] || {})[lang] || "",
      (t, value) => {
        const next = { ...(t[name] || {}) };
        put(next, lang, value);
        t[name] = next;
      },
      { multi, label: `${name}.${lang}`, lang: lang === "zh" ? "zh-Hans" : "en", id: id(), maxlength: "4000" },
    );
    const missing = el("span", { class: "missing", hidden: true }, editor.say("library.edit.missing"));
    const other = lang === "zh" ? "en" : "zh";
    const refresh = () => {
      missing.hidden = Boolean(text()[lang]) || (!text()[other] && Boolean(optional));
      control.classList.toggle("lacking", !missing.hidden);
    };
    refresh();
    const box = el(
      "div",
      { class: `side side-${lang}` },
      el("label", { for: control.id }, editor.say(lang === "zh" ? "library.edit.zh" : "library.edit.en"), missing),
      control,
    );
    return { box, refresh };
  };
  const sides = [side("zh"), side("en")];
  const wrong = slot(name);
  const group = el(
    "fieldset",
    { class: "field both", data: { of: name }, "aria-describedby": wrong.id, on: { input: () => sides.forEach((s) => s.refresh()) } },
    el("legend", {}, label, optional ? el("span", { class: "optional" }, optional) : null),
    el("div", { class: "sides" }, sides.map((s) => s.box)),
    help ? el("p", { class: "help" }, help) : null,
    wrong,
  );
  return group;
}

// decimal reads a number as the server does: thousandths, and nothing that it would refuse to read; else NaN.
export function decimal(text) {
  const value = Math.round(Number(text) * 1000) / 1000;
  return Math.abs(value) < 1e9 ? value : NaN;
}

// number is a field for a number with at most three decimals; what is no number changes nothing.
export function number(editor, name, label, { help = "", optional = "", fallback = 0, whole = false } = {}) {
  const place = editor.place;
  const value = editor.thing[name];
  const control = el("input", {
    type: "number",
    step: whole ? "1" : "any",
    inputmode: whole ? "numeric" : "decimal",
    autocomplete: "off",
    on: {
      input: () => {
        if (control.validity.badInput) return;
        const typed = control.value === "" ? fallback : decimal(control.value);
        if (Number.isNaN(typed)) return;
        editor.edit(update(editor.doc, place, (t) => put(t, name, whole ? Math.trunc(typed) : typed)), {
          label: `${place.s}.${place.q}.${name}`,
          typing: true,
        });
      },
    },
  });
  if (value !== undefined && !(optional && value === 0)) control.value = String(value);
  return field(name, label, control, { help, optional });
}

// tick is a check box with its words beside it.
export function tick(editor, name, label, { checked, set, help = "" }) {
  const control = el("input", { type: "checkbox", id: id(), checked, on: { change: () => set(control.checked) } });
  const wrong = slot(name);
  return el(
    "div",
    { class: "field ticked", data: { of: name } },
    el("label", { class: "tick" }, control, el("span", {}, label, help ? el("small", {}, help) : null)),
    wrong,
  );
}

// member is a tick for a member that is true or absent.
export const member = (editor, name, label, help = "") => {
  const place = editor.place;
  return tick(editor, name, label, {
    checked: Boolean(editor.thing[name]),
    set: (on) => editor.edit(update(editor.doc, place, (t) => put(t, name, on))),
    help,
  });
};

// select is a field of a few values.
export function select(editor, name, label, options, { help = "", value = editor.thing[name] || "" } = {}) {
  const place = editor.place;
  return field(name, label, choice(options, value, (v) => editor.edit(update(editor.doc, place, (t) => put(t, name, v)))), { help });
}

// group is a part of the form that opens and closes; it remembers which.
const opened = new Map();
export function group(key, title, open, children) {
  const box = el(
    "details",
    { class: "group", on: { toggle: () => opened.set(key, box.open) } },
    el("summary", {}, title),
    el("div", { class: "group-in" }, children),
  );
  box.open = opened.has(key) ? opened.get(key) : open;
  return box;
}
