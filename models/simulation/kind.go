package simulation

import (
	"math"
	"slices"

	"jianfu/models/questionnaire"
)

const (
	ticksBox  = 0.95 // people who acknowledge what they are to acknowledge
	writes    = 0.3  // people who write something where they may
	steepness = 0.35 // how much likelier an option is to come before the next one in a ranking
)

// weight of an option that nothing is known of: of dates the later ones are likelier, of times those around the working
// day, of all others none.
func (p *person) weight(q questionnaire.Question, o questionnaire.Option) float64 {
	i := slices.IndexFunc(q.Options, func(other questionnaire.Option) bool { return other.Name == o.Name })
	switch q.Kind {
	case questionnaire.Date:
		return 1 + 2*float64(i)/float64(len(q.Options))
	case questionnaire.Time:
		if o.Name >= "07:00" && o.Name < "20:00" {
			return 4
		}
	}
	return 1
}

// rank puts options in order, one place after the other: those that stand first in the questionnaire are likelier, and a
// heavy burden brings forward those that stand last. Most people fill every place.
func (p *person) rank(q questionnaire.Question) []string {
	left := slices.Clone(q.Options)
	places := len(left)
	if q.AtMost > 0 {
		places = min(places, q.AtMost)
	}
	if least := max(q.AtLeast, 1); places > least && p.rand.Float64() < 0.2 {
		places = least
	}
	var order []string
	for len(order) < places && len(left) > 0 {
		sum := 0.0
		for i := range left {
			sum += p.place(i)
		}
		at := 0
		for r := p.rand.Float64() * sum; at < len(left)-1 && r >= p.place(at); at++ {
			r -= p.place(at)
		}
		order = append(order, left[at].Name)
		left = slices.Delete(left, at, at+1)
	}
	return order
}

func (p *person) place(i int) float64 {
	return math.Exp(-float64(i) * steepness * math.Exp(-0.2*p.effect))
}

func (p *person) acknowledge(q questionnaire.Question) []string {
	if q.Required || p.rand.Float64() < ticksBox {
		return []string{questionnaire.Acknowledged}
	}
	return nil
}

// write gives one of a few phrases that say nothing of anyone, of those who write at all.
func (p *person) write(q questionnaire.Question) []string {
	if !q.Required && p.rand.Float64() >= writes {
		return nil
	}
	return []string{p.phrase(q.Length)}
}

// phrase is one of at most so many characters, 0 for any number.
func (p *person) phrase(most int) string {
	words := phrases()
	phrase := []rune(words[p.rand.IntN(len(words))])
	if most > 0 {
		phrase = phrase[:min(most, len(phrase))]
	}
	return string(phrase)
}

func phrases() []string {
	return []string{"暂时没有补充。", "希望报表再少一些。", "检查能合并就合并。", "建议提前通知。", "以上都是上个月的情况。"}
}
