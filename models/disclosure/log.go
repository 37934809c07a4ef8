package disclosure

// Entry is one decision in words: Key names a message of the catalogue, Args fill its placeholders in order: int,
// string, or what the reader's language decides: models.Text, or an Indicator that is no question.
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
	entries = append(append(entries, r.auditLog()...), r.hiddenMeans()...)
	if r.Number() > 1 {
		entries = append(entries, Entry{"log.correction", []any{r.Number()}})
	}
	if r.file.Format != formatV1 {
		entries = append(entries, Entry{"log.repeat", nil})
	}
	return entries
}

// auditLog tells that the release stood up to the audit (R6), which Read has made sure of, and what had to be withheld for
// it: questions at groups. A file of before there was an audit says so.
func (r *Released) auditLog() []Entry {
	if r.file.Format == formatV1 {
		return []Entry{{"log.audit.not", nil}}
	}
	var withheld []Entry
	for i := range r.plan.Questions {
		q := &r.plan.Questions[i]
		if q.Sources == nil {
			continue
		}
		gone := func(g *Group) bool {
			return g != nil && g.Hidden == "" && (g.Kind == Whole || !q.Whole) && !q.Published(g.counts)
		}
		if gone(&r.whole) {
			withheld = append(withheld, Entry{"log.audit.whole", []any{q.Text}})
		}
		for _, g := range append([]Group{r.whole}, r.units...) {
			if g.Kind == Unit && gone(&g) {
				withheld = append(withheld, Entry{"log.audit.unit", []any{q.Text, g.Name()}})
			}
			if gone(g.Remainder) {
				withheld = append(withheld, Entry{"log.audit.rest", []any{q.Text, g.Name()}})
			}
		}
		for _, d := range r.divisions {
			classes := 0
			for j := range d.Classes {
				if gone(&d.Classes[j]) {
					classes++
				}
			}
			if gone(d.Rest) {
				classes++
			}
			if classes > 0 {
				withheld = append(withheld, Entry{"log.audit.class", []any{q.Text, r.plan.Questions[d.Question].Text, classes}})
			}
		}
	}
	if len(withheld) == 0 {
		return []Entry{{"log.audit", nil}, {"log.audit.none", nil}}
	}
	return append([]Entry{{"log.audit", nil}}, withheld...)
}

// Weighs reports whether the shares of a question over the group are weighted, and its mean where it has few values. It
// is not for the whole-round questions, whose counts are not known by stratum, nor where the audit withheld it in a part.
func (g Group) Weighs(question int) bool {
	return g.Weighted() && len(g.strata(&g.r.plan.Questions[question])) > 1
}

// hiddenMeans counts, for each wide quantity, index and rate, the published units whose mean is held back; and the means of
// units and classes, over all of these, that are withheld for the sake of another group.
func (r *Released) hiddenMeans() []Entry {
	var entries []Entry
	groups := r.Units()
	for _, d := range r.divisions {
		groups = append(groups, d.Classes...)
	}
	withheld := 0
	for i := range r.quantities {
		q := &r.quantities[i]
		hidden, bounded := 0, 0
		for _, g := range groups {
			m := g.held(q)
			if m == nil {
				continue
			}
			if m.Hidden == reasonDifference {
				withheld++
			}
			switch {
			case g.Kind != Unit:
			case m.Hidden != "":
				hidden++
			case m.Bound != "":
				bounded++
			}
		}
		if hidden+bounded > 0 {
			entries = append(entries, Entry{"log.means", []any{r.subject(q), hidden, bounded}})
		}
	}
	if withheld > 0 {
		entries = append(entries, Entry{"log.by_difference", []any{withheld}})
	}
	return entries
}

// held is the mean of a quantity over the group, as the file has it.
func (g Group) held(q *quantity) *mean {
	if q.question != nil {
		return g.means[q.key()]
	}
	return g.indices[q.key()]
}

// subject is what a quantity is, in words or for the catalogue.
func (r *Released) subject(q *quantity) any {
	if q.question != nil {
		return q.question.Text
	}
	for _, i := range r.indicators {
		if i.Code == q.key() {
			return i
		}
	}
	return q.key()
}

// Name is the title of the round for the group of all sheets, else the name of the unit; empty for a class.
func (g Group) Name() string {
	if g.Kind == Whole {
		return g.r.manifest.Title
	}
	return g.Unit.Name
}
