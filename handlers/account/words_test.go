package account

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/templates"
)

// TestEveryPageInEveryLanguage executes each page with everything that it can show.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	views, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	person := account.Account{ID: models.NewID(), Name: "王芳", Email: "wang.fang@county.example", Role: account.Administrator}
	other := person
	other.ID = models.NewID()
	gone := other
	gone.Suspended = true
	join := account.Invitation{Email: "sun@county.example", Name: "孙梅", Role: account.Evaluator, Expires: time.Now()}
	renew := join
	renew.Account = other.ID
	roles := []account.Role{account.Organizer, account.Evaluator, account.Administrator}
	all := func(fields ...string) (p []Problem) {
		for _, field := range fields {
			p = append(p, Problem{Field: field, Text: "problem"})
		}
		return p
	}
	contents := map[string][]any{
		"sign_in": {session.SignIn{}, session.SignIn{Email: "a@b", Next: "/x", Problem: "problem", Over: true}, session.SignIn{Over: true, Kept: "kept"}},
		"resume":  {session.Kept{Path: "/units", Fields: []session.Field{{Name: "a", Value: "b"}}}},
		"link":    {Handover{Link: "https://x/invitation/y", Invitation: join}, Handover{Link: "https://x", Invitation: renew}},
		"account": {Mine{Person: person, Name: "王芳", Sessions: 1}},
	}
	for _, p := range all("", "name", "email", "password", "password_again") {
		for _, i := range []account.Invitation{join, renew, {Role: account.Administrator}} {
			contents["invitation"] = append(contents["invitation"], Acceptance{Action: "/invitation/x", Invitation: i, Problem: p})
		}
	}
	for _, p := range all("", "name", "current_password", "password", "password_again") {
		contents["account"] = append(contents["account"], Mine{Person: person, Name: "x", Sessions: 2, Problem: p})
	}
	for _, p := range append(all("", "name", "email", "role"), Problem{}) {
		contents["people"] = append(contents["people"], Office{
			People: []account.Account{person, other, gone}, Invited: []account.Invitation{join, renew}, Roles: roles,
			Form: Guest{Email: "a@b", Name: "x", Role: account.Organizer, Problem: p},
		})
	}
	for _, name := range views.Names() {
		name, mine := strings.CutPrefix(name, "account/")
		if mine && len(contents[name]) == 0 {
			t.Errorf("page %s is not tested", name)
		}
	}
	for name, each := range contents {
		for _, lang := range models.Langs() {
			for _, content := range each {
				desk := session.Desk{Person: person, CSRF: "token", Home: "/people", Notice: "done.account.renamed"}
				html, err := views.Write("account/"+name, page.Frame{Lang: lang, Path: "/x?", Desk: desk, Page: content})
				if err != nil {
					t.Fatal(err)
				}
				if at := strings.Index(string(html), "[account."); at >= 0 {
					t.Errorf("%s in %s lacks %.40s", name, lang, html[at:])
				}
				for _, inline := range []string{" style=", " onclick=", "<script>", "<style>"} {
					if strings.Contains(string(html), inline) {
						t.Errorf("%s holds %s, which the policy of the console forbids", name, inline)
					}
				}
			}
		}
	}
}

// TestErrorsHaveWords finds every key that the people and the session can fail or finish with.
func TestErrorsHaveWords(t *testing.T) {
	t.Parallel()
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`(?:"|done=)(account\.[a-z_]+)"`)
	found := 0
	for _, dir := range []string{"../../models/account", "../web/session", "."} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, m := range key.FindAllStringSubmatch(string(source), -1) {
				found++
				if !catalogue.Has(m[1]) && !catalogue.Has("done."+m[1]) {
					t.Errorf("%s: no words for %s", file, m[1])
				}
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d keys found: the search is broken", found)
	}
}
