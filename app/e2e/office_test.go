package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// office is the people of an office at their desks, each in a window of their own.
type office struct {
	t         *testing.T
	p         *program
	admin     *tab
	organizer *tab
	evaluator *tab
}

// The passwords of the tests.
const (
	password   = "石板路上慢慢走到天亮 2027"
	passphrase = "春江水暖鸭先知 二〇二七"
)

// found opens the office: the first administrator by the link of the first start, the others by invitation.
func found(t *testing.T, p *program, browser context.Context) *office {
	t.Helper()
	o := &office{t: t, p: p, admin: newTab(t, browser, desktop)}
	o.admin.goTo(p.firstLink())
	o.admin.shot("invitation")
	o.admin.fill("#name", "管理员", "#email", "admin@office.example")
	o.setPassword(o.admin)
	if !strings.Contains(o.admin.url(), "/people") {
		t.Fatalf("the administrator is still here:\n%s", o.admin.now())
	}
	o.organizer = o.invite(browser, "organizer", "县减负办", "organizer@office.example")
	o.evaluator = o.invite(browser, "evaluator", "某大学评估组", "evaluator@office.example")
	return o
}

func (o *office) setPassword(b *tab) {
	o.t.Helper()
	b.fill("#password", password, "#password_again", password)
	b.press("main form button[type=submit]")
}

// invite makes an account through the administrator's page and the link that it shows.
func (o *office) invite(browser context.Context, role, name, email string) *tab {
	o.t.Helper()
	o.admin.goTo(o.p.base + "/people")
	o.admin.fill("#name", name, "#email", email)
	o.admin.click("input[name=role][value=" + role + "]")
	o.admin.press("form[action='/people'] button[type=submit]")
	o.admin.shot("invited-" + role)
	link := regexp.MustCompile(`http://localhost:\d+/invitation/[\w-]+`).FindString(ask(o.admin, chromedp.OuterHTML(chromedp.CSS("main"))))
	if link == "" {
		o.t.Fatalf("no link for %s:\n%s", role, o.admin.now())
	}
	b := newTab(o.t, browser, desktop)
	b.goTo(link)
	o.setPassword(b)
	return b
}

// workbook writes a unit list as an organizer would in Excel.
func workbook(t *testing.T, rows [][]any) string {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range append([][]any{{"编码", "上级编码", "名称", "人数"}}, rows...) {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "单位.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// importUnits uploads a unit list in the browser.
func (o *office) importUnits(rows [][]any) {
	o.t.Helper()
	b := o.organizer
	b.goTo(o.p.base + "/units")
	b.run(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{workbook(o.t, rows)}))
	b.press("form[enctype] button[type=submit]")
}

// draft sets a round up until it can be frozen, with its key on the server, and gives its address.
func (o *office) draft(title, instrument, admission string, k int) string {
	o.t.Helper()
	address := o.propose(title, instrument, admission, k)
	e := o.evaluator
	e.goTo(o.p.base + "/evaluations/" + filepath.Base(address))
	e.shot("evaluation-accept")
	e.click("details.other > summary")
	e.fill("#passphrase", passphrase, "#passphrase_again", passphrase)
	e.click("#understood")
	e.press("form[action$='/accept'] button")
	e.shot("evaluation-accepted")
	return address
}

// propose sets a round up until its evaluator is asked, and gives its address.
func (o *office) propose(title, instrument, admission string, k int) string {
	o.t.Helper()
	b := o.organizer
	b.goTo(o.p.base + "/rounds/new")
	b.shot("round-new")
	local := func(d time.Duration) string {
		return time.Now().In(time.FixedZone("", 8*60*60)).Add(d).Format("2006-01-02T15:04")
	}
	b.set("#title", title)
	b.set("#organizer", "云边县减负办公室")
	b.click("input[name=questionnaire][value='" + instrument + "']")
	b.click("input[name=admission][value=" + admission + "]")
	b.set("#k", fmt.Sprint(k))
	b.set("#opens", local(time.Hour))
	b.set("#closes", local(48*time.Hour))
	b.set("#latest", local(96*time.Hour))
	b.press("main form.narrow button.primary")
	address := strings.Split(b.url(), "?")[0]
	b.set("#evaluator", eval[string](b, "document.querySelector('#evaluator option:last-child').value"))
	b.press("form[action$='/evaluator'] button[type=submit]")
	b.shot("round-draft-" + admission)
	return address
}

// do carries out one act of the life of a round through its confirmation page.
func (o *office) do(address, act string) {
	o.t.Helper()
	b := o.organizer
	if act == "freeze" { // the unit keys are made in the background
		b.awaits(address, "a[href$='/freeze']")
	}
	b.goTo(address + "/" + act)
	b.shot("ask-" + act)
	if act == "cancel" {
		b.click("#sure")
	}
	b.press("main form button[type=submit]")
	if strings.HasSuffix(strings.Split(b.url(), "?")[0], "/"+act) {
		o.t.Fatalf("%s was refused:\n%s", act, b.now())
	}
}

// cards prints the cards of every unit and gives the file.
func (o *office) cards(address string) page {
	o.t.Helper()
	o.organizer.goTo(address)
	c := o.organizer.client()
	csrf := c.get(address).want(o.t, http.StatusOK).hidden(o.t, "csrf")
	return c.post(address+"/cards.pdf", url.Values{"csrf": {csrf}, "units": {"all"}}).want(o.t, http.StatusOK)
}

// unlock opens a closed round and waits for its release.
func (o *office) unlock(id string) {
	o.t.Helper()
	e := o.evaluator
	address := o.p.base + "/evaluations/" + id
	for end := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		e.goTo(address)
		if eval[bool](e, "!!document.querySelector('form[action$=\"/unlock\"]')") {
			break
		}
		if time.Now().After(end) {
			o.t.Fatalf("never ready to be unlocked:\n%s", e.now())
		}
	}
	e.shot("evaluation-unlock")
	e.fill("#passphrase", "a wrong passphrase")
	e.press("form[action$='/unlock'] button")
	if !eval[bool](e, "!!document.querySelector('#passphrase-wrong')") {
		o.t.Fatalf("a wrong passphrase was not refused:\n%s", e.now())
	}
	e.fill("#passphrase", passphrase)
	e.press("form[action$='/unlock'] button")
	e.waitFor("!!document.querySelector('a[href$=\"/report\"]')")
	e.shot("evaluation-released")
}
