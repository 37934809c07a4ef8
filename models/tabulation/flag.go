package tabulation

import "jianfu/models/questionnaire"

// Quality flags. They mark sheets and never remove one.
const (
	fast      uint8 = 1 << iota // answered in under 40 seconds
	straight                    // the same answer down every matrix
	identical                   // with other sheets of the unit, beyond chance
	hours                       // a soft check of the questionnaire does not hold
	coached                     // somebody said what to answer
)

// FlagNames are the names of the flags, in order: "fast", answered in under 40 seconds; "straight", the same answer down
// every matrix of at least three scales, of which the form has one; "identical", the same as other sheets of the unit
// beyond chance; "hours", a soft check of the questionnaire does not hold, such as formality hours within the working
// week; "coached", the question of that name is answered yes.
func FlagNames() []string { return []string{"fast", "straight", "identical", "hours", "coached"} }

// Flags are numbers of sheets. One sheet can have several flags.
type Flags struct {
	Fast, Straight, Identical, Hours, Coached int64
	Any                                       int64 // sheets with at least one
}

// Count is the number of sheets with a flag, by its name in FlagNames; 0 for any other.
func (f Flags) Count(name string) int64 {
	switch name {
	case "fast":
		return f.Fast
	case "straight":
		return f.Straight
	case "identical":
		return f.Identical
	case "hours":
		return f.Hours
	case "coached":
		return f.Coached
	}
	return 0
}

// flagsOf reads the numbers of sheets with each combination of flags.
func flagsOf(combinations *[256]uint32) Flags {
	with := func(flag uint8) (n int64) {
		for c, sheets := range combinations {
			if uint8(c)&flag != 0 {
				n += int64(sheets)
			}
		}
		return n
	}
	return Flags{
		Fast: with(fast), Straight: with(straight), Identical: with(identical), Hours: with(hours), Coached: with(coached),
		Any: with(^uint8(0)),
	}
}

// watch is what the flags that one sheet alone earns hang on.
type watch struct {
	form     *questionnaire.Form
	columns  []column
	soft     bool
	matrices [][]int // columns of the scales of each matrix that has at least 3
	coached  int     // the question, −1 for none
}

const leastMatrix = 3

func newWatch(form *questionnaire.Form, l *Layout) watch {
	w := watch{form: form, columns: l.columns, coached: -1}
	for i, q := range l.questions {
		w.soft = w.soft || q.Soft != ""
		if q.Name == "coached" && q.Kind == questionnaire.Single {
			w.coached = i
		}
	}
	for _, matrix := range matrices(form) {
		var columns []int
		for _, q := range matrix {
			if l.questions[q].Kind == questionnaire.Scale {
				columns = append(columns, l.column[q])
			}
		}
		if len(columns) >= leastMatrix {
			w.matrices = append(w.matrices, columns)
		}
	}
	return w
}

// matrices are the runs of questions that are drawn as one grid, by their places.
func matrices(form *questionnaire.Form) (all [][]int) {
	for _, s := range form.Questionnaire().Sections {
		name := ""
		for _, q := range s.Questions {
			if place, ok := form.Place(q.Name); ok && q.Matrix != "" {
				if q.Matrix != name {
					all = append(all, nil)
				}
				last := &all[len(all)-1]
				*last = append(*last, place)
			}
			name = q.Matrix
		}
	}
	return all
}

// flags are those that a sheet earns by itself, its duration aside.
func (w *watch) flags(sheet questionnaire.Sheet, codes []uint32) (flags uint8) {
	if w.soft && len(w.form.Remarks(sheet)) > 0 {
		flags |= hours
	}
	if w.coached >= 0 && sheet[w.coached].State == questionnaire.Answered && sheet[w.coached].Choices[0] == "yes" {
		flags |= coached
	}
	if w.straight(codes) {
		flags |= straight
	}
	return flags
}

// straight reports whether every matrix is answered, each with one answer throughout.
func (w *watch) straight(codes []uint32) bool {
	for _, matrix := range w.matrices {
		same := codes[matrix[0]]
		if same >= w.columns[matrix[0]].values { // skipped or declined
			return false
		}
		for _, c := range matrix[1:] {
			if codes[c] != same {
				return false
			}
		}
	}
	return len(w.matrices) > 0
}
