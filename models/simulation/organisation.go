package simulation

import (
	"fmt"
	"math"
	"math/rand/v2"

	"jianfu/models"
	"jianfu/models/unit"
)

const (
	widest    = 40  // children of a unit
	mostAlone = 400 // people of a unit
)

// Organisation draws a tree of depth levels, less where there are not units
// enough, and at most `most` units, both at least 1, for tests that look for what a
// tidy county never shows: units with one child or with 40, headings without people, very uneven sizes, and sizes around
// 0, 1 and a threshold k. Parents come first; keys and codes follow from the
// place in the tree.
func Organisation(r *rand.Rand, depth, most, k int) []unit.Unit {
	units := []unit.Unit{member(models.ID{}, "1", people(r, k))}
	level := units
	for left := depth - 1; left > 0; left-- {
		from := len(units)
		room := from + (most-from+left-1)/left // something is left for the levels below
		sure := r.IntN(len(level))             // has children, so that the tree gets as deep as it is meant to
		for i, parent := range level {
			if i != sure && r.Float64() < 0.5 {
				continue
			}
			for j := range min(children(r), room-len(units)) {
				units = append(units, member(parent.ID, fmt.Sprintf("%s.%02d", parent.Code, j+1), people(r, k)))
			}
		}
		if level = units[from:]; len(level) == 0 {
			break
		}
	}
	return units
}

func member(parent models.ID, code string, headcount int) unit.Unit {
	return unit.Unit{ID: key("organisation " + code), Parent: parent, Code: code, Name: "单位" + code, Headcount: headcount}
}

// children is how many units are below one: few mostly, sometimes one, sometimes as many as there may be.
func children(r *rand.Rand) int {
	switch r.IntN(8) {
	case 0, 1:
		return 1
	case 2:
		return widest
	}
	return 1 + r.IntN(2+r.IntN(widest-2))
}

// people is the size of a unit: often one that an attacker would wish for, else with a long tail.
func people(r *rand.Rand, k int) int {
	switch r.IntN(3) {
	case 0:
		return []int{0, 1, 2, max(0, k-1), k}[r.IntN(5)]
	case 1:
		return r.IntN(3*k + 1)
	}
	return min(mostAlone, int(float64(k)*math.Exp(1.2*r.NormFloat64())))
}
