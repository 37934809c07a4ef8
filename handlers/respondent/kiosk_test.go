package respondent_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// links are the addresses that a page leads to.
var links = regexp.MustCompile(`(?:href|action|formaction)="([^"]*)"`)

// atKiosk waits until the browser shows the first page of a shared device.
func atKiosk() step { return said("kiosk") }

const kiosk = "?kiosk"

// A device that many share keeps nothing, and goes back to the beginning by itself.
func TestBrowserKiosk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, before(quickly), chromedp.Navigate(base+"/kiosk"), fill(base, doors[0]+kiosk))
	see(t, ctx, "kiosk-form")
	contains(t, ctx, `document.querySelector("main").innerText`, "回答在这台设备上封存")
	expect(t, ctx, stored, 0)
	w.cutting("/ballot", lost)
	run(t, ctx, click(button), said("还没有送到"))
	contains(t, ctx, message, "请不要关掉这个页面")
	expect(t, ctx, stored, 0)
	w.cutting("/ballot", 0)
	run(t, ctx, said("已收到"))
	see(t, ctx, "kiosk-thanks")
	contains(t, ctx, message, "清空，让下一位填")
	run(t, ctx, atKiosk()) // after ten seconds, twenty times as fast
	expect(t, ctx, `location.pathname`, "/kiosk")
	w.wantBallots(t, 1)
	run(t, ctx, back())
	expect(t, ctx, `document.documentElement.innerHTML.includes("50.5") || [...document.querySelectorAll("input")].some(i => i.value == "50.5")`, false)
}

// Whoever walks away is asked for, and then forgotten.
func TestBrowserKioskIdle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	// Two minutes take six seconds here, half a minute ten.
	const asks = `document.querySelector("#idle") && !document.querySelector("#idle").hidden`
	run(t, ctx, before(`{ const wait = setTimeout; window.setTimeout = (f, ms) => wait(f, ms / (ms > 1e5 ? 20 : 3)) }`))
	run(t, ctx, chromedp.Navigate(base+"/kiosk"), fill(base, doors[0]+kiosk), until(asks))
	see(t, ctx, "kiosk-idle")
	run(t, ctx, script(`document.querySelector("#idle button").click()`), until(`document.querySelector("#idle").hidden`))
	expect(t, ctx, `document.querySelector("#n-hours_week").value`, "50.5")
	run(t, ctx, until(asks), atKiosk())
	run(t, ctx, back())
	expect(t, ctx, `[...document.querySelectorAll("input")].some(i => i.value == "50.5")`, false)
	w.wantBallots(t, 0)
}

// The plain path carries the mark of a shared device along, and shows nobody what was posted before.
func TestBrowserKioskPlain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	ctx, base := phone(t), serve(t, w)
	run(t, ctx, unable(), chromedp.Navigate(base+"/kiosk"), fill(base, doors[0]+kiosk), click(button), seen("[name=sealed]"))
	expect(t, ctx, `document.body.innerText.includes("50.5")`, true)
	run(t, ctx, click("form button"), said("已收到"))
	expect(t, ctx, `location.pathname + location.search`, "/thanks?kiosk")
	expect(t, ctx, stored, 0)
	w.wantBallots(t, 1)
	for range 3 {
		run(t, ctx, back())
		expect(t, ctx, `document.body.innerText.includes("50.5") || [...document.querySelectorAll("input")].some(i => i.value == "50.5")`, false)
	}
}

func TestKioskIsCarriedAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	app := newApp(t, w)
	form := get(t, app, doors[0]+"?lang=en&kiosk")
	review := post(t, app, doors[0]+"?lang=en&kiosk", filled())
	sent := post(t, app, doors[0]+"/send?lang=en&kiosk", review.fields())
	if to := sent.header.Get("Location"); sent.status != http.StatusSeeOther || to != "/thanks?lang=en&kiosk" {
		t.Errorf("%d to %q", sent.status, to)
	}
	thanks := get(t, app, "/thanks?lang=en&kiosk")
	for name, r := range map[string]reply{
		"form": form, "review": review, "thanks": thanks, "wrong": post(t, app, doors[0]+kiosk, url.Values{"a.hours_week": {"x"}}),
		"failure": get(t, app, "/c/AAAAAAAAAAAAAAAA"+kiosk),
	} {
		checkHeaders(t, r)
		if r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the browser may keep it", name)
		}
		if !strings.Contains(r.body, `id="idle"`) || missing.MatchString(strip(r.body)) {
			t.Errorf("%s: is not for a shared device, or a wording is missing", name)
		}
		for _, link := range links.FindAllStringSubmatch(strip(r.body), -1) {
			if to := link[1]; !strings.Contains(to, "kiosk") && !strings.HasPrefix(to, "#") && !strings.HasPrefix(to, "/manifest/") && to != "data:," {
				t.Errorf("%s: %s leads away", name, to)
			}
		}
	}
	if !strings.Contains(thanks.body, `content="10;url=/kiosk?lang=en&amp;kiosk"`) {
		t.Error("the thanks stay")
	}
	if own := get(t, app, doors[0]); strings.Contains(own.body, "kiosk") || own.body == form.body {
		t.Error("a phone of one's own gets what is for a shared device")
	}
}
