package trend

import (
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
)

// Reason says why a round cannot be held against an earlier one, or what to know when one does. It is a single word of
// [a-z_], for the catalogue.
type Reason string

// Breaks: the figures before and after do not compare.
const (
	Wording     Reason = "wording"     // of the question, or of one that the figure is worked out from
	Options     Reason = "options"     // names, words, order or rules of the options, or the kind of question
	Bands       Reason = "bands"       // of a wide quantity, or the periods of a date
	Range       Reason = "range"       // of the answers that are accepted
	Measure     Reason = "measure"     // the unit of measure
	Reference   Reason = "reference"   // the hint, which says what period and what cases are meant
	Asked       Reason = "asked"       // whom the question is put to, or whether it may be declined
	Formula     Reason = "formula"     // how it is worked out
	Instrument  Reason = "instrument"  // another questionnaire
	Admission   Reason = "admission"   // poster or card
	Composition Reason = "composition" // units below were added or are gone: merged or split cannot be told
	Absent      Reason = "absent"      // the unit is not in this round
	Unasked     Reason = "unasked"     // the question, or its option, is not in this round
)

// Notes: the figures compare, but something else changed.
const (
	Version   Reason = "version"   // of the questionnaire; the question itself is word for word the same, or there is a break
	Renamed   Reason = "renamed"   // the unit: the same code, another name
	Moved     Reason = "moved"     // the unit, under another parent
	Threshold Reason = "threshold" // k
)

// Point is one round in a series.
type Point struct {
	Round         models.ID
	Title         string
	Opens, Closes time.Time // as planned
	Number        int       // of the release
	K             int
	Name          string            // of the unit as it then was; empty for the whole round and where there is none
	Figure        disclosure.Figure // not to be read where Gap is set; may itself hold a reason instead of a value
	// Gap is not empty where there is no figure: a key of the catalogue ("hidden.threshold" and its like), or Absent,
	// Unasked, Unmeasured.
	Gap string
	// Breaks and Notes hold this round against the latest earlier one that has both the unit and the question, or the
	// one before if there is none.
	Breaks []Reason
	Notes  []Reason
	Change *Change // against the round before; nil across a break, and unless both have a value with its interval
}

// Unmeasured is the Gap of an indicator that is not published for units, or for this one.
const Unmeasured = "unmeasured"

// Series is one indicator over several rounds, oldest first.
type Series struct {
	Indicator string // its key
	Unit      string // code; empty for the whole round
	Points    []Point
}

// Of follows an indicator over rounds of one office, oldest first, for the unit of a code or, where that is empty, for
// the whole round. The significance of its changes is adjusted for their number.
func Of(rounds []*disclosure.Released, indicatorKey, unitCode string) Series {
	return Table(rounds, indicatorKey, []string{unitCode})[0]
}

// Table follows an indicator for several units. Significance is adjusted over every change in the table (Benjamini and
// Hochberg).
func Table(rounds []*disclosure.Released, indicatorKey string, unitCodes []string) []Series {
	h := newHistory(rounds, indicatorKey)
	table := make([]Series, len(unitCodes))
	var changes []*Change
	for i, code := range unitCodes {
		table[i] = h.series(code)
		for _, p := range table[i].Points {
			if p.Change != nil {
				changes = append(changes, p.Change)
			}
		}
	}
	mark(changes)
	return table
}

func (h *history) series(code string) Series {
	s := Series{Indicator: h.key, Unit: code}
	last := -1 // the latest round that has both unit and question
	for i, e := range h.editions {
		p := e.point(code)
		whole := p.Gap != string(Absent) && p.Gap != string(Unasked)
		switch {
		case !whole:
			p.Breaks = []Reason{Reason(p.Gap)}
		case last >= 0:
			p.Breaks, p.Notes = h.between(last, i, code)
			if last == i-1 && len(p.Breaks) == 0 {
				p.Change = h.change(s.Points[last], p, code, last, i)
			}
		}
		if whole {
			last = i
		}
		s.Points = append(s.Points, p)
	}
	return s
}

// between holds round b against the earlier round a.
func (h *history) between(a, b int, code string) (breaks, notes []Reason) {
	before, after := h.editions[a], h.editions[b]
	breaks = append(breaks, h.asked(a, b)...)
	if before.manifest.Admission != after.manifest.Admission {
		breaks = append(breaks, Admission)
	}
	if before.below(code) != after.below(code) {
		breaks = append(breaks, Composition)
	}
	if before.manifest.Questionnaire.Version != after.manifest.Questionnaire.Version {
		notes = append(notes, Version)
	}
	if before.manifest.K != after.manifest.K {
		notes = append(notes, Threshold)
	}
	if code == "" {
		return breaks, notes
	}
	was, is := before.units[code], after.units[code]
	if was.group.Unit.Name != is.group.Unit.Name {
		notes = append(notes, Renamed)
	}
	if was.parent != is.parent {
		notes = append(notes, Moved)
	}
	return breaks, notes
}
