package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"jianfu/models/store/storetest"
)

// jianfu runs a command on somebody's own computer and wants it to succeed.
func jianfu(t *testing.T, args ...string) {
	t.Helper()
	if out, status := run(t, args...); status != 0 {
		t.Fatalf("jianfu %s: status %d\n%s", args[0], status, out)
	}
}

// TestOfflineKey has a round whose key was made on the evaluator's computer and never leaves it: the ballots are taken away,
// counted there, and the release is brought back. Another count of the same file gives the same bytes.
func TestOfflineKey(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	secret := filepath.Join(home, "passphrase")
	if err := os.WriteFile(secret, []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(home, "round.key")
	jianfu(t, "keygen", key, "--passphrase-file", secret)
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key file: %v, %v", info, err)
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}

	p := start(t, t.TempDir(), storetest.MariaDB(t))
	o := found(t, p, chromium(t))
	o.importUnits(countyRows)
	address := o.propose("离线密钥", "burden-core", "card", 5)
	page := o.p.base + "/evaluations/" + filepath.Base(address)
	e := o.evaluator
	e.goTo(page)
	e.set("#public_key", strings.TrimSpace(string(public)))
	e.click("#kept")
	e.press("form[action$='/key'] button.primary")
	o.do(address, "freeze")
	codes := scan(t, []byte(o.cards(address).body))
	o.do(address, "open")
	for i := range 14 {
		byHandset(t, newClient(t), codes[i], somebody(i))
	}
	if form := newClient(t).get(codes[20]); !strings.Contains(form.body, "评估方自己的电脑") {
		t.Error("the form does not say where the key is")
	}
	o.do(address, "close")
	e.awaits(page, "a[href$='ballots.jsonl']")
	e.shot("tally")

	ballots := filepath.Join(home, "ballots.jsonl")
	if err := os.WriteFile(ballots, []byte(e.client().get(page+"/ballots.jsonl").want(t, http.StatusOK).body), 0o600); err != nil {
		t.Fatal(err)
	}
	release, again := filepath.Join(home, "release.json"), filepath.Join(home, "again.json")
	for _, out := range []string{release, again} {
		jianfu(t, "tally", ballots, "--key", key, "--passphrase-file", secret, "--out", out)
	}
	first, err := os.ReadFile(release)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(again)
	if err != nil || string(first) != string(second) {
		t.Fatal("two counts of one file differ")
	}

	// A changed figure is refused; the file as it is, is taken.
	forged := filepath.Join(home, "forged.json")
	if err := os.WriteFile(forged, []byte(strings.Replace(string(first), "15", "18", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	e.upload(page, forged)
	if !eval[bool](e, "!!document.querySelector('#release-wrong')") {
		t.Fatalf("a forged release was taken:\n%s", e.now())
	}
	e.shot("tally-refused")
	e.upload(page, release)
	e.waitFor("!!document.querySelector('a[href$=\"/report\"]')")
	kept := e.client().get(page+"/report.json").want(t, http.StatusOK)
	if kept.body != string(first) {
		t.Error("the server keeps another release than it was given")
	}
	p.stop()
}

func (b *tab) upload(page, file string) {
	b.t.Helper()
	b.goTo(page)
	b.run(chromedp.SetUploadFiles(chromedp.CSS("#release"), []string{file}))
	b.press("form[action$='/release'] button")
}
