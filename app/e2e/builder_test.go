package e2e

import (
	"encoding/csv"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// tables are the sheets of a questionnaire as somebody writes them in Excel.
type tables map[string][][]string

// evenings is a questionnaire of most kinds, with three faults: a phone number, a condition on a question that is not
// there, and a date without a range.
func evenings() tables {
	return tables{
		"survey": {
			{"type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", "choice_filter", "calculation"},
			{"begin_group", "g1", "您的工作"},
			{"note", "hello", "以下都指最近一周。"},
			{"select_one post", "post", "您在哪里上班？", "", "yes", "", "", "minimal"},
			{"select_one desk", "desk", "您主要做哪一类工作？", "", "", "", "", "", "at=${post}"},
			{"integer", "evenings", "有几个晚上加班？", "过了19点就算", "", "", ". >= 0 and . <= 7"},
			{"decimal", "hours", "这些晚上共加班几小时？", "", "", "${evening} > 0", ". >= 0 and . <= 40"},
			{"calculate", "each", "每晚平均小时数", "", "", "", "", "", "", "${hours} div ${evenings}"},
			{"phonenumber", "phone", "您的手机号"},
			{"end_group"},
			{"begin_group", "g2", "您的看法"},
			{"select_multiple why", "why", "为什么加班？", "可多选", "", "${evenings} > 0"},
			{"rank wish", "wish", "最希望先改哪几样？"},
			{"select_one five", "tired", "加班之后第二天，您感到疲倦吗？", "", "", "", "", "likert"},
			{"date", "since", "从哪个季度开始这样的？"},
			{"time", "home", "您平常几点下班？"},
			{"text", "more", "还想说什么？"},
			{"end_group"},
		},
		"choices": {
			{"list_name", "name", "label", "at"},
			{"post", "town", "乡镇（街道）", ""},
			{"post", "county", "县直部门", ""},
			{"desk", "petition", "信访接待", "town"},
			{"desk", "survey", "统计调查", "town"},
			{"desk", "paper", "文稿材料", "county"},
			{"why", "forms", "填表", ""},
			{"why", "meet", "开会", ""},
			{"why", "other", "其他（请说明）", ""},
			{"wish", "fewer", "少填表", ""},
			{"wish", "people", "多配人", ""},
			{"wish", "leave", "能补休", ""},
			{"five", "1", "一点不累", ""},
			{"five", "2", "", ""},
			{"five", "3", "", ""},
			{"five", "4", "", ""},
			{"five", "5", "非常累", ""},
		},
	}
}

// with gives the tables with one cell written anew, as one mends a sheet; row and column count from 0.
func (x tables) with(sheet string, row int, heading, value string) tables {
	head := x[sheet][0]
	for i, h := range head {
		if h == heading {
			for len(x[sheet][row]) <= i {
				x[sheet][row] = append(x[sheet][row], "")
			}
			x[sheet][row][i] = value
			return x
		}
	}
	for i := range x[sheet] {
		for len(x[sheet][i]) < len(head) {
			x[sheet][i] = append(x[sheet][i], "")
		}
		cell := ""
		if i == 0 {
			cell = heading
		} else if i == row {
			cell = value
		}
		x[sheet][i] = append(x[sheet][i], cell)
	}
	return x
}

func (x tables) without(sheet string, row int) tables {
	x[sheet] = append(x[sheet][:row:row], x[sheet][row+1:]...)
	return x
}

func (x tables) save(t *testing.T) string {
	t.Helper()
	book := excelize.NewFile()
	for sheet, rows := range x {
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "加班问卷.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// bring uploads a questionnaire.
func (o *office) bring(file string) {
	o.t.Helper()
	b := o.organizer
	b.goTo(o.p.base + "/questionnaires")
	b.run(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
	b.press("form[enctype] button[type=submit]")
}

// The state of the editor.
const (
	ready = `document.querySelector("#builder.ready") !== null`
	saved = `document.getElementById("saved").dataset.state === "saved"`
)

// TestExcelToPhone is the way of an organizer who knows only Excel: brings in a form, reads what is wrong with it, mends
// it in Excel and in the builder, sees it on a phone, opens a round with it; people answer, and the figures are theirs.
func TestExcelToPhone(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	p := start(t, t.TempDir(), filepath.Join(t.TempDir(), "jianfu.db"))
	o := found(t, p, browser)
	o.importUnits(countyRows)
	b := o.organizer

	// Refused: each fault with its row, and nothing kept.
	o.bring(evenings().save(t))
	b.shot("builder-refused")
	text := b.now()
	for _, want := range []string{"survey", "手机", "evening", "first"} {
		if !strings.Contains(text, want) {
			t.Errorf("the refusal does not speak of %q:\n%s", want, text)
		}
	}
	rows := eval[string](b, `[...document.querySelectorAll("main tbody tr")].map(r => r.children[1].innerText).join(" ")`)
	for _, row := range []string{"7", "9", "15"} {
		if !strings.Contains(" "+rows+" ", " "+row+" ") {
			t.Errorf("the refusals are in rows %s, not in %s", rows, row)
		}
	}
	b.goTo(p.base + "/questionnaires")
	if strings.Contains(b.now(), "加班问卷") {
		t.Error("a refused questionnaire was kept")
	}

	// Mended in Excel.
	mended := evenings().with("survey", 6, "relevant", "${evenings} > 0").
		with("survey", 14, "first", "2026-01-01").with("survey", 14, "last", "2026-12-31").with("survey", 14, "period", "quarter").
		without("survey", 8)
	o.bring(mended.save(t))
	b.waitFor(ready)
	b.shot("builder-imported")
	id := filepath.Base(strings.Split(b.url(), "?")[0])

	o.mend(id)
	o.export(id)
	address := o.draft("晚间加班调查", "own:"+id, "poster", 5)
	o.do(address, "freeze")
	posters := scan(t, []byte(b.client().get(address+"/posters.pdf").want(t, http.StatusOK).body))
	o.do(address, "open")
	fillEvenings(t, newTab(t, browser, phone), posters[0])
	for i := range 7 { // over all units: none has more people than it answers
		wireEvenings(t, posters[(i+1)%len(posters)], i)
	}
	o.do(address, "close")
	o.unlock(filepath.Base(address))
	figures(t, o, filepath.Base(address))
	p.stop()
}

// mend goes on in the builder: words, an English label, an option that excludes the others; and looks at the phone.
func (o *office) mend(id string) {
	o.t.Helper()
	b := o.organizer
	b.click(`.item[data-key="0.3"]`)
	b.waitFor(`document.querySelector("#form textarea")?.value === "有几个晚上加班？"`)
	b.run(chromedp.Focus(chromedp.CSS("#form textarea")), chromedp.KeyEvent("（周一至周日）"))
	b.waitFor(saved)
	b.shot("builder-mended")
	phonePage := fmt.Sprintf(`fetch("/questionnaires/%s/preview").then(a => a.text())`, id)
	if page := ask(b, chromedp.Evaluate[string](phonePage, chromedp.EvalAwaitPromise)); !strings.Contains(page, "有几个晚上加班？（周一至周日）") || strings.Contains(page, "手机号") {
		o.t.Error("the preview does not show what was typed")
	}
	b.waitFor(`[...document.querySelectorAll("#preview iframe")].some(f => f.src.includes("preview"))`)

	// Two windows, and a reload while something is not saved yet: nothing is lost.
	b.goTo(o.p.base + "/questionnaires/" + id)
	b.waitFor(ready)
	if kept := eval[string](b, `document.body.innerText`); !strings.Contains(kept, "（周一至周日）") {
		o.t.Error("the edit is gone after a reload")
	}
	b.goTo(o.p.base + "/questionnaires/" + id + "/history")
	b.shot("builder-history")
}

// export takes the questionnaire out again: as an XLSForm that comes back as the same questionnaire.
func (o *office) export(id string) {
	o.t.Helper()
	b := o.organizer
	c := b.client()
	before := c.get(o.p.base+"/questionnaires/"+id+"/export.json").want(o.t, http.StatusOK).body
	book := c.get(o.p.base+"/questionnaires/"+id+"/export.xlsx").want(o.t, http.StatusOK)
	path := filepath.Join(o.t.TempDir(), "again.xlsx")
	if err := os.WriteFile(path, []byte(book.body), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.bring(path)
	b.waitFor(ready)
	again := filepath.Base(strings.Split(b.url(), "?")[0])
	if after := c.get(o.p.base+"/questionnaires/"+again+"/export.json").want(o.t, http.StatusOK).body; after != before {
		o.t.Errorf("out and in again is another questionnaire:\n%s\n%s", before, after)
	}
	book2 := c.get(o.p.base+"/questionnaires/"+id+"/codebook.csv").want(o.t, http.StatusOK)
	if rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(book2.body, "\ufeff"))).ReadAll(); err != nil || len(rows) < 8 {
		o.t.Errorf("the codebook has %d rows: %v", len(rows), err)
	}
}

// fillEvenings answers on a phone, with everything that a script does: options that are not offered disappear, so do
// questions that do not apply; an answer that is too large is told beside its question.
func fillEvenings(t *testing.T, b *tab, address string) {
	t.Helper()
	b.goTo(address)
	b.shot("evenings-empty")
	visible := func(selector string) bool {
		return eval[bool](b, fmt.Sprintf(`(e => !!e && e.offsetParent !== null)(document.querySelector(%q))`, selector))
	}
	if visible("#q-more") || visible("#q-hours") {
		t.Error("a text is asked, or a question that does not apply")
	}
	choose := func(name, value string) {
		t.Helper()
		eval[bool](b, fmt.Sprintf(`(s => { s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true})); return s.value === %q })(document.querySelector("select[name='a.%s']"))`, value, value, name))
	}
	choose("post", "town")
	b.waitFor(`document.querySelector("#q-desk [value=paper]").closest("label").offsetParent === null`)
	b.click("label:has([name='a.desk'][value=survey])")
	b.run(chromedp.SendKeys(chromedp.CSS("input[name='a.evenings']:not([type=checkbox])"), "9"))
	b.run(chromedp.SendKeys(chromedp.CSS("input[name='a.evenings']:not([type=checkbox])"), "\t"))
	b.wantText("0到7")
	b.shot("evenings-wrong")
	eval[bool](b, `(i => { i.value = ""; i.dispatchEvent(new Event("input", {bubbles: true})); return true })(document.querySelector("input[name='a.evenings']:not([type=checkbox])"))`)
	b.run(chromedp.SendKeys(chromedp.CSS("input[name='a.evenings']:not([type=checkbox])"), "3"))
	b.waitFor(`document.querySelector("#q-hours").offsetParent !== null`)
	b.run(chromedp.SendKeys(chromedp.CSS("input[name='a.hours']:not([type=checkbox])"), "7.5"))
	b.click("label:has([name='a.why'][value=forms])")
	eval[bool](b, `(all => { [["0", "leave"], ["1", "fewer"]].forEach(([i, v]) => { all[i].value = v; all[i].dispatchEvent(new Event("change", {bubbles: true})) }); return true })(document.querySelectorAll("select[name='a.wish']"))`)
	b.click("label:has([name='a.tired'][value='4'])")
	choose("since", "2026-04-01")
	b.click("label:has([name='a.home'][value='18:00'])")
	b.shot("evenings-filled")
	b.click("form button:not([type=button])")
	b.wantText("已收到")
}

// wireEvenings answers as a browser without a script does.
func wireEvenings(t *testing.T, address string, i int) {
	t.Helper()
	c := newClient(t)
	answers := url.Values{
		"a.post": {"county"}, "a.desk": {"paper"}, "a.evenings": {fmt.Sprint(i % 4)}, "a.wish": {"people", "", "fewer"},
		"a.tired": {"2"}, "a.since": {"2026-01-01"}, "a.home": {"12:00"}, "a.more": {"this is not asked"},
	}
	if i%4 > 0 {
		answers["a.hours"], answers["a.why"] = []string{"4"}, []string{"meet", "other"}
	}
	wrong := url.Values{}
	for name, values := range answers {
		wrong[name] = values
	}
	wrong["a.desk"] = []string{"petition"}
	if got := c.post(address, wrong).want(t, http.StatusUnprocessableEntity); !strings.Contains(html.UnescapeString(got.body), "不在可选之列") {
		t.Error("an option that is not offered is not refused in words")
	}
	review := c.post(address, answers).want(t, http.StatusOK)
	if strings.Contains(review.body, "this is not asked") {
		t.Error("a text was taken that the round does not allow")
	}
	form := url.Values{}
	for _, name := range []string{"round", "key", "sealed"} {
		form.Set(name, html.UnescapeString(review.hidden(t, name)))
	}
	if thanks := c.post(address+"/send", form).want(t, http.StatusOK); !strings.Contains(thanks.url, "/thanks") {
		t.Fatalf("sent, but led to %s", thanks.url)
	}
}

// figures looks at the release: every kind is counted. Of eight sheets seven are alike: a count reads 6, the second of two
// options what the first one leaves, and none more than those whom the question concerns.
func figures(t *testing.T, o *office, id string) {
	t.Helper()
	counts := map[string]string{}
	for _, row := range download(t, o, id) {
		if row["level"] == "round" && row["stat"] == "count" {
			counts[row["indicator"]] = row["value"]
		}
	}
	for indicator, among := range map[string]string{
		"post/county": "5 8", "desk/paper": "6", "wish/people": "6", "tired/2": "6", "since/2026-01-01": "6", "home/12:00": "6",
		"post/town": "0 3", "wish/leave": "0 3", "since/2026-04-01": "0 3", "home/18:00": "0 3", "why/meet": "3 4 5 6",
	} {
		if got, there := counts[indicator]; !there || !strings.Contains(" "+among+" ", " "+got+" ") {
			t.Errorf("%s is published as %q, not one of %s", indicator, got, among)
		}
	}
	for indicator := range counts {
		if strings.HasPrefix(indicator, "more/") || strings.HasPrefix(indicator, "each/") || strings.HasPrefix(indicator, "hello/") {
			t.Errorf("%s is published", indicator)
		}
	}
	e := o.evaluator
	e.goTo(o.p.base + "/evaluations/" + id + "/report")
	e.wantText("最希望先改哪几样")
	e.shot("evenings-report")
}

// TestHugeFile: a file beyond every bound is refused in words, whatever it is.
func TestHugeFile(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	p := start(t, t.TempDir(), filepath.Join(t.TempDir(), "jianfu.db"))
	o := found(t, p, browser)
	path := filepath.Join(t.TempDir(), "巨大.xlsx")
	if err := os.WriteFile(path, append([]byte("PK\x03\x04"), make([]byte, 50<<20)...), 0o600); err != nil {
		t.Fatal(err)
	}
	o.bring(path)
	o.organizer.shot("builder-huge")
	o.organizer.wantText("提交的内容太大，没有保存")
	p.stop()
}
