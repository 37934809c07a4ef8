package simulation

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/unit"
)

func population(t testing.TB, instrument string, seed uint64) *Population {
	t.Helper()
	p, err := NewPopulation(form(t, instrument), seeded(seed))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every sheet that is drawn without Form.Check is one that Form.Check would have made.
func TestPopulationSheetsAreValid(t *testing.T) {
	t.Parallel()
	for _, instrument := range []string{builtin.BurdenCore, builtin.BurdenFull} {
		f := form(t, instrument)
		p := population(t, instrument, 3)
		p.Draw([]Site{{People: 900, Answers: 10, Busy: 0.9}, {People: 900, Answers: 10, Busy: 0.1, Coached: true}})
		states := make(map[string]map[questionnaire.State]int)
		for _, sheet := range p.Census() {
			again, err := f.Decode(f.Encode(sheet))
			if err != nil || !reflect.DeepEqual(again, sheet) {
				t.Fatalf("%v\n%v\n%v", err, sheet, again)
			}
			for i, q := range f.Questions() {
				if states[q.Name] == nil {
					states[q.Name] = make(map[questionnaire.State]int)
				}
				states[q.Name][sheet[i].State]++
			}
		}
		for _, q := range f.Questions() {
			got := states[q.Name]
			if q.Kind == questionnaire.Calculated {
				continue
			}
			if got[questionnaire.Answered] < 100 || got[questionnaire.Declined] < 10 {
				t.Errorf("%s/%s: %v", instrument, q.Name, got)
			}
			if q.Relevant != "" && got[questionnaire.Skipped] < 10 {
				t.Errorf("%s/%s is never skipped", instrument, q.Name)
			}
		}
	}
}

func TestUnplannedQuestionIsRefused(t *testing.T) {
	t.Parallel()
	for name, f := range forms(t) {
		if name == "core" || name == "full" {
			continue
		}
		if _, err := NewPopulation(f, seeded(1)); err == nil {
			t.Errorf("%s has a population", name)
		}
	}
}

// What a census finds is the truth, worked out from the sheets alone.
func TestTruthIsThatOfACensus(t *testing.T) {
	t.Parallel()
	f := form(t, builtin.BurdenCore)
	p := population(t, builtin.BurdenCore, 4)
	sites := []Site{{People: 60, Answers: 20, Busy: 0.5}, {People: 40, Answers: 40, Busy: 0.8}}
	p.Draw(sites)
	type totals struct{ hours, long, valid, repeated, inspections float64 }
	found := make(map[models.ID]*totals)
	for id, sheet := range p.Census() {
		s := found[id]
		if s == nil {
			s = new(totals)
			found[id] = s
		}
		if a := f.Answer(sheet, "hours_week"); a.State == questionnaire.Answered {
			s.valid++
			s.hours += a.Number.Float64()
			if a.Number >= 48000 {
				s.long++
			}
		}
		if a := f.Answer(sheet, "insp_repeat"); a.State != questionnaire.Declined {
			s.repeated += a.Number.Float64()
			s.inspections += f.Answer(sheet, "insp_count").Number.Float64()
		}
	}
	var all totals
	for i, u := range Units(sites)[1:] {
		s := found[u.ID]
		all.hours += s.hours
		all.valid += s.valid
		all.repeated += s.repeated
		all.inspections += s.inspections
		same(t, p.Truth(i, HoursWeek), s.hours/s.valid)
		same(t, p.Truth(i, LongWeek), s.long/s.valid)
		same(t, p.Truth(i, RepeatRate), s.repeated/s.inspections)
	}
	same(t, p.Whole(HoursWeek), all.hours/all.valid)
	same(t, p.Whole(RepeatRate), all.repeated/all.inspections)
}

func same(t *testing.T, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Abs(want) {
		t.Errorf("%v is not %v", got, want)
	}
}

// The worked cases of docs/statistics.md.
func TestScores(t *testing.T) {
	t.Parallel()
	v, err := newInventory(form(t, builtin.BurdenCore), seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	n := len(v.slots)
	d := vector{make([]int32, n), make([]questionnaire.State, n)}
	for i := range d.states {
		d.states[i] = questionnaire.Answered
	}
	p := &v.places
	set := func(at int, value float64) { d.values[at] = int32(value * 1000) }
	set(p.hours, 58)
	set(p.weekend, 1)
	set(p.evenings, 3)
	set(p.data, 7)
	set(p.texts, 4)
	set(p.again, 4)
	set(p.prepared, 12)
	set(p.traces, 6)
	set(p.pushedHours[0], 8)
	set(p.demanded, 15)
	var m [Measures]float64
	p.scores(d, &m)
	for measure, want := range map[Measure]float64{
		OTI: 59.142857142857146, MDI: 13.75 + 0.3*400/11 + 0.2*400/11, IBI: 30, PDI: 100.0 / 3, TBI: 51, CPI: 50,
		FormalityHours: 61, LongWeek: 1,
	} {
		same(t, m[measure], want)
	}
	same(t, m[BI], (m[OTI]+m[IBI]+m[TBI]+m[PDI]+m[MDI]+m[CPI])/6)
	for _, at := range []int{p.weekend, p.prepared} { // four are left
		d.states[at] = questionnaire.Declined
	}
	p.scores(d, &m)
	same(t, m[BI], (m[TBI]+m[PDI]+m[MDI]+m[CPI])/4)
	d.states[p.mirrored] = questionnaire.Declined
	p.scores(d, &m)
	if !math.IsNaN(m[BI]) || !math.IsNaN(m[OTI]) || !math.IsNaN(m[FormalityHours]) || math.IsNaN(m[HoursWeek]) {
		t.Errorf("%v", m)
	}
}

// Busy units report more in every measure, coached ones less, and the expectation is linear in Busy: what null units
// rest on.
func TestWhatIsPlantedIsThere(t *testing.T) {
	t.Parallel()
	p := population(t, builtin.BurdenCore, 5)
	const many = 40000
	p.Draw([]Site{
		{People: many, Busy: 0.25},
		{People: many, Busy: 0.5},
		{People: many, Busy: 0.75},
		{People: many, Busy: 0.5, Coached: true},
	})
	for m := range Measures {
		quiet, middle, busy, told := p.Truth(0, m), p.Truth(1, m), p.Truth(2, m), p.Truth(3, m)
		if quiet >= middle || middle >= busy {
			t.Errorf("%v: %.3f, %.3f, %.3f", m, quiet, middle, busy)
		}
		if off := (quiet+busy)/2 - middle; m != RepeatRate && math.Abs(off) > (busy-quiet)/20 {
			t.Errorf("%v is bent by %.3f", m, off)
		}
		if told >= middle && m != RepeatRate {
			t.Errorf("%v: %.3f where people were told how to answer, %.3f else", m, told, middle)
		}
	}
}

// Hours have the long right tail and the heaps that people report.
func TestPopulationHours(t *testing.T) {
	t.Parallel()
	f := form(t, builtin.BurdenCore)
	p := population(t, builtin.BurdenCore, 6)
	p.Draw([]Site{{People: 20000, Busy: 0.5}})
	for _, question := range []string{"hours_week", "insp_hours"} {
		var values []float64
		for _, sheet := range p.Census() {
			if a := f.Answer(sheet, question); a.State == questionnaire.Answered {
				values = append(values, a.Number.Float64())
			}
		}
		if fives := share(values, func(v float64) bool { return math.Mod(v, 5) == 0 }); fives < 0.4 {
			t.Errorf("%s: %.2f are fives", question, fives)
		}
		if g := skewness(values); g < 1.5 || g > 4 {
			t.Errorf("%s: skewness %.2f", question, g)
		}
	}
}

func skewness(x []float64) float64 {
	m, second, third := mean(x), 0.0, 0.0
	for _, v := range x {
		second += (v - m) * (v - m)
		third += (v - m) * (v - m) * (v - m)
	}
	n := float64(len(x))
	return third / n / math.Pow(second/n, 1.5)
}

// Those who answer are as many as planned, no one twice, and all are as likely.
func TestSampleIsDrawnWithoutReplacement(t *testing.T) {
	t.Parallel()
	p := population(t, builtin.BurdenCore, 7)
	sites := []Site{{People: 5, Answers: 2, Busy: 0.5}, {People: 3, Answers: 3, Busy: 0.5}, {People: 4}}
	var often [12]int
	for range 6000 {
		p.Draw(sites)
		for i, s := range sites {
			chosen := slices.Sorted(slices.Values(p.asked[p.first[i]:][:s.Answers]))
			if len(slices.Compact(chosen)) != s.Answers {
				t.Fatalf("%v", chosen)
			}
			for _, j := range chosen {
				often[j]++
			}
		}
	}
	for j, n := range often {
		want := []int{2400, 2400, 2400, 2400, 2400, 6000, 6000, 6000}[min(j, 7)]
		if j > 7 {
			want = 0
		}
		if n < want-190 || n > want+190 { // five standard errors
			t.Errorf("person %d is asked %d times, not %d", j, n, want)
		}
	}
	sheets := 0
	for range p.All() {
		sheets++
	}
	if sheets != 5 {
		t.Errorf("%d sheets", sheets)
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	f := form(t, builtin.BurdenFull)
	units := []models.ID{{1}, {2}, {3}}
	draw := func(seed uint64) (counts map[models.ID]int, last string) {
		sheets, err := Stream(f, units, 1000, seeded(seed))
		if err != nil {
			t.Fatal(err)
		}
		counts = make(map[models.ID]int)
		for id, sheet := range sheets {
			counts[id]++
			last = string(f.Encode(sheet))
			if _, err := f.Decode([]byte(last)); err != nil {
				t.Fatal(err)
			}
		}
		return counts, last
	}
	counts, last := draw(1)
	if !reflect.DeepEqual(counts, map[models.ID]int{{1}: 333, {2}: 333, {3}: 334}) {
		t.Errorf("%v", counts)
	}
	if _, again := draw(1); again != last {
		t.Error("one seed, two streams")
	}
	if _, other := draw(2); other == last {
		t.Error("two seeds, one stream")
	}
}

func TestOrganisation(t *testing.T) {
	t.Parallel()
	r := seeded(8)
	const k = 10
	sizes, widths, depths := make(map[int]int), make(map[int]int), make(map[int]int)
	for i := range 400 {
		depth, most := 1+i%5, 5+r.IntN(200)
		units := Organisation(r, depth, most, k)
		tree, err := unit.NewTree(units)
		if err != nil {
			t.Fatal(err)
		}
		deepest := 0
		for at, u := range tree.All() {
			deepest = max(deepest, at+1)
			sizes[u.Headcount]++
			widths[len(tree.Children(u.ID))]++
		}
		depths[deepest]++
		if len(units) > most || deepest != depth {
			t.Fatalf("%d of %d units, %d of %d levels", len(units), most, deepest, depth)
		}
	}
	for _, size := range []int{0, 1, 2, k - 1, k} {
		if sizes[size] < 100 {
			t.Errorf("%d units of %d", sizes[size], size)
		}
	}
	if widths[1] < 50 || widths[40] < 10 || widths[0] < 1000 || len(depths) != 5 {
		t.Errorf("%v %v", widths, depths)
	}
	if !reflect.DeepEqual(Organisation(seeded(1), 3, 50, k), Organisation(seeded(1), 3, 50, k)) {
		t.Error("one seed, two organisations")
	}
}

func BenchmarkStream(b *testing.B) {
	sheets, err := Stream(form(b, builtin.BurdenFull), []models.ID{{1}}, 1<<62, seeded(1))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for range sheets {
		if !b.Loop() {
			break
		}
	}
}

func BenchmarkPopulation(b *testing.B) {
	p := population(b, builtin.BurdenCore, 1)
	sites := []Site{{People: 1000, Answers: 600, Busy: 0.5}}
	for b.Loop() {
		p.Draw(sites)
	}
}
