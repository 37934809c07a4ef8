package disclosure

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
)

func everythingInput(t testing.TB, seed uint64) Input {
	r := rand.New(rand.NewPCG(seed, 6))
	m := manifest(county()...)
	m.Questionnaire = example("everything")
	return input(t, m, []int{12, 50, 30, 4, 20, 15, 6}, func(f *questionnaire.Form) questionnaire.Sheet { return answer(f, r) })
}

// A release of every kind of question is near the true counts in every group and cell, and is read as it was written.
func TestEveryKindIsReleased(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		in := everythingInput(t, seed)
		r := release(t, in)
		if again, err := Read(r.JSON()); err != nil || again.Hash() != r.Hash() {
			t.Fatalf("seed %d: %v", seed, err)
		}
		near(t, r.Whole(), in.Counts.Under([16]byte{}))
		for _, g := range r.Units() {
			if g.Hidden == "" {
				near(t, g, in.Counts.Under(g.Unit.ID))
			}
		}
		for _, d := range r.Divisions() {
			for i, g := range d.Classes {
				if g.Hidden == "" {
					near(t, g, in.Counts.Classes(r.plan.Questions[d.Question].Place)[i])
				}
			}
		}
	}
}

// What is not counted is nowhere; what is worked out has counts alone; what hangs on a background question is published
// for the round alone, and never with exact numbers.
func TestWorkedOut(t *testing.T) {
	t.Parallel()
	r := release(t, everythingInput(t, 1))
	table := func(g Group, name string) (Table, bool) { return g.Table(r.plan.ByName[name]) }
	for _, q := range r.Questions() {
		if !q.Tabulated() {
			t.Errorf("%s is among the questions", q.Name)
		}
	}
	if i := slices.IndexFunc(r.plan.Columns, func(c plan.Column) bool { return strings.HasPrefix(c.Name, "half/") }); i >= 0 {
		t.Error("a question without a range has a column")
	}
	hours, _ := table(r.Whole(), "hours")
	if hours.Mean != nil || len(hours.Cells) != 4 {
		t.Errorf("hours in all: %+v", hours)
	}
	visits, _ := table(r.Whole(), "visits")
	again, _ := table(r.Whole(), "visits_again")
	for i := range visits.Cells {
		if visits.Cells[i].Count != again.Cells[i].Count {
			t.Error("a copy has other counts")
		}
	}
	if again.Mean == nil || *again.Mean != *visits.Mean {
		t.Error("the mean of few values does not come from the counts")
	}
	if leads, ok := table(r.Whole(), "leads"); !ok || !leads.Round || leads.Cells[0].Count%Base != 0 {
		t.Errorf("what is worked out from a background question: %+v", leads)
	}
	if _, ok := table(r.Units()[0], "leads"); ok {
		t.Error("a background question is published by unit in another's clothes")
	}
	for _, d := range r.Divisions() {
		if r.Questions()[d.Question].Kind == questionnaire.Calculated {
			t.Error("the classes of what is worked out have exact sizes")
		}
	}
}

// An option of a list to tick, an acknowledgement and a text are one column each, shares of all whom it concerns.
func TestGivenOrNot(t *testing.T) {
	t.Parallel()
	in := everythingInput(t, 2)
	r := release(t, in)
	for _, name := range []string{"agreed", "story"} {
		i := r.plan.ByName[name]
		if n := len(slices.DeleteFunc(r.plan.Names(), func(c string) bool { return !strings.HasPrefix(c, name+"/") })); n != 1 {
			t.Errorf("%s has %d columns", name, n)
		}
		table, _ := r.Whole().Table(i)
		wrote := in.Counts.Under([16]byte{}).Count(r.plan.Questions[i].Place, 0)
		if off := table.Cells[0].Count - int(wrote); max(off, -off) > 2 || table.Valid != r.Whole().N || table.Declined != table.Valid-table.Cells[0].Count {
			t.Errorf("%s: %d wrote, %+v", name, wrote, table)
		}
		if f := table.Cells[0].Share; f.N != r.Whole().N || f.Value == 0 || table.Mean != nil {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// A question all of whose options are filtered away does not apply; of a ranking each sheet counts once.
func TestFilteredAndRanked(t *testing.T) {
	t.Parallel()
	m := manifest(county()[:1]...)
	m.Questionnaire = example("everything")
	i := 0
	r := release(t, input(t, m, []int{30}, func(f *questionnaire.Form) questionnaire.Sheet {
		i++
		in := questionnaire.Input{"place": {"other"}, "rank": {"forms", "visits"}}
		if i > 12 {
			in = questionnaire.Input{"place": {"village"}, "post": {"c"}, "rank": {"visits", "forms", "trips"}}
		}
		sheet, _ := f.Check(in)
		return sheet
	}))
	post, _ := r.Whole().Table(r.plan.ByName["post"])
	if !post.Conditional || post.Skipped != 12 || post.Cells[2].Count != 18 || post.Concerned != 18 {
		t.Errorf("%+v", post)
	}
	rank, _ := r.Whole().Table(r.plan.ByName["rank"])
	if rank.Cells[0].Count != 18 || rank.Cells[1].Count != 12 || rank.Cells[3].Count != 0 || rank.Conditional {
		t.Errorf("%+v", rank)
	}
}

// A file of before there were these kinds is read as it always was.
func TestOldFilesStayReadable(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/release-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	if r.Hash() != "92de716740ae85e6ebb50be1e23f71fede2721ba9a953e1af97a811b4f6e088f" || r.Whole().N != 137 {
		t.Errorf("%s, %d sheets", r.Hash(), r.Whole().N)
	}
}

// Questions that are each worked out from the two before are many paths and few questions.
func TestLongChainsAreLookedThroughOnce(t *testing.T) {
	t.Parallel()
	q := asking()
	list := &q.Sections[0].Questions
	*list = append(*list, questionnaire.Question{Name: "c0", Kind: questionnaire.Calculated, Calculation: "${hours} + 1"})
	*list = append(*list, questionnaire.Question{Name: "c1", Kind: questionnaire.Calculated, Calculation: "${c0}"})
	for i := 2; i < 400; i++ {
		*list = append(*list, questionnaire.Question{
			Name: fmt.Sprint("c", i), Kind: questionnaire.Calculated, Calculation: fmt.Sprintf("if(${c%d} > ${c%d}, 1, 0)", i-1, i-2),
		})
	}
	*list = append(*list, questionnaire.Question{Name: "last", Kind: questionnaire.Scale, Text: text("last"), Options: options("1", "2"), Relevant: "${c399} = 0"})
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	if p := plan.New(f); len(p.Questions) != 3 {
		t.Errorf("%d questions", len(p.Questions))
	}
}
