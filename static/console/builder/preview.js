// The phone beside the editor: the page that a respondent gets, in a frame of its own. Two frames take turns, so that
// nothing flickers while a new version loads; it then stands where the selected question is.

import { all } from "./document.js";
import { el } from "./dom.js";

export class Preview {
  constructor(editor, root, href) {
    Object.assign(this, { editor, root, href });
    const { say } = editor;
    this.language = editor.lang;
    this.version = 0;
    this.frames = [0, 1].map(() => el("iframe", { sandbox: "allow-scripts", title: say("library.preview.title"), width: "360", tabindex: "0" }));
    this.frames.forEach((f) => f.addEventListener("load", () => this.#loaded(f)));
    this.shown = this.frames[0];
    this.buttons = ["zh", "en"].map((lang) =>
      el("button", { type: "button", class: "tab", "aria-pressed": "false", data: { lang }, on: { click: () => this.speak(lang) } },
        say(lang === "zh" ? "library.edit.zh" : "library.edit.en")));
    this.time = el("p", { class: "preview-time" });
    this.omitted = el("p", { class: "preview-omitted", role: "status", hidden: true });
    root.append(
      el("div", { class: "preview-head" }, el("h2", {}, say("library.preview.title")), el("div", { class: "tabs", role: "group", "aria-label": say("library.preview.language") }, this.buttons)),
      this.time,
      this.omitted,
      el("div", { class: "phone" }, this.frames),
    );
    this.frames[1].classList.add("away");
    this.speak(this.language);
  }

  // visible says whether the pane is in sight: nothing is loaded for a pane that nobody sees.
  get visible() {
    return this.root.offsetParent !== null;
  }

  speak(lang) {
    this.language = lang;
    for (const b of this.buttons) b.setAttribute("aria-pressed", String(b.dataset.lang === lang));
    this.loaded = "";
    this.load();
    this.#clock();
  }

  show(version) {
    this.version = version;
    this.load();
  }

  load() {
    const wanted = `${this.href}/preview?lang=${this.language}&v=${this.version}`;
    if (!this.version || !this.visible) return;
    if (wanted === this.loaded) {
      if (this.#anchor() !== this.at) this.#scroll();
      return;
    }
    this.loaded = wanted;
    this.next = this.frames.find((f) => f !== this.shown);
    this.at = this.#anchor();
    this.next.src = wanted + this.at;
  }

  // anchor is the selected question; of one that may be hidden, the nearest one before it that is always there.
  #anchor() {
    const { doc, place } = this.editor;
    const first = all(doc)[0];
    if (place.s < 0 || !first || (first.s === place.s && place.q <= first.q)) return "#top"; // with the heading
    const shown = all(doc).filter((e) => {
      const before = e.s < place.s || (e.s === place.s && e.q <= Math.max(place.q, 0));
      return before && !e.question.relevant && !doc.sections[e.s].relevant && e.question.kind !== "calculated";
    });
    return shown.length ? `#q-${shown[shown.length - 1].question.name}` : "#top";
  }

  #loaded(frame) {
    if (frame !== this.next) return;
    frame.classList.remove("away");
    this.shown.classList.add("away");
    this.shown = frame;
    this.next = null;
    if (this.#anchor() !== this.at) this.#scroll();
  }

  // scroll changes the fragment alone, which loads nothing.
  #scroll() {
    this.at = this.#anchor();
    if (!this.next && this.loaded) this.shown.src = this.loaded + this.at;
  }

  render(what) {
    this.#clock();
    const { omitted = "" } = this.editor.diagnosis;
    if (this.omitted.textContent !== omitted) this.omitted.textContent = omitted;
    this.omitted.hidden = omitted === "";
    if (what === "all") this.load();
  }

  #clock() {
    const { say, doc, diagnosis } = this.editor;
    const seconds = diagnosis.seconds[this.language] || 0;
    const promised = doc.minutes || 0;
    this.time.textContent = say("library.preview.time", Math.floor(seconds / 60), String(seconds % 60).padStart(2, "0"), promised);
    this.time.classList.toggle("over", promised > 0 && seconds > promised * 60 + 30);
  }
}
