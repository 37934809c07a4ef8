package simulation

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"jianfu/models/questionnaire"
)

// answer gives the values that a form would send for one question.
func (p *person) answer(q questionnaire.Question) []string {
	switch q.Kind {
	case questionnaire.Integer, questionnaire.Quantity:
		v := strconv.FormatFloat(p.number(q), 'f', 3, 64)
		return []string{strings.TrimSuffix(strings.TrimRight(v, "0"), ".")}
	case questionnaire.Multiple:
		return p.tick(q)
	case questionnaire.Scale:
		return []string{q.Options[p.grade(&q)].Name}
	case questionnaire.Ranking:
		return p.rank(q)
	case questionnaire.Acknowledge:
		return p.acknowledge(q)
	case questionnaire.Text:
		return p.write(q)
	}
	return []string{p.pick(q)}
}

// chances of known options; a share where several may be ticked, a weight where one is picked. Others have the same
// chance each.
func (p *person) chances(question string) map[string]float64 {
	switch question {
	case "insp_method", "p_method":
		return map[string]float64{
			"brief": 0.6, "files": 0.8, "site": 0.4, "residents": 0.15, "covert": 0.08,
			"third_party": 0.1, "unfamiliar": p.odds(0.25), "formality": p.odds(0.35),
		}
	case "trace_for":
		return map[string]float64{"appraisal": 0.5, "inspection": 0.6, "discipline": 0.15, "system": 0.4, "own": 0.1, "work": 1 - p.odds(0.7)}
	case "pushed", "p_pushed":
		return map[string]float64{
			"speech": p.odds(0.2), "hosting": p.odds(0.15), "news": p.odds(0.3),
			"research": p.odds(0.2), "briefing": p.odds(0.4), "other": 0.2,
		}
	case "report_days":
		return map[string]float64{"d3": 2 * math.Exp(p.effect/2), "d10": 3, "d15": 2, "d30": 1, "later": 0.5, "none": 1.5}
	case "source_level":
		return map[string]float64{"central": 0.05, "province": 0.2, "city": 0.5, "county": 0.7, "township": 0.2}
	case "seconded":
		return map[string]float64{"no": 8, "past": 1.5, "now": 0.5}
	case "priorities":
		return map[string]float64{"staffing": 0.5, "fewer": 0.5, "own_work": 0.4, "careers": 0.35, "data_only": 0.3}
	case "coached":
		if p.coached {
			return map[string]float64{"no": 1, "yes": 6, "rather_not": 3}
		}
		return map[string]float64{"no": 97, "yes": 0, "rather_not": 3}
	case "role":
		if p.village {
			return map[string]float64{"leader": 0, "middle": 0, "staff": 1, "village": 9}
		}
		return map[string]float64{"leader": 1, "middle": 3, "staff": 7, "village": 0.3}
	case "p_repeat":
		return map[string]float64{"no": 4, "one": 3 * math.Exp(p.effect/2), "more": 1.5 * math.Exp(p.effect), "unknown": 1}
	}
	return nil
}

const unplannedTick = 0.25

// tick ticks each option by its chance, as many as are allowed. Whoever finds nothing to tick takes the exclusive
// option, where there is one.
func (p *person) tick(q questionnaire.Question) []string {
	chances := p.chances(q.Name)
	var ticked, exclusive []string
	for _, i := range p.rand.Perm(len(q.Options)) {
		o := q.Options[i]
		chance, ok := chances[o.Name]
		if !ok {
			chance = unplannedTick
		}
		switch {
		case o.Exclusive:
			exclusive = append(exclusive[:0], o.Name)
		case (q.AtMost == 0 || len(ticked) < q.AtMost) && p.rand.Float64() < chance:
			ticked = append(ticked, o.Name)
		}
	}
	if len(ticked) == 0 && len(exclusive) > 0 {
		return exclusive
	}
	// Whoever has to answer ticks what comes next.
	for _, o := range q.Options {
		if least := max(q.AtLeast, 1); len(ticked) < least && (q.Required || q.AtLeast > 0) && !o.Exclusive && !slices.Contains(ticked, o.Name) {
			ticked = append(ticked, o.Name)
		}
	}
	return ticked
}

func (p *person) pick(q questionnaire.Question) string {
	chances := p.chances(q.Name)
	weight := func(o questionnaire.Option) float64 {
		if w, ok := chances[o.Name]; ok {
			return w
		}
		return p.weight(q, o)
	}
	sum := 0.0
	for _, o := range q.Options {
		sum += weight(o)
	}
	left := p.rand.Float64() * sum
	last := ""
	for _, o := range q.Options {
		if weight(o) == 0 {
			continue
		}
		last = o.Name
		if left -= weight(o); left < 0 {
			break
		}
	}
	return last
}

// grade is the place of the answer to a scale: high where the burden is high, low on the scales where high is good.
// Scales of no built-in instrument are answered evenly.
func (p *person) grade(q *questionnaire.Question) int {
	last := len(q.Options) - 1
	at := p.rand.IntN(last + 1)
	if strings.HasPrefix(q.Name, "cause_") || q.Name == "trend_year" || q.Name == "p_needed" {
		middle := float64(last) / 2
		lean := middle * (0.15 + 0.3*p.effect + 0.45*p.rand.NormFloat64())
		if q.Reversed {
			lean = -lean
		}
		at = max(0, min(last, int(math.Round(middle+lean))))
	}
	return at
}
