package respondent_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

const (
	stored  = `Object.keys(localStorage).length + Object.keys(sessionStorage).length`
	message = `document.querySelector("main [role=status],main [role=alert]").innerText`
	button  = `.a button:not([type])`
	// quickly makes waits of the page twenty times as short.
	quickly = `{ const wait = setTimeout; window.setTimeout = (f, ms) => wait(f, ms / 20) }`
)

// until waits for a JavaScript expression to become true, on whatever page the browser comes to.
func until(source string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for range 600 {
			if ok, err := chromedp.Evaluate[bool](source)(ctx, tab); err == nil && ok {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
		return errors.New("never came true: " + source)
	})
}

// back goes back as the browser's button does, and lets the page come: there may be none to wait for.
func back() step {
	return chromedp.Steps(script("setTimeout(() => history.back())"), chromedp.Func(func(context.Context, *chromedp.Target) error {
		time.Sleep(time.Second)
		return nil
	}))
}

// said waits for a heading.
func said(text string) step {
	return until(`!!document.querySelector("h1") && document.querySelector("h1").innerText.includes("` + text + `")`)
}

// contains evaluates a JavaScript expression and looks for a text in it.
func contains(t *testing.T, ctx context.Context, source, text string) {
	t.Helper()
	if got := ask(t, ctx, chromedp.Evaluate[string](source)); !strings.Contains(got, text) {
		t.Errorf("%s is %q, without %q", source, got, text)
	}
}

// another opens one more tab of the same browser.
func another(t *testing.T, ctx context.Context) context.Context {
	t.Helper()
	tab, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	run(t, tab, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile), before(quickly))
	return tab
}

// fill answers a little of the core inventory and stops short of sending.
func fill(base, path string) step {
	return chromedp.Steps(chromedp.Navigate(base+path), enter("hours_week", "50.5"), tick("role", "staff"))
}

func (w *world) wantBallots(t *testing.T, n int) {
	t.Helper()
	if got := w.ballots(); got != n {
		t.Errorf("%d ballots, want %d", got, n)
	}
}

// One tap seals and sends, and nothing is left on the phone.
func TestBrowserSeals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	// The clock of a phone may be wrong by a year.
	run(t, ctx, before(`{ const now = Date.now; Date.now = () => now() - 365 * 864e5 }`), fill(base, doors[0]))
	see(t, ctx, "form-able")
	expect(t, ctx, `document.querySelector(".a button").innerText`, "封存并提交")
	run(t, ctx, script(`{ const b = document.querySelector(".a button"); b.click(); b.click() }`), said("已收到"))
	see(t, ctx, "thanks-in-place")
	expect(t, ctx, stored, 0)
	expect(t, ctx, `location.pathname`, "/thanks")
	expect(t, ctx, `document.activeElement.getAttribute("role")`, "status")
	w.wantBallots(t, 1)
	form := compiled(t, w.manifest.Questionnaire)
	raw, err := w.key.Open(w.cast[0].Box(), w.cast[0].Sealed)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := form.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if a := form.Answer(sheet, "hours_week"); a.State != questionnaire.Answered || a.Number != 50_500 {
		t.Errorf("hours_week is %+v", a)
	}
	// The same words as on the page of the plain path.
	here := ask(t, ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("h1,p")].map(e => e.textContent).join()`))
	run(t, ctx, chromedp.Reload(), said("已收到"))
	there := ask(t, ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("h1,p")].map(e => e.textContent).join()`))
	if !strings.HasPrefix(there, here) {
		t.Errorf("%q is not what /thanks says: %q", here, there)
	}
	run(t, ctx, back())
	expect(t, ctx, `document.body.textContent.includes("50.5")`, false)
	w.wantBallots(t, 1)
}

// The duration lasts over a reload, also where nothing was answered before it, and over a failure to seal; the next
// sheet begins anew, and on a device that many share each does. The server measures none.
func TestBrowserDuration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core").posters()
	form := compiled(t, w.manifest.Questionnaire)
	ctx, base := phone(t), serve(t, w)
	// Every page of the browser has been open for 30 seconds.
	run(t, ctx, before(`performance.now = () => 3e4`))
	want := func(n int, took questionnaire.Duration) {
		t.Helper()
		run(t, ctx, said("已收到"))
		w.wantBallots(t, n)
		raw, err := w.key.Open(w.cast[n-1].Box(), w.cast[n-1].Sealed)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := form.DecodeTimed(raw); err != nil || got != took {
			t.Errorf("ballot %d took %d, %v, want %d", n, got, err, took)
		}
		expect(t, ctx, stored, 0)
	}
	run(t, ctx, chromedp.Navigate(base+doors[1]), chromedp.Reload(), chromedp.Reload(), seen("#q-role"), click(button))
	want(1, questionnaire.Under3min)
	run(t, ctx, fill(base, doors[1]), click(button))
	want(2, questionnaire.Under40s)
	run(t, ctx, fill(base, doors[1]), chromedp.Reload(), seen("#q-role"))
	run(t, ctx, script(`crypto.subtle.encrypt = () => Promise.reject(Error())`), click(button))
	run(t, ctx, chromedp.WaitVisible(chromedp.Search(`//p[contains(., "没能封存")]`)), click(button), seen("[name=sealed]"))
	run(t, ctx, click("button.b"), seen("[data-filled] #q-role"), click(button))
	want(3, questionnaire.Under3min)
	run(t, ctx, fill(base, doors[1]+kiosk), fill(base, doors[1]+kiosk), click(button))
	want(4, questionnaire.Under40s)
	run(t, ctx, unable(), fill(base, doors[1]), click(button), seen("[name=sealed]"), click("form button"))
	want(5, questionnaire.Unmeasured)
}

// Wherever the network is cut, a reload or another page of the same browser goes on, and the ballot counts once.
func TestBrowserNetwork(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]struct {
		ending string
		how    cut
		kept   int // ballots that are in the box before the network is back
	}{
		"before the redemption": {"/ballot", lost, 0},
		"reply lost":            {"/ballot", unheard, 0},
		"sign in first":         {"/ballot", captured, 0},
		"during the cast":       {"/ballots", lost, 0},
		"after the cast":        {"/ballots", unheard, 1},
		"sign in to cast":       {"/ballots", captured, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "burden-core")
			ctx, base := phone(t), serve(t, w)
			run(t, ctx, before(quickly), fill(base, doors[0]))
			w.cutting(at.ending, at.how)
			run(t, ctx, click(button), said("还没有送到"))
			see(t, ctx, "lost-network")
			contains(t, ctx, message, "网络断了。\n\n封存好的回答留在这台手机上，连上后自动发送；可以放心关掉页面再打开。")
			expect(t, ctx, `Object.keys(localStorage).length`, 1)
			expect(t, ctx, `Object.keys(sessionStorage).length`, 0)
			expect(t, ctx, `/hours_week|50\.5|"sheet"/.test(JSON.stringify(localStorage))`, false)
			w.wantBallots(t, at.kept)
			run(t, ctx, chromedp.Reload(), said("还没有送到"))
			fresh := another(t, ctx)
			run(t, fresh, chromedp.Navigate(base+doors[0]), said("还没有送到"))
			w.cutting(at.ending, 0)
			run(t, ctx, said("已收到"))
			run(t, fresh, said("已收到"))
			expect(t, ctx, stored, 0)
			w.wantBallots(t, 1)
		})
	}
}

// Two pages of one address make one ballot, whichever is first.
func TestBrowserTwoTabs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, before(quickly), fill(base, doors[0]))
	second := another(t, ctx)
	run(t, second, fill(base, doors[0]))
	w.cutting("/ballot", lost)
	run(t, ctx, script(`document.querySelector(".a button").click()`))
	run(t, second, said("还没有送到"))
	w.cutting("/ballot", 0)
	run(t, second, said("已收到"))
	run(t, ctx, said("已收到"))
	w.wantBallots(t, 1)
	for _, tab := range []context.Context{ctx, second} { // nor does a draft come back as the page is left
		run(t, tab, chromedp.Navigate(base+"/nowhere"))
		expect(t, tab, stored, 0)
	}
}

// Where a browser keeps nothing, the page says so and goes on trying.
func TestBrowserWithoutStorage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, before(quickly), before(`for (const s of ["localStorage", "sessionStorage"]) Object.defineProperty(window, s, { get() { throw Error() } })`))
	run(t, ctx, fill(base, doors[0]))
	w.cutting("/ballots", lost)
	run(t, ctx, click(button), said("还没有送到"))
	contains(t, ctx, message, "网络断了。\n\n请不要关掉这个页面，连上后自动发送。")
	w.cutting("/ballots", 0)
	run(t, ctx, said("已收到"))
	w.wantBallots(t, 1)
}

// Ballots of redeemed cards are taken for half an hour after the close, and the page of the closed round sends them.
func TestBrowserCloses(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"in time": false, "too late": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "burden-core")
			w.change(func(r *round.Round) { r.Ends = now.Add(time.Minute) })
			ctx, base := phone(t), serve(t, w)
			run(t, ctx, before(quickly), fill(base, doors[0]))
			w.cutting("/ballots", lost)
			run(t, ctx, click(button), said("还没有送到"))
			w.wait(10 * time.Minute)
			if late {
				w.wait(round.Grace)
			}
			run(t, ctx, chromedp.Navigate(base+doors[0]), said("还没有送到"))
			w.cutting("/ballots", 0)
			if !late {
				run(t, ctx, said("已收到"))
				w.wantBallots(t, 1)
				return
			}
			run(t, ctx, said("没有收下"))
			contains(t, ctx, message, "截止，您的回答没有保存")
			expect(t, ctx, stored, 0)
			run(t, ctx, chromedp.Reload(), said("本轮已经截止"))
			w.wantBallots(t, 0)
		})
	}
}

// A card that is used, unknown or of another unit costs nothing but the card.
func TestBrowserUsedCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	first, base := phone(t), serve(t, w)
	run(t, first, fill(base, doors[0]), click(button), said("已收到"))

	ctx := phone(t)
	run(t, ctx, fill(base, doors[0]), click(button), said("没有收下"))
	see(t, ctx, "used-card")
	contains(t, ctx, message, "这张卡片已经用过。若不是您本人所用，请再抽一张；换卡不会记下您是谁。")
	expect(t, ctx, `document.activeElement.getAttribute("role")`, "alert")
	for _, try := range [][2]string{{"abc", "代码共16个字符"}, {"AAAAAAAAAAAAAAAA", "没有这张卡片"}, {abroad, "另一个单位"}} {
		run(t, ctx, chromedp.SendKeys(chromedp.CSS("#code"), try[0]), click("form button"))
		run(t, ctx, until(`[...document.querySelectorAll("p")].some(p => p.innerText.includes("`+try[1]+`"))`))
	}
	w.wantBallots(t, 1)
	run(t, ctx, chromedp.Reload(), said("没有收下")) // the last card that was typed is tried again
	contains(t, ctx, message, "另一个单位")
	run(t, ctx, chromedp.SendKeys(chromedp.CSS("#code"), "fedc-ba98 7654 3210"), click("form button"), said("已收到"))
	expect(t, ctx, stored, 0)
	w.wantBallots(t, 2)
}

// What a poster's form seals goes without a card.
func TestBrowserPoster(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core").posters()
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, fill(base, doors[1]), click(button), said("已收到"))
	w.wantBallots(t, 1)
	if len(w.cast[0].Token) != 0 {
		t.Error("with a token")
	}
}

// What may be mistyped is shown once, beside the question, before anything is sealed.
func TestBrowserRemarks(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, inventory(t))
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, chromedp.Navigate(base+doors[0]), enter("hours_week", "10"), enter("trace_hours", "40"), click(button))
	expect(t, ctx, `document.querySelectorAll(".e:not(:empty)").length`, 1)
	contains(t, ctx, `document.querySelector(".a .e").textContent`, "请再看一眼：照您填的")
	see(t, ctx, "remark")
	w.wantBallots(t, 0)
	run(t, ctx, enter("trace_hours", "5"))
	expect(t, ctx, `document.querySelectorAll(".e:not(:empty)").length`, 0)
	run(t, ctx, enter("trace_hours", "41"), click(button), said("已收到"))
	w.wantBallots(t, 1)
}

// Where sealing fails the server's way is offered, and taken only by a tap of its own.
func TestBrowserSealingFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, before(`crypto.subtle.encrypt = () => Promise.reject(Error())`), fill(base, doors[0]), click(button))
	run(t, ctx, chromedp.WaitVisible(chromedp.Search(`//p[contains(., "没能封存")]`)))
	see(t, ctx, "sealing-failed")
	expect(t, ctx, `document.activeElement.textContent.startsWith("没能封存")`, true)
	expect(t, ctx, `document.querySelector(".a button").innerText`, "由服务器检查并封存")
	expect(t, ctx, `Object.keys(localStorage).length`, 0)
	w.wantBallots(t, 0)
	run(t, ctx, click(button), seen("[name=sealed]"), click("form button"), said("已收到"))
	w.wantBallots(t, 1)
}

// Each browser takes the way that it can, and says which.
func TestBrowserWays(t *testing.T) {
	t.Parallel()
	const (
		android = "Mozilla/5.0 (Linux; Android 13; V2219A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231002 MicroMessenger/8.0.43.2480 WeChat/arm64 Language/zh_CN"
		apple   = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.43(0x18002b2f) NetType/WIFI Language/zh_CN"
		seals   = "回答在您的手机上封存，只有第三方评估方能打开，且看不出是谁。"
		cannot  = "您的浏览器不能在手机上封存回答：服务器收到后再封存。您可以换用其他浏览器，或继续。 换浏览器：打开https://survey.example，输入卡片上的代码。"
	)
	w := newWorld(t, "burden-core")
	base := serve(t, w)
	for name, at := range map[string]struct {
		agent, script string
		able          bool
	}{
		"modern":                 {"", "", true},
		"WeChat on Android":      {android, "", true},
		"WeChat on an iPhone":    {apple, "", true},
		"no storage":             {"", `Object.defineProperty(window, "localStorage", { get() { throw Error() } })`, true},
		"no big numbers":         {"", `delete window.BigInt`, false},
		"no subtle":              {"", `Object.defineProperty(crypto, "subtle", { value: undefined })`, false},
		"over plain HTTP":        {"", "", false},
		"no cryptography at all": {"", `Object.defineProperty(window, "crypto", { value: undefined })`, false},
		"old WeChat on Android":  {android, `delete window.BigInt`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, base := phone(t), base
			if name == "over plain HTTP" {
				base = strings.Replace(base, "127.0.0.1", insecure, 1)
			}
			run(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
				if at.agent == "" {
					return nil
				}
				_, err := cdp.Call(ctx, tab, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: at.agent})
				return err
			}), before(at.script), chromedp.Navigate(base+doors[0]))
			const promise = `document.querySelector(".k").innerText`
			if at.able {
				contains(t, ctx, promise, seals)
				expect(t, ctx, promise+`.includes("您的浏览器不能")`, false)
				expect(t, ctx, `document.querySelector(".a button").innerText`, "封存并提交")
				return
			}
			contains(t, ctx, promise, cannot)
			expect(t, ctx, promise+`.includes("回答在您的手机上封存")`, false)
			expect(t, ctx, `document.querySelector(".a button").innerText`, "由服务器检查并封存")
			run(t, ctx, click(button), seen("[name=sealed]"))
		})
	}
}

// The messages of sending stand on every screen, in both languages and schemes, and what is to be pressed is large enough.
func TestBrowserMessages(t *testing.T) {
	t.Parallel()
	ctx := phone(t)
	run(t, ctx, before(quickly))
	for _, at := range []struct {
		lang   string
		width  int64
		scheme string
	}{{"zh", 360, "light"}, {"en", 360, "dark"}, {"zh", 1280, "dark"}, {"en", 1280, "light"}} {
		w := newWorld(t, "burden-core")
		base, query := serve(t, w), "?lang="+at.lang
		name := "-" + at.lang + "-" + at.scheme + "-" + strconv.FormatInt(at.width, 10)
		check := func(title, heading string) {
			t.Helper()
			run(t, ctx, until(`!!document.querySelector("h1") && document.querySelector("h1").innerText == `+strconv.Quote(heading)))
			expect(t, ctx, `document.documentElement.scrollWidth > innerWidth`, false)
			expect(t, ctx, `[...document.querySelectorAll("button, input:not([type])")].filter(e => e.offsetHeight && e.offsetHeight < 48).length`, 0)
			see(t, ctx, title+name)
		}
		say := map[string][]string{
			"zh": {"还没有送到", "没有收下", "已收到。感谢您。", "本轮已经截止", "本轮暂停"},
			"en": {"Not delivered yet", "Not accepted", "Received. Thank you.", "This round is closed", "This round is paused"},
		}[at.lang]
		run(t, ctx, chromedp.EmulateViewport(at.width, 740), inScheme(at.scheme), chromedp.Navigate(base+doors[0]+query))
		check("able", w.manifest.Title)
		run(t, ctx, enter("hours_week", "50.5"), script(`scrollTo(0, 1e9)`))
		w.cutting("/ballots", lost)
		run(t, ctx, click(button))
		check("lost", say[0])
		w.cutting("/ballots", 0)
		check("received", say[2])
		run(t, ctx, chromedp.Navigate(base+doors[0]+query), click(button))
		check("used", say[1])
		run(t, ctx, script("localStorage.clear()"), chromedp.Navigate(base+doors[0]+query+"&kiosk"))
		check("kiosk", w.manifest.Title)
		run(t, ctx, click(button))
		check("kiosk-used", say[1])
		w.change(func(r *round.Round) { r.Paused = true })
		run(t, ctx, chromedp.Navigate(base+doors[0]+query))
		check("paused", say[4])
		w.change(func(r *round.Round) { r.Paused, r.State = false, round.Closed })
		run(t, ctx, chromedp.Navigate(base+doors[0]+query))
		check("closed", say[3])
	}
}
