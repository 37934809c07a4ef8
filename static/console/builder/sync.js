// Saving by itself. No edit is lost: it stays in the browser's storage until the server has confirmed it, one request is
// under way at a time, failures are tried again at growing intervals, and two windows that changed the same thing are
// told apart by the person. No DOM: the page gives send, storage and a clock.
//
// States: saved, waiting, saving, failed, conflict, signed_out, refused (the server will never take this text).

import { clone, same } from "./document.js";
import { merge } from "./merge.js";

const pause = 800; // milliseconds of silence before a save
const longest = 30000; // between two attempts

export class Sync {
  // send(fields) gives {status, data}; it rejects where the network is gone. copy keeps the local text.
  // tell(sync) is called when anything changes; adopt(doc) when the document changes by a merge.
  constructor({ version, body, send, copy, tell, adopt, timer, stop, now }) {
    Object.assign(this, { version, send, copy, tell, adopt });
    this.timer = timer || ((act, delay) => setTimeout(act, delay));
    this.stop = stop || ((ticket) => clearTimeout(ticket));
    this.now = now || (() => Date.now());
    this.base = clone(body); // what the server holds at version
    this.doc = body;
    this.state = "saved";
    this.data = null; // what the server said of the last save
    this.kept = true; // whether the local copy could be written
    this.theirs = null; // of a conflict: {version, body, changes}
    this.message = "";
    this.attempts = 0;
    this.ticket = null;
  }

  get unsaved() {
    return this.state !== "saved";
  }

  change(doc) {
    this.doc = doc;
    this.kept = this.#copy(doc);
    if (this.state === "conflict" || this.state === "signed_out") return this.tell(this);
    this.attempts = 0;
    this.#become(this.state === "saving" ? "saving" : "waiting");
    if (this.state === "waiting") this.#plan(pause);
  }

  // flush saves at once what waits.
  flush() {
    if (this.state === "waiting" || this.state === "failed") this.#plan(0);
  }

  // resume goes on after a sign-in or when the network is back.
  resume() {
    if (this.state === "signed_out" || this.state === "failed") {
      this.state = "waiting";
      this.#plan(0);
    }
  }

  // keepMine saves over what the other window made; the history keeps that.
  keepMine() {
    this.#rebase();
    return this.#save({ replace: "1" });
  }

  // takeTheirs goes on with the other text. Mine is saved first and then replaced, so that the history has it.
  async takeTheirs() {
    const { body } = this.theirs;
    this.#rebase();
    await this.#save({ replace: "1" });
    if (this.state !== "saved") return; // a third change, or the network: nothing has been given up
    this.doc = clone(body);
    this.adopt(this.doc, "theirs");
    await this.#save({ replace: "1" });
  }

  // recover takes up a text that an earlier window could not save, with what that window had begun with.
  recover({ base, was, body }) {
    this.version = base;
    this.base = was || null;
    this.change(body);
  }

  #copy(body) {
    return this.copy.write({ base: this.version, was: this.base, body, at: this.now() });
  }

  #rebase() {
    this.version = this.theirs.version;
    this.base = clone(this.theirs.body);
    this.theirs = null;
  }

  #become(state) {
    this.state = state;
    this.tell(this);
  }

  #plan(delay) {
    this.stop(this.ticket);
    this.ticket = this.timer(() => this.#save({}), delay);
  }

  async #save(more) {
    this.stop(this.ticket);
    if (this.state === "saving") return;
    const sent = this.doc;
    this.message = "";
    this.#become("saving");
    let answer;
    try {
      answer = await this.send({ version: String(this.version), body: JSON.stringify(sent), ...more });
    } catch {
      answer = { status: 0, data: {} };
    }
    await this.#answered(sent, answer, more);
  }

  async #answered(sent, { status, data }, more) {
    if (status === 200) return this.#confirmed(sent, data);
    if (status === 409 && data.body) return this.#collided(data, more);
    this.message = data.message || "";
    if (status === 401 || status === 403) return this.#become("signed_out");
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) return this.#become("refused");
    this.attempts++;
    this.#become("failed");
    this.#plan(Math.min(longest, 1000 * 2 ** Math.min(this.attempts, 5)));
  }

  #confirmed(sent, data) {
    this.version = data.version;
    this.base = clone(sent);
    this.attempts = 0;
    this.data = data;
    if (this.doc === sent) {
      this.copy.clear();
      return this.#become("saved");
    }
    this.kept = this.#copy(this.doc);
    this.#become("waiting");
    this.#plan(pause);
  }

  // collided: the questionnaire changed elsewhere. What touches other things is merged and saved without a word; else the
  // server is asked what the others did to the text that this window began with, and the person decides.
  async #collided(theirs, more) {
    if (same(theirs.body, this.doc)) {
      return this.#confirmed(this.doc, { ...this.data, version: theirs.version });
    }
    const merged = this.base && merge(this.base, this.doc, theirs.body);
    if (merged) {
      this.version = theirs.version;
      this.base = clone(theirs.body);
      this.doc = merged;
      this.kept = this.#copy(merged);
      this.adopt(merged, "merged");
      this.#become("waiting");
      return this.#plan(0);
    }
    if (!more.base && this.base) {
      this.state = "waiting";
      return this.#save({ ...more, base: JSON.stringify(this.base) });
    }
    this.theirs = theirs;
    this.#become("conflict");
  }
}

// Memory is a switch that a browser remembers; where it keeps nothing, as long as the page is there.
export class Memory {
  #now = null;
  constructor(storage, key) {
    Object.assign(this, { storage, key });
  }
  get on() {
    if (this.#now !== null) return this.#now;
    try {
      return this.storage.getItem(this.key) === "1";
    } catch {
      return false;
    }
  }
  set on(value) {
    this.#now = value;
    try {
      if (value) this.storage.setItem(this.key, "1");
      else this.storage.removeItem(this.key);
    } catch {
      // full or switched off: it holds for this page
    }
  }
}

// Copies keeps texts of one questionnaire in the browser's storage, each window its own; storage that is full or switched
// off is no error, but said.
export class Copies {
  constructor(storage, id, own) {
    this.storage = storage;
    this.prefix = `jianfu.questionnaire.${id}.`;
    this.key = this.prefix + own;
  }
  write(copy) {
    try {
      this.storage.setItem(this.key, JSON.stringify(copy));
      return true;
    } catch {
      return false;
    }
  }
  clear() {
    this.#remove(this.key);
  }
  // orphans are the texts of windows that are gone, newest first. They stay until forget.
  orphans() {
    const found = [];
    try {
      for (let i = 0; i < this.storage.length; i++) {
        const key = this.storage.key(i);
        if (!key.startsWith(this.prefix) || key === this.key) continue;
        const copy = JSON.parse(this.storage.getItem(key));
        if (copy && copy.body && Array.isArray(copy.body.sections)) found.push({ ...copy, key });
      }
    } catch {
      // no storage, or something in it that is not ours: nothing to offer
    }
    return found.sort((a, b) => b.at - a.at);
  }
  forget(orphan) {
    this.#remove(orphan.key);
  }
  #remove(key) {
    try {
      this.storage.removeItem(key);
    } catch {
      // switched off: then nothing was kept either
    }
  }
}
