package disclosure

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// corrected is a county of three units, the last one hidden, with k = 10.
func corrected(t testing.TB, r *rand.Rand) *scenario {
	t.Helper()
	m := manifest()
	m.Questionnaire = asked()[0]
	for i, name := range []string{"county", "one", "two", "three"} {
		u := round.ManifestUnit{ID: models.ID{6, byte(i + 1)}, Code: name, Name: name, Headcount: 60}
		if i > 0 {
			u.Parent = models.ID{6, 1}
		}
		m.Units = append(m.Units, u)
	}
	return scenarioOf(t, m, r, []int{14, 30, 25, 6})
}

// again is a second tabulation of a round, with more or other sheets in a unit.
func (s *scenario) again(t testing.TB, previous *Released, edit func(filled [][]questionnaire.Sheet)) Input {
	t.Helper()
	filled := make([][]questionnaire.Sheet, len(s.filled))
	for i := range filled {
		filled[i] = slices.Clone(s.filled[i])
	}
	edit(filled)
	next := tabulated(t, s.in.Manifest, s.form, filled, 0).in
	next.Secret, next.Number, next.Previous = s.in.Secret, 2, previous
	return next
}

// more adds sheets to a unit, copied from those of another, and in none of the small background classes.
func (s *scenario) more(unit, n int) func([][]questionnaire.Sheet) {
	at, _ := s.form.Place("role")
	return func(filled [][]questionnaire.Sheet) {
		for i := range n {
			sheet := slices.Clone(s.filled[1][i%len(s.filled[1])])
			sheet[at] = questionnaire.Answer{State: questionnaire.Answered, Choices: []string{"staff"}}
			filled[unit] = append(filled[unit], sheet)
		}
	}
}

// evenClasses gives the same class of the background to as many people, so that none is hidden.
func (s *scenario) evenClasses() {
	at, _ := s.form.Place("role")
	i := 0
	for _, sheets := range s.filled {
		for _, sheet := range sheets {
			sheet[at] = questionnaire.Answer{State: questionnaire.Answered, Choices: []string{[]string{"head", "staff", "guest"}[i%3]}}
			i++
		}
	}
}

func refusedAs(err error, key string) bool {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if m, ok := e.(*models.Error); ok && m.Kind == models.Conflict && m.Key == key {
			return true
		}
	}
	return false
}

// A correction keeps what has not changed, is refused where it would tell what few people answered, and stands up to
// whoever has both releases.
func TestCorrectionsUnderAttack(t *testing.T) {
	t.Parallel()
	differ, found, joint := 0, 0, 0
	for i := range uint64(12) {
		s := corrected(t, rand.New(rand.NewPCG(i, 47)))
		s.evenClasses()
		first := release(t, tabulated(t, s.in.Manifest, s.form, s.filled, i).in)
		s.in.Secret = tabulated(t, s.in.Manifest, s.form, s.filled, i).in.Secret

		same := release(t, s.again(t, first, func([][]questionnaire.Sheet) {}))
		for j, g := range same.everyGroup() {
			if old := first.everyGroup()[j]; g != nil && !slices.Equal(g.Counts, old.Counts) {
				t.Errorf("%d: the same sheets read %v and then %v", i, old.Counts, g.Counts)
			}
		}
		if pinned, err := Together(first, same); err != nil || pinned != nil {
			t.Errorf("%d: the same twice: %v %v", i, pinned, err)
		}

		more, err := Release(s.again(t, first, s.more(2, 10)))
		if err != nil {
			t.Errorf("%d: ten more: %v", i, err)
		} else if pinned, err := Together(first, more); err != nil || pinned != nil {
			t.Errorf("%d: ten more: %v %v", i, pinned, err)
		} else {
			joint++
		}

		if _, err := Release(s.again(t, first, s.more(2, 9))); !refusedAs(err, "release.correction.few") {
			t.Errorf("%d: nine more: %v", i, err)
		}
		if _, err := Release(s.again(t, first, func(filled [][]questionnaire.Sheet) {
			s.more(3, 10)(filled)
			s.more(0, 16)(filled)
		})); !refusedAs(err, "release.correction.groups") {
			t.Errorf("%d: a hidden unit is none any more: %v", i, err)
		}
		if _, err := Release(s.again(t, first, func(filled [][]questionnaire.Sheet) {
			at, _ := s.form.Place("s")
			for j := range filled[1][:20] {
				sheet := slices.Clone(filled[1][j])
				sheet[at] = questionnaire.Answer{State: questionnaire.Answered, Choices: []string{[]string{"a", "d"}[i%2]}}
				filled[1][j] = sheet
			}
		})); err != nil && !refusedAs(err, "release.correction.sheets") {
			t.Errorf("%d: other sheets: %v", i, err)
		} else if err != nil {
			differ++
		}

		// Drawn again with another key: two draws of one count.
		fresh := s.again(t, nil, func([][]questionnaire.Sheet) {})
		fresh.Secret, fresh.Number = []byte("another"), 1
		if pinned, err := Together(first, release(t, fresh)); err != nil || len(pinned) > 0 {
			found++
		}
	}
	if differ < 6 || found < 10 || joint == 0 { // where all say the same a second draw may happen to be the first
		t.Errorf("other sheets were found %d times, second draws %d times of 12", differ, found)
	}
}
