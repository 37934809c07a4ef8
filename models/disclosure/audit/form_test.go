package audit

import "slices"

// form is questions as an instrument has them: first some with one answer, then some with several. People decline, and
// those who gave the first answer of a question skip the next, whose "skipped" is then the same column; or those who
// declined skip it, too, and it has a column of its own, which makes a table with all other answers of the one before.
type form struct {
	*Problem
	questions []question
}

type question struct {
	options           []int
	declined, skipped int   // −1 where none
	skip              []int // columns in which those count who skip the question
	several           bool
}

func (r draw) form(single, several, least, most int) form {
	f := form{Problem: &Problem{}}
	for i := range single + several {
		q := question{declined: f.column(), skipped: -1, several: i >= single}
		besides := []int{q.declined}
		if i%3 > 0 && !f.questions[i-1].several {
			before := f.questions[i-1]
			q.skip = []int{before.options[0]}
			if q.skipped = before.options[0]; r.IntN(2) == 0 {
				q.skip = append(q.skip, before.declined)
				q.skipped = f.column()
				others := append([]int{q.skipped}, before.options[1:]...)
				if before.skipped >= 0 {
					others = append(others, before.skipped)
				}
				f.Tables = append(f.Tables, Table{Parts: others})
			}
			besides = append(besides, q.skipped)
		}
		for range least + r.IntN(most-least+1) {
			q.options = append(q.options, f.column())
		}
		if q.several {
			for _, o := range q.options {
				f.Tables = append(f.Tables, Table{Parts: append(slices.Clone(besides), o, -1)})
			}
			f.Ticks = append(f.Ticks, Ticks{Options: q.options, None: -1, Skipped: q.skipped, Declined: q.declined, AtLeast: 1})
		} else {
			f.Tables = append(f.Tables, Table{Parts: slices.Concat(q.options, besides)})
		}
		f.questions = append(f.questions, q)
	}
	return f
}

// sheet is the columns in which somebody counts.
func (r draw) sheet(f form) (sheet []int) {
	for _, q := range f.questions {
		switch {
		case common(q.skip, sheet):
			if !slices.Contains(sheet, q.skipped) {
				sheet = append(sheet, q.skipped)
			}
		case r.IntN(12) == 0:
			sheet = append(sheet, q.declined)
		case q.several:
			for _, i := range r.Perm(len(q.options))[:1+r.uneven(len(q.options), 1)] {
				sheet = append(sheet, q.options[i])
			}
		default:
			sheet = append(sheet, q.options[r.uneven(len(q.options), 1)])
		}
	}
	return sheet
}

// province is units under townships under counties, and background questions of four classes.
func (r draw) province(f form, units, backgrounds int) world {
	parent, n := []int{-1}, []int{0}
	group := func(of, people int) int {
		parent, n = append(parent, of), append(n, people)
		for g := of; g >= 0; g = parent[g] {
			n[g] += people
		}
		return len(n) - 1
	}
	county, township := 0, 0
	for u := range units {
		if u%80 == 0 {
			county = group(0, 0)
		}
		if u%8 == 0 {
			township = group(county, 0)
		}
		group(township, 10+r.IntN(40))
	}
	sheets := make([][]int, n[0])
	for i := range sheets {
		sheets[i] = r.sheet(f)
	}
	w := world{Problem: f.Problem}
	w.add(r, sheets, parent, n)
	for range backgrounds {
		parent, n = []int{-1}, []int{len(sheets)}
		left := len(sheets)
		for c := range 4 {
			some := left / (4 - c)
			group(0, some)
			left -= some
		}
		n[0] = len(sheets)
		w.add(r, sheets, parent, n)
	}
	return w
}
