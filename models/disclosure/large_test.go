package disclosure

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// A question of many cells over many units is published for the round alone, and the file is read again; one that has it by unit is
// not.
func TestManyCellsOverManyUnits(t *testing.T) {
	t.Parallel()
	var units []round.ManifestUnit
	var sheets []int
	for i := range 700 {
		units = append(units, round.ManifestUnit{ID: models.ID{1, byte(i >> 8), byte(i)}, Code: fmt.Sprint(i), Name: fmt.Sprint(i), Headcount: 12})
		sheets = append(sheets, 11)
	}
	m := manifest(units...)
	many := questionOf("many", questionnaire.Integer, "")
	many.Max = 60000
	m.Questionnaire.Sections = []questionnaire.Section{{Name: "a", Title: text("a"), Questions: []questionnaire.Question{
		many, questionOf("few", questionnaire.Single, "", "x", "y", "z"),
	}}}
	r := rand.New(rand.NewPCG(1, 1))
	in := input(t, m, sheets, func(f *questionnaire.Form) questionnaire.Sheet { return answer(f, r) })
	released := release(t, in)
	if _, ok := released.Whole().Table(0); !ok {
		t.Error("it is not published for the round")
	}
	for _, u := range released.Units() {
		_, large := u.Table(0)
		_, small := u.Table(1)
		if u.Hidden == "" && (large || !small) {
			t.Fatalf("unit %s: many cells %v, few %v", u.Name(), large, small)
		}
	}
	if err := forge(t, released.JSON(), func(f *file) { f.Units[0].Counts[0] = 0 }); err == nil {
		t.Error("a file that has it by unit is read")
	}
}
