package unit

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/width"

	"jianfu/models"
)

// matcher turns records into a plan. It goes by codes in their plain form, so that one typed in full width is the same.
type matcher struct {
	known    map[string]Unit // existing units by code
	rows     map[string]int  // row in the file of each code
	problems []Problem
}

func plainCode(code string) string { return width.Fold.String(code) }

// match checks all records and either plans every one of them or lists all that is wrong.
func match(records []record, existing []Unit) Plan {
	m := &matcher{known: make(map[string]Unit), rows: make(map[string]int)}
	for _, u := range existing {
		m.known[plainCode(u.Code)] = u
	}
	units := make([]Unit, 0, len(records))
	for _, r := range records {
		units = append(units, m.unit(r))
	}
	for _, r := range records {
		m.parent(r)
	}
	if len(m.problems) == 0 {
		m.circles(records)
	}
	if len(m.problems) > 0 {
		slices.SortStableFunc(m.problems, func(a, b Problem) int { return cmp.Compare(a.Row, b.Row) })
		return Plan{Problems: m.problems}
	}
	return m.plan(records, units)
}

func (m *matcher) blame(row int, column, key string, args ...any) {
	m.problems = append(m.problems, Problem{Row: row, Column: column, Key: key, Args: args})
}

// unit reads what a row says of the unit alone. Its key is the existing one or fresh.
func (m *matcher) unit(r record) Unit {
	code, name := plainCode(r.values[atCode]), r.values[atName]
	first, twice := m.rows[code]
	switch {
	case code == "":
		m.blame(r.row, ColumnCode, "unit.code_missing")
	case len(code) > MaxCode:
		m.blame(r.row, ColumnCode, "unit.code_long", MaxCode)
	case twice:
		m.blame(r.row, ColumnCode, "unit.code_twice", code, first)
	}
	if !twice {
		m.rows[code] = r.row
	}
	switch {
	case name == "":
		m.blame(r.row, ColumnName, "unit.name_missing")
	case utf8.RuneCountInString(name) > MaxName:
		m.blame(r.row, ColumnName, "unit.name_long", MaxName)
	}
	u := Unit{Code: code, Name: name, Headcount: m.headcount(r)}
	if old, ok := m.known[code]; ok {
		u.ID, u.Code = old.ID, old.Code
	} else {
		u.ID = models.NewID()
	}
	return u
}

func (m *matcher) headcount(r record) int {
	typed := width.Fold.String(r.values[atHeadcount])
	n, err := strconv.ParseUint(typed, 10, 32)
	switch {
	case typed == "":
		m.blame(r.row, ColumnHeadcount, "unit.headcount_missing")
	case err != nil || n > MaxHeadcount:
		m.blame(r.row, ColumnHeadcount, "unit.headcount_bad", excerpt(r.values[atHeadcount]), MaxHeadcount)
	}
	return int(n)
}

// excerpt keeps a message short whatever was typed.
func excerpt(s string) string {
	if utf8.RuneCountInString(s) <= 30 {
		return s
	}
	return string([]rune(s)[:30]) + "…"
}

// parent blames a row whose parent exists neither in the file nor before. A parent whose own row is wrong counts as
// there: one mistake is listed once.
func (m *matcher) parent(r record) {
	code := plainCode(r.values[atParent])
	if code == "" || m.rows[code] != 0 {
		return
	}
	if _, ok := m.known[code]; !ok {
		m.blame(r.row, ColumnParent, "unit.parent_unknown", excerpt(r.values[atParent]))
	}
}

// circles blames every row that lies on a circle of parents. Units outside the file keep the parent that they have.
func (m *matcher) circles(records []record) {
	above := make(map[string]string, len(m.known)+len(records))
	codes := make(map[models.ID]string, len(m.known))
	for code, u := range m.known {
		codes[u.ID] = code
	}
	for code, u := range m.known {
		above[code] = codes[u.Parent] // empty at the top
	}
	for _, r := range records {
		above[plainCode(r.values[atCode])] = plainCode(r.values[atParent])
	}
	walked := make(map[string]int, len(above)) // code → the walk that came by first
	onCircle := make(map[string]bool)
	for i, r := range records {
		code := plainCode(r.values[atCode])
		for code != "" && walked[code] == 0 {
			walked[code] = i + 1
			code = above[code]
		}
		if code == "" || walked[code] != i+1 {
			continue
		}
		for ; !onCircle[code]; code = above[code] {
			onCircle[code] = true
		}
	}
	for _, r := range records {
		if code := plainCode(r.values[atCode]); onCircle[code] {
			m.blame(r.row, ColumnParent, "unit.circle", code)
		}
	}
}

func (m *matcher) plan(records []record, units []Unit) Plan {
	ids := make(map[string]models.ID, len(m.known)+len(units))
	for code, u := range m.known {
		ids[code] = u.ID
	}
	for _, u := range units {
		ids[plainCode(u.Code)] = u.ID
	}
	var p Plan
	for i, u := range units {
		u.Parent = ids[plainCode(records[i].values[atParent])]
		old, ok := m.known[plainCode(u.Code)]
		switch {
		case !ok:
			p.Add = append(p.Add, u)
		case old != u:
			p.Change = append(p.Change, u)
		default:
			p.Same = append(p.Same, u)
		}
	}
	return p
}
