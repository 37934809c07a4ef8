package e2e

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// answer fills in a form in a phone's browser, as far as its questions are to be seen.
func answer(b *tab, p person) {
	b.t.Helper()
	for _, question := range questions() {
		values := p[question]
		if shown, known := p.shown(question); !shown || !known || len(values) == 0 {
			continue
		}
		field := "[name='a." + question + "']"
		for _, value := range values {
			if value != "-9" && eval[bool](b, "!!document.querySelector(\"input:not([type=radio]):not([type=checkbox])"+field+"\")") {
				b.run(chromedp.SendKeys(chromedp.CSS("input:not([type=radio]):not([type=checkbox])"+field), value))
				continue
			}
			b.click("label:has(input" + field + "[value='" + value + "'])")
		}
	}
}

// bySight answers in Chromium, with or without JavaScript.
func bySight(t *testing.T, browser context.Context, address string, p person, scripts bool) *tab {
	t.Helper()
	b := newTab(t, browser, phone)
	if !scripts {
		b.withoutScripts()
	}
	b.goTo(address)
	if others := eval[int](b, "performance.getEntriesByType('resource').length"); others != 0 {
		t.Errorf("the form made %d further requests", others)
	}
	answer(b, p)
	name := "form-scripts"
	if !scripts {
		name = "form-plain"
	}
	b.shot(name)
	if scripts {
		b.click("form button:not([type=button])")
		b.waitFor("document.body.innerText.includes('已收到') || document.querySelector('.e, .k.w')")
		if !strings.Contains(b.now(), "已收到") { // something was remarked upon: once more
			b.shot("remarked")
			b.click("form button:not([type=button])")
		}
		b.wantText("已收到")
		b.shot("thanks-sealed")
		return b
	}
	b.press("form button:not([type=button])")
	b.shot("review")
	b.press("form[action*='/send'] button")
	if !strings.Contains(b.url(), "/thanks") {
		t.Fatalf("not thanked:\n%s", b.now())
	}
	b.shot("thanks")
	return b
}

// byWire answers as a browser without JavaScript does, on the wire, and gives the form of the review page.
func byWire(t *testing.T, c *client, address string, p person) url.Values {
	t.Helper()
	c.get(address).want(t, http.StatusOK)
	review := c.post(address, p.form()).want(t, http.StatusOK)
	form := url.Values{
		"key":    {html.UnescapeString(review.hidden(t, "key"))},
		"sealed": {html.UnescapeString(review.hidden(t, "sealed"))},
	}
	thanks := c.post(address+"/send", form).want(t, http.StatusOK)
	if !strings.Contains(thanks.url, "/thanks") {
		t.Fatalf("sent, but led to %s", thanks.url)
	}
	return form
}
