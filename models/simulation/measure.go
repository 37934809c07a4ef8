package simulation

import (
	"fmt"
	"math"

	"jianfu/models/questionnaire"
)

// Measure is a figure whose true value in a population can be read. Hours and indices are means over the people who would
// say, what is skipped being 0; the indices, from 0 to 100, are those of docs/statistics.md, worked out here once more so
// that a mistake made there is found.
type Measure int

// The measures.
const (
	HoursWeek      Measure = iota // mean of hours_week
	LongWeek                      // share, from 0 to 1, with 48 hours or more
	InspHours                     // mean of insp_hours
	OTI                           // overtime
	IBI                           // inspections
	TBI                           // traces
	PDI                           // pushed-down work
	MDI                           // material demands
	CPI                           // cascade
	BI                            // mean of those of the six that are known, at least 4
	FormalityHours                // hours a month
	RepeatRate                    // repeated inspections among all, a ratio of sums
	Measures
)

func (m Measure) String() string {
	return [...]string{"hours_week", "48h", "insp_hours", "OTI", "IBI", "TBI", "PDI", "MDI", "CPI", "BI", "FBH", "DIR"}[m]
}

// places are those of the questions that measures are made of.
type places struct {
	hours, weekend, evenings, inspections, repeated, prepared, traces, traced, pushed int
	pushedHours                                                                       [6]int
	data, texts, again, demanded, days, mirrored                                      int
	month                                                                             [8]int  // of the hours a month
	work                                                                              int32   // bit of the option of trace_for
	urgency                                                                           []int32 // of the options of report_days, 0 to 100
}

func (p *places) find(form *questionnaire.Form) error {
	for name, at := range map[string]*int{
		"hours_week": &p.hours, "weekend_days": &p.weekend, "evenings": &p.evenings,
		"insp_count": &p.inspections, "insp_repeat": &p.repeated, "insp_hours": &p.prepared,
		"trace_hours": &p.traces, "trace_for": &p.traced, "pushed": &p.pushed,
		"pushed_hours_speech": &p.pushedHours[0], "pushed_hours_hosting": &p.pushedHours[1], "pushed_hours_news": &p.pushedHours[2],
		"pushed_hours_research": &p.pushedHours[3], "pushed_hours_briefing": &p.pushedHours[4], "pushed_hours_other": &p.pushedHours[5],
		"data_count": &p.data, "text_count": &p.texts, "repeat_count": &p.again, "demand_hours": &p.demanded,
		"report_days": &p.days, "mirrored": &p.mirrored,
	} {
		i, ok := form.Place(name)
		if !ok {
			return fmt.Errorf("simulation: question %q is missing", name)
		}
		*at = i
	}
	copy(p.month[:], append(p.pushedHours[:], p.prepared, p.demanded))
	for i, o := range form.Questions()[p.traced].Options {
		if o.Name == "work" {
			p.work = 1 << i
		}
	}
	urgency := map[string]int32{"d3": 100, "d10": 75, "d15": 50, "d30": 25}
	for _, o := range form.Questions()[p.days].Options {
		p.urgency = append(p.urgency, urgency[o.Name])
	}
	return nil
}

// number is the answer to a question, 0 where it is skipped, NaN where it is missing.
func (d vector) number(at int) float64 {
	switch d.states[at] {
	case questionnaire.Answered:
		return float64(d.values[at]) / 1000
	case questionnaire.Skipped:
		return 0
	}
	return math.NaN()
}

// formality is formality_week in thousandths: hours a month over 4.33 and hours a week, what is missing counting as 0.
func (p *places) formality(d vector) int32 {
	month := int32(0)
	for _, at := range p.month {
		if d.states[at] == questionnaire.Answered {
			month += d.values[at]
		}
	}
	week := (month*200 + 433) / 866 // rounded as an expression is, halves up
	if d.states[p.traces] == questionnaire.Answered {
		week += d.values[p.traces]
	}
	return week
}

// scores works out the measures of one person; NaN for what is missing, and for RepeatRate, which is none of a person.
func (p *places) scores(d vector, m *[Measures]float64) {
	hours := d.number(p.hours)
	pushed := d.number(p.pushed) * 0 // declining what was pushed hides the hours, too
	for _, at := range p.pushedHours {
		pushed += d.number(at)
	}
	m[RepeatRate] = math.NaN()
	m[HoursWeek], m[InspHours] = hours, d.number(p.prepared)
	m[LongWeek] = hours * 0
	if hours >= 48 {
		m[LongWeek] = 1
	}
	m[OTI] = 100 * (0.7*min(max(hours-40, 0)/30, 1) + 0.3*(d.number(p.weekend)+d.number(p.evenings))/7)
	m[IBI] = 100 * min(m[InspHours]/40, 1)
	m[TBI] = p.trace(d)
	m[PDI] = 100 * min(pushed/24, 1)
	m[MDI] = p.demands(d)
	m[CPI] = 50 * min(d.number(p.mirrored)/10, 1)
	if d.states[p.days] == questionnaire.Answered {
		m[CPI] += 0.5 * float64(p.urgency[d.values[p.days]])
	} else {
		m[CPI] = math.NaN()
	}
	m[FormalityHours] = min(112*52.0/12, m[InspHours]+52.0/12*d.number(p.traces)+pushed+d.number(p.demanded))
	sum, known := 0.0, 0
	for _, index := range m[OTI : CPI+1] {
		if !math.IsNaN(index) {
			sum += index
			known++
		}
	}
	m[BI] = math.NaN()
	if known >= 4 {
		m[BI] = sum / float64(known)
	}
}

func (p *places) trace(d vector) float64 {
	hours := d.number(p.traces)
	switch {
	case hours == 0:
		return 0
	case d.states[p.traced] != questionnaire.Answered:
		return math.NaN()
	case d.values[p.traced]&p.work != 0:
		return 70 * min(hours/20, 1)
	}
	return 70*min(hours/20, 1) + 30
}

func (p *places) demands(d vector) float64 {
	texts, again := d.number(p.texts), d.number(p.again)
	n := d.number(p.data) + texts
	if n == 0 {
		return 0
	}
	return 100 * (0.5*min(n/40, 1) + 0.3*again/n + 0.2*texts/n)
}
