package simulation_test

import (
	"math/rand/v2"
	"testing"

	"jianfu/models/inference"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// world is a population whose sheets go through tabulation, round by round.
type world struct {
	*simulation.Population
	form  *questionnaire.Form
	tree  *unit.Tree
	units []unit.Unit // beside the sites
	sites []simulation.Site
}

// sums is what one round's tabulation says of each unit, beside the sites; for every measure but RepeatRate the means.
type sums struct {
	means [simulation.Measures][]inference.Stratum
	rates []inference.Pair
}

// newWorld takes People, Answers and Busy of the sites; Busy and Coached may be changed from round to round.
func newWorld(t testing.TB, seed uint64, sites []simulation.Site) *world {
	t.Helper()
	q, _ := builtin.ByName(builtin.BurdenCore)
	form, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	units := simulation.Units(sites)
	tree, err := unit.NewTree(units)
	if err != nil {
		t.Fatal(err)
	}
	p, err := simulation.NewPopulation(form, rand.New(rand.NewPCG(seed, 9)))
	if err != nil {
		t.Fatal(err)
	}
	return &world{p, form, tree, units[1:], sites}
}

// round draws people and asks some of them.
func (w *world) round(t testing.TB) *sums {
	t.Helper()
	w.Draw(w.sites)
	counts := tabulation.New(w.form, w.tree)
	for id, sheet := range w.All() {
		if err := counts.Add(id, sheet); err != nil {
			t.Fatal(err)
		}
	}
	var all sums
	for i, u := range w.units {
		w.read(&all, counts, counts.Own(u.ID), w.sites[i].People)
	}
	return &all
}

// read adds one unit's sums, each sheet weighing 1.
func (w *world) read(all *sums, counts *tabulation.Tabulation, row *tabulation.Row, people int) {
	add := func(m simulation.Measure, valid int64, sum, squares float64) {
		all.means[m] = append(all.means[m], inference.Stratum{
			Weight: 1, Sheets: row.N(), Valid: valid, People: int64(people), Sum: sum, Squares: squares,
		})
	}
	for m, name := range map[simulation.Measure]string{simulation.HoursWeek: "hours_week", simulation.InspHours: "insp_hours"} {
		place, _ := w.form.Place(name)
		answers := row.Moments(place)
		add(m, row.N()-row.Declined(place), answers.Total(), answers.Squares())
	}
	place, _ := w.form.Place("hours_week")
	long := int64(0)
	for i, c := range w.form.Questions()[place].Cells() {
		if c.From >= 48000 {
			long += row.Count(place, i)
		}
	}
	add(simulation.LongWeek, row.N()-row.Declined(place), float64(long), float64(long))
	for i, x := range counts.Indices() {
		scores := row.Scores(i)
		add(measures()[x.Code], scores.Answered, scores.Total(), scores.Squares())
	}
	rate := row.Rate(0) // repeated inspections over inspections
	all.rates = append(all.rates, inference.Pair{
		Weight: 1, Sheets: row.N(), Valid: rate.N(), People: int64(people),
		SumX: rate.Y.Total(), SumY: rate.X.Total(), SquaresX: rate.Y.Squares(), SquaresY: rate.X.Squares(), Cross: rate.Products(),
	})
}

// measures are the indices by their codes.
func measures() map[string]simulation.Measure {
	all := make(map[string]simulation.Measure)
	for m := range simulation.Measures {
		all[m.String()] = m
	}
	return all
}

// interval is the 95 % interval of a unit, for a statement about its people in this round.
func (s *sums) interval(m simulation.Measure, site int) (low, high float64) {
	switch m {
	case simulation.RepeatRate:
		return inference.RatioOf(s.rates[site : site+1]).Interval()
	case simulation.LongWeek:
		h := s.means[m][site]
		valid := float64(h.Valid)
		return inference.Wilson(h.Sum, valid, float64(h.People)*valid/float64(h.Sheets))
	}
	return inference.Mean(s.means[m][site : site+1]).Interval()
}

// estimate is over several units, each sheet weighing as told, without a finite population: for comparisons.
func (s *sums) estimate(m simulation.Measure, weights []float64, sites ...int) inference.Estimate {
	var means []inference.Stratum
	var rates []inference.Pair
	for _, i := range sites {
		if m == simulation.RepeatRate {
			r := s.rates[i]
			r.Weight, r.People = weights[i], 0
			rates = append(rates, r)
			continue
		}
		h := s.means[m][i]
		h.Weight, h.People = weights[i], 0
		means = append(means, h)
	}
	if m == simulation.RepeatRate {
		return inference.RatioOf(rates)
	}
	return inference.Mean(means)
}

// weights are by headcount.
func (s *sums) weights() []float64 {
	var people, sheets []int64
	for _, r := range s.rates {
		people, sheets = append(people, r.People), append(sheets, r.Sheets)
	}
	return inference.Weights(people, sheets)
}

// rounds are how many a test simulates.
func rounds(all int) int {
	if fewer() {
		return all / 20
	}
	return all
}

// fewer rounds do where time is short, or where the race detector, which has little to find here, makes it so.
func fewer() bool { return testing.Short() || race }
