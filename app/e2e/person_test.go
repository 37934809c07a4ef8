package e2e

import (
	"fmt"
	"net/url"
	"strconv"
)

// person is a respondent of the tests: answers as they are typed, by question. "-9" declines. A question that the
// answers leave out was left blank or never shown.
type person map[string][]string

// somebody makes up the answers of the i-th person to the core inventory. Everything that the instrument can show
// occurs: skips, exclusive options, declined and blank questions, halves.
func somebody(i int) person {
	p := person{
		"hours_week":   {strconv.Itoa(36 + 4*(i%8))},
		"weekend_days": {strconv.Itoa(i % 3)},
		"evenings":     {strconv.Itoa(i % 6)},
		"insp_count":   {strconv.Itoa(i % 4)},
		"trace_hours":  {[]string{"0", "1.5", "7", "12"}[i%4]},
		"data_count":   {strconv.Itoa(3 * (i % 5))},
		"text_count":   {strconv.Itoa(i % 3)},
		"report_days":  {[]string{"d3", "d10", "d15", "d30", "later", "none"}[i%6]},
		"mirrored":     {strconv.Itoa(i % 9)},
		"source_level": {[]string{"county", "city", "none"}[i%3]},
		"priorities":   {"listen", "own_work", "data_only"},
		"coached":      {[]string{"no", "no", "yes", "rather_not"}[i%4]},
		"role":         {[]string{"leader", "middle", "staff", "village"}[i%4]},
	}
	if i%4 > 0 {
		p["insp_repeat"] = []string{strconv.Itoa(i % 2)}
		p["insp_hours"] = []string{strconv.Itoa(3 * (i % 10))}
		p["trace_for"] = []string{"appraisal", "inspection"}
	}
	if i%5 > 0 || i%3 > 0 {
		p["repeat_count"] = []string{strconv.Itoa(min(i%4, 3*(i%5)+i%3))}
		p["demand_hours"] = []string{"6.5"}
	}
	switch i % 3 {
	case 0:
		p["pushed"] = []string{"none"}
	case 1:
		p["pushed"] = []string{"speech", "news"}
		p["pushed_hours_speech"] = []string{"5"}
		p["pushed_hours_news"] = []string{"0.5"}
	case 2:
		p["pushed"] = []string{"research"}
		p["pushed_hours_research"] = []string{"-9"}
	}
	if i%7 == 6 {
		p["hours_week"] = []string{"-9"}
	}
	if i%11 == 10 {
		delete(p, "coached")
	}
	return p
}

// form is the person's sheet as a browser posts it.
func (p person) form() url.Values {
	values := url.Values{}
	for question, answers := range p {
		values["a."+question] = answers
	}
	return values
}

// counts are how many of a group fall into each cell, by "question/cell", as the csv names them.
type counts map[string]int

// bands are the left ends of the bands of statistics, as they name cells here, by question.
func bands() map[string][]float64 {
	hours := []float64{0, 0.5, 4, 8, 16, 40}
	few := []float64{0, 1, 2, 4, 7}
	many := []float64{0, 1, 3, 6, 11, 21}
	all := map[string][]float64{
		"hours_week": {0, 40, 48, 60}, "trace_hours": {0, 0.5, 2, 5, 10},
		"insp_hours": hours, "demand_hours": hours,
		"insp_count": few, "insp_repeat": few, "mirrored": few,
		"data_count": many, "text_count": many, "repeat_count": many,
	}
	for _, kind := range []string{"speech", "hosting", "news", "research", "briefing", "other"} {
		all["pushed_hours_"+kind] = hours
	}
	return all
}

// hangs says on which question another one hangs, and whether it is shown for an answer. It is written down here by
// hand: the tests must not ask the program how to skip.
func (p person) shown(question string) (shown, known bool) {
	positive := func(names ...string) (bool, bool) {
		sum := 0.0
		for _, name := range names {
			v, err := strconv.ParseFloat(p.one(name), 64)
			if err != nil || v < 0 {
				return false, false
			}
			sum += v
		}
		return sum > 0, true
	}
	switch question {
	case "insp_repeat", "insp_hours":
		return positive("insp_count")
	case "trace_for":
		return positive("trace_hours")
	case "repeat_count", "demand_hours":
		return positive("data_count", "text_count")
	}
	var kind string
	if _, err := fmt.Sscanf(question, "pushed_hours_%s", &kind); err == nil {
		for _, ticked := range p["pushed"] {
			if ticked == kind {
				return true, true
			}
		}
		return false, len(p["pushed"]) > 0 && p.one("pushed") != "-9"
	}
	return true, true
}

func (p person) one(question string) string {
	if len(p[question]) == 0 {
		return "-9"
	}
	return p[question][0]
}

// cells gives the cells that a person falls into at a question: −8 skipped, −9 declined, the option or value, or the
// left end of the band.
func (p person) cells(question string) []string {
	shown, known := p.shown(question)
	switch {
	case !known:
		return []string{"-9"}
	case !shown:
		return []string{"-8"}
	case p.one(question) == "-9":
		return []string{"-9"}
	}
	ends, banded := bands()[question]
	if !banded {
		return p[question]
	}
	v, _ := strconv.ParseFloat(p.one(question), 64)
	band := 0
	for i, end := range ends {
		if v >= end {
			band = i
		}
	}
	return []string{strconv.FormatFloat(ends[band], 'f', -1, 64)}
}

// questions of the core inventory in the tests.
func questions() []string {
	names := []string{
		"hours_week", "weekend_days", "evenings", "insp_count", "insp_repeat", "insp_hours", "trace_hours", "trace_for", "pushed",
		"data_count", "text_count", "repeat_count", "demand_hours", "report_days", "mirrored", "source_level", "priorities", "coached", "role",
	}
	for _, kind := range []string{"speech", "hosting", "news", "research", "briefing", "other"} {
		names = append(names, "pushed_hours_"+kind)
	}
	return names
}

// count counts a group of people by hand.
func count(people []person) counts {
	c := counts{}
	for _, p := range people {
		for _, question := range questions() {
			for _, cell := range p.cells(question) {
				c[question+"/"+cell]++
			}
		}
	}
	return c
}
