package simulation

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/unit"
)

// Site is what is planted in one unit of a Population.
type Site struct {
	People  int     // N
	Answers int     // n ≤ N who answer, drawn without replacement
	Busy    float64 // chance, for each of its people, to be one of the busy
	Coached bool    // most of its people were told how to answer, and report less
}

// toldHow is the share of people of a coached unit who were told how to answer.
const toldHow = 0.8

// Units are the units of sites: a heading, and under it the sites in their order. The keys are always the same.
func Units(sites []Site) []unit.Unit {
	units := []unit.Unit{{ID: siteKey(-1), Code: "0000", Name: "全体"}}
	for i, s := range sites {
		units = append(units, unit.Unit{
			ID: siteKey(i), Parent: siteKey(-1), Code: fmt.Sprintf("%04d", i+1),
			Name: fmt.Sprintf("第%d单位", i+1), Headcount: s.People,
		})
	}
	return units
}

func siteKey(i int) models.ID { return key(fmt.Sprintf("site %d", i)) }

// Population is people of several units, each with fixed answers to the burden inventory, of whom some are asked. What
// all of them would report can be read beside what those who are asked do report. Numbers have long right tails and are
// rounded as people do; each question is declined by some, at random.
//
// Who is busy is drawn person by person, so that every expectation over a unit is linear in Busy: a unit differs by chance
// alone, in every measure, from a group of others whose Busy, weighted by people, averages to its own; none being coached.
//
// It is not safe for concurrent use, and draws all chance from one generator.
type Population struct {
	inventory *inventory
	rand      *rand.Rand
	ids       []models.ID // of sites
	people    vector      // one after the other
	first     []int       // person of each site, and one past the last
	asked     []int       // people, those of each site from its first on
	sites     []Site
	sums      []sums // of sites
	sheet     questionnaire.Sheet
}

// sums are what the truth about one unit is made of.
type sums struct {
	total [Measures]float64
	valid [Measures]float64 // people; of RepeatRate the inspections
}

// NewPopulation prepares a population without people. The form is that of the burden inventory, core or full; a question
// that it does not have is an error.
func NewPopulation(form *questionnaire.Form, r *rand.Rand) (*Population, error) {
	v, err := newInventory(form, r)
	if err != nil {
		return nil, err
	}
	return &Population{inventory: v, rand: r, sheet: make(questionnaire.Sheet, len(v.slots))}, nil
}

// Draw makes new people, and draws those who answer. It uses the memory of those before.
func (p *Population) Draw(sites []Site) {
	p.sites, p.first, p.asked, p.sums = sites, p.first[:0], p.asked[:0], p.sums[:0]
	for i := len(p.ids); i < len(sites); i++ {
		p.ids = append(p.ids, siteKey(i))
	}
	total := 0
	for _, s := range sites {
		p.first = append(p.first, total)
		total += s.People
	}
	p.first = append(p.first, total)
	if size := total * len(p.inventory.slots); cap(p.people.values) < size {
		p.people = vector{make([]int32, size), make([]questionnaire.State, size)}
	}
	var scores [Measures]float64
	for i, s := range sites {
		var t sums
		for j := p.first[i]; j < p.first[i+1]; j++ {
			d := p.person(j)
			p.inventory.draw(s.class(p.rand), d)
			p.inventory.places.scores(d, &scores)
			t.add(&scores)
			t.repeats(&p.inventory.places, d)
			p.asked = append(p.asked, j)
		}
		p.sums = append(p.sums, t)
		group := p.asked[p.first[i]:]
		for j := range s.Answers {
			k := j + p.rand.IntN(len(group)-j)
			group[j], group[k] = group[k], group[j]
		}
	}
}

func (s Site) class(r *rand.Rand) (class int) {
	if r.Float64() < s.Busy {
		class |= busy
	}
	if s.Coached && r.Float64() < toldHow {
		class |= coached
	}
	return class
}

func (p *Population) person(i int) vector {
	n := len(p.inventory.slots)
	return vector{p.people.values[i*n : (i+1)*n], p.people.states[i*n : (i+1)*n]}
}

func (s *sums) add(scores *[Measures]float64) {
	for m, v := range scores {
		if !math.IsNaN(v) {
			s.total[m] += v
			s.valid[m]++
		}
	}
}

// repeats counts the inspections of one who tells how many of them were repeated.
func (s *sums) repeats(p *places, d vector) {
	if d.states[p.repeated] != questionnaire.Declined {
		s.total[RepeatRate] += d.number(p.repeated)
		s.valid[RepeatRate] += d.number(p.inspections)
	}
}

// All yields the sheets of those who answer, unit by unit. A sheet is overwritten by the next one.
func (p *Population) All() iter.Seq2[models.ID, questionnaire.Sheet] {
	return p.sheets(func(s Site) int { return s.Answers })
}

// Census yields the sheets of all people, as All does.
func (p *Population) Census() iter.Seq2[models.ID, questionnaire.Sheet] {
	return p.sheets(func(s Site) int { return s.People })
}

func (p *Population) sheets(of func(Site) int) iter.Seq2[models.ID, questionnaire.Sheet] {
	return func(yield func(models.ID, questionnaire.Sheet) bool) {
		for i, s := range p.sites {
			for _, j := range p.asked[p.first[i]:][:of(s)] {
				p.inventory.write(p.person(j), p.sheet)
				if !yield(p.ids[i], p.sheet) {
					return
				}
			}
		}
	}
}

// Truth is the measure over all people of a unit, by its place among the sites: what a census would find. Those who
// decline a question would do so in a census, too. NaN where nobody would say.
func (p *Population) Truth(site int, m Measure) float64 {
	s := &p.sums[site]
	return s.total[m] / s.valid[m]
}

// Whole is the measure over all people of all units who would say.
func (p *Population) Whole(m Measure) float64 {
	var total, valid float64
	for i := range p.sums {
		total += p.sums[i].total[m]
		valid += p.sums[i].valid[m]
	}
	return total / valid
}
