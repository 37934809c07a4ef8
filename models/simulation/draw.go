package simulation

import (
	"math"

	"jianfu/models/questionnaire"
)

// People come in classes: quiet and busy ones, and of both those who were told how to answer.
const (
	busy    = 1 << iota // bit of the class
	coached             // bit of the class
	classes

	contrast = 1.2 // effect of the busy; that of the quiet is its opposite
)

// become makes the person one of a class, about whom nothing else is known.
func (p *person) become(class int) {
	p.effect, p.coached = -contrast, class&coached != 0
	if class&busy != 0 {
		p.effect = contrast
	}
	p.level = 0.35*p.effect + 0.4*p.rand.NormFloat64()
	if p.coached {
		p.level += math.Log(modesty)
	}
	clear(p.given)
}

// likely gives the chance of each option of a question: a share where several may be ticked, a weight where one is
// picked; nil where there is no choice, or where it hangs on more than the class.
func (p *person) likely(q *questionnaire.Question) []float64 {
	if q.Kind != questionnaire.Single && q.Kind != questionnaire.Multiple {
		return nil
	}
	planted := p.chances(q.Name)
	var all []float64
	for _, o := range q.Options {
		chance, ok := planted[o.Name]
		switch {
		case ok:
		case q.Kind == questionnaire.Multiple:
			chance = unplannedTick
		default:
			chance = p.weight(*q, o)
		}
		all = append(all, chance)
	}
	return all
}

// draw makes the answers of one more person of a class.
func (v *inventory) draw(class int, d vector) {
	v.person.become(class)
	for i := range v.slots {
		s := &v.slots[i]
		d.values[i], d.states[i] = 0, s.state(d)
		if d.states[i] != questionnaire.Answered {
			continue
		}
		switch q := &s.question; q.Kind {
		case questionnaire.Calculated:
			d.values[i] = v.places.formality(d)
			continue
		case questionnaire.Multiple:
			d.values[i] = v.tick(s, v.chances[class][i])
		case questionnaire.Single:
			d.values[i] = v.pick(v.chances[class][i])
		case questionnaire.Scale:
			d.values[i] = int32(v.person.grade(q))
		default:
			d.values[i] = int32(math.Round(v.person.amount(q.Name, s.known, s.low, s.high, s.stride) * 1000))
		}
		if v.person.rand.Float64() < s.refused {
			d.states[i] = questionnaire.Declined
		}
	}
}

// state is what becomes of a question by the answers before it: Answered where it is shown, Declined where that cannot
// be known.
func (s *slot) state(d vector) questionnaire.State {
	sum := int32(0)
	for _, i := range s.above {
		if d.states[i] != questionnaire.Answered {
			return questionnaire.Declined
		}
		sum += d.values[i]
	}
	if len(s.above) > 0 && sum == 0 {
		return questionnaire.Skipped
	}
	if s.of < 0 {
		return questionnaire.Answered
	}
	if d.states[s.of] != questionnaire.Answered {
		return questionnaire.Declined
	}
	if s.wanted[d.values[s.of]] {
		return questionnaire.Answered
	}
	return questionnaire.Skipped
}

// tick ticks options by their chances, the first one looked at being a random one, so that none is favoured where not
// all may be ticked. There is always something to tick: the exclusive option, or the likeliest.
func (v *inventory) tick(s *slot, chances []float64) int32 {
	bits, n, most := int32(0), 0, len(chances)
	if s.question.AtMost > 0 {
		most = s.question.AtMost
	}
	start := v.person.rand.IntN(len(chances))
	for k := range chances {
		i := (start + k) % len(chances)
		if i != s.exclusive && n < most && v.person.rand.Float64() < chances[i] {
			bits |= 1 << i
			n++
		}
	}
	if n > 0 {
		return bits
	}
	if s.exclusive >= 0 {
		return 1 << s.exclusive
	}
	likeliest := 0
	for i, c := range chances {
		if c > chances[likeliest] {
			likeliest = i
		}
	}
	return 1 << likeliest
}

func (v *inventory) pick(weights []float64) int32 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	left, last := v.person.rand.Float64()*sum, 0
	for i, w := range weights {
		if w == 0 {
			continue
		}
		last = i
		if left -= w; left < 0 {
			break
		}
	}
	return int32(last)
}

// write puts the answers on a sheet, all of which it overwrites. Choices share memory with the questionnaire.
func (v *inventory) write(d vector, sheet questionnaire.Sheet) {
	for i := range v.slots {
		s, a := &v.slots[i], &sheet[i]
		*a = questionnaire.Answer{State: d.states[i]}
		if a.State != questionnaire.Answered {
			continue
		}
		if s.choices == nil {
			a.Number = questionnaire.Decimal(d.values[i])
		} else {
			a.Choices = s.choices[d.values[i]]
		}
	}
}
