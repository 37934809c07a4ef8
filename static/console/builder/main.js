// Puts the editor together: reads what the page brings, makes the panes, saves.

import { el, speaker, button, download } from "./dom.js";
import { same } from "./document.js";
import { Editor } from "./editor.js";
import { Form } from "./form.js";
import { Marks } from "./marks.js";
import { Outline } from "./outline.js";
import { Picker } from "./picker.js";
import { Preview } from "./preview.js";
import { Status } from "./status.js";
import { Copies, Memory, Sync } from "./sync.js";

const bench = JSON.parse(document.getElementById("bench").textContent);
const say = speaker(bench.words);
const href = `/questionnaires/${bench.id}`;
const root = document.getElementById("builder");
const $ = (id) => document.getElementById(id);
const editor = new Editor(bench, say);
const status = new Status(editor, { saved: $("saved"), banners: $("banners"), toast: $("toast"), live: $("live") });
status.first = bench.state.saved;
editor.announce = (text) => status.announce(text);
editor.toast = (text, undo) => status.toast(text, undo);

// An import is answered by this page: going back or reloading must not import again.
if (location.pathname !== href) history.replaceState(null, "", href);

// The tabs of narrow windows.
const tabs = [...root.querySelectorAll("[data-show]")];
function show(name) {
  root.dataset.pane = name;
  for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.show === name));
  if (name === "preview") preview.load();
}
for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.show));
const toForm = () => root.dataset.pane === "outline" && show("form");

const form = new Form(editor, $("form"));
const outline = new Outline(editor, $("outline"), toForm);
const marks = new Marks(editor, $("outline"), (name) => {
  toForm();
  const control = $("form").querySelector(`[data-of="${name}"] input, [data-of="${name}"] textarea, [data-of="${name}"] select`);
  if (!control) return $("form").querySelector("h2").scrollIntoView({ block: "nearest" });
  for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  control.focus();
});
const preview = new Preview(editor, $("preview"), href);
const picker = new Picker(editor, () => {
  toForm();
  form.start();
});
outline.onAdd = (place) => picker.open(place);
$("add").addEventListener("click", () => picker.open(editor.place));
const heading = {
  render: () => {
    const title = editor.words(editor.doc.title) || say("library.edit.nameless");
    root.querySelector("h1").textContent = title;
  },
};
editor.panes = [outline, form, marks, preview, heading];

// Only Chinese, which this browser remembers.
const memory = new Memory(storage(), "jianfu.builder.chinese");
function onlyChinese(on) {
  $("chinese").checked = on;
  editor.chinese = on;
  root.classList.toggle("chinese-only", on);
}
onlyChinese(memory.on);
$("chinese").addEventListener("change", () => {
  memory.on = $("chinese").checked;
  onlyChinese(memory.on);
  editor.draw("all");
});

// Saving. The form token is that of the page until it is refused; then a fresh one is read from a fresh page.
let csrf = document.querySelector("input[name=csrf]").value;
async function renew() {
  const answer = await fetch(href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("bench") && page.querySelector("input[name=csrf]");
  if (answer.ok && fresh) csrf = fresh.value;
  return Boolean(answer.ok && fresh);
}
async function post(fields) {
  const data = new FormData();
  for (const [name, value] of Object.entries({ csrf, ...fields })) data.append(name, value);
  const answer = await fetch(`${href}/save`, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  return { status: answer.status, data: json ? await answer.json() : {} };
}
async function send(fields) {
  const answer = await post(fields);
  if (answer.status === 403 && (await renew())) return post(fields);
  return answer;
}

const copies = new Copies(storage(), bench.id, Math.random().toString(36).slice(2));
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // switched off; Copies says so at the first edit
  }
}
const sync = new Sync({
  version: bench.state.version,
  body: editor.doc,
  send,
  copy: copies,
  tell: (s) => {
    status.sync(s);
    $("retry").hidden = s.state !== "failed";
    if (s.data && s.data !== tell.data) {
      tell.data = s.data;
      editor.diagnose(s.data);
      preview.show(s.version);
    }
  },
  adopt: (doc, why) => {
    editor.adopt(doc);
    status.toast(say(why === "merged" ? "library.merged" : "library.taken"), true);
  },
});
const tell = { data: null };
editor.onEdit = (doc) => {
  status.hush(); // its undo would take back something else now
  sync.change(doc);
};
$("retry").addEventListener("click", () => sync.resume());

// After a sign-in in another tab the work goes on here by itself.
async function back() {
  if (sync.state !== "signed_out") return;
  try {
    if (await renew()) sync.resume();
  } catch {
    // the network is gone as well: the next time
  }
}
window.addEventListener("focus", back);
window.addEventListener("online", () => sync.resume());
setInterval(back, 15000);
// A link waits for what is just being saved, so that an export or the history has it and nothing asks needlessly.
async function settled() {
  sync.flush();
  while (sync.state === "waiting" || sync.state === "saving") await new Promise((go) => setTimeout(go, 50));
}
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || link.download || event.ctrlKey || event.metaKey || event.shiftKey || sync.state === "saved") return;
  event.preventDefault();
  await settled();
  location.href = link.href;
});
window.addEventListener("beforeunload", (event) => {
  if (!sync.unsaved) return;
  sync.flush();
  event.preventDefault();
  event.returnValue = "";
});

// Texts that an earlier window could not save: the newest is taken up again, as the next save of that window; others
// are offered.
function recover() {
  const orphans = [];
  for (const orphan of copies.orphans()) {
    if ([editor.doc, ...orphans.map((o) => o.body)].some((d) => same(d, orphan.body))) copies.forget(orphan);
    else orphans.push(orphan);
  }
  const [newest] = orphans;
  if (newest) {
    copies.forget(newest);
    editor.adopt(newest.body);
    sync.recover({ ...newest, body: editor.doc });
    status.toast(say("library.recovered", new Date(newest.at).toLocaleString(bench.lang === "en" ? "en" : "zh-CN")), true);
  }
  for (const orphan of orphans.slice(1)) offer(orphan);
}
function offer(orphan) {
  const gone = () => {
    copies.forget(orphan);
    status.banner(orphan.key, "attention");
  };
  status.banner(orphan.key, "attention",
    el("p", {}, say("library.orphan", new Date(orphan.at).toLocaleString(bench.lang === "en" ? "en" : "zh-CN"))),
    el("div", { class: "actions tight" },
      button(say("library.orphan.use"), () => {
        editor.edit(orphan.body);
        gone();
      }),
      button(say("library.banner.download"), () => download(`${orphan.body.name || "questionnaire"}.json`, JSON.stringify(orphan.body, null, 2))),
      button(say("library.orphan.drop"), gone)));
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "z" || key === "y") {
    event.preventDefault();
    editor.travel(key === "y" || event.shiftKey ? "redo" : "undo");
  } else if (key === "s") {
    event.preventDefault();
    sync.flush();
  }
});
// Menus close when one goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
$("undo").addEventListener("click", () => editor.travel("undo"));
$("redo").addEventListener("click", () => editor.travel("redo"));

if (bench.remarks && bench.remarks.length) {
  status.banner("remarks", "good",
    el("h2", {}, say("library.import.remarks", bench.remarks.length)),
    el("ul", { class: "changes" }, bench.remarks.map((r) => el("li", {}, r))),
    el("div", { class: "actions tight" }, button(say("library.pick.close"), () => status.banner("remarks", "good"))));
}
root.classList.add("ready");
show("form");
status.sync(sync);
editor.draw("all");
preview.show(sync.version);
recover();
window.addEventListener("resize", () => preview.load());
