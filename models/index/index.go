package index

import (
	"slices"

	"jianfu/models/questionnaire"
)

// The codes of the indices.
const (
	Overtime    = "OTI"
	Inspections = "IBI"
	Traces      = "TBI"
	Pushed      = "PDI"
	Materials   = "MDI"
	Cascade     = "CPI"
	Burden      = "BI"
	Causes      = "CAUSES"
	Formality   = "FBH"
	Duplicates  = "DIR" // a rate
)

// Missing stands for what a sheet does not tell, in place of a value or a score.
const Missing int32 = -1

const hundred = 100_000 // points, in thousandths

// Index is a score that a form allows to work out. It is immutable; what it holds is shared and must not be changed.
type Index struct {
	Code    string
	Parts   []int                 // places in Form.Questions; of BI those of its members, one after the other
	Members []string              // BI: the codes of the indices whose mean it is
	Max     questionnaire.Decimal // 100 points; of FBH the greatest possible hours, at most 0.0005 off
	Hours   bool                  // FBH: hours a month instead of points
	AtLeast int                   // BI, CAUSES: so many members or parts a sheet must have; 0 for the others

	reads   []reading // beside Parts; none for BI
	members []Index   // BI
}

// Of lists the indices whose parts the form asks, in the order OTI IBI TBI PDI MDI CPI BI CAUSES FBH. Parts are known by
// the names that the built-in questionnaires give them, which a copy keeps. Each must be asked by unit, and be of the
// kind and within the range that the formula is made for: hours a Quantity or an Integer of at most 168 a week or 744 a
// month, days and counts an Integer from 0, report_days without options of its own, trace_for with the option "work",
// causes a Scale of 1 to 5. BI and CAUSES need 4 of their six.
func Of(form *questionnaire.Form) []Index {
	var all []Index
	for _, d := range definitions() {
		if x, ok := d.find(form); ok {
			all = append(all, x)
		}
	}
	if burden, ok := mean(all); ok {
		all = append(all, burden)
	}
	for _, d := range []definition{causes(), formality()} {
		if x, ok := d.find(form); ok {
			all = append(all, x)
		}
	}
	return all
}

// find looks for the parts of an index in a form.
func (d *definition) find(form *questionnaire.Form) (Index, bool) {
	x := Index{Code: d.code, Max: hundred, Hours: d.code == Formality, AtLeast: d.atLeast}
	for _, in := range d.parts {
		place, ok := form.Place(in.name)
		if !ok || !in.fits(form.Questions()[place]) {
			continue
		}
		x.Parts = append(x.Parts, place)
		x.reads = append(x.reads, reading{in.as, form.Questions()[place]})
	}
	if need := d.atLeast; len(x.Parts) < need || need == 0 && len(x.Parts) < len(d.parts) {
		return Index{}, false
	}
	if x.Hours {
		_, x.Max = x.bounds(x.free())
	}
	return x, true
}

const atLeast = 4

// mean is BI over the indices of persons that there are.
func mean(members []Index) (Index, bool) {
	x := Index{Code: Burden, Max: hundred, AtLeast: atLeast, members: slices.Clone(members)}
	for _, m := range members {
		x.Members = append(x.Members, m.Code)
		x.Parts = append(x.Parts, m.Parts...)
	}
	return x, len(members) >= atLeast
}

// Rate is a ratio of sums over sheets.
type Rate struct {
	Code        string // DIR
	Over, Under int    // places in Form.Questions: the sum over that of Over stands above the line
}

// Rates lists the rates whose questions the form asks.
func Rates(form *questionnaire.Form) []Rate {
	over, ok1 := form.Place("insp_repeat")
	under, ok2 := form.Place("insp_count")
	if !ok1 || !ok2 {
		return nil
	}
	for _, place := range []int{over, under} {
		if in := count("", greatestCount); !in.fits(form.Questions()[place]) {
			return nil
		}
	}
	return []Rate{{Duplicates, over, under}}
}
