// Saving by itself, against a server in memory and a clock that is turned by hand.
import assert from "node:assert/strict";
import { test } from "node:test";

import { clone, same } from "./document.js";
import { Copies, Memory, Sync } from "./sync.js";

const doc = (zh = "一") => ({ title: { zh }, minutes: 3, sections: [{ name: "s", title: { zh: "部" }, questions: [{ name: "a", kind: "note", text: { zh: "话" }, min: 0, max: 0 }] }] });

class Storage {
  constructor() {
    this.map = new Map();
  }
  get length() {
    return this.map.size;
  }
  key(i) {
    return [...this.map.keys()][i];
  }
  getItem(key) {
    return this.map.get(key) ?? null;
  }
  setItem(key, value) {
    if (this.full) throw new Error("quota");
    this.map.set(key, value);
  }
  removeItem(key) {
    this.map.delete(key);
  }
}

// server keeps one body and answers as handlers/library does.
class Server {
  constructor(body) {
    this.version = 1;
    this.body = clone(body);
    this.history = [];
    this.mode = "up";
    this.requests = 0;
  }
  async save({ version, body, replace, base }) {
    this.requests++;
    this.running = (this.running || 0) + 1;
    assert.equal(this.running, 1, "one request at a time");
    await null;
    this.running--;
    if (this.mode === "down") throw new Error("network");
    if (this.mode === "out") return { status: 401, data: {} };
    if (this.mode === "refuse") return { status: 422, data: { message: "unread" } };
    const next = JSON.parse(body);
    if (!same(next, this.body)) {
      if (Number(version) !== this.version) return { status: 409, data: { version: this.version, body: clone(this.body), changes: [base ? "since" : "between"] } };
      if (replace) this.history.push(this.body);
      this.body = next;
      this.version++;
    }
    if (this.mode === "lost") {
      this.mode = "up";
      throw new Error("the answer was lost");
    }
    return { status: 200, data: { version: this.version } };
  }
}

// window is one open editor.
function open(server, storage = new Storage(), own = "w") {
  const w = { timers: [], adopted: [], storage };
  w.copies = new Copies(storage, "id", own);
  w.sync = new Sync({
    version: server.version,
    body: clone(server.body),
    send: (fields) => server.save(fields),
    copy: w.copies,
    tell: () => {},
    adopt: (d, why) => w.adopted.push([why, clone(d)]),
    timer: (act, delay) => w.timers.push({ act, delay }) && w.timers[w.timers.length - 1],
    stop: (t) => (w.timers = w.timers.filter((x) => x !== t)),
    now: () => 1,
  });
  w.edit = (change) => {
    const next = clone(w.sync.doc);
    change(next);
    w.sync.change(next);
  };
  w.run = async () => {
    for (const t of w.timers.splice(0)) await t.act();
    await new Promise(setImmediate);
  };
  return w;
}

test("an edit is kept here at once and saved after a pause", async () => {
  const server = new Server(doc());
  const w = open(server);
  w.edit((d) => (d.title.zh = "二"));
  w.edit((d) => (d.title.zh = "三"));
  assert.equal(w.timers.length, 1, "one save for both");
  assert.equal(w.storage.length, 1);
  await w.run();
  assert.equal(server.body.title.zh, "三");
  assert.equal(w.sync.state, "saved");
  assert.equal(w.storage.length, 0, "the copy has done its work");
});

test("what is typed while a save is under way is saved next", async () => {
  const server = new Server(doc());
  const w = open(server);
  w.edit((d) => (d.title.zh = "二"));
  const saving = w.timers.splice(0)[0].act();
  w.edit((d) => (d.title.zh = "三"));
  await saving;
  assert.equal(w.sync.state, "waiting");
  await w.run();
  assert.equal(server.body.title.zh, "三");
  assert.equal(w.sync.state, "saved");
});

test("a lost network is tried again, ever more slowly", async () => {
  const server = new Server(doc());
  const w = open(server);
  server.mode = "down";
  w.edit((d) => (d.title.zh = "二"));
  const delays = [];
  for (let i = 0; i < 7; i++) {
    await w.run();
    assert.equal(w.sync.state, "failed");
    delays.push(w.timers[0].delay);
  }
  assert.deepEqual(delays, [2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  server.mode = "up";
  await w.run();
  assert.equal(w.sync.state, "saved");
  assert.equal(server.body.title.zh, "二");
});

test("an answer that was lost costs nothing", async () => {
  const server = new Server(doc());
  const w = open(server);
  server.mode = "lost";
  w.edit((d) => (d.title.zh = "二"));
  await w.run();
  await w.run();
  assert.equal(w.sync.state, "saved");
  assert.equal(server.version, 2);
  assert.equal(w.sync.version, 2);
});

test("two windows at different things are merged without a word", async () => {
  const server = new Server(doc());
  const [a, b] = [open(server), open(server)];
  a.edit((d) => (d.title.zh = "二"));
  await a.run();
  b.edit((d) => (d.minutes = 5));
  await b.run();
  await b.run();
  assert.equal(b.sync.state, "saved");
  assert.deepEqual([server.body.title.zh, server.body.minutes], ["二", 5]);
  assert.equal(b.adopted[0][0], "merged");
});

test("two windows at the same thing: the person decides, and the other text stays in the history", async () => {
  for (const choice of ["keepMine", "takeTheirs"]) {
    const server = new Server(doc());
    const [a, b] = [open(server), open(server)];
    a.edit((d) => (d.title.zh = "甲"));
    await a.run();
    b.edit((d) => (d.title.zh = "乙"));
    await b.run();
    assert.equal(b.sync.state, "conflict");
    assert.deepEqual(b.sync.theirs.changes, ["since"]);
    assert.equal(server.body.title.zh, "甲", "nothing was overwritten");
    assert.equal(b.storage.length, 1, "nothing was lost");
    b.edit((d) => (d.minutes = 9));
    await b.run();
    assert.equal(b.sync.state, "conflict", "editing goes on without saving over the other");
    await b.sync[choice]();
    assert.equal(b.sync.state, "saved");
    assert.equal(server.body.title.zh, choice === "keepMine" ? "乙" : "甲");
    const kept = server.history.map((d) => d.title.zh);
    assert.ok(kept.includes(choice === "keepMine" ? "甲" : "乙"), `${choice}: ${kept}`);
  }
});

test("a session that is over waits for the sign-in", async () => {
  const server = new Server(doc());
  const w = open(server);
  server.mode = "out";
  w.edit((d) => (d.title.zh = "二"));
  await w.run();
  assert.equal(w.sync.state, "signed_out");
  w.edit((d) => (d.title.zh = "三"));
  assert.equal(w.timers.length, 0, "no request that cannot succeed");
  server.mode = "up";
  w.sync.resume();
  await w.run();
  assert.equal(server.body.title.zh, "三");
});

test("a text that the server never takes is not sent again and again", async () => {
  const server = new Server(doc());
  const w = open(server);
  server.mode = "refuse";
  w.edit((d) => (d.title.zh = "二"));
  await w.run();
  assert.deepEqual([w.sync.state, w.sync.message, w.timers.length], ["refused", "unread", 0]);
  server.mode = "up";
  w.edit((d) => (d.title.zh = "三"));
  await w.run();
  assert.equal(w.sync.state, "saved");
});

test("a window that was closed too early is taken up again", async () => {
  const server = new Server(doc());
  const storage = new Storage();
  const w = open(server, storage, "first");
  server.mode = "down";
  w.edit((d) => (d.title.zh = "没存上"));
  await w.run();
  server.mode = "up";
  const again = open(server, storage, "second");
  const [orphan] = again.copies.orphans();
  assert.equal(orphan.body.title.zh, "没存上");
  again.copies.forget(orphan);
  again.sync.recover(orphan);
  assert.equal(storage.length, 1, "it is this window's now");
  await again.run();
  assert.equal(server.body.title.zh, "没存上");
  assert.equal(storage.length, 0);
});

test("a text that is taken up does not overwrite what others did meanwhile", async () => {
  const server = new Server(doc());
  const storage = new Storage();
  const w = open(server, storage, "first");
  server.mode = "down";
  w.edit((d) => (d.title.zh = "旧窗口"));
  await w.run();
  server.mode = "up";
  const b = open(server);
  b.edit((d) => (d.title.zh = "新窗口"));
  await b.run();
  const again = open(server, storage, "second");
  again.sync.recover(again.copies.orphans()[0]);
  await again.run();
  assert.equal(again.sync.state, "conflict");
  assert.equal(server.body.title.zh, "新窗口");
});

test("storage that is full or off is said, and saving goes on", async () => {
  const server = new Server(doc());
  const storage = new Storage();
  storage.full = true;
  const w = open(server, storage);
  w.edit((d) => (d.title.zh = "二"));
  assert.equal(w.sync.kept, false);
  await w.run();
  assert.equal(server.body.title.zh, "二");
  const off = open(server, null);
  off.edit((d) => (d.title.zh = "三"));
  assert.equal(off.sync.kept, false);
  assert.deepEqual(off.copies.orphans(), []);
  await off.run();
  assert.equal(server.body.title.zh, "三");
});

test("a switch is remembered, and holds where nothing is kept", () => {
  const storage = new Storage();
  const first = new Memory(storage, "k");
  assert.equal(first.on, false);
  first.on = true;
  assert.equal(new Memory(storage, "k").on, true);
  first.on = false;
  assert.equal(new Memory(storage, "k").on, false);
  storage.full = true;
  first.on = true;
  assert.equal(first.on, true);
  const none = new Memory(null, "k");
  none.on = true;
  assert.equal(none.on, true);
});
