package respondent_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

// serve runs the room on a port of its own and gives its address.
func serve(t *testing.T, w *world) string {
	t.Helper()
	app := newApp(t, w)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = app.Listener(l) }()
	t.Cleanup(func() { _ = app.ShutdownWithTimeout(time.Second) })
	return "http://" + l.Addr().String()
}

// insecure is a name under which the room is served to the browser as any site over plain HTTP is.
const insecure = "survey.test"

// phone opens a browser that is 360 × 740 CSS pixels large. Without a browser the test is skipped, unless
// JIANFU_REQUIRE_BROWSER demands it.
func phone(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("JIANFU_REQUIRE_BROWSER") != "" {
			t.Fatal(err)
		}
		t.Skip("no chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP "+insecure+" 127.0.0.1"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	run(t, ctx, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateScale(2)))
	return ctx
}

// before has every page of the browser run a script before its own.
func before(source string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source})
		return err
	})
}

// unable makes the browser one that cannot seal.
func unable() step { return before("Object.defineProperty(crypto, 'subtle', { value: undefined })") }

type step = chromedp.Action[chromedp.Void]

// run takes steps one by one. A node found in a page that is just being left is gone before anything is done to it; the
// step is then taken on the page that comes.
func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	for _, s := range steps {
		err := chromedp.Do(ctx, s)
		for i := 0; i < 20 && err != nil && strings.Contains(err.Error(), "No node with given id"); i++ {
			time.Sleep(50 * time.Millisecond)
			err = chromedp.Do(ctx, s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func ask[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	got, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// script runs JavaScript for what it does.
func script(source string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](source+"; true")(ctx, tab)
		return err
	})
}

// expect evaluates a JavaScript expression and compares.
func expect[T comparable](t *testing.T, ctx context.Context, source string, want T) {
	t.Helper()
	if got := ask(t, ctx, chromedp.Evaluate[T](source)); got != want {
		t.Errorf("%s is %v, want %v", source, got, want)
	}
}

// see writes a picture of the whole page where JIANFU_SCREENSHOTS names a folder.
func see(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("JIANFU_SCREENSHOTS")
	if dir == "" {
		return
	}
	png := ask(t, ctx, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}

// enter types into a number field as a person does, and leaves it.
func enter(question, text string) step {
	field := chromedp.CSS("#n-" + question)
	return chromedp.Steps(
		script(`document.querySelector("#n-`+question+`").value = ""`), chromedp.SendKeys(field, text), chromedp.Blur(field),
	)
}

func click(css string) step { return chromedp.Click(chromedp.CSS(css)) }

func tick(question, option string) step {
	return click("#q-" + question + ` input[value="` + option + `"]`)
}

func seen(css string) step { return chromedp.WaitReady(chromedp.CSS(css)) }

const thanked = `//h1[contains(., "已收到")]`

func hiddenBox(question string) string {
	return `getComputedStyle(document.querySelector("#q-` + question + `")).display == "none"`
}

func TestBrowserLogic(t *testing.T) {
	t.Parallel()
	ctx, base := phone(t), serve(t, newWorld(t, "burden-full"))
	run(t, ctx, unable(), chromedp.Navigate(base+doors[0]))
	see(t, ctx, "form-plain")
	expect(t, ctx, hiddenBox("insp_repeat"), true)
	run(t, ctx, enter("insp_count", "３"))
	expect(t, ctx, hiddenBox("insp_repeat"), false)
	run(t, ctx, enter("insp_repeat", "5"))
	expect(t, ctx, `document.querySelector("#e-insp_repeat").textContent`, "不能多于前面填的检查次数。")
	run(t, ctx, enter("insp_count", "7"))
	expect(t, ctx, `document.querySelector("#e-insp_repeat").textContent`, "")
	run(t, ctx, click(`#q-insp_repeat button:last-of-type`))
	expect(t, ctx, `document.querySelector("#n-insp_repeat").value`, "6")
	run(t, ctx, enter("hours_week", "200"))
	expect(t, ctx, `document.querySelector("#e-hours_week").textContent`, "请填0到112之间的数。")
	run(t, ctx, enter("hours_week", "40.3"))
	expect(t, ctx, `document.querySelector("#e-hours_week").textContent`, "每档相差0.5，请填40或40.5。")
	run(t, ctx, tick("hours_week", "-9"))
	expect(t, ctx, `document.querySelector("#n-hours_week").value + document.querySelector("#e-hours_week").textContent`, "")

	run(t, ctx, tick("pushed", "speech"), tick("pushed", "news"))
	expect(t, ctx, hiddenBox("pushed_hours_news"), false)
	run(t, ctx, tick("pushed", "none"))
	expect(t, ctx, `[...document.querySelectorAll("#q-pushed :checked")].map(i => i.value).join()`, "none")
	expect(t, ctx, hiddenBox("pushed_hours_news"), true)
	run(t, ctx, tick("pushed", "hosting"))
	expect(t, ctx, `[...document.querySelectorAll("#q-pushed :checked")].map(i => i.value).join()`, "hosting")
	run(t, ctx, tick("priorities", "staffing"), tick("priorities", "listen"), tick("priorities", "own_work"), tick("priorities", "on_site"))
	expect(t, ctx, `document.querySelector("#e-priorities").textContent`, "最多选3项。")
	expect(t, ctx, `document.querySelector("#left").hidden`, false)
	expect(t, ctx, `document.querySelector("#left a").getAttribute("href")`, "#q-weekend_days")
	see(t, ctx, "form-answered")

	// What is wrong is shown first; pressing once more leaves it to the server.
	run(t, ctx, click(`form button:not([type])`))
	expect(t, ctx, `document.activeElement.name`, "a.priorities")
	run(t, ctx, tick("priorities", "on_site"))
	run(t, ctx, click(`form button:not([type])`), seen(`[name=sealed]`))
	see(t, ctx, "review")
}

func TestBrowserDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	const drafts = `Object.keys(sessionStorage).length`
	run(t, ctx, unable(), chromedp.Navigate(base+doors[0]), enter("hours_week", "50.5"), tick("pushed", "speech"), tick("role", "-9"))
	run(t, ctx, chromedp.Reload(), seen("#q-role"))
	expect(t, ctx, `document.querySelector("#n-hours_week").value`, "50.5")
	expect(t, ctx, `document.querySelector("#q-pushed [value=speech]").checked && document.querySelector("#q-role [value='-9']").checked`, true)
	expect(t, ctx, hiddenBox("pushed_hours_speech"), false)

	// The other language shows the same draft, another card of the same phone nothing.
	run(t, ctx, chromedp.Navigate(base+doors[0]+"?lang=en"))
	expect(t, ctx, `document.querySelector("#n-hours_week").value`, "50.5")
	run(t, ctx, chromedp.Navigate(base+"/c/"+other))
	expect(t, ctx, `document.querySelector("#n-hours_week").value`, "")
	expect(t, ctx, drafts, 0)

	run(t, ctx, enter("hours_week", "44"), click(`form button:not([type])`))
	run(t, ctx, seen(`[name=sealed]`), click(`button.b`), seen("#q-role"))
	expect(t, ctx, `document.querySelector("#n-hours_week").value`, "44")
	expect(t, ctx, drafts, 1)
	run(t, ctx, click(`form button:not([type])`), seen(`[name=sealed]`))
	run(t, ctx, script(`{ const b = document.querySelector("button"); b.click(); b.click() }`))
	run(t, ctx, chromedp.WaitVisible(chromedp.Search(thanked)))
	expect(t, ctx, drafts, 0)
	see(t, ctx, "thanks")
	if len(w.cast) != 1 {
		t.Errorf("%d ballots", len(w.cast))
	}
	_ = chromedp.Do(ctx, chromedp.NavigateBack()) // the browser asks before it sends the form again
	expect(t, ctx, `document.body.textContent.includes("44 小时")`, false)
}

// withoutScript makes the browser one that runs none of the page's scripts.
func withoutScript() step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

func TestBrowserWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, withoutScript(), chromedp.Navigate(base+doors[0]))
	see(t, ctx, "form-no-script")
	expect(t, ctx, hiddenBox("insp_repeat")+`|| getComputedStyle(document.querySelector("#q-insp_repeat .c")).display == "none"`, false)
	run(t, ctx, chromedp.SendKeys(chromedp.CSS("#n-hours_week"), "x"), click("#q-role [value=staff]"))
	run(t, ctx, click(`form button`), seen(`#e-hours_week`))
	see(t, ctx, "form-wrong")
	run(t, ctx, chromedp.SetValue(chromedp.CSS("#n-hours_week"), "50"), click(`form button`))
	run(t, ctx, seen(`button.b`), click(`form button`))
	run(t, ctx, chromedp.WaitVisible(chromedp.Search(thanked)))
	if len(w.cast) != 1 {
		t.Errorf("%d ballots", len(w.cast))
	}
}

func inventory(t *testing.T) questionnaire.Questionnaire {
	t.Helper()
	q, ok := builtin.ByName(builtin.BurdenFull)
	if !ok {
		t.Fatal("no inventory")
	}
	return q
}

// No page scrolls sideways on the narrowest phone or the widest screen, and everything to be pressed is large enough.
func TestBrowserLayout(t *testing.T) {
	t.Parallel()
	const (
		sideways = `document.documentElement.scrollWidth > innerWidth`
		small    = `[...document.querySelectorAll("label:has([type]), button, .n input, select, textarea, .p input")].filter(e => e.offsetHeight && e.offsetHeight < 48).length`
	)
	for instrument, q := range map[string]questionnaire.Questionnaire{"full": inventory(t), "sink": sink(t)} {
		t.Run(instrument, func(t *testing.T) {
			t.Parallel()
			ctx, base := phone(t), serve(t, newWorldOf(t, q))
			run(t, ctx, unable())
			for _, at := range []struct {
				lang   string
				width  int64
				scheme string
			}{{"zh", 360, "light"}, {"en", 360, "dark"}, {"zh", 1920, "dark"}, {"en", 1280, "light"}} {
				name := fmt.Sprintf("-%s-%s-%d-%s", instrument, at.lang, at.width, at.scheme)
				query := "?lang=" + at.lang
				run(t, ctx, chromedp.EmulateViewport(at.width, 740), inScheme(at.scheme))
				check := func(title string) {
					expect(t, ctx, sideways, false)
					expect(t, ctx, small, 0)
					see(t, ctx, title+name)
				}
				for path, title := range map[string]string{"/thanks": "thanks", "/c/AAAAAAAAAAAAAAAA": "unknown", doors[0]: "form"} {
					run(t, ctx, chromedp.Navigate(base+path+query))
					check(title)
				}
				run(t, ctx, chromedp.Navigate(base+doors[0]+query))
				if instrument == "full" {
					run(t, ctx, enter("hours_week", "1"), enter("trace_hours", "60"), tick("priorities", "fewer"))
				} else {
					run(t, ctx, click("form button:not([type])"))
					check("wrong")
					run(t, ctx, tick("ready", "ok"), tick("late", "18:00"), enter("n_calls", "20"))
				}
				run(t, ctx, click("form button:not([type])"), seen("[name=sealed]"))
				check("review")
				run(t, ctx, script("sessionStorage.clear()"))
			}
		})
	}
}

func inScheme(scheme string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// TestStepper: whatever the buttons write is an answer that the form accepts.
func TestStepper(t *testing.T) {
	t.Parallel()
	ask := func(name string, lowest, most, step questionnaire.Decimal) questionnaire.Question {
		return questionnaire.Question{
			Name: name, Kind: questionnaire.Quantity, Text: models.Text{Zh: name}, Min: lowest, Max: most, Step: step,
			Bands: []questionnaire.Decimal{lowest, lowest + step},
		}
	}
	w := newWorldOf(t, questionnaire.Questionnaire{Name: "steps", Version: "v1", Title: models.Text{Zh: "步"}, Sections: []questionnaire.Section{{
		Name: "s", Title: models.Text{Zh: "节"}, Questions: []questionnaire.Question{
			ask("tenth", 0, 20_000, 100), ask("odd", 0, 30_000, 750), ask("fives", 1000, 61_000, 5000), ask("fine", -1100, 20_900, 1100),
		},
	}}})
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, chromedp.Navigate(base+doors[0]))
	const walk = `(name => {
		const box = document.querySelector("#q-" + name), input = box.querySelector("input"), seen = []
		const [less, more] = box.querySelectorAll("button")
		const tap = (b, times) => { for (let i = 0; i < times; i++) { b.click(); seen.push(input.value + (box.querySelector(".e")?.textContent || "")) } }
		tap(more, 30); tap(less, 40)
		input.value = "4.1"; input.dispatchEvent(new Event("input", {bubbles: true})); tap(less, 2); tap(more, 3)
		return seen.find(s => /[^-0-9.]/.test(s) || s.length > 6) || ""
	})`
	for _, name := range []string{"tenth", "odd", "fives", "fine"} {
		expect(t, ctx, walk+`("`+name+`")`, "")
	}
}
