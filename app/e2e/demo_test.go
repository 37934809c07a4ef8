package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDemo does what a stranger does first: starts the demonstration and follows its guide.
func TestDemo(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "demo")
	p := start(t, data, "", "demo")
	// The last line that is printed.
	p.await(regexp.MustCompile(`以上内容也写在 (\S+demo\.json)`), patience)
	raw, err := os.ReadFile(filepath.Join(data, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	var guide struct {
		BaseURL    string `json:"base_url"`
		Accounts   []struct{ Role, Email, Password string }
		Passphrase string
		Rounds     []struct {
			ID, State string
			ReportURL string `json:"report_url"`
		}
		Cards   []string
		Posters []struct{ Unit, URL string }
	}
	if err := json.Unmarshal(raw, &guide); err != nil {
		t.Fatal(err)
	}
	if guide.BaseURL != p.base || len(guide.Cards) != 20 || len(guide.Posters) < 24 || len(guide.Rounds) != 3 || guide.Passphrase == "" {
		t.Fatalf("%s", raw)
	}
	for _, shown := range []string{guide.Passphrase, guide.Cards[0], guide.Posters[0].URL, guide.Rounds[0].ReportURL, "▀"} {
		if !strings.Contains(p.output.String(), shown) {
			t.Errorf("%s is not printed", shown)
		}
	}
	for _, address := range append([]string{guide.Posters[0].URL}, guide.Cards...) {
		if form := newClient(t).get(address).want(t, http.StatusOK); !strings.Contains(form.body, `name="a.`) {
			t.Errorf("%s is no form", address)
		}
	}
	byWire(t, newClient(t), guide.Cards[0], somebody(1))
	homes := map[string]string{"administrator": "/people", "organizer": "/rounds", "evaluator": "/evaluations"}
	for _, account := range guide.Accounts {
		c := newClient(t)
		c.header.Set("Sec-Fetch-Site", "same-origin")
		home := c.post(p.base+"/sign-in", url.Values{"email": {account.Email}, "password": {account.Password}}).want(t, http.StatusOK)
		if !strings.HasSuffix(home.url, homes[account.Role]) {
			t.Errorf("the %s begins at %s", account.Role, home.url)
		}
		want := http.StatusOK
		if account.Role == "administrator" {
			want = http.StatusForbidden
		}
		c.get(guide.Rounds[0].ReportURL).want(t, want)
		delete(homes, account.Role)
	}
	if len(homes) > 0 {
		t.Errorf("nobody is %v", homes)
	}
	p.stop()
	again := start(t, data, "", "demo") // what a demonstration filled may be filled again
	again.stop()
	occupied := t.TempDir()
	if err := os.WriteFile(filepath.Join(occupied, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "app.demo.occupied", "demo", "--data", occupied)
}
