package evaluator

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

func TestExploreViews(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	for _, lang := range models.Langs() {
		for _, view := range views() {
			for _, key := range []string{weekHours, speech, "index:OTI", "index:FBH", "ratio:DIR"} {
				if view == asAnswers && !strings.Contains(key, "_week") && key != speech {
					continue
				}
				for _, code := range []string{"", "03"} {
					body := s.look(t, r, lang, url.Values{"i": {key}, "view": {string(view)}, "unit": {code}}.Encode())
					s.keep(t, "explore."+strings.NewReplacer(":", "-", "/", "-").Replace(key)+"."+string(view)+code+"."+string(lang)+".html", s.whole(t, r, lang, key, view, code))
					if !strings.Contains(body, `aria-current="page"`) || !strings.Contains(body, s.desk.release.Hash()) {
						t.Errorf("%s %s: where one is, or of what, is not said", lang, view)
					}
				}
			}
		}
		s.keep(t, "explore.topics."+string(lang)+".html", s.whole(t, r, lang, "", "", ""))
		s.look(t, r, lang, "")
	}
}

func (s *stage) whole(t *testing.T, r *round.Round, lang models.Lang, key string, view View, code string) string {
	t.Helper()
	_, body := s.get(t, "evaluator", address(r.ID)+"/explore?lang="+string(lang)+"&"+url.Values{"i": {key}, "view": {string(view)}, "unit": {code}}.Encode())
	return body
}

// Units stand in the group of their comparison, in the order of the tree, each with its interval, n, the rest, the
// difference, and how it was protected.
func TestExploreUnits(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	body := s.look(t, r, models.Chinese, "i="+weekHours+"&view=units")
	i, _ := s.desk.release.Indicator(weekHours)
	marks := map[int]int{}
	for _, c := range s.desk.release.Compare(i) {
		if c.Reason != "" {
			if !strings.Contains(part(body, "alone"), c.Unit.Unit.Name) {
				t.Errorf("%s is not among those that are not compared", c.Unit.Unit.Name)
			}
			continue
		}
		marks[c.Mark]++
		line := row(part(body, map[int]string{1: "high", 0: "same", -1: "low"}[c.Mark]), c.Unit.Unit.Name)
		e := newExplorer(s.desk.release, models.Chinese, s.views.Say(models.Chinese), "")
		e.indicator = i
		for _, want := range []string{
			e.text(i, c.Value), e.interval(i, c.Value), strconv.Itoa(c.Value.N), e.text(i, c.Rest), html.EscapeString(e.difference(c.Difference)),
			html.EscapeString(e.significance(c.Mark, c.P)), "取整到0.5", "<svg ",
		} {
			if !strings.Contains(strings.ReplaceAll(line, "&#43;", "+"), strings.ReplaceAll(want, "&#43;", "+")) {
				t.Errorf("%s: no %q in %s", c.Unit.Unit.Name, want, line)
			}
		}
	}
	if marks[1] == 0 || marks[0] == 0 || marks[-1] == 0 {
		t.Fatalf("the example has %v", marks)
	}
	places := []int{}
	for _, name := range []string{"党政办公室", "河口村"} {
		places = append(places, strings.Index(part(body, "high"), name))
	}
	if !slices.IsSorted(places) || places[0] < 0 {
		t.Errorf("the order is not that of the tree: %v", places)
	}
	for _, u := range s.desk.release.Units() {
		if hidden := row(part(body, "hidden"), u.Unit.Name); (hidden != "") != (u.Hidden != "") {
			t.Errorf("%s is hidden: %q, the page says %q", u.Unit.Name, u.Hidden, hidden)
		}
	}
	if line := row(part(body, "hidden"), "落霞乡"); !strings.Contains(line, "不足10人，不公布") {
		t.Errorf("why a unit is not published: %s", line)
	}
}

// The tree around a unit: the one above, itself, those below; then every level.
func TestExploreLevels(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	body := s.look(t, r, models.English, "i="+speech+"&view=levels&unit=03")
	family := part(body, "family")
	for _, name := range []string{"云澜县", "青石镇", "党政办公室", "河口村", "石桥村"} {
		if row(family, name) == "" {
			t.Errorf("%s is not in the family", name)
		}
	}
	if strings.Contains(family, "白鹭乡") {
		t.Error("a sister is in the family")
	}
	if line := row(family, "石桥村"); !strings.Contains(line, `class="hatched"`) || strings.Contains(line, "<svg") {
		t.Errorf("a unit of 6 sheets: %s", line)
	}
	if row(part(body, "level-2"), "白鹭乡") == "" || row(part(body, "level-3"), "河口村") == "" || row(part(body, "level-2"), "河口村") != "" {
		t.Error("the levels are not those of the tree")
	}
	if !strings.Contains(part(body, "level-2"), "not published: ") {
		t.Error("nothing says that a level has hidden units")
	}
}

func TestExploreHiddenUnit(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	for _, lang := range models.Langs() {
		why := s.views.Say(lang)("report.hidden.threshold", "10")
		for _, view := range views() {
			body := s.look(t, r, lang, "i="+speech+"&unit=05&view="+string(view))
			if view != byClasses && !strings.Contains(body, why) {
				t.Errorf("%s %s: nothing says why there is no figure", lang, view)
			}
			if view == asAnswers && strings.Contains(body, "<table") {
				t.Errorf("%s: answers of a hidden unit", lang)
			}
		}
	}
}

func TestExploreAnswers(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	body := s.look(t, r, models.Chinese, "i=share:insp_count/0&view=answers&unit=03")
	release := s.desk.release
	i, _ := release.Indicator("share:insp_count/0")
	unit := release.Units()[slices.IndexFunc(release.Units(), func(g disclosure.Group) bool { return g.Unit.Code == "03" })]
	table, _ := unit.Table(i.Question)
	rows := rowHTML.FindAllString(part(body, "answers"), -1)
	if want := len(table.Cells) + 2; len(rows) != want {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	for n, cell := range table.Cells {
		if line := rows[n+1]; !strings.Contains(line, ">"+strconv.Itoa(cell.Count)+"<") {
			t.Errorf("%s: %d people: %s", cell.Cell.Name, cell.Count, line)
		}
	}
	if last := rows[len(rows)-1]; !strings.Contains(last, ">说不清/不愿答<") || !strings.Contains(last, ">"+strconv.Itoa(table.Declined)+"<") {
		t.Errorf("declined: %s", last)
	}
	conditional := s.look(t, r, models.Chinese, "i=mean:insp_hours&view=answers")
	if !strings.Contains(conditional, "占有关人员") || !strings.Contains(conditional, "不适用") {
		t.Error("a question that not all see")
	}
}

func TestExploreClasses(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	body := s.look(t, r, models.Chinese, "i="+weekHours+"&view=classes&unit=03")
	i, _ := s.desk.release.Indicator(weekHours)
	shown := 0
	for _, d := range s.desk.release.Divisions() {
		for _, class := range d.Classes {
			if f, ok := class.Measure(i); ok && f.Reason == "" {
				shown++
				e := newExplorer(s.desk.release, models.Chinese, s.views.Say(models.Chinese), "")
				if line := row(body, class.Class.Zh); class.Missing == questionnaire.Answered && !strings.Contains(line, e.interval(i, f)) {
					t.Errorf("%s: %s", class.Class.Zh, line)
				}
			}
		}
	}
	if shown < 2 || !strings.Contains(body, "所选单位在这里不起作用") {
		t.Errorf("%d classes, or a unit that seems to matter", shown)
	}
}

func TestExploreNothingPublished(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for i := range s.book.units {
		s.book.units[i].Headcount = 1
	}
	r := s.add(t, round.Released)
	s.desk.release = work(t, r, func(string) float64 { return 50 })
	for _, state := range []string{"", "i=" + weekHours + "&view=trend&unit=03"} {
		body := s.look(t, r, models.Chinese, state)
		if !strings.Contains(body, "不公布任何结果") || strings.Contains(body, "<table") || strings.Contains(body, "<form") {
			t.Errorf("%q: a page of nothing: %s", state, body)
		}
	}
}

// An address that asks for what is not there leads to the nearest thing that is, and the page says so.
func TestExploreOddAddresses(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	long := strings.Repeat("长", 200)
	for _, c := range []struct {
		state      url.Values
		says, goes string
	}{
		{url.Values{"i": {"mean:nothing"}}, "没有指标“mean:nothing”", `class="topics"`},
		{url.Values{"i": {"share:pushed/nothing"}}, "没有指标“share:pushed/nothing”", `<option value="share:pushed/speech" selected>`},
		{url.Values{"i": {weekHours}, "unit": {"99"}}, "没有代码为“99”的单位", `id="high"`},
		{url.Values{"i": {weekHours}, "view": {"league"}}, "没有“league”这种看法", `id="high"`},
		{url.Values{"i": {"index:OTI"}, "view": {"answers"}}, "没有单独的回答表", `id="same"`},
		{url.Values{"i": {weekHours}, "unit": {`"><b>x`}}, "没有代码为“&#34;&gt;&lt;b&gt;x”的单位", `id="high"`},
		{url.Values{"i": {long}, "unit": {"\xff\xfe"}}, "没有指标“" + strings.Repeat("长", 40) + "…”", `class="topics"`},
		{url.Values{"unit": {"03"}}, "", `unit=03`},
		{url.Values{"i": {weekHours}, "unit": {"03"}}, "", `id="family"`},
	} {
		body := s.look(t, r, models.Chinese, c.state.Encode())
		if !strings.Contains(body, c.says) || (c.says != "") != strings.Contains(body, `role="status"`) {
			t.Errorf("%v: not said: %s", c.state, c.says)
		}
		if !strings.Contains(body, c.goes) || strings.Contains(body, long) {
			t.Errorf("%v leads elsewhere than to %s", c.state, c.goes)
		}
	}
}

func TestWhoMayExplore(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	open := s.add(t, round.Open)
	for _, c := range []struct {
		who    string
		of     models.ID
		status int
	}{
		{"evaluator", r.ID, fiber.StatusOK},
		{"organizer", r.ID, fiber.StatusOK},
		{"stranger", r.ID, fiber.StatusNotFound},
		{"evaluator", open.ID, fiber.StatusForbidden},
		{"organizer", open.ID, fiber.StatusForbidden},
		{"stranger", open.ID, fiber.StatusNotFound},
	} {
		response, body := s.get(t, c.who, address(c.of)+"/explore?i="+weekHours)
		if response.StatusCode != c.status || strings.Contains(body, "<svg") != (c.status == fiber.StatusOK) {
			t.Errorf("%s: status %d, want %d", c.who, response.StatusCode, c.status)
		}
		if home := `href="/rounds/` + r.ID.String() + `"`; c.status == fiber.StatusOK && (c.who == "organizer") != strings.Contains(body, home) {
			t.Errorf("%s is led back to the wrong page", c.who)
		}
	}
}

var anchors = regexp.MustCompile(`<a (?:class="[^"]*" )?href="([^"]*explore[^"]*)"[^>]*>([^<]*)</a>`)

// follow gives the address of the first link to the explorer with these words.
func follow(t *testing.T, body, words string) string {
	t.Helper()
	for _, a := range anchors.FindAllStringSubmatch(body, -1) {
		if a[2] == words {
			return html.UnescapeString(a[1])
		}
	}
	t.Fatalf("no link %q", words)
	return ""
}

// From the report it takes three clicks to what is around one unit: the explorer, an indicator, a unit.
func TestThreeClicks(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	_, report := s.get(t, "organizer", address(r.ID)+"/report")
	_, topics := s.get(t, "organizer", follow(t, report, "按指标细看"))
	_, units := s.get(t, "organizer", follow(t, topics, "加班指数"))
	address := follow(t, units, "青石镇")
	_, around := s.get(t, "organizer", address)
	if row(part(around, "family"), "青石镇") == "" {
		t.Errorf("%s does not show the unit", address)
	}
	if _, home := s.get(t, "evaluator", "/evaluations/"+r.ID.String()); !strings.Contains(home, "/explore") {
		t.Error("the page of the evaluation does not lead there")
	}
}

// The form holds the state of the page, so that changing one thing keeps the others.
func TestExploreForm(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	body := s.look(t, r, models.Chinese, "i="+weekHours+"&view=trend&unit=03")
	for _, want := range []string{
		`name="view" value="trend"`, `<option value="` + weekHours + `" selected>`, `<option value="03" selected>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, i := range s.desk.release.Indicators() {
		_, measured := s.desk.release.Whole().Measure(i)
		if option := `<option value="` + html.EscapeString(i.Key()) + `"`; strings.Contains(body, option) != measured {
			t.Errorf("%s: offered %v, published %v", i.Key(), !measured, measured)
		}
	}
}
