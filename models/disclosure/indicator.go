package disclosure

import (
	"strings"

	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
)

// Measure is what kind of number an indicator is.
type Measure string

// The measures.
const (
	Share Measure = "share" // of a cell, among all sheets on which the question is not missing
	Mean  Measure = "mean"  // of a quantity or a scale, in its own unit
	Index Measure = "index" // of docs/statistics.md, in points or hours
	Ratio Measure = "ratio" // of two sums, such as the duplicate-inspection rate
)

// Indicator is one number that a release may hold for every group.
type Indicator struct {
	Measure  Measure
	Question int    // of Share and Mean: number in Questions
	Cell     int    // of Share: number in Table.Cells
	Code     string // of Index and Ratio: as in models/index
	Hours    bool   // of Index: hours a month instead of points
	key      string
}

// Key names the indicator in addresses and between rounds: share:pushed/speech, mean:hours_week, index:OTI, ratio:DIR.
func (i Indicator) Key() string { return i.key }

// PClass is a p-value as it may be published: "0.001", "0.01" or "0.05", each meaning below; empty for no significance.
type PClass string

// Comparison holds a unit against all other sheets of the round.
type Comparison struct {
	Unit       Group
	Value      Figure // of the unit
	Rest       Figure // of all sheets that do not lie under the unit; no interval
	Difference questionnaire.Decimal
	P          PClass // adjusted by Benjamini and Hochberg over the units of the table
	// Mark is +1 (▲ 显著偏高) or −1 (▼ 显著偏低) where P is not empty and the difference is at least 5 points or 2 hours; else 0.
	Mark   int
	Reason string // not empty: no comparison, a key of the catalogue
}

// Indicators lists what can be measured, in the order of the questionnaire, indices and ratios first.
func (r *Released) Indicators() []Indicator { return r.indicators }

// Indicator finds an indicator by its key.
func (r *Released) Indicator(key string) (Indicator, bool) {
	for _, i := range r.indicators {
		if i.key == key {
			return i, true
		}
	}
	return Indicator{}, false
}

// name is that of a mean, an index or a rate in the file.
func (i Indicator) name() string {
	if i.Code != "" {
		return i.Code
	}
	_, name, _ := strings.Cut(i.key, ":")
	return name
}

// listIndicators lists what a release can hold of a plan.
func listIndicators(p *plan.Plan, quantities []quantity) (all []Indicator) {
	for _, q := range quantities {
		switch {
		case q.index != nil:
			all = append(all, Indicator{Measure: Index, Code: q.key(), Hours: q.index.Hours, key: "index:" + q.key()})
		case q.rate != nil:
			all = append(all, Indicator{Measure: Ratio, Code: q.key(), key: "ratio:" + q.key()})
		}
	}
	for n := range p.Questions {
		q := &p.Questions[n]
		if q.Sources == nil {
			continue
		}
		if q.Kind == questionnaire.Scale || q.Numeric() && (q.Averaged() || !q.Wide()) {
			all = append(all, Indicator{Measure: Mean, Question: n, key: "mean:" + q.Name})
		}
		for c, cell := range q.Cells {
			all = append(all, Indicator{Measure: Share, Question: n, Cell: c, key: "share:" + q.Name + "/" + cell.Name})
		}
	}
	return all
}

// Measure is an indicator over the group; ok is false where there is no such number for it, such as for a hidden group or
// a question that is tabulated for the whole round only.
func (g Group) Measure(i Indicator) (f Figure, ok bool) {
	if i.Code != "" {
		m := g.indices[i.Code]
		if m == nil || g.Hidden != "" {
			return Figure{}, false
		}
		n := g.N
		for j := range g.r.quantities {
			if q := &g.r.quantities[j]; q.question == nil && q.key() == i.Code {
				n, _ = q.valid(&group{N: g.N, Counts: g.counts})
			}
		}
		return m.figure(n), true
	}
	t, ok := g.Table(i.Question)
	switch {
	case !ok:
		return Figure{}, false
	case i.Measure == Share:
		return t.Cells[i.Cell].Share, true
	case i.Measure == Mean && t.Mean != nil:
		return *t.Mean, true
	}
	return Figure{}, false
}
