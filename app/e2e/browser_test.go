package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// chromium starts one browser for a test.
func chromium(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tab is one window of the browser with a cookie jar of its own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	last string // the selector that was used last, for the message of a failure
}

// Sizes of a window.
const (
	phone   = 360
	desktop = 1280
)

// newTab opens a private window. A phone is 360×740 and touched.
func newTab(t *testing.T, browser context.Context, width int) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	b := &tab{t: t, ctx: ctx}
	if width == phone {
		b.run(chromedp.EmulateViewport(phone, 740, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
	} else {
		b.run(chromedp.EmulateViewport(int64(width), 900))
	}
	return b
}

// patience is how long one step may take.
const patience = time.Minute

func (b *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.now())
	}
}

// ask runs an action that gives a value.
func ask[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("%v\n%s", err, b.now())
	}
	return value
}

// now describes the page for the message of a failure.
func (b *tab) now() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	url, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	return b.last + " at " + url + "\n" + text
}

func (b *tab) goTo(url string) { b.t.Helper(); b.run(chromedp.Navigate(url)) }

// fill types into empty fields, given as selector, text, selector, text, …
func (b *tab) fill(pairs ...string) {
	b.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		b.last = pairs[i]
		b.run(chromedp.SendKeys(chromedp.CSS(pairs[i]), pairs[i+1]))
	}
}

// set puts a value into a field that is awkward to type into, such as a date.
func (b *tab) set(selector, value string) {
	b.t.Helper()
	b.last = selector
	eval[string](b, fmt.Sprintf("document.querySelector(%q).value = %q", selector, value))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.last = selector
	b.run(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// press clicks something that leads to another page and waits for that page.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.last = selector
	b.run(chromedp.ScrollIntoView(chromedp.CSS(selector)))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("%s: %v\n%s", selector, err, b.now())
	}
}

func (b *tab) url() string { b.t.Helper(); return ask(b, chromedp.Location()) }

// eval runs a script and gives its value.
func eval[T any](b *tab, script string) T { b.t.Helper(); return ask(b, chromedp.Evaluate[T](script)) }

// wantText waits until the page says something.
func (b *tab) wantText(text string) {
	b.t.Helper()
	b.waitFor(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

func (b *tab) waitFor(condition string) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		held, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		cancel()
		if err == nil && held {
			return
		}
	}
	b.t.Fatalf("never: %s\n%s", condition, b.now())
}

// awaits opens a page again and again until it has something.
func (b *tab) awaits(address, selector string) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		b.goTo(address)
		if eval[bool](b, fmt.Sprintf("!!document.querySelector(%q)", selector)) {
			return
		}
	}
	b.t.Fatalf("never %s:\n%s", selector, b.now())
}

// withoutScripts turns JavaScript off.
func (b *tab) withoutScripts() {
	b.t.Helper()
	b.run(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// client speaks with the cookies of this window.
func (b *tab) client() *client {
	b.t.Helper()
	c := newClient(b.t)
	b.run(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		kept, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
		if err != nil {
			return err
		}
		var pairs []string
		for _, cookie := range kept.Cookies {
			pairs = append(pairs, cookie.Name+"="+cookie.Value)
		}
		c.header.Set("Cookie", strings.Join(pairs, "; "))
		return nil
	}))
	return c
}

// shot keeps a picture of the whole page where JIANFU_SHOTS names a folder.
func (b *tab) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("JIANFU_SHOTS")
	if dir == "" {
		return
	}
	png := ask(b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
