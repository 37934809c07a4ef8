package evaluator

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/round"
	"jianfu/models/unit"
)

// later is another round of the office, three months on, released.
func (s *stage) later(t *testing.T, change func(m *round.Manifest)) *round.Round {
	t.Helper()
	r := s.add(t, round.Released)
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	m.Title, m.Opens, m.Closes = "第二季度", m.Opens.AddDate(0, 3, 0), m.Closes.AddDate(0, 3, 0)
	m.LatestCloses = m.Closes.Add(time.Hour)
	change(m)
	r.Settings.Title, r.Settings.Questionnaire = m.Title, m.Questionnaire
	if r.Manifest, r.Hash, err = m.Encode(); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestExploreTrend(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	first := s.desk.release
	second := s.later(t, func(m *round.Manifest) { m.Units[4].Name = "白鹭镇" })
	stranger := s.later(t, func(*round.Manifest) {})
	stranger.Owner, stranger.Settings.Title = models.NewID(), "别处的一轮"
	other := s.later(t, func(m *round.Manifest) { m.Questionnaire.Name = "another" })
	other.Settings.Title = "另一份问卷"
	s.desk.releases = map[models.ID]*disclosure.Released{
		r.ID: first, stranger.ID: first, other.ID: first,
		second.ID: work(t, second, func(code string) float64 {
			if code == "04" {
				return 62
			}
			return busy(code)
		}),
	}
	for _, lang := range models.Langs() {
		body := s.look(t, r, lang, "i="+weekHours+"&view=trend")
		s.keep(t, "explore.trend."+string(lang)+".html", s.whole(t, r, lang, weekHours, overTime, "04"))
		if rows := rowHTML.FindAllString(part(body, "series"), -1); len(rows) != 3 || !strings.Contains(rows[2], "第二季度") {
			t.Errorf("%s: two rounds, oldest first: %d rows", lang, len(rows))
		}
		if strings.Contains(body, "别处的一轮") || strings.Contains(body, "另一份问卷") {
			t.Errorf("%s: a round that does not belong to the series", lang)
		}
		if !strings.Contains(part(body, "up"), "白鹭镇") || strings.Contains(part(body, "up"), "青石镇") {
			t.Errorf("%s: the unit that works longer: %s", lang, part(body, "up"))
		}
		if !strings.Contains(row(part(body, "apart"), "落霞乡"), "10") {
			t.Errorf("%s: a hidden unit has no change: %s", lang, part(body, "apart"))
		}
	}
	body := s.look(t, second, models.Chinese, "i="+weekHours+"&view=trend&unit=04")
	line := row(part(body, "series"), "第二季度")
	if !strings.Contains(line, "单位改了名") || !strings.Contains(line, "显著上升，p&lt;0.001") || !strings.Contains(line, `class="own"`) {
		t.Errorf("the series of a unit: %s", line)
	}
}

func TestExploreTrendBreaks(t *testing.T) {
	t.Parallel()
	s, r := explored(t)
	second := s.later(t, func(m *round.Manifest) {
		m.Title = r.Settings.Title
		for i := range m.Questionnaire.Sections {
			for j := range m.Questionnaire.Sections[i].Questions {
				if q := &m.Questionnaire.Sections[i].Questions[j]; q.Name == "hours_week" {
					q.Text.Zh = "上周您一共工作了多久？"
				}
			}
		}
	})
	s.desk.releases = map[models.ID]*disclosure.Released{r.ID: s.desk.release, second.ID: work(t, second, busy)}
	for _, key := range []string{weekHours, "index:OTI", "index:BI"} {
		body := s.look(t, r, models.Chinese, "i="+key+"&view=trend")
		if series := part(body, "series"); !strings.Contains(series, "断点：题目措辞变了") || strings.Contains(series, "p&lt;") {
			t.Errorf("%s: no break: %s", key, series)
		}
		s.keep(t, "explore.break.zh.html", s.whole(t, r, models.Chinese, key, overTime, "03"))
		if !strings.Contains(row(part(body, "apart"), "青石镇"), "题目措辞变了") {
			t.Errorf("%s: the units change across a break", key)
		}
	}
	body := s.look(t, r, models.Chinese, "i="+speech+"&view=trend")
	if strings.Contains(body, "断点") {
		t.Error("another question breaks too")
	}
	if !strings.Contains(body, ">2027年6月15日至2027年6月29日</th>") {
		t.Error("two rounds of one title cannot be told apart")
	}
}

func BenchmarkExplore(b *testing.B) {
	shared, err := floor()
	if err != nil {
		b.Fatal(err)
	}
	units := county()
	for i := range 500 {
		units = append(units, unit.Unit{
			ID: models.NewID(), Parent: units[1+i%6].ID, Code: strconv.Itoa(1000 + i), Name: "村社区" + strconv.Itoa(i), Headcount: 20 + i%17,
		})
	}
	r := newRound(b, newPeople(), units, round.Released)
	release := work(b, r, func(code string) float64 { return 44 + float64(len(code)*7%5) })
	say := shared.views.Say(models.Chinese)
	for _, view := range views() {
		b.Run(string(view), func(b *testing.B) {
			for b.Loop() {
				e := newExplorer(release, models.Chinese, say, "/evaluations/x/explore")
				e.read(weekHours, string(view), "1000")
				p := e.page()
				p.Round = r
				switch view {
				case byUnits:
					e.units(p)
				case byLevels:
					e.levels(p)
				case byClasses:
					e.classes(p)
				case asAnswers:
					e.answers(p)
				case overTime:
					e.trend(p, []*disclosure.Released{release, release})
				}
				if _, err := shared.views.Write("evaluator/explore", page.Frame{Lang: models.Chinese, Page: p}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
