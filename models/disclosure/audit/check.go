package audit

import (
	"errors"
	"fmt"
	"slices"
)

const (
	mostSheets  = 1 << 23  // so that sums of all ticks fit into 32 bits
	mostOptions = 1<<7 - 1 // of a question with several answers
)

func (p *Problem) check() error {
	if len(p.Divisions) == 0 {
		return errors.New("audit: no division")
	}
	for i := range p.Divisions {
		d := &p.Divisions[i]
		if err := d.check(p.Columns); err != nil {
			return fmt.Errorf("audit: division %d: %w", i, err)
		}
		if d.N[0] != p.Divisions[0].N[0] {
			return fmt.Errorf("audit: division %d: the round has %d sheets, not %d", i, d.N[0], p.Divisions[0].N[0])
		}
	}
	for i, t := range p.Tables {
		if err := t.check(p.Columns); err != nil {
			return fmt.Errorf("audit: table %d: %w", i, err)
		}
	}
	for i := range p.Ticks {
		if err := p.Ticks[i].check(p.Columns); err != nil {
			return fmt.Errorf("audit: ticks %d: %w", i, err)
		}
	}
	return nil
}

func (d *Division) check(columns int) error {
	if len(d.Parent) == 0 || len(d.N) != len(d.Parent) || d.Parent[0] != -1 {
		return errors.New("groups without a round before them, or without a number of sheets")
	}
	left := slices.Clone(d.N)
	inner := make([]bool, len(d.N))
	for g, n := range d.N {
		if n < 0 || n > mostSheets {
			return fmt.Errorf("group %d has %d sheets", g, n)
		}
		if g == 0 {
			continue
		}
		if d.Parent[g] < 0 || d.Parent[g] >= g {
			return fmt.Errorf("group %d comes before its parent", g)
		}
		left[d.Parent[g]] -= n
		inner[d.Parent[g]] = true
	}
	for g, in := range inner {
		if in && left[g] != 0 {
			return fmt.Errorf("the children of group %d have %d sheets, not %d", g, d.N[g]-left[g], d.N[g])
		}
	}
	for _, rows := range [][][]int{d.Published, d.Low, d.High} {
		if len(rows) > len(d.N) || slices.ContainsFunc(rows, func(row []int) bool { return len(row) > columns }) {
			return errors.New("more counts than groups and columns")
		}
	}
	for g, row := range d.Published {
		for c, v := range row {
			if v != -1 && (v < 0 || v%3 != 0 || v > d.N[g]) {
				return fmt.Errorf("group %d, column %d: %d is not a rounded count of %d sheets", g, c, v, d.N[g])
			}
		}
	}
	return nil
}

func (t Table) check(columns int) error {
	if len(t.Parts) == 0 {
		return errors.New("no parts")
	}
	return different(t.Parts, columns)
}

// different says whether parts are columns, each at most once, and so is −1.
func different(parts []int, columns int) error {
	sorted := slices.Sorted(slices.Values(parts))
	if len(sorted) > 0 && (sorted[0] < -1 || sorted[len(sorted)-1] >= columns) {
		return errors.New("no such column")
	}
	if len(slices.Compact(sorted)) < len(parts) {
		return errors.New("a part stands there twice")
	}
	return nil
}

func (t *Ticks) check(columns int) error {
	if len(t.Options) == 0 || len(t.Options) > mostOptions || slices.Contains(t.Options, -1) {
		return errors.New("no options, too many, or one without a column")
	}
	all := slices.Clone(t.Options)
	for _, c := range []int{t.None, t.Skipped, t.Declined} {
		if c != -1 {
			all = append(all, c)
		}
	}
	if t.AtLeast < 1 || t.AtLeast > mostOptions || t.AtMost > mostOptions || t.AtMost != 0 && t.AtMost < t.AtLeast {
		return errors.New("bounds of the number of ticks")
	}
	return different(all, columns)
}
