package simulation

import (
	"iter"
	"math/rand/v2"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Stream yields sheets of the burden inventory, core or full, spread evenly over units: those of the first unit come
// first. It is for measuring large rounds: nothing is kept of anybody, and a sheet is overwritten by the next one. Units
// differ in how many of their people are busy, one in ten is coached. A question that the inventory does not have is an
// error.
func Stream(form *questionnaire.Form, units []models.ID, sheets int, r *rand.Rand) (iter.Seq2[models.ID, questionnaire.Sheet], error) {
	v, err := newInventory(form, r)
	if err != nil {
		return nil, err
	}
	return func(yield func(models.ID, questionnaire.Sheet) bool) {
		d := vector{make([]int32, len(v.slots)), make([]questionnaire.State, len(v.slots))}
		sheet := make(questionnaire.Sheet, len(v.slots))
		for i, id := range units {
			site := Site{Busy: between(r, 0.2, 0.8), Coached: r.IntN(10) == 0}
			for range sheets*(i+1)/len(units) - sheets*i/len(units) {
				v.draw(site.class(r), d)
				v.write(d, sheet)
				if !yield(id, sheet) {
					return
				}
			}
		}
	}, nil
}
