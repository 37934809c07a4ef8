// What the editor says of itself: the state of saving, banners for what needs a decision, toasts, and the voice for
// screen readers.

import { button, download, el } from "./dom.js";

export class Status {
  constructor(editor, { saved, banners, toast, live }) {
    Object.assign(this, { editor, saved, banners, toastBox: toast, live });
    this.shown = new Map();
  }

  announce(text) {
    this.live.textContent = "";
    setTimeout(() => (this.live.textContent = text), 50); // so that the same words are said again
  }

  toast(text, undo) {
    clearTimeout(this.timer);
    const { editor } = this;
    this.toastBox.replaceChildren(
      el("span", {}, text),
      undo ? button(editor.say("library.edit.undo"), () => {
        editor.travel("undo");
        this.hush();
      }) : "",
      button("×", () => this.hush(), { class: "icon", "aria-label": editor.say("library.pick.close") }),
    );
    this.toastBox.hidden = false;
    this.timer = setTimeout(() => this.hush(), 12000);
  }

  hush() {
    this.toastBox.hidden = true;
  }

  // banner shows a message with what can be done about it; without children it goes away.
  banner(name, cls, ...children) {
    const old = this.shown.get(name);
    if (old) old.remove();
    this.shown.delete(name);
    if (!children.length) return;
    const node = el("div", { class: `notice ${cls}`, role: cls === "good" ? "status" : "alert" }, children);
    this.shown.set(name, node);
    this.banners.append(node);
  }

  // sync tells the state of saving.
  sync(sync) {
    const { say } = this.editor;
    const words = {
      saved: say("library.saved", sync.data ? sync.data.saved : this.first),
      waiting: say("library.saving"),
      saving: say("library.saving"),
      failed: say(sync.kept ? "library.unsaved" : "library.unsaved.nowhere"),
      conflict: say("library.unsaved.conflict"),
      signed_out: say(sync.kept ? "library.unsaved" : "library.unsaved.nowhere"),
      refused: say("library.unsaved.refused"),
    };
    this.saved.textContent = words[sync.state];
    this.saved.dataset.state = sync.state;
    if (sync.state === this.state) return;
    if (this.state === "failed" && sync.state === "saved") this.announce(words.saved);
    this.state = sync.state === "saving" || sync.state === "waiting" ? this.state : sync.state;
    this.#trouble(sync);
  }

  #trouble(sync) {
    const { say } = this.editor;
    if (sync.state === "saving" || sync.state === "waiting") return;
    this.banner("failed", "attention", ...(sync.state === "failed" ? [el("p", {}, say(sync.kept ? "library.banner.failed" : "library.banner.nowhere")), row(this.mine(sync))] : []));
    this.banner("refused", "danger", ...(sync.state === "refused" ? [el("p", {}, sync.message || say("library.banner.refused")), row(this.mine(sync))] : []));
    this.banner("signed_out", "attention", ...(sync.state === "signed_out" ? [
      el("p", {}, say("library.banner.signed_out")),
      row(el("a", { class: "button small", href: "/sign-in", target: "_blank", rel: "noopener" }, say("library.banner.sign_in")), this.mine(sync)),
    ] : []));
    this.banner("conflict", "attention", ...(sync.state === "conflict" ? this.#conflict(sync) : []));
  }

  #conflict(sync) {
    const { say } = this.editor;
    const { changes } = sync.theirs;
    return [
      el("h2", {}, say("library.conflict.title")),
      el("p", {}, say("library.conflict.lead")),
      el("ul", { class: "changes" }, changes.slice(0, 30).map((c) => el("li", {}, c)), changes.length > 30 ? el("li", {}, say("library.conflict.more", changes.length - 30)) : null),
      row(
        button(say("library.conflict.mine"), () => sync.keepMine()),
        button(say("library.conflict.theirs"), () => sync.takeTheirs()),
        this.mine(sync),
      ),
      el("p", { class: "help" }, say("library.conflict.help")),
    ];
  }

  mine(sync) {
    const { editor } = this;
    return button(editor.say("library.banner.download"), () => download(`${sync.doc.name || "questionnaire"}.json`, JSON.stringify(sync.doc, null, 2)));
  }
}

const row = (...children) => el("div", { class: "actions tight" }, children);
