package disclosure

import (
	"math/rand/v2"
	"slices"

	"jianfu/models/questionnaire"
)

// likes is how somebody answers: by question, how much each option weighs, and how often it is left blank.
type likes map[string]struct {
	options []float64
	blank   float64
}

// filling answers all questions at random, by likes or evenly.
func filling(f *questionnaire.Form, r *rand.Rand, by likes) questionnaire.Input {
	in := questionnaire.Input{}
	for _, q := range f.Questions() {
		like, known := by[q.Name]
		blank := 0.15
		if known {
			blank = like.blank
		}
		if !q.Asked() || r.Float64() < blank {
			continue
		}
		pick := func(n int) int {
			if !known {
				return r.IntN(n)
			}
			return pickBy(r, like.options[:n])
		}
		switch {
		case q.Numeric():
			cells := q.Cells()
			c := cells[pick(len(cells))]
			steps := int((c.To-c.From)/q.Stride()) + 1
			in[q.Name] = []string{(c.From + questionnaire.Decimal(r.IntN(steps))*q.Stride()).String()}
		case q.Kind == questionnaire.Multiple:
			in[q.Name] = ticks(q, r, pick)
		case q.Kind == questionnaire.Acknowledge:
			in[q.Name] = []string{questionnaire.Acknowledged}
		default:
			in[q.Name] = []string{q.Options[pick(len(q.Options))].Name}
		}
	}
	return in
}

func ticks(q questionnaire.Question, r *rand.Rand, pick func(int) int) (names []string) {
	most := len(q.Options)
	if q.AtMost > 0 {
		most = q.AtMost
	}
	for range 1 + r.IntN(most) {
		o := q.Options[pick(len(q.Options))]
		if o.Exclusive {
			if len(names) == 0 {
				return []string{o.Name}
			}
			continue
		}
		if !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	return names
}

func pickBy(r *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := r.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
