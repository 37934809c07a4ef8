package library

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

// desk opens a browser of an office PC in which anna is signed in. Without a browser the test is skipped, unless
// JIANFU_REQUIRE_BROWSER demands it.
func desk(t *testing.T, w *world) (ctx context.Context, base string) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("JIANFU_REQUIRE_BROWSER") != "" {
			t.Fatal(err)
		}
		t.Skip("no chromium")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = w.app.Listener(l) }()
	t.Cleanup(func() { _ = w.app.ShutdownWithTimeout(time.Second) })
	base = "http://" + l.Addr().String()

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	run(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(base+"/in"))
	return ctx, base
}

type step = chromedp.Action[chromedp.Void]

func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// do runs JavaScript for what it does.
func do(source string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](source+"; true")(ctx, tab)
		return err
	})
}

// becomes waits until a JavaScript expression is true.
func becomes(t *testing.T, ctx context.Context, source string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](source)); err == nil && ok {
			return
		}
	}
	state, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.getElementById("saved")?.textContent + " | " + document.getElementById("form")?.innerText.slice(0, 200)`))
	t.Fatalf("never: %s\n%s", source, state)
}

// see writes a picture where JIANFU_SCREENSHOTS names a folder.
func see(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("JIANFU_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

const (
	ready = `document.querySelector("#builder.ready") !== null`
	saved = `document.getElementById("saved").dataset.state === "saved" && localStorage.length === 0`
	// guarded collects what goes wrong in the scripts of the page.
	guarded = `window.wrong = []; addEventListener("error", e => wrong.push(e.message)); addEventListener("unhandledrejection", e => wrong.push(String(e.reason)))`
)

// kept is the body that the shelf holds.
func (w *world) kept(id models.ID) questionnaire.Questionnaire {
	w.t.Helper()
	e, err := w.shelf.Entry(context.Background(), anna.ID, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return e.Body
}

func (w *world) only() models.ID {
	w.t.Helper()
	list, err := w.shelf.List(context.Background(), anna.ID)
	if err != nil || len(list) != 1 {
		w.t.Fatal(len(list), err)
	}
	return list[0].ID
}

// Somebody writes a questionnaire from nothing: a question with options typed one after the other, one from the bank, a
// condition from the lists, an order by the keyboard, and back again.
func TestWriting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, base := desk(t, w)
	run(t, ctx, chromedp.Navigate(base+home), do(`document.querySelector(".head form button").click()`))
	becomes(t, ctx, ready)
	run(t, ctx, do(guarded), do(`document.getElementById("add").click(); document.querySelector(".kinds .kind").click()`))
	run(t, ctx, chromedp.KeyEvent("您在哪一级工作？"), do(`document.querySelector('.options input[data-option="0"]').focus()`))
	run(t, ctx, chromedp.KeyEvent("乡镇\n村社区\n县直部门"))
	becomes(t, ctx, saved)
	id := w.only()
	q := w.kept(id).Sections[0].Questions[0]
	if q.Text.Zh != "您在哪一级工作？" || len(q.Options) != 3 || q.Options[2].Text.Zh != "县直部门" || q.Options[2].Name != "o3" {
		t.Fatalf("%+v", q)
	}
	becomes(t, ctx, `[...document.querySelectorAll("#preview iframe")].some(f => f.src.includes("v=") && !f.classList.contains("away"))`)

	run(t, ctx, do(`document.getElementById("add").click(); document.getElementById("tab-bank").click();
		const box = document.querySelectorAll(".bank-row input")[1]; box.click(); document.querySelector(".bank-foot button").click()`))
	becomes(t, ctx, saved)
	if names := w.names(id); names != "q1 doc_count doc_pages" {
		t.Errorf("from the bank, with what it hangs on: %s", names)
	}

	run(t, ctx, do(`const group = document.querySelector('[data-of="relevant"]'); group.closest("details").open = true;
		[...group.querySelectorAll("button")].pop().click();
		const subjects = [...document.querySelectorAll('[data-of="relevant"] .subject')]; const last = subjects[subjects.length - 1];
		last.value = "q1"; last.dispatchEvent(new Event("change"))`))
	becomes(t, ctx, saved)
	if r := w.kept(id).Sections[0].Questions[2].Relevant; r != "${doc_count} > 0 and ${q1} = 'o1'" {
		t.Errorf("the condition is %s", r)
	}

	run(t, ctx, do(`document.querySelector('.item[aria-current]').focus();
		document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowUp", altKey: true, bubbles: true}))`))
	becomes(t, ctx, saved)
	if names := w.names(id); names != "q1 doc_pages doc_count" {
		t.Errorf("moved: %s", names)
	}
	becomes(t, ctx, `document.activeElement.dataset.key === "0.1" && document.querySelector(".marks .mark-fault") !== null`)
	see(t, ctx, "builder-fault")
	run(t, ctx, do(`for (let i = 0; i < 3; i++) document.dispatchEvent(new KeyboardEvent("keydown", {key: "z", ctrlKey: true, bubbles: true}))`))
	becomes(t, ctx, saved)
	if names := w.names(id); names != "q1 doc_count doc_pages" || strings.Contains(w.kept(id).Sections[0].Questions[2].Relevant, "q1") {
		t.Errorf("undone: %s", names)
	}
	becomes(t, ctx, `wrong.length === 0`)
}

func (w *world) names(id models.ID) string {
	var names []string
	for _, s := range w.kept(id).Sections {
		for _, q := range s.Questions {
			names = append(names, q.Name)
		}
	}
	return strings.Join(names, " ")
}

// What another window changed and a session that is over cost nothing.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	core, _ := builtin.ByName(builtin.BurdenCore)
	e := w.keep(core)
	ctx, base := desk(t, w)
	run(t, ctx, chromedp.Navigate(base+pathOf(e.ID)))
	becomes(t, ctx, ready)
	typed := func(text string) {
		t.Helper()
		run(t, ctx, do(`document.querySelector("#form textarea").focus()`), chromedp.KeyEvent(text))
	}

	e = w.edit(e, func(q *questionnaire.Questionnaire) { q.Minutes = 8 })
	typed("甲")
	becomes(t, ctx, saved)
	if now := w.kept(e.ID); now.Minutes != 8 || !strings.HasSuffix(now.Sections[0].Questions[0].Text.Zh, "甲") {
		t.Fatalf("not merged: %d %s", now.Minutes, now.Sections[0].Questions[0].Text.Zh)
	}

	current, err := w.shelf.Entry(context.Background(), anna.ID, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.edit(current, func(q *questionnaire.Questionnaire) { q.Sections[0].Questions[0].Text.Zh = "别人写的" })
	typed("乙")
	becomes(t, ctx, `document.getElementById("saved").dataset.state === "conflict"`)
	becomes(t, ctx, `document.querySelector("#banners .changes").textContent.includes("别人写的")`)
	see(t, ctx, "builder-conflict")
	if w.kept(e.ID).Sections[0].Questions[0].Text.Zh != "别人写的" {
		t.Fatal("the other window's text was overwritten")
	}
	run(t, ctx, do(`document.querySelector("#banners button").click()`))
	becomes(t, ctx, saved)
	if text := w.kept(e.ID).Sections[0].Questions[0].Text.Zh; !strings.HasSuffix(text, "甲乙") {
		t.Errorf("kept mine: %s", text)
	}

	w.over.Store(true)
	typed("丙")
	becomes(t, ctx, `document.getElementById("saved").dataset.state === "signed_out" && localStorage.length === 1`)
	w.over.Store(false)
	run(t, ctx, do(`fetch("/in").then(() => dispatchEvent(new Event("focus")))`))
	becomes(t, ctx, saved)
	if text := w.kept(e.ID).Sections[0].Questions[0].Text.Zh; !strings.HasSuffix(text, "甲乙丙") {
		t.Errorf("after the sign-in: %s", text)
	}
}

// No page scrolls sideways, and the panes of the editor fit into the window.
func TestLayout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	full, _ := builtin.ByName(builtin.BurdenFull)
	at := pathOf(w.edit(w.keep(full), func(q *questionnaire.Questionnaire) { q.Minutes = 9 }).ID)
	ctx, base := desk(t, w)
	for _, lang := range models.Langs() {
		for _, width := range []int64{360, 1024, 1440} {
			run(t, ctx, chromedp.EmulateViewport(width, 768))
			for _, path := range []string{home, at + "/history", at + "/compare?from=1", at} {
				if width > 360 && path != at {
					continue
				}
				address, mark := base+path, "?"
				if strings.Contains(path, "?") {
					mark = "&"
				}
				run(t, ctx, chromedp.Navigate(address+mark+"lang="+string(lang)))
				if path == at {
					becomes(t, ctx, ready)
					run(t, ctx, do(`document.querySelectorAll(".item-question")[9].click(); document.querySelectorAll("#form details").forEach(d => d.open = true)`))
				}
				wide, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth ||
					[...document.querySelectorAll("#form *")].some(e => e.offsetParent && !e.closest(".vh") && e.getBoundingClientRect().right > innerWidth + 1)`))
				if err != nil || wide {
					t.Errorf("%s in %s at %d is too wide: %v", path, lang, width, err)
				}
			}
		}
	}
}
