package respondent_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, sink(t))
	app := newApp(t, w)
	for lang, text := range map[string]string{"": "预览：手机上看到的就是这样。", "?lang=en": "Preview: this is what a phone shows."} {
		got := get(t, app, "/preview"+lang)
		if got.status != http.StatusOK || missing.MatchString(strip(got.body)) {
			t.Fatalf("%d, %s", got.status, missing.FindString(got.body))
		}
		for _, part := range []string{text, "<button disabled>", `value="phone" type="checkbox" name="a.ways" checked`, w.manifest.Questionnaire.Title.In("zh")} {
			if part == "各种题目" && lang != "" {
				part = "Every kind of question"
			}
			if !strings.Contains(got.body, part) {
				t.Errorf("%q: no %q", lang, part)
			}
		}
		for _, part := range []string{"<footer>", "/manifest/", "/privacy", `action="`, w.manifest.Organizer, "清水镇"} {
			if strings.Contains(strip(got.body), part) {
				t.Errorf("%q: shows %q", lang, part)
			}
		}
		policy := got.header.Get("Content-Security-Policy")
		for _, part := range []string{"frame-ancestors 'self'", "sandbox allow-scripts", "form-action 'none'", "default-src 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("the policy lacks %s: %s", part, policy)
			}
		}
		if got.header.Get("Cache-Control") != "no-store" {
			t.Error("a cache may keep a preview")
		}
	}
	if len(w.counted) > 0 {
		t.Errorf("counted %v", w.counted)
	}
}

// In the sandbox of the builder's frame the page comes up and its logic works, though storage throws there.
func TestBrowserPreview(t *testing.T) {
	t.Parallel()
	ctx, base := phone(t), serve(t, newWorldOf(t, sink(t)))
	run(t, ctx, chromedp.Navigate(base+"/preview"))
	expect(t, ctx, `(() => { try { return !sessionStorage } catch (_) { return true } })()`, true)
	expect(t, ctx, hiddenBox("town"), false)
	run(t, ctx, tick("county", "none"), enter("n_calls", "12"))
	expect(t, ctx, hiddenBox("town"), true)
	expect(t, ctx, `document.querySelector("#n-say").closest("section").hidden`, false)
	expect(t, ctx, `document.querySelector("form button:not([type])").disabled`, true)
	see(t, ctx, "preview")

	run(t, ctx, chromedp.Navigate(base+"/builder"))
	see(t, ctx, "builder")
	framed := ask(t, ctx, func(ctx context.Context, tab *chromedp.Target) (target.GetTargetsResult, error) {
		return cdp.Call(ctx, tab, target.GetTargets, target.GetTargetsParams{})
	})
	// A page that may not be framed has no target of its own.
	if !slices.ContainsFunc(framed.TargetInfos, func(i *target.Info) bool { return i.Type == "iframe" && i.URL == base+"/preview" }) {
		t.Error("the frame does not show the preview")
	}
}
