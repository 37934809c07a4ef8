// The editor's state and what can be done to it; the panes draw it. An edit goes through edit() alone, which remembers
// the state before, hands the new one to be saved and tells the panes.

import { all, at, settle, same, remove, step, duplicate, insertKind, insertAll, insertSection, languages, users } from "./document.js";
import { Past } from "./past.js";

export class Editor {
  constructor(bench, say) {
    this.id = bench.id;
    this.lang = bench.lang;
    this.bank = bench.bank;
    this.doc = bench.state.body;
    this.diagnosis = bench.state;
    this.say = say;
    this.past = new Past();
    this.drafts = new Map(); // what was typed and could not be read; see controls.js
    this.chinese = false; // whether English is out of sight
    this.place = this.#first();
    this.panes = []; // each with render(what): "all", "typing" or "marks"
    this.onEdit = () => {};
    this.announce = () => {};
    this.toast = () => {};
  }

  #first() {
    const [question] = all(this.doc);
    return question ? { s: question.s, q: question.q } : { s: this.doc.sections.length ? 0 : -1, q: -1 };
  }

  get thing() {
    return at(this.doc, this.place);
  }

  // warnings are those in sight.
  get warnings() {
    return this.diagnosis.warnings.filter((w) => !(this.chinese && w.english));
  }

  // langs are the languages that new questions come in.
  get langs() {
    return this.chinese ? ["zh"] : languages(this.doc);
  }

  draw(what) {
    for (const pane of this.panes) pane.render(what);
  }

  // edit takes a new document. label: what is typed into, so that a word is one step back; typing: the form that is being
  // typed into stays as it is.
  edit(doc, { place = this.place, label = "", typing = false } = {}) {
    if (doc === this.doc) return;
    this.past.remember({ doc: this.doc, place: this.place }, label);
    this.doc = doc;
    this.place = settle(doc, place);
    this.onEdit(doc);
    this.draw(typing ? "typing" : "all");
  }

  select(place) {
    this.place = settle(this.doc, place);
    this.draw("all");
  }

  // adopt takes a document that comes from elsewhere. The person can go back.
  adopt(doc) {
    if (same(doc, this.doc)) {
      this.doc = doc;
      return;
    }
    this.past.remember({ doc: this.doc, place: this.place }, "");
    this.doc = doc;
    this.place = settle(doc, this.place);
    this.draw("all");
  }

  diagnose(diagnosis) {
    this.diagnosis = diagnosis;
    this.draw("marks");
  }

  travel(way) {
    const state = this.past[way]({ doc: this.doc, place: this.place });
    if (!state) return this.announce(this.say(way === "undo" ? "library.edit.undo.none" : "library.edit.redo.none"));
    this.doc = state.doc;
    this.place = settle(state.doc, state.place);
    this.onEdit(this.doc);
    this.draw("all");
    this.announce(this.say(way === "undo" ? "library.edit.undone" : "library.edit.redone"));
  }

  // number is what a question is called: its number, or the word for what has none.
  number(place) {
    const entry = all(this.doc).find((e) => e.s === place.s && e.q === place.q);
    if (!entry) return this.say("library.place.section", place.s + 1);
    if (entry.number) return this.say("library.place.question", entry.number);
    return this.say(entry.question.kind === "note" ? "library.kind.note" : "library.kind.calculated");
  }

  // words is the wording of a text in the reader's language, else the other.
  words(text) {
    const t = text || {};
    return (this.lang === "en" ? t.en || t.zh : t.zh || t.en) || "";
  }

  step(place, by) {
    const moved = step(this.doc, place, by);
    if (!moved) return this.announce(this.say("library.edit.move.end"));
    this.edit(moved.doc, { place: moved.place });
    this.moved();
  }

  moved() {
    const { s, q } = this.place;
    const section = this.doc.sections[s];
    this.announce(
      q < 0
        ? this.say("library.edit.moved.section", s + 1)
        : this.say("library.edit.moved", this.number(this.place), this.words(section.title) || section.name, q + 1),
    );
  }

  add(kind, place = this.place) {
    const added = insertKind(this.doc, place, kind, this.langs);
    this.edit(added.doc, { place: added.place });
  }

  addSection(place = this.place) {
    const added = insertSection(this.doc, place);
    this.edit(added.doc, { place: added.place });
  }

  addAll(questions, place = this.place) {
    const added = insertAll(this.doc, place, questions);
    this.edit(added.doc, { place: added.place });
    this.toast(this.say("library.edit.added", questions.length), true);
  }

  duplicate(place) {
    const copy = duplicate(this.doc, place);
    this.edit(copy.doc, { place: copy.place });
    this.announce(this.say("library.edit.duplicated", this.number(copy.place)));
  }

  remove(place) {
    const name = this.number(place);
    const gone = place.q < 0 ? at(this.doc, place).questions : [at(this.doc, place)];
    const left = remove(this.doc, place);
    const used = users(left.doc, gone.map((q) => q.name));
    this.edit(left.doc, { place: left.place });
    const said = this.say("library.edit.removed", name);
    this.toast(used.length ? said + this.say("library.edit.removed.used", used.length) : said, true);
  }
}
