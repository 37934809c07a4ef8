package simulation

import (
	"math"
	"math/rand/v2"

	"jianfu/models/questionnaire"
)

// quantity says how a known numeric question is answered.
type quantity struct {
	draw   func(p *person) float64
	heaped bool     // people round it to fives and tens
	of     []string // it is at most the sum of these answers
}

// quantities lists the numeric questions of the built-in instruments. The middles are those of a busy but possible
// township; nothing hangs on them.
func quantities() map[string]quantity {
	all := map[string]quantity{
		"hours_week":   {draw: (*person).hours, heaped: true},
		"weekend_days": {draw: func(p *person) float64 { return p.binomial(2, p.odds(0.35)) }},
		"evenings":     {draw: func(p *person) float64 { return p.binomial(5, p.odds(0.35)) }},
		"core_share":   {draw: func(p *person) float64 { return p.binomial(10, 1-p.odds(0.45)) }},

		"insp_count":  {draw: func(p *person) float64 { return p.poisson(4) }, heaped: true},
		"insp_repeat": {draw: func(p *person) float64 { return p.part("insp_count", 0.35) }, of: []string{"insp_count"}},
		"insp_hours":  {draw: func(p *person) float64 { return (1 + p.given["insp_count"]) * p.lognormal(2, 0.5, 0.3) }, heaped: true},

		"trace_hours":  {draw: func(p *person) float64 { return p.sometimes(0.92, p.lognormal(5, 0.5, 1)) }, heaped: true},
		"polish_hours": {draw: func(p *person) float64 { return p.given["trace_hours"] * between(p.rand, 0, 0.6) }, of: []string{"trace_hours"}},

		"data_count":   {draw: func(p *person) float64 { return p.poisson(7) }, heaped: true},
		"text_count":   {draw: func(p *person) float64 { return p.poisson(3) }, heaped: true},
		"repeat_count": {draw: (*person).repeated, of: []string{"data_count", "text_count"}},
		"departments":  {draw: func(p *person) float64 { return 1 + p.poisson(4) }},
		"demand_hours": {draw: func(p *person) float64 {
			return (1 + p.given["data_count"] + p.given["text_count"]) * p.lognormal(1.2, 0.5, 0.3)
		}, heaped: true},
		"mirrored":      {draw: func(p *person) float64 { return p.poisson(3) }, heaped: true},
		"meeting_hours": {draw: func(p *person) float64 { return p.lognormal(4, 0.5, 1) }, heaped: true},

		"seconded_months": {draw: func(p *person) float64 { return 1 + p.binomial(11, 0.35) }},
		"unit_lent":       {draw: func(p *person) float64 { return p.poisson(1.5) }},
		"unit_selected":   {draw: func(p *person) float64 { return p.poisson(0.7) }},

		"p_hours": {draw: func(p *person) float64 { return p.lognormal(5, 0.7, 1) }, heaped: true},
	}
	for _, kind := range []string{"speech", "hosting", "news", "research", "briefing", "other"} {
		all["pushed_hours_"+kind] = quantity{draw: func(p *person) float64 { return p.lognormal(4, 0.6, 1) }, heaped: true}
	}
	return all
}

// number answers a numeric question, on its grid and within its range.
func (p *person) number(q questionnaire.Question) float64 {
	low, high, stride := q.Min.Float64(), q.Max.Float64(), q.Stride().Float64()
	known, ok := p.quantities[q.Name]
	if !ok {
		return low + stride*float64(p.rand.IntN(int((high-low)/stride)+1))
	}
	return p.amount(q.Name, known, low, high, stride)
}

// amount answers a known numeric question.
func (p *person) amount(question string, known quantity, low, high, stride float64) float64 {
	v := known.draw(p)
	if known.heaped {
		v = heap(p.rand, v)
	}
	most := high
	if len(known.of) > 0 {
		most = 0
		for _, name := range known.of {
			most += p.given[name]
		}
	}
	v = max(low, min(v, most, high))
	if v = low + math.Round((v-low)/stride)*stride; v > min(most, high) {
		v -= stride
	}
	p.given[question] = max(low, v)
	return p.given[question]
}

// heap rounds as people do: large numbers to tens and fives, the others to whole ones or halves.
func heap(r *rand.Rand, v float64) float64 {
	chance := r.Float64()
	switch {
	case v >= 20 && chance < 0.25:
		return math.Round(v/10) * 10
	case v >= 8 && chance < 0.6:
		return math.Round(v/5) * 5
	case chance < 0.85:
		return math.Round(v)
	}
	return math.Round(v*2) / 2
}

// hours a week: the working week, a little more where the burden is high, and a long tail.
func (p *person) hours() float64 {
	return 41 + 2.5*p.rand.NormFloat64() + p.rand.ExpFloat64()*7*math.Exp(p.level)
}

// repeated counts demands for what had been supplied before.
func (p *person) repeated() float64 {
	return p.binomial(int(p.given["data_count"]+p.given["text_count"]), p.odds(0.3))
}

func (p *person) part(of string, share float64) float64 {
	return p.binomial(int(p.given[of]), p.odds(share))
}

// odds moves a share of the middle by the burden of the unit.
func (p *person) odds(share float64) float64 {
	return 1 / (1 + (1-share)/share*math.Exp(-0.6*p.effect))
}

func (p *person) sometimes(chance, v float64) float64 {
	if p.rand.Float64() < chance {
		return v
	}
	return 0
}

// lognormal has the given median for the middle of all people; weight is how much of the burden it takes on.
func (p *person) lognormal(median, sigma, weight float64) float64 {
	return median * math.Exp(weight*p.level+sigma*p.rand.NormFloat64())
}

// poisson counts events, by Knuth's product of uniforms (TAOCP vol. 2, 3.4.1); mean is that of the middle.
func (p *person) poisson(mean float64) float64 {
	limit := math.Exp(-mean * math.Exp(p.level))
	n := -1.0
	for product := 1.0; product > limit; n++ {
		product *= p.rand.Float64()
	}
	return n
}

func (p *person) binomial(n int, share float64) float64 {
	k := 0.0
	for range n {
		if p.rand.Float64() < share {
			k++
		}
	}
	return k
}
