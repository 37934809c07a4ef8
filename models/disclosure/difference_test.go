package disclosure

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

// place is a unit with the sheets of its own; up is the number of the place above, −1 for none.
type place struct {
	up     int
	sheets []sheet
}

// sheet is an answer to the hours, "" for none, by someone of a class.
type sheet struct {
	hours string
	role  string
}

// people are n sheets alike, of leaders unless a role is given.
func people(n int, hours string, role ...string) []sheet {
	return slices.Repeat([]sheet{{hours, append(role, "leader")[0]}}, n)
}

// outlier is twelve people, one of whom has worked for all.
func outlier(role ...string) []sheet {
	return append(people(11, "0", role...), people(1, "240", role...)...)
}

func asking() questionnaire.Questionnaire {
	return questionnaire.Questionnaire{Name: "asking", Version: "v1", Title: text("asking"), Sections: []questionnaire.Section{
		{Name: "all", Title: text("all"), Questions: []questionnaire.Question{
			{Name: "hours", Kind: questionnaire.Quantity, Text: text("hours"), Max: 240000, Bands: []questionnaire.Decimal{0, 500, 8000}},
			{Name: "role", Kind: questionnaire.Single, Text: text("role"), Options: options("leader", "staff", "village", "guest"), Level: questionnaire.ByRound},
		}},
	}}
}

func releaseOf(t *testing.T, places []place) *Released {
	t.Helper()
	m := manifest()
	m.Questionnaire = asking()
	var all []sheet
	var sheets []int
	for i, p := range places {
		u := round.ManifestUnit{ID: models.ID{7, byte(i + 1)}, Code: fmt.Sprint(i), Name: fmt.Sprint(i)}
		if p.up >= 0 {
			u.Parent = models.ID{7, byte(p.up + 1)}
		}
		m.Units = append(m.Units, u)
		sheets, all = append(sheets, len(p.sheets)), append(all, p.sheets...)
	}
	return release(t, input(t, m, sheets, func(f *questionnaire.Form) questionnaire.Sheet {
		in := questionnaire.Input{"role": {all[0].role}}
		if all[0].hours != "" {
			in["hours"] = []string{all[0].hours}
		}
		all = all[1:]
		s, problems := f.Check(in)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return s
	}))
}

// state is what became of the mean of a group: "mean" where it is published as it is.
func state(g Group) string {
	m := g.means["hours"]
	switch {
	case m == nil:
		return "hidden"
	case m.exact():
		return "mean"
	}
	return cmp.Or(m.Hidden, string(m.Bound))
}

func TestMeansBySubtraction(t *testing.T) {
	t.Parallel()
	const gone = reasonDifference
	for _, c := range []struct {
		name    string
		places  []place
		units   []string // the round is the first
		classes []string // of leader, staff, village, guest; nil: not looked at
	}{
		{
			"27·42 − 30·30 is what one person of B said",
			[]place{{-1, nil}, {0, people(30, "30")}, {0, outlier()}},
			[]string{"mean", "mean", gone, reasonSensitive},
			nil,
		},
		{
			"the smallest part goes, the others stay",
			[]place{{-1, nil}, {0, people(30, "30")}, {0, people(20, "30")}, {0, people(40, "30")}, {0, outlier()}},
			[]string{"mean", "mean", "mean", gone, "mean", reasonSensitive},
			nil,
		},
		{
			"of parts alike, the first",
			[]place{{-1, nil}, {0, people(30, "30")}, {0, people(30, "30")}, {0, outlier()}},
			[]string{"mean", "mean", gone, "mean", reasonSensitive},
			nil,
		},
		{
			"too few answered in a part",
			[]place{{-1, nil}, {0, people(30, "30")}, {0, people(20, "30")}, {0, append(people(6, "30"), people(6, "")...)}},
			[]string{"mean", "mean", "mean", gone, reasonFew},
			nil,
		},
		{
			"nothing to hide",
			[]place{{-1, people(12, "20")}, {0, people(30, "30")}, {0, people(20, "30")}},
			[]string{"mean", "mean", "mean", "mean"},
			nil,
		},
		{
			"the remainder is that of a hidden unit and of the unit itself",
			[]place{{-1, outlier()[4:]}, {0, people(30, "30")}, {0, people(20, "30")}, {0, people(4, "0")}},
			[]string{"mean", "mean", "mean", gone, "hidden"},
			nil,
		},
		{
			"part of a part: the town gives way to its village, not to the county",
			[]place{{-1, nil}, {0, nil}, {1, people(30, "30")}, {1, outlier()}, {0, people(20, "30")}},
			[]string{"mean", "mean", "mean", gone, reasonSensitive, "mean"},
			nil,
		},
		{
			"a town that cannot be saved by a part right below gives way itself, and the county finds another part",
			[]place{{-1, nil}, {0, outlier()}, {1, nil}, {2, people(20, "30")}, {2, people(20, "30")}, {0, people(30, "30")}},
			[]string{"mean", "mean", gone, "mean", "mean", "mean", gone},
			nil,
		},
		{
			"the round gives way to nothing: what lies deeper follows",
			[]place{{-1, outlier()}, {0, nil}, {1, people(20, "30")}, {1, people(21, "30")}, {0, nil}, {4, people(22, "30")}, {4, people(23, "30")}},
			[]string{"mean", "mean", gone, gone, "mean", "mean", "mean", "mean"},
			nil,
		},
		{
			"a unit of the same sheets goes with its only child",
			[]place{{-1, nil}, {0, nil}, {1, people(20, "30")}, {0, people(30, "30")}, {0, outlier()}},
			[]string{"mean", "mean", gone, gone, "mean", reasonSensitive},
			nil,
		},
		{
			"a class",
			[]place{{-1, slices.Concat(people(30, "30", "leader"), people(20, "30", "staff"), outlier("village"))}},
			[]string{"mean", "mean"},
			[]string{"mean", gone, reasonSensitive, "hidden"},
		},
		{
			"classes too few to be published",
			[]place{{-1, slices.Concat(people(30, "30", "leader"), people(20, "30", "staff"), outlier("village")[4:], people(4, "0", "guest"))}},
			[]string{"mean", "mean"},
			[]string{"mean", gone, "hidden", "hidden"},
		},
		{
			"a class of all",
			[]place{{-1, people(30, "30")}, {0, outlier()}},
			[]string{"mean", "mean", reasonSensitive},
			[]string{"mean", "hidden", "hidden", "hidden"},
		},
	} {
		r := releaseOf(t, c.places)
		units := []string{state(r.Whole())}
		for _, g := range r.Units() {
			units = append(units, state(g))
		}
		if !slices.Equal(units, c.units) {
			t.Errorf("%s: units %v, want %v", c.name, units, c.units)
		}
		var classes []string
		for _, g := range r.Divisions()[0].Classes[:4] {
			classes = append(classes, state(g))
		}
		if c.classes != nil && !slices.Equal(classes, c.classes) {
			t.Errorf("%s: classes %v, want %v", c.name, classes, c.classes)
		}
	}
}

// One part is enough wherever the bounds on means hold; the ledger does not rely on it.
func TestSeveralPartsAreWithheld(t *testing.T) {
	t.Parallel()
	of := func(n int64, hours questionnaire.Decimal) pile {
		var m tabulation.Moments
		for range n {
			m.Add(hours)
		}
		return pileOf(n, n, m, 1)
	}
	lone := of(12, 0)
	lone.add(pileOf(0, 0, tabulation.Moments{NonZero: 1, Sum: 240, Largest: [2]questionnaire.Decimal{240}}, 1))
	for _, c := range []struct {
		name string
		up   []int
		want []int
	}{
		// 240 needs 24 beside the second largest: 12 + 14 − 1 do, 12 − 1 do not
		{"until it is enough, the fewest valid first", []int{-1, 0, 0, 0, 0}, []int{3, 4}},
		{"what lies deeper follows, with what is around it", []int{-1, 0, 0, 1, 1}, []int{1, 2, 4}},
	} {
		l := ledger{
			sets: sets{up: c.up}, k: 10, exact: []bool{true, true, true, true, true}, valid: []int{90, 30, 20, 14, 12},
			open: []pile{lone, of(30, 1), of(20, 1), of(14, 1), of(12, 1)},
		}
		if got := l.settle(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v are withheld, want %v", c.name, got, c.want)
		}
	}
}

func TestWithheldMeansAreToldOf(t *testing.T) {
	t.Parallel()
	r := releaseOf(t, []place{{-1, nil}, {0, people(30, "30", "staff")}, {0, outlier()}})
	table, _ := r.Units()[1].Table(0)
	if table.Mean == nil || table.Mean.Reason != "reason.by_difference" || table.Mean.Value != 0 || table.Mean.Interval {
		t.Errorf("a withheld mean reads %+v", table.Mean)
	}
	for _, e := range r.Log() {
		if e.Key == "log.by_difference" {
			if e.Args[0] != 2 { // unit 1 and the class of staff
				t.Errorf("the log tells of %v means", e.Args[0])
			}
			return
		}
	}
	t.Error("the log does not tell of withheld means")
}

// A file whose means give each other away, or hold back what the others tell, is refused.
func TestForgedMeansAreRefused(t *testing.T) {
	t.Parallel()
	low, high := questionnaire.Decimal(29500), questionnaire.Decimal(30500)
	thirty := &mean{Value: 30000, Low: &low, High: &high}
	withheld := &mean{Hidden: reasonDifference}
	set := func(g *group, m *mean) { g.Means["hours"] = m }
	silent := releaseOf(t, []place{{-1, nil}, {0, people(30, "30", "staff")}, {0, people(12, "")}}).JSON()
	idle := releaseOf(t, []place{{-1, nil}, {0, people(30, "30", "staff")}, {0, people(12, "0")}}).JSON()
	free := releaseOf(t, []place{{-1, nil}, {0, people(30, "30", "staff")}, {0, people(20, "30")}}).JSON()
	part := releaseOf(t, []place{{-1, append(people(20, "30"), people(12, "", "village")...)}, {0, people(30, "30", "staff")}}).JSON()
	for _, c := range []struct {
		name   string
		file   []byte
		change func(*file)
		ok     bool
	}{
		{"silent", silent, func(*file) {}, true},
		{"idle", idle, func(*file) {}, true},
		{"free", free, func(*file) {}, true},
		{"withheld once more", free, func(f *file) { set(&f.Units[1], withheld) }, true}, // a file does not tell why not
		{"too few left over", silent, func(f *file) { set(&f.Units[1], thirty) }, false},
		{"too few left over by a class", silent, func(f *file) { set(&f.Backgrounds[0].Classes[1], thirty) }, false},
		{"more in a part than in the whole", idle, func(f *file) {
			a, b := low+8000, high+8000
			set(&f.Units[1], &mean{Value: 38000, Low: &a, High: &b})
		}, false},
		{"another mean of the same sheets", free, func(f *file) { set(&f.Units[0], withheld) }, false},
		{"another reason for the same sheets", part, func(f *file) {
			set(&f.Whole, &mean{Hidden: reasonSensitive})
			set(&f.Units[0], withheld)
			set(&f.Backgrounds[0].Classes[0], thirty)
		}, false},
		{"the round", part, func(f *file) {
			set(&f.Whole, withheld)
			set(&f.Units[0], withheld)
			set(&f.Backgrounds[0].Classes[0], thirty)
		}, false},
		{"a unit in nothing", free, func(f *file) {
			set(&f.Whole, &mean{Hidden: reasonSensitive})
			set(&f.Units[0], &mean{Hidden: reasonSensitive})
			set(&f.Units[1], withheld)
		}, false},
	} {
		err := forge(t, c.file, c.change)
		var e *models.Error
		if c.ok != (err == nil) || err != nil && (!errors.As(err, &e) || e.Key != "release.broken" || e.Args[0] != "R4") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What can be put together from its parts is not withheld.
func TestMeansWithheldInVainAreRefused(t *testing.T) {
	t.Parallel()
	good := releaseOf(t, []place{{-1, people(20, "30")}, {0, nil}, {1, people(30, "30")}, {1, people(20, "30")}}).JSON()
	err := forge(t, good, func(f *file) { f.Units[1].Means["hours"] = &mean{Hidden: reasonDifference} })
	if models.KindOf(err) != models.Invalid {
		t.Errorf("a unit whose parts add up to it: %v", err)
	}
}

// nested is a round at random: a tree of up to eleven units, most of few hours, some with a planted dominant value, with
// few answers or with nothing but zeros.
func nested(r *rand.Rand) []place {
	places := make([]place, 4+r.IntN(8))
	for i := range places {
		places[i].up = i - 1
		if i > 0 {
			places[i].up = r.IntN(i)
		}
	}
	for i := range places {
		if r.IntN(3) == 0 {
			continue
		}
		base, kind := 20+r.IntN(80), r.IntN(6)
		roles := []string{"leader", "staff", "village", "guest"}[:1+r.IntN(4)]
		for range 3 + r.IntN(28) {
			s := sheet{fmt.Sprint(r.IntN(base + 1)), roles[r.IntN(len(roles))]}
			switch {
			case kind == 0 && r.IntN(8) > 0, kind == 1 && r.IntN(2) > 0:
				s.hours = map[int]string{0: "0", 1: ""}[kind]
			case kind == 2:
				s.hours = []string{"0", "240"}[min(1, r.IntN(12)/11)]
			}
			places[i].sheets = append(places[i].sheets, s)
		}
	}
	return places
}

// secret reports whether one must not know the sum of these hours; none of them is no secret.
func secret(sheets []sheet) bool {
	var hours []int
	sum, some := 0, 0
	for _, s := range sheets {
		if s.hours == "" {
			continue
		}
		h := 0
		fmt.Sscan(s.hours, &h)
		hours, sum = append(hours, h), sum+h
		if h > 0 {
			some++
		}
	}
	if len(sheets) == 0 {
		return false
	}
	if len(hours) < 10 || some < 5 {
		return true
	}
	slices.Sort(hours)
	first, second := hours[len(hours)-1], hours[len(hours)-2]
	return 10*(sum-first-second) < first
}

// attack adds and subtracts published sums in every way with factors −1, 0 and 1. What comes out is the sum of some of
// the parcels, which are the smallest sets of sheets that a division tells apart; members says which of them a
// published sum is of. It gives the first parcels that must not be known.
func attack(parcels [][]sheet, members [][]bool) []int {
	known := make([]int, len(parcels))
	var try func(int) []int
	try = func(next int) []int {
		if next == len(members) {
			var of []int
			var sheets []sheet
			for i, k := range known {
				switch {
				case len(parcels[i]) == 0 || k == 0:
				case k == 1:
					of, sheets = append(of, i), append(sheets, parcels[i]...)
				default:
					return nil
				}
			}
			if secret(sheets) {
				return of
			}
			return nil
		}
		for _, factor := range []int{0, 1, -1} {
			for i, in := range members[next] {
				if in {
					known[i] += factor
				}
			}
			found := try(next + 1)
			for i, in := range members[next] {
				if in {
					known[i] -= factor
				}
			}
			if found != nil {
				return found
			}
		}
		return nil
	}
	return try(0)
}

// byUnit is what an attacker works with in the tree of units.
func byUnit(r *Released, places []place) (parcels [][]sheet, members [][]bool) {
	under := func(i, top int) bool {
		for i >= 0 && i != top {
			i = places[i].up
		}
		return i == top
	}
	number := make(map[string]int) // units of the release are in the order of the tree
	for i, p := range places {
		number[fmt.Sprint(i)] = i
		parcels = append(parcels, p.sheets)
	}
	for _, g := range append([]Group{r.Whole()}, r.Units()...) {
		if state(g) != "mean" {
			continue
		}
		of := make([]bool, len(places))
		for i := range places {
			of[i] = g.Kind == Whole || under(i, number[g.Name()])
		}
		members = append(members, of)
	}
	return parcels, members
}

// byClass is what an attacker works with in the classes of the round.
func byClass(r *Released, places []place) (parcels [][]sheet, members [][]bool) {
	roles := []string{"leader", "staff", "village", "guest"}
	parcels = make([][]sheet, len(roles))
	for _, p := range places {
		for _, s := range p.sheets {
			i := slices.Index(roles, s.role)
			parcels[i] = append(parcels[i], s)
		}
	}
	if state(r.Whole()) == "mean" {
		members = append(members, slices.Repeat([]bool{true}, len(roles)))
	}
	for i, g := range r.Divisions()[0].Classes[:len(roles)] {
		if of := make([]bool, len(roles)); state(g) == "mean" {
			of[i] = true
			members = append(members, of)
		}
	}
	return parcels, members
}

// Nobody who adds and subtracts published means learns a sum that may not be published.
func TestNoSecretBySubtraction(t *testing.T) {
	t.Parallel()
	published, withheld, round := 0, 0, 0
	for seed := range uint64(200) {
		places := nested(rand.New(rand.NewPCG(seed, 11)))
		r := releaseOf(t, places)
		if !r.Published() {
			continue
		}
		for _, attacker := range []func(*Released, []place) ([][]sheet, [][]bool){byUnit, byClass} {
			if found := attack(attacker(r, places)); found != nil {
				t.Fatalf("seed %d: the sum of parcels %v can be worked out", seed, found)
			}
		}
		groups := append(r.Units(), r.Divisions()[0].Classes...)
		for _, g := range groups {
			switch state(g) {
			case "mean":
				published++
			case reasonDifference:
				withheld++
			}
		}
		switch state(r.Whole()) {
		case "mean":
			round++
		case reasonDifference:
			t.Fatalf("seed %d: the mean of the round is withheld for another's", seed)
		}
	}
	if published < 300 || withheld < 100 || round < 100 {
		t.Errorf("too little was looked at: %d means, %d withheld, %d rounds", published, withheld, round)
	}
}
