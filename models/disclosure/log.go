package disclosure

// Entry is one decision in words: Key names a message of the catalogue, Args fill its placeholders in order: int,
// string, or models.Text, which the reader's language decides.
type Entry struct {
	Key  string
	Args []any
}

// Log tells what was decided, for the annex of a report. It follows from the file, so nothing in it says more than the
// file does.
func (r *Released) Log() []Entry {
	if !r.Published() {
		return []Entry{{"log.nothing", []any{r.manifest.K}}}
	}
	entries := []Entry{{"log.threshold", []any{r.manifest.K}}, {"log.rounding", []any{Base}}}
	published := 0
	for _, g := range r.units {
		switch g.Hidden {
		case "":
			published++
		default:
			entries = append(entries, Entry{"log.unit." + string(g.Hidden), []any{g.Unit.Name}})
		}
	}
	entries = append(entries, Entry{"log.units", []any{published, len(r.units)}})
	for _, g := range append([]Group{r.whole}, r.units...) {
		if g.Remainder != nil {
			entries = append(entries, Entry{"log.rest", []any{g.Name(), g.Remainder.N}})
		}
	}
	for _, d := range r.divisions {
		question := r.plan.Questions[d.Question].Text
		hidden := 0
		for _, c := range d.Classes {
			if c.Hidden != "" {
				hidden++
			}
		}
		if d.Rest != nil {
			entries = append(entries, Entry{"log.classes", []any{question, hidden, d.Rest.N}})
		}
	}
	for _, q := range r.plan.Questions {
		if q.Withheld {
			entries = append(entries, Entry{"log.withheld", []any{q.Text}})
		}
	}
	return append(entries, r.hiddenMeans()...)
}

// hiddenMeans counts, for each wide quantity, the published units whose mean is held back; and the means of units and
// classes, over all quantities, that are withheld for the sake of another group.
func (r *Released) hiddenMeans() []Entry {
	var entries []Entry
	for _, q := range r.plan.Questions {
		hidden, bounded := 0, 0
		for _, g := range r.units {
			m := g.means[q.Name]
			switch {
			case m == nil:
			case m.Hidden != "":
				hidden++
			case m.Bound != "":
				bounded++
			}
		}
		if hidden+bounded > 0 {
			entries = append(entries, Entry{"log.means", []any{q.Text, hidden, bounded}})
		}
	}
	groups := r.Units()
	for _, d := range r.divisions {
		groups = append(groups, d.Classes...)
	}
	withheld := 0
	for _, g := range groups {
		for _, m := range g.means {
			if m.Hidden == reasonDifference {
				withheld++
			}
		}
	}
	if withheld > 0 {
		entries = append(entries, Entry{"log.by_difference", []any{withheld}})
	}
	return entries
}

// Name is the title of the round for the group of all sheets, else the name of the unit; empty for a class.
func (g Group) Name() string {
	if g.Kind == Whole {
		return g.r.manifest.Title
	}
	return g.Unit.Name
}
