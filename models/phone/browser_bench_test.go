package phone

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/seal"
)

// BenchmarkBrowser makes and finishes ballots in Chromium, as it is and with the processor slowed six times, and gives the
// milliseconds of each, and of one bare generateKey of WebCrypto in the same page.
func BenchmarkBrowser(b *testing.B) {
	raw, err := os.ReadFile("../../static/form/ballot.js")
	if err != nil {
		b.Fatal(err)
	}
	unit, err := admission.NewUnitKey()
	if err != nil {
		b.Fatal(err)
	}
	round, err := seal.NewPrivateKey()
	if err != nil {
		b.Fatal(err)
	}
	b64 := base64.RawURLEncoding
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sign" {
			blinded, _ := b64.DecodeString(r.URL.Query().Get("blinded"))
			signed, err := unit.Sign(blinded)
			if err != nil {
				w.WriteHeader(http.StatusBadRequest)
			}
			fmt.Fprint(w, b64.EncodeToString(signed))
			return
		}
		fmt.Fprintf(w, "<!doctype html><script>%s</script>", raw)
	}))
	defer server.Close()
	given, err := json.Marshal(map[string]any{
		"round": models.NewID().String(), "unit": models.NewID().String(), "to": b64.EncodeToString(round.Public()),
		"key": b64.EncodeToString(unit.Public().Modulus()), "pad": 2048,
	})
	if err != nil {
		b.Fatal(err)
	}
	script := fmt.Sprintf(`(async given => {
		const now = () => performance.now(), times = { make: 0, finish: 0, bare: 0 }
		let t = now()
		const made = await ballot.make(given, "x".repeat(1500))
		times.make = now() - t
		const signed = await (await fetch("/sign?blinded=" + made.blinded)).text()
		t = now()
		await ballot.finish(made, given.key, signed)
		times.finish = now() - t
		t = now()
		await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"])
		times.bare = now() - t
		return times
	})(%s)`, given)

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(b.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(b.Context(), options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))); err != nil {
		b.Skip("no Chromium: ", err)
	}
	for _, slowed := range []float64{1, 6} {
		b.Run(fmt.Sprintf("slowed_%v", slowed), func(b *testing.B) {
			err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowed})
				return err
			}))
			if err != nil {
				b.Fatal(err)
			}
			var sum struct{ Make, Finish, Bare float64 }
			for b.Loop() {
				one, cancel := context.WithTimeout(ctx, time.Minute)
				took, err := chromedp.Run(one, chromedp.Evaluate[struct{ Make, Finish, Bare float64 }](script, chromedp.EvalAwaitPromise))
				cancel()
				if err != nil {
					b.Fatal(err)
				}
				sum.Make, sum.Finish, sum.Bare = sum.Make+took.Make, sum.Finish+took.Finish, sum.Bare+took.Bare
			}
			n := float64(b.N)
			b.ReportMetric(sum.Make/n, "make-ms")
			b.ReportMetric(sum.Finish/n, "finish-ms")
			b.ReportMetric(sum.Bare/n, "generateKey-ms")
		})
	}
}
