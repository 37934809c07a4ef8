package evaluator

import (
	"context"

	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/unit"
)

// Agreed is what the evaluator lends a name to: from the manifest once there is one, before that from the draft and
// the units as they are now.
type Agreed struct {
	Questionnaire questionnaire.Questionnaire
	Questions     int
	Units         []UnitLine
	Places        int // units with people of their own
	People        int
	ShortHash     string // of the manifest; empty in draft
	Fingerprint   string // of the public round key; empty before it is made
}

// UnitLine is a unit with its public headcount.
type UnitLine struct {
	Name      string
	Depth     int  // 1 at the top of the round, at most 6: how far the table indents
	Headcount int  // people of the unit itself
	Few       bool // it and all below it have fewer than k people: it can never stand alone in the report
}

func (r *Room) agreed(ctx context.Context, of *round.Round) (Agreed, error) {
	a := Agreed{
		Questionnaire: of.Settings.Asked(),
		ShortHash:     round.ShortHash(of.Hash), Fingerprint: evaluation.Fingerprint(of.Evaluator.PublicKey),
	}
	tree, err := r.tree(ctx, of)
	if err != nil {
		return Agreed{}, err
	}
	for _, s := range a.Questionnaire.Sections {
		for _, q := range s.Questions {
			if q.Asked() {
				a.Questions++
			}
		}
	}
	for depth, u := range tree.All() {
		a.Units = append(a.Units, UnitLine{
			Name: u.Name, Depth: min(depth, 6), Headcount: u.Headcount, Few: tree.Headcount(u.ID) < of.Settings.K,
		})
		a.People += u.Headcount
		if u.Headcount > 0 {
			a.Places++
		}
	}
	return a, nil
}

// tree is the units that the round runs over.
func (r *Room) tree(ctx context.Context, of *round.Round) (*unit.Tree, error) {
	if of.Manifest != nil {
		m, err := round.ReadManifest(of.Manifest)
		if err != nil {
			return nil, err
		}
		return m.Tree()
	}
	all, err := r.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	tree, err := unit.NewTree(all)
	if err != nil || of.Settings.Top.IsZero() {
		return tree, err
	}
	under := tree.Under(of.Settings.Top)
	if len(under) > 0 {
		under[0].Parent = models.ID{}
	}
	return unit.NewTree(under)
}
