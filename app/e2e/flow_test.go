package e2e

import (
	"context"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
	"jianfu/models/tabulation"
)

// The county of the tests, with how many of each unit answer. With k = 5 the round (25), the township (19), 甲村 (9)
// and 丙局 (6) are published; 丁村 is too small, and 乙村 is hidden since 丁村 could be got by subtraction.
var (
	countyRows = [][]any{
		{"01", "", "云边县", 0},
		{"0101", "01", "青溪镇", 0},
		{"010101", "0101", "甲村", 12},
		{"010102", "0101", "乙村", 8},
		{"010103", "0101", "丁村", 4},
		{"0102", "01", "丙局", 8},
	}
	answering = []struct {
		unit string
		n    int
	}{{"甲村", 9}, {"乙村", 7}, {"丁村", 3}, {"丙局", 6}}
	groups = map[string][]string{ // published groups by code, with the units in them; "" is the whole round
		"": {"甲村", "乙村", "丁村", "丙局"}, "01": {"甲村", "乙村", "丁村", "丙局"},
		"0101": {"甲村", "乙村", "丁村"}, "010101": {"甲村"}, "0102": {"丙局"},
	}
)

// TestMainJob goes the whole way, with the real program and a real browser, on both databases: units are imported, a
// round is opened, cards are printed and scanned, staff answer, the round closes, the evaluator unlocks it, and the
// figures of the download are those that were typed.
func TestMainJob(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		browser := chromium(t)
		data := t.TempDir()
		p := start(t, data, target)
		o := found(t, p, browser)
		badImport(o)
		o.importUnits(countyRows)
		o.organizer.wantText("云边县")
		o.organizer.shot("units")

		address := o.draft("一季度基层负担调查", "burden-core", "card", 5)
		o.do(address, "freeze")
		file := o.cards(address)
		printed := scanCards(t, p, []byte(file.body))
		early := newTab(t, browser, phone)
		early.goTo(printed[0])
		early.shot("early")
		if eval[bool](early, "!!document.querySelector('form[method=post] [name^=\"a.\"]')") {
			t.Error("the form is there before the opening")
		}
		o.do(address, "open")
		codes := byUnit(t, printed)
		people := answerAll(t, browser, codes)
		o.organizer.goTo(address)
		o.organizer.shot("round-open")
		noFigures(t, o, address)
		o.do(address, "close")
		late := newTab(t, browser, phone)
		late.goTo(codes["甲村"][11])
		late.wantText("截止")
		late.shot("late")
		o.unlock(filepath.Base(address))
		o.organizer.goTo(address)
		o.organizer.shot("round-released")

		table := download(t, o, filepath.Base(address))
		compare(t, table, people)
		report(t, o, filepath.Base(address), table)
		p.stop()
		recount(t, target, filepath.Base(address), people)
	})
}

// badImport uploads a list with two faults and wants both named and nothing kept.
func badImport(o *office) {
	o.t.Helper()
	o.importUnits([][]any{{"01", "", "云边县", 0}, {"0101", "99", "青溪镇", "许多"}})
	o.organizer.wantText("许多")
	o.organizer.shot("units-problems")
	o.organizer.goTo(o.p.base + "/units")
	if strings.Contains(o.organizer.now(), "云边县") {
		o.t.Error("half of a faulty list was imported")
	}
}

// scanCards reads the printed cards: as many as there are people, each with its code beside it.
func scanCards(t *testing.T, p *program, pdf []byte) []string {
	t.Helper()
	codes := scan(t, pdf)
	if len(codes) != 12+8+4+8 {
		t.Fatalf("%d codes on the cards of 32 people", len(codes))
	}
	text := words(t, pdf)
	for _, code := range codes {
		bare := strings.TrimPrefix(code, p.base+"/c/")
		if !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{16}$`).MatchString(bare) {
			t.Fatalf("a card leads to %s", code)
		}
		printed := fmt.Sprintf("%s-%s-%s-%s", bare[:4], bare[4:8], bare[8:12], bare[12:])
		if strings.Count(strings.ReplaceAll(text, " ", ""), printed) != 1 {
			t.Errorf("the code %s is not printed beside its QR code", printed)
		}
	}
	return codes
}

// byUnit sorts cards by the unit that their form names.
func byUnit(t *testing.T, codes []string) map[string][]string {
	t.Helper()
	sorted := map[string][]string{}
	for _, code := range codes {
		form := newClient(t).get(code).want(t, http.StatusOK)
		for _, unit := range answering {
			if strings.Contains(form.body, unit.unit) {
				sorted[unit.unit] = append(sorted[unit.unit], code)
			}
		}
	}
	return sorted
}

// answerAll has everybody answer: two in Chromium with JavaScript, two without, the others on the wire by either path.
func answerAll(t *testing.T, browser context.Context, codes map[string][]string) map[string][]person {
	t.Helper()
	people := map[string][]person{}
	i := 0
	for _, unit := range answering {
		for n := range unit.n {
			who, code := somebody(i), codes[unit.unit][n]
			switch {
			case i < 2:
				bySight(t, browser, code, who, true)
			case i < 4:
				bySight(t, browser, code, who, false)
			case i%2 == 0:
				byHandset(t, newClient(t), code, who)
				spent(t, code, who)
			default:
				form := byWire(t, newClient(t), code, who)
				twice(t, code, who, form)
			}
			people[unit.unit] = append(people[unit.unit], who)
			i++
		}
	}
	return people
}

// twice sends what was sent once more, as after a lost reply, and tries to use the card for another sheet.
func twice(t *testing.T, code string, who person, form url.Values) {
	t.Helper()
	c := newClient(t)
	if again := c.post(code+"/send", form).want(t, http.StatusOK); !strings.Contains(again.url, "/thanks") {
		t.Errorf("the same sheet again led to %s", again.url)
	}
	review := c.post(code, who.form()).want(t, http.StatusOK)
	other := url.Values{"key": {review.hidden(t, "key")}, "sealed": {review.hidden(t, "sealed")}}
	c.post(code+"/send", other).want(t, http.StatusConflict)
}

// spent tries to use a card that a phone has used, by both paths.
func spent(t *testing.T, code string, who person) {
	t.Helper()
	c := newClient(t)
	other := sealOn(t, c, code, who)
	blinded := base64.RawURLEncoding.EncodeToString(other.phone.Blinded)
	c.post(code+"/ballot", url.Values{"round": {other.round.String()}, "unit": {other.unit.String()}, "blinded": {blinded}}).want(t, http.StatusConflict)
	review := c.post(code, who.form()).want(t, http.StatusOK)
	plain := url.Values{"key": {review.hidden(t, "key")}, "sealed": {review.hidden(t, "sealed")}}
	c.post(code+"/send", plain).want(t, http.StatusConflict)
}

// noFigures tries every address of the figures as the organizer, before the release.
func noFigures(t *testing.T, o *office, address string) {
	t.Helper()
	c := o.organizer.client()
	id := filepath.Base(address)
	for _, figures := range []string{"/report", "/report.csv", "/report.json"} {
		if got := c.get(o.p.base + "/evaluations/" + id + figures); got.status != http.StatusForbidden {
			t.Errorf("%s answers the organizer %d", figures, got.status)
		}
	}
	if got := newClient(t).get(o.p.base + "/evaluations/" + id + "/report.csv"); strings.Contains(got.header.Get("Content-Type"), "csv") {
		t.Error("anybody can download the figures")
	}
}

// download gets the tidy csv as the evaluator and gives its rows by column.
func download(t *testing.T, o *office, id string) []map[string]string {
	t.Helper()
	answer := o.evaluator.client().get(o.p.base+"/evaluations/"+id+"/report.csv").want(t, http.StatusOK)
	if name := answer.header.Get("Content-Disposition"); !strings.Contains(name, "filename*=utf-8''") {
		t.Errorf("the download is called %s", name)
	}
	body, marked := strings.CutPrefix(answer.body, "\ufeff")
	if !marked {
		t.Error("the csv has no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var table []map[string]string
	for _, row := range rows[1:] {
		named := map[string]string{}
		for i, name := range rows[0] {
			named[name] = row[i]
		}
		table = append(table, named)
	}
	return table
}

// compare holds the published figures against those counted by hand.
func compare(t *testing.T, table []map[string]string, people map[string][]person) {
	t.Helper()
	expected := map[string]counts{}
	size := map[string]int{}
	for code, units := range groups {
		var all []person
		for _, unit := range units {
			all = append(all, people[unit]...)
		}
		expected[code], size[code] = count(all), len(all)
	}
	seen := map[string]int{}
	for _, row := range table {
		code := row["unit_code"]
		if row["level"] != "round" && row["level"] != "unit" {
			continue
		}
		want, published := expected[code]
		switch {
		case !published && row["value"] != "":
			t.Errorf("%s has a figure: %v", row["unit_name"], row)
		case !published:
			seen["hidden "+code]++
		case row["stat"] == "n" && row["value"] != strconv.Itoa(size[code]):
			t.Errorf("%s has %s sheets, want %d", code, row["value"], size[code])
		case strings.HasPrefix(row["indicator"], "flag/"), strings.HasPrefix(row["indicator"], "seconds/"): // of how people answered
		case row["stat"] == "count":
			value, err := strconv.Atoi(row["value"])
			if err != nil || math.Abs(float64(value-want[row["indicator"]])) >= 3 {
				t.Errorf("%s %s: published %s, true %d", code, row["indicator"], row["value"], want[row["indicator"]])
			}
			seen[code]++
		case row["stat"] == "mean" && row["indicator"] == "hours_week":
			seen["mean "+code]++
		}
	}
	for code := range groups {
		if seen[code] < 80 || seen["mean "+code] != 1 {
			t.Errorf("%q: %d counts and %d means were published", code, seen[code], seen["mean "+code])
		}
	}
	for _, code := range []string{"010102", "010103"} {
		if seen["hidden "+code] != 1 {
			t.Errorf("%s has %d rows that say it is hidden", code, seen["hidden "+code])
		}
	}
}

// report looks at the page: its numbers are those of the csv.
func report(t *testing.T, o *office, id string, table []map[string]string) {
	t.Helper()
	e := o.evaluator
	e.goTo(o.p.base + "/evaluations/" + id + "/report")
	e.wantText("一季度基层负担调查")
	e.shot("report")
	text := e.now()
	for _, row := range table {
		if row["stat"] == "mean" && row["level"] == "round" && row["value"] != "" && !strings.Contains(text, row["value"]) {
			t.Errorf("the page does not say that %s is %s", row["indicator"], row["value"])
		}
	}
	if n := eval[int](e, "document.querySelectorAll('svg[role=img]').length"); n < 5 {
		t.Errorf("%d charts", n)
	}
	organizer := o.organizer.client().get(o.p.base + "/evaluations/" + id + "/report.csv")
	organizer.want(t, http.StatusOK)
}

// recount opens the ballots in the database once more, with the passphrase, and wants the exact sheets that were typed:
// before any rounding.
func recount(t *testing.T, target, id string, people map[string][]person) {
	t.Helper()
	s, err := store.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roundID, err := models.ParseID(id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Round(t.Context(), roundID)
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.Unwrap(r.Evaluator.WrappedKey, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	tabulated := tabulation.New(form, tree)
	err = s.Ballots(t.Context(), roundID, func(b *response.Ballot) error {
		raw, err := key.Open(b.Box(), b.Sealed)
		if err != nil {
			return err
		}
		sheet, err := form.Decode(raw)
		if err != nil {
			return err
		}
		return tabulated.Add(b.Unit, sheet)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range m.Units {
		want := count(people[unit.Name])
		row := tabulated.Own(unit.ID)
		if int(row.N()) != len(people[unit.Name]) {
			t.Errorf("%s: %d sheets of %d", unit.Name, row.N(), len(people[unit.Name]))
		}
		got := counts{}
		for i, q := range form.Questions() {
			names := []string{}
			for _, cell := range q.Cells() {
				names = append(names, cell.Name)
			}
			for j, name := range append(names, "-8", "-9") {
				got[q.Name+"/"+name] = int(row.Count(i, j))
			}
		}
		for _, key := range slices.Concat(keys(want), keys(got)) {
			if got[key] != want[key] {
				t.Errorf("%s %s: counted %d, typed %d", unit.Name, key, got[key], want[key])
			}
		}
	}
}

func keys(c counts) []string {
	var all []string
	for key := range c {
		all = append(all, key)
	}
	return all
}
