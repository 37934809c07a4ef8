// Undo and redo over whole documents. Edits with the same label within a short while are one step, so that a typed word
// goes back as a word.

const limit = 200;
const pause = 1500; // milliseconds

export class Past {
  constructor(now = () => Date.now()) {
    this.now = now;
    this.undone = [];
    this.done = [];
    this.label = "";
    this.last = 0;
  }

  // remember keeps the state before an edit. label names what is typed into, and is empty for an edit of its own.
  remember(state, label) {
    const now = this.now();
    if (!label || label !== this.label || now - this.last > pause) this.done.push(state);
    if (this.done.length > limit) this.done.shift();
    this.label = label;
    this.last = now;
    this.undone = [];
  }

  // undo gives the state to go back to, null where there is none; state is the present one.
  undo(state) {
    if (!this.done.length) return null;
    this.undone.push(state);
    this.label = "";
    return this.done.pop();
  }

  redo(state) {
    if (!this.undone.length) return null;
    this.done.push(state);
    this.label = "";
    return this.undone.pop();
  }
}
