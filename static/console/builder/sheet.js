// What can be set of a question, of a section and of the questionnaire: each function gives the parts of a form.

import { both, decimal, draft, field, group, input, member, number, put, select, slot, tick } from "./controls.js";
import { at, joinMatrix, leaveMatrix, move, rename, same, setKind, update } from "./document.js";
import { button, choice, el } from "./dom.js";
import { fits, isChoice, isNumber, kinds, suggestBands, values } from "./kinds.js";
import { Condition, short } from "./logic.js";
import { names, Options } from "./options.js";
import { kindKeys } from "./words.js";

const warnings = () => el("div", { class: "form-warnings", hidden: true });

function head(editor, title, tools, kind) {
  return el("div", { class: "form-head" }, el("h2", {}, title), kind || null, tools ? el("div", { class: "tools" }, tools) : null);
}

export function whole(editor) {
  const { say } = editor;
  return [
    head(editor, say("library.edit.whole")),
    warnings(),
    both(editor, "title", say("library.field.title"), { multi: false }),
    number(editor, "minutes", say("library.field.minutes"), { help: say("library.edit.minutes.help"), whole: true }),
    member(editor, "no_decline", say("library.field.no_decline"), say("library.edit.no_decline.help")),
    group("whole.advanced", say("library.edit.advanced"), false, [
      plain(editor, "name", say("library.field.instrument"), say("library.edit.instrument.help")),
      plain(editor, "version", say("library.field.version"), say("library.edit.version.help")),
    ]),
    el("p", { class: "help" }, say("library.edit.keys")),
  ];
}

// plain is a field in one language.
function plain(editor, name, label, help) {
  return field(name, label, input(editor, editor.thing[name] || "", (t, v) => (t[name] = v.trim()), { label: name, spellcheck: "false", class: "mono" }), { help });
}

export function section(editor) {
  const { say, place } = editor;
  return [
    head(editor, say("library.place.section", place.s + 1), tools(editor)),
    warnings(),
    both(editor, "title", say("library.field.section_title"), { multi: false }),
    both(editor, "note", say("library.field.note"), { optional: say("library.edit.optional"), help: say("library.edit.note.help") }),
    slot("questions"),
    group("section.logic", say("library.edit.logic"), Boolean(editor.thing.relevant), [
      new Condition(editor, "relevant", say("library.field.section_relevant"), { help: say("library.edit.section_relevant.help") }).node,
    ]),
    group("section.advanced", say("library.edit.advanced"), false, [plain(editor, "name", say("library.field.name"), say("library.edit.name.help"))]),
  ];
}

function tools(editor) {
  const { say, place } = editor;
  const last = place.q < 0 ? editor.doc.sections.length - 1 : -1;
  const ends = place.q < 0
    ? [place.s === 0, place.s === last]
    : [place.s === 0 && place.q === 0, place.s === editor.doc.sections.length - 1 && place.q === editor.doc.sections[place.s].questions.length - 1];
  return [
    button("↑", () => editor.step(place, -1), { class: "icon", "aria-label": say("library.edit.up"), title: say("library.edit.up"), disabled: ends[0] }),
    button("↓", () => editor.step(place, 1), { class: "icon", "aria-label": say("library.edit.down"), title: say("library.edit.down"), disabled: ends[1] }),
    place.q < 0 || editor.doc.sections.length < 2 ? null : moveTo(editor),
    button(say("library.edit.duplicate"), () => editor.duplicate(place)),
    button(say("library.edit.remove"), () => editor.remove(place)),
  ];
}

// moveTo takes a question to the end of another section.
function moveTo(editor) {
  const { say, place } = editor;
  const go = (s) => {
    const moved = move(editor.doc, place, { s, q: editor.doc.sections[s].questions.length });
    editor.edit(moved.doc, { place: moved.place });
    editor.moved();
  };
  return el("details", { class: "menu" },
    el("summary", { class: "button small" }, say("library.edit.move_to")),
    el("div", { class: "menu-in" }, editor.doc.sections.map((section, s) =>
      s === place.s ? null : el("button", { type: "button", on: { click: () => go(s) } }, `${s + 1} ${short(editor.words(section.title) || section.name)}`))));
}

export function question(editor) {
  const { say, place } = editor;
  const q = editor.thing;
  const silent = q.kind === "calculated" && !(q.min < q.max);
  return [
    head(editor, editor.number(place), tools(editor), kindOf(editor, q)),
    slot("kind"),
    warnings(),
    both(editor, "text", say(q.kind === "note" ? "library.field.words" : "library.field.text"), { optional: silent ? say("library.edit.optional") : "" }),
    silent ? null : both(editor, "hint", say("library.field.hint"), { optional: say("library.edit.optional") }),
    ...answers(editor, q),
    grid(editor, q),
    logic(editor, q),
    checks(editor, q),
    advanced(editor, q),
  ];
}

// kindOf changes the kind. Trying several loses nothing: each starts from what the question was at first.
let tried = { from: null, to: null };
const kindOf = (editor, q) =>
  choice(kinds.map((k) => [k, editor.say(kindKeys[k])]), q.kind, (kind) => {
    const from = tried.to && same([tried.to], [q]) ? tried.from : q;
    const doc = setKind(editor.doc, editor.place, kind, from, editor.langs);
    tried = { from, to: at(doc, editor.place) };
    editor.edit(doc);
    const lost = isChoice(kind) ? 0 : (q.options || []).filter((o) => editor.words(o.text)).length;
    if (lost) editor.toast(editor.say("library.edit.kind.dropped", editor.say(kindKeys[kind]), lost), true);
  }, { class: "kind-of", "aria-label": editor.say("library.field.kind") });

// answers is what can be answered, by kind.
function answers(editor, q) {
  const { say } = editor;
  const optional = say("library.edit.optional");
  if (isChoice(q.kind)) {
    const list = [new Options(editor).node];
    if (fits(q.kind, "at_most")) {
      list.push(el("div", { class: "row" }, number(editor, "at_least", say("library.field.at_least"), { optional, whole: true }), number(editor, "at_most", say(q.kind === "ranking" ? "library.field.places" : "library.field.at_most"), { optional, whole: true })));
    }
    return list;
  }
  switch (q.kind) {
    case "integer":
    case "decimal":
      return range(editor, q);
    case "calculated":
      return [
        new Condition(editor, "calculation", say("library.field.calculation"), { help: say("library.edit.calculation.help"), pickers: false }).node,
        group("calculated.range", say("library.edit.publish"), q.min < q.max, [el("p", { class: "help" }, say("library.edit.publish.help")), ...range(editor, q)]),
      ];
    case "date":
      return [
        el("p", { class: "help" }, say("library.edit.date.help")),
        el("div", { class: "row" }, day(editor, "first", say("library.field.first")), day(editor, "last", say("library.field.last")),
          select(editor, "period", say("library.field.period"), [["month", say("library.period.month")], ["quarter", say("library.period.quarter")], ["half", say("library.period.half")], ["year", say("library.period.year")]])),
      ];
    case "time":
      return [bands(editor, q, say("library.edit.hours.help"))];
    case "text":
      return [el("p", { class: "notice attention" }, say("library.edit.text.help")), number(editor, "length", say("library.field.length"), { help: say("library.edit.length.help"), whole: true, optional })];
  }
  return [];
}

// grid joins a question to the one before it, where the two are of a kind.
function grid(editor, q) {
  const { say, place } = editor;
  const before = place.q > 0 ? at(editor.doc, { s: place.s, q: place.q - 1 }) : null;
  if (!fits(q.kind, "matrix") || !before || before.kind !== q.kind) return null;
  return tick(editor, "matrix", say("library.field.matrix"), {
    checked: Boolean(q.matrix) && q.matrix === before.matrix,
    set: (on) => editor.edit(on ? joinMatrix(editor.doc, place) : leaveMatrix(editor.doc, place)),
    help: say("library.edit.matrix.help"),
  });
}

function range(editor, q) {
  const { say } = editor;
  const whole = q.kind === "integer";
  return [
    el("div", { class: "row three" }, number(editor, "min", say("library.field.min"), { whole }), number(editor, "max", say("library.field.max"), { whole }), number(editor, "step", say("library.field.step"), { whole, optional: say(q.kind === "decimal" ? "library.edit.step.half" : "library.edit.step.one") })),
    both(editor, "unit", say("library.field.unit"), { multi: false, optional: say("library.edit.optional") }),
    bands(editor, q, say("library.edit.bands.help")),
  ];
}

function bands(editor, q, help) {
  const { say, place } = editor;
  const control = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    value: (q.bands || []).join(", "),
    on: {
      change: () => {
        const parts = control.value.split(/[\s,，、;；]+/).filter(Boolean);
        const unread = parts.find((part) => Number.isNaN(decimal(part)));
        if (unread !== undefined) return kept.refuse(say("library.edit.bands.unread", short(unread)));
        kept.accept();
        editor.edit(update(editor.doc, place, (t) => put(t, "bands", parts.length ? parts.map(decimal) : undefined)));
      },
    },
  });
  const needed = isNumber(q.kind) && q.max > q.min && values(q) > 101;
  const suggest = isNumber(q.kind) && q.max > q.min
    ? button(say("library.edit.bands.suggest"), () => editor.edit(update(editor.doc, place, (t) => (t.bands = suggestBands(t)))), { class: "button small" })
    : null;
  const node = field("bands", say("library.field.bands"), control, { help, optional: needed ? "" : say("library.edit.optional") });
  const kept = draft(editor, "bands", () => node.querySelector(".wrong"), { read: () => control.value, write: (typed) => (control.value = typed) });
  if (suggest) control.after(el("div", { class: "actions tight" }, suggest));
  return node;
}

function day(editor, name, label) {
  const { place } = editor;
  const control = el("input", {
    type: "date",
    value: editor.thing[name] || "",
    on: { change: () => editor.edit(update(editor.doc, place, (t) => put(t, name, control.value)), { typing: true }) },
  });
  return field(name, label, control);
}

function logic(editor, q) {
  const { say } = editor;
  const inside = [
    new Condition(editor, "relevant", say("library.field.relevant"), { help: say("library.edit.relevant.help") }).node,
    fits(q.kind, "required") ? member(editor, "required", say("library.field.required"), say(editor.doc.no_decline ? "library.edit.required.help.no_decline" : "library.edit.required.help")) : null,
    q.required && fits(q.kind, "required_message") ? both(editor, "required_message", say("library.field.required_message"), { optional: say("library.edit.optional") }) : null,
  ];
  return group("question.logic", say("library.edit.logic"), Boolean(q.relevant || q.required), inside);
}

function checks(editor, q) {
  const { say } = editor;
  if (!fits(q.kind, "soft")) return null;
  const optional = say("library.edit.optional");
  const inside = [];
  if (fits(q.kind, "constraint")) {
    inside.push(new Condition(editor, "constraint", say("library.field.constraint"), { own: true, help: say("library.edit.constraint.help") }).node);
    if (q.constraint || q.constraint_message) inside.push(both(editor, "constraint_message", say("library.field.constraint_message"), { optional }));
  }
  inside.push(new Condition(editor, "soft", say("library.field.soft"), { own: true, help: say("library.edit.soft.help") }).node);
  if (q.soft || q.soft_message) inside.push(both(editor, "soft_message", say("library.field.soft_message"), { optional }));
  return group("question.checks", say("library.edit.checks"), Boolean(q.constraint || q.soft), inside);
}

function advanced(editor, q) {
  const { say, place } = editor;
  const named = el("input", {
    type: "text",
    class: "mono",
    spellcheck: "false",
    autocomplete: "off",
    value: q.name,
    on: {
      change: () => {
        editor.edit(rename(editor.doc, place, named.value));
        named.value = at(editor.doc, place).name;
      },
    },
  });
  const inside = [
    field("name", say("library.field.name"), named, { help: say("library.edit.name.help") }),
    q.kind === "single" ? appearance(editor, "minimal", say("library.edit.minimal")) : null,
    q.kind === "scale" ? appearance(editor, "rating", say("library.edit.rating")) : null,
    q.kind === "scale" ? member(editor, "reversed", say("library.field.reversed"), say("library.edit.reversed.help")) : null,
    q.kind === "note" ? null : tick(editor, "level", say("library.field.level"), {
      checked: q.level === "round",
      set: (on) => editor.edit(update(editor.doc, place, (t) => put(t, "level", on ? "round" : ""))),
      help: say("library.edit.level.help"),
    }),
    fits(q.kind, "default") ? field("default", say("library.field.default"), input(editor, q.default || "", (t, v) => put(t, "default", v.trim()), { label: "default" }), { help: say("library.edit.default.help"), optional: say("library.edit.optional") }) : null,
    isChoice(q.kind) ? names(editor) : null,
    fits(q.kind, "choice_filter") ? new Condition(editor, "choice_filter", say("library.field.choice_filter"), { help: say("library.edit.choice_filter.help"), pickers: false }).node : null,
    q.kind === "note" ? null : both(editor, "construct", say("library.field.construct"), { multi: false, optional: say("library.edit.optional"), help: say("library.edit.construct.help") }),
  ];
  return group("question.advanced", say("library.edit.advanced"), false, inside);
}

const appearance = (editor, value, label) => {
  const { place } = editor;
  return tick(editor, "appearance", label, {
    checked: editor.thing.appearance === value,
    set: (on) => editor.edit(update(editor.doc, place, (t) => put(t, "appearance", on ? value : ""))),
  });
};
