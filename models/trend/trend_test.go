package trend_test

import (
	"math"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/trend"
)

const (
	hours  = "mean:hours_week"
	speech = "share:pushed/speech"
)

func TestUnchangedRoundsCompare(t *testing.T) {
	t.Parallel()
	first, second := newWave(1), newWave(2)
	second.m.Title, second.m.Questionnaire.Title = "the next", words("another title")
	second.m.Questionnaire.Sections[0].Title = words("another heading")
	second.question("quiet").Text = words("a question that has nothing to do with it")
	rounds := []*disclosure.Released{first.release(t), second.release(t)}
	for _, code := range []string{"", "0", "1", "3", "31"} {
		s := trend.Of(rounds, hours, code)
		if s.Indicator != hours || s.Unit != code || len(s.Points) != 2 {
			t.Fatalf("%q: %+v", code, s)
		}
		last := s.Points[1]
		if len(last.Breaks)+len(last.Notes) > 0 || last.Change == nil || !last.Change.Interval {
			t.Errorf("%q: broken by nothing: %v %v %+v", code, last.Breaks, last.Notes, last.Change)
		}
		if last.Title != "the next" || last.Round != (models.ID{2}) || last.Number != 1 || !last.Opens.Equal(second.m.Opens) {
			t.Errorf("%q: %+v", code, last)
		}
		group := rounds[1].Whole()
		if i := slices.IndexFunc(rounds[1].Units(), func(g disclosure.Group) bool { return g.Unit.Code == code }); i >= 0 {
			group = rounds[1].Units()[i]
		}
		i, _ := rounds[1].Indicator(hours)
		if want, _ := group.Measure(i); last.Figure != want {
			t.Errorf("%q: %+v, want %+v", code, last.Figure, want)
		}
	}
	if s := trend.Of(nil, hours, ""); len(s.Points) != 0 {
		t.Errorf("points of no round: %v", s.Points)
	}
}

// Every single change breaks the series, or is noted, and nothing else is said.
func TestBreaks(t *testing.T) {
	t.Parallel()
	change := func(name string, f func(q *questionnaire.Question)) func(*wave) {
		return func(w *wave) { f(w.question(name)) }
	}
	unit := func(code string, f func(u *round.ManifestUnit)) func(*wave) {
		return func(w *wave) {
			i := slices.IndexFunc(w.m.Units, func(u round.ManifestUnit) bool { return u.Code == code })
			f(&w.m.Units[i])
		}
	}
	cases := []struct {
		name, key, code string
		change          func(*wave)
		breaks, notes   []trend.Reason
	}{
		{"wording", hours, "", change("hours_week", func(q *questionnaire.Question) { q.Text.Zh += "?" }), []trend.Reason{trend.Wording}, nil},
		{"hint", hours, "1", change("hours_week", func(q *questionnaire.Question) { q.Hint = words("last month") }), []trend.Reason{trend.Reference}, nil},
		{"bands", hours, "1", change("hours_week", func(q *questionnaire.Question) { q.Bands = q.Bands[:3] }), []trend.Reason{trend.Bands}, nil},
		{"range", hours, "1", change("hours_week", func(q *questionnaire.Question) { q.Max = 120000 }), []trend.Reason{trend.Range}, nil},
		{"unit of measure", hours, "1", change("hours_week", func(q *questionnaire.Question) { q.Unit = words("days") }), []trend.Reason{trend.Measure}, nil},
		{"condition", hours, "1", func(w *wave) { w.m.Questionnaire.Sections[0].Relevant = "1 = 1" }, []trend.Reason{trend.Asked}, nil},
		{"no declining", hours, "1", func(w *wave) { w.m.Questionnaire.NoDecline = true }, []trend.Reason{trend.Asked}, nil},
		{"wording of an option", speech, "1", change("pushed", func(q *questionnaire.Question) { q.Options[1].Text = words("press") }), []trend.Reason{trend.Options}, nil},
		{"another option", speech, "1", change("pushed", func(q *questionnaire.Question) { q.Options = append(q.Options, options("other")...) }), []trend.Reason{trend.Options}, nil},
		{"at most", speech, "1", change("pushed", func(q *questionnaire.Question) { q.AtMost = 2 }), []trend.Reason{trend.Options}, nil},
		{"option gone", speech, "1", change("pushed", func(q *questionnaire.Question) { q.Options = q.Options[1:] }), []trend.Reason{trend.Unasked}, nil},
		{"calculation", "share:double/0", "1", change("double", func(q *questionnaire.Question) { q.Calculation = "${hours_week} + ${hours_week}" }), []trend.Reason{trend.Formula}, nil},
		{"what it is calculated from", "share:double/0", "1", change("hours_week", func(q *questionnaire.Question) { q.Text = words("h") }), []trend.Reason{trend.Wording}, nil},
		{"another questionnaire", hours, "1", func(w *wave) { w.m.Questionnaire.Name = "other" }, []trend.Reason{trend.Instrument}, nil},
		{"version, question as it was", hours, "1", func(w *wave) { w.m.Questionnaire.Version = "v2" }, nil, []trend.Reason{trend.Version}},
		{"poster", hours, "1", func(w *wave) { w.m.Admission = round.Poster }, []trend.Reason{trend.Admission}, nil},
		{"k", hours, "1", func(w *wave) { w.m.K = 12 }, nil, []trend.Reason{trend.Threshold}},
		{"name", hours, "1", unit("1", func(u *round.ManifestUnit) { u.Name = "One" }), nil, []trend.Reason{trend.Renamed}},
		{"moved", hours, "32", unit("32", func(u *round.ManifestUnit) { u.Parent = models.ID{9, 2} }), nil, []trend.Reason{trend.Moved}},
		{"a part moved away", hours, "3", unit("32", func(u *round.ManifestUnit) { u.Parent = models.ID{9, 2} }), []trend.Reason{trend.Composition}, nil},
		{"moved within", hours, "0", unit("32", func(u *round.ManifestUnit) { u.Parent = models.ID{9, 2} }), nil, nil},
		{"a part gone", hours, "3", func(w *wave) { w.m.Units = w.m.Units[:5] }, []trend.Reason{trend.Composition}, nil},
		{"a part gone, from the whole", hours, "", func(w *wave) { w.m.Units = w.m.Units[:5] }, []trend.Reason{trend.Composition}, nil},
		{"a part gone elsewhere", hours, "1", func(w *wave) { w.m.Units = w.m.Units[:5] }, nil, nil},
		{"unit gone", hours, "32", func(w *wave) { w.m.Units = w.m.Units[:5] }, []trend.Reason{trend.Absent}, nil},
		{"another code", hours, "1", unit("1", func(u *round.ManifestUnit) { u.Code = "1a" }), []trend.Reason{trend.Absent}, nil},
	}
	before := newWave(1).release(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWave(2)
			c.change(w)
			last := trend.Of([]*disclosure.Released{before, w.release(t)}, c.key, c.code).Points[1]
			if !slices.Equal(last.Breaks, c.breaks) || !slices.Equal(last.Notes, c.notes) {
				t.Errorf("breaks %v, notes %v; want %v, %v", last.Breaks, last.Notes, c.breaks, c.notes)
			}
			if (last.Change == nil) != (len(c.breaks) > 0) {
				t.Errorf("change %+v with breaks %v", last.Change, last.Breaks)
			}
		})
	}
}

// A round without the unit is no bridge: what changed around it is still seen, and no change is worked out over it.
func TestAcrossAGap(t *testing.T) {
	t.Parallel()
	first, second, third := newWave(1), newWave(2), newWave(3)
	second.m.Units = second.m.Units[:5]
	third.question("hours_week").Text = words("other words")
	points := trend.Of([]*disclosure.Released{first.release(t), second.release(t), third.release(t)}, hours, "32").Points
	if points[1].Gap != string(trend.Absent) || points[1].Name != "" || points[1].Change != nil {
		t.Errorf("%+v", points[1])
	}
	if !slices.Equal(points[2].Breaks, []trend.Reason{trend.Wording}) || points[2].Change != nil {
		t.Errorf("%+v", points[2])
	}
	third.question("hours_week").Text = words("hours")
	points = trend.Of([]*disclosure.Released{first.release(t), second.release(t), third.release(t)}, hours, "32").Points
	if points[2].Gap != "" || points[2].Change != nil || len(points[2].Breaks) > 0 {
		t.Errorf("%+v", points[2])
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	w := newWave(2)
	w.some["1"] = 6
	rounds := []*disclosure.Released{newWave(1).release(t), w.release(t)}
	for _, c := range []struct{ key, code, gap string }{
		{hours, "1", "hidden.threshold"},
		{hours, "none", string(trend.Absent)},
		{"mean:none", "2", string(trend.Unasked)},
		{"mean:none", "", string(trend.Unasked)},
		{"share:pushed/none", "2", ""},
	} {
		last := trend.Of(rounds, c.key, c.code).Points[1]
		if last.Gap != c.gap || last.Change != nil && c.gap != "" {
			t.Errorf("%s of %q: gap %q, want %q", c.key, c.code, last.Gap, c.gap)
		}
	}
	if first := trend.Of(rounds, hours, "none").Points[0]; !slices.Equal(first.Breaks, []trend.Reason{trend.Absent}) {
		t.Errorf("%+v", first)
	}
}

// The change, its interval and its class follow from the published figures alone, worked out here once more.
func TestChange(t *testing.T) {
	t.Parallel()
	first, second := newWave(1), newWave(2)
	second.hours, second.busy = 51, 0.7
	rounds := []*disclosure.Released{first.release(t), second.release(t)}
	whole := trend.Of(rounds, hours, "")
	a, b, c := whole.Points[0].Figure, whole.Points[1].Figure, whole.Points[1].Change
	people := float64(rounds[0].Whole().Headcount)
	se := func(f disclosure.Figure) float64 {
		return (float64(f.High-f.Low)/2 + 250) / math.Sqrt(1-float64(f.N)/people) / 1.959963984540054
	}
	half := 1.959963984540054 * math.Hypot(se(a), se(b))
	difference := float64(b.Value - a.Value)
	if c.Difference != b.Value-a.Value || math.Abs(float64(c.Low)-(difference-half)) > 1 || math.Abs(float64(c.High)-(difference+half)) > 1 {
		t.Errorf("%+v, want %v ± %v", c, difference, half)
	}
	if c.P != "0.001" || c.Mark != 1 {
		t.Errorf("6 hours more over 600 people: %+v", c)
	}
	back := trend.Of([]*disclosure.Released{rounds[1], rounds[0]}, hours, "").Points[1].Change
	if back.Difference != -c.Difference || back.Mark != -1 || back.P != c.P {
		t.Errorf("the other way round: %+v", back)
	}
	if share := trend.Of(rounds, speech, "1").Points[1].Change; share.Mark != 1 || share.Difference < 150 || share.Low <= 0 {
		t.Errorf("from 40 to 70 %%: %+v", share)
	}
	if same := trend.Of(rounds, "mean:quiet", "").Points[1].Change; same.P != "" || same.Mark != 0 || same.Low > 0 || same.High < 0 {
		t.Errorf("nothing changed: %+v", same)
	}
}

// Significance alone gets no mark.
func TestSmallChangeIsNotMarked(t *testing.T) {
	t.Parallel()
	first, second := newWave(1), newWave(2)
	second.busy = 0.43
	for i := range first.m.Units {
		first.m.Units[i].Headcount *= 40
		second.m.Units[i].Headcount *= 40
	}
	c := trend.Of([]*disclosure.Released{first.release(t), second.release(t)}, speech, "").Points[1].Change
	if c.P == "" || c.Mark != 0 || c.Difference >= 50 {
		t.Errorf("3 percentage points more over 12,000 people: %+v", c)
	}
}

// Where everybody answered a published interval is that of rounding alone: nothing is tested on it.
func TestEverybodyAnswered(t *testing.T) {
	t.Parallel()
	first, second := newWave(1), newWave(2)
	second.hours, second.busy = 55, 0.9
	for _, w := range []*wave{first, second} {
		for _, u := range w.m.Units {
			w.some[u.Code] = u.Headcount
		}
	}
	rounds := []*disclosure.Released{first.release(t), second.release(t)}
	if c := trend.Of(rounds, hours, "1").Points[1].Change; c.Interval || c.P != "" || c.Mark != 0 || c.Difference < 5000 {
		t.Errorf("%+v", c)
	}
	if c := trend.Of(rounds, speech, "1").Points[1].Change; !c.Interval || c.P == "" {
		t.Errorf("a share has its n: %+v", c)
	}
}

// What is significant by itself need not be so among many.
func TestTableAdjusts(t *testing.T) {
	t.Parallel()
	codes := []string{"1", "2", "31", "32"}
	alone, among := 0, 0
	for n := 1; n <= 12; n++ {
		first, second := newWave(n), newWave(n+1)
		second.busy = 0.52
		rounds := []*disclosure.Released{first.release(t), second.release(t)}
		for i, s := range trend.Table(rounds, speech, codes) {
			p, single := s.Points[1].Change.P, trend.Of(rounds, speech, codes[i]).Points[1].Change.P
			if p != "" {
				among++
			}
			if single != "" {
				alone++
			}
			if p != "" && single == "" {
				t.Errorf("%s: more significant among many", codes[i])
			}
		}
	}
	if alone == 0 || among >= alone {
		t.Errorf("%d significant alone, %d among 4", alone, among)
	}
}

func TestCutOffFiguresHaveNoChange(t *testing.T) {
	t.Parallel()
	first, second := newWave(1), newWave(2)
	second.busy, second.some["1"] = 1, 81
	points := trend.Of([]*disclosure.Released{first.release(t), second.release(t)}, speech, "1").Points
	if points[1].Figure.Bound != disclosure.AtLeast || points[1].Change != nil || len(points[1].Breaks) > 0 {
		t.Errorf("%+v", points[1])
	}
}
