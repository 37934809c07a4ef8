package disclosure

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// FuzzRelease makes a round of whatever bytes say: the units, how many sheets each has, and what is on them. Nothing that is
// released may tell a count to within less than three values.
func FuzzRelease(f *testing.F) {
	for i := range asked() {
		f.Add(uint64(i), []byte{byte(i), 1, 3, 0, 20, 1, 11, 1, 7, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8})
		f.Add(uint64(i), []byte{byte(i), 0, 5, 0, 0, 1, 5, 1, 5, 2, 6, 0, 4, 3, 19, 1})
	}
	f.Fuzz(func(t *testing.T, seed uint64, data []byte) {
		s := roundOf(t, seed, data)
		r, err := Release(s.in)
		if err != nil {
			if models.KindOf(err) != models.Internal || !strings.Contains(err.Error(), "can still be told") {
				t.Fatalf("not released: %v", err)
			}
			return
		}
		if _, err := Read(r.JSON()); err != nil {
			t.Fatal(err)
		}
		a, err := newAttacker(r.JSON(), s.exact)
		if err != nil {
			t.Fatal(err)
		}
		a.depth = plainly
		steps := 0
		if len(a.nodes) < 12 {
			steps = 200
		}
		found, possible := a.attack(steps, nil)
		if !possible {
			t.Fatal("nothing fits the release, or the attacker is wrong")
		}
		for _, c := range found {
			t.Errorf("%+v", c)
		}
		small(t, a)
	})
}

// roundOf reads a round: the questionnaire, k and the number of units; for each unit the one above, and its sheets; then sheets,
// over and over again, a byte for each question.
func roundOf(t testing.TB, seed uint64, data []byte) *scenario {
	t.Helper()
	at := 0
	next := func() int {
		if len(data) == 0 {
			return 0
		}
		at++
		return int(data[(at-1)%len(data)])
	}
	all := asked()
	m := manifest()
	m.Questionnaire = all[next()%len(all)]
	m.K = []int{5, 10}[next()%2]
	var people []int
	for i := range 1 + next()%8 {
		above := next()
		u := round.ManifestUnit{ID: models.ID{5, byte(i + 1)}, Code: fmt.Sprint(i), Name: fmt.Sprint("unit ", i), Headcount: 40}
		if i > 0 && above > 0 {
			u.Parent = models.ID{5, byte(1 + above%i)}
		}
		m.Units, people = append(m.Units, u), append(people, next()%40)
	}
	known, err := learn(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 9))
	filled := make([][]questionnaire.Sheet, len(people))
	for i, n := range people {
		for range n {
			sheet, _ := known.form.Check(answered(known.form, r, next))
			filled[i] = append(filled[i], sheet)
		}
	}
	return tabulated(t, m, known.form, filled, seed)
}

// answered is a sheet of one byte for each question: which option, the last ones standing for none and for chance.
func answered(f *questionnaire.Form, r *rand.Rand, next func() int) questionnaire.Input {
	in := filling(f, r, nil)
	for _, q := range f.Questions() {
		cells, b := q.Cells(), next()
		switch i := b % (len(cells) + 2); {
		case i == len(cells):
			delete(in, q.Name)
		case i > len(cells):
		case q.Numeric():
			in[q.Name] = []string{cells[i].From.String()}
		default:
			in[q.Name] = []string{cells[i].Name}
		}
	}
	return in
}

// small fails where a set of 1 to k−1 sheets is published, or is what one published set has beyond others that lie in it.
func small(t testing.TB, a *attacker) {
	t.Helper()
	for _, s := range a.nodes {
		if s.counts == nil {
			continue
		}
		if s.n < a.leak.Manifest.K {
			t.Errorf("%s is published with %d sheets", s.name, s.n)
		}
		for _, parts := range s.parts {
			left := s.n
			for _, c := range parts {
				if a.nodes[c].counts != nil {
					left -= a.nodes[c].n
				}
			}
			if left > 0 && left < a.leak.Manifest.K {
				t.Errorf("%s has %d sheets beyond its published parts", s.name, left)
			}
		}
	}
}
