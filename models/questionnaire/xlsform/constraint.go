package xlsform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jianfu/models/questionnaire"
)

// standard writes as constraints what columns of ours say, so that other tools hold to it, too.
func standard(q questionnaire.Question) []string {
	var parts []string
	switch q.Kind {
	case questionnaire.Integer, questionnaire.Quantity:
		parts = append(parts, ". >= "+q.Min.String(), ". <= "+q.Max.String())
	case questionnaire.Multiple, questionnaire.Ranking:
		var alone []string
		for _, o := range q.Options {
			if o.Exclusive {
				alone = append(alone, "selected(., '"+o.Name+"')")
				parts = append(parts, "not(selected(., '"+o.Name+"') and count-selected(.) > 1)")
			}
		}
		if least := "count-selected(.) >= " + itoa(q.AtLeast); q.AtLeast > 0 && len(alone) > 0 {
			parts = append(parts, "("+least+" or "+strings.Join(alone, " or ")+")")
		} else if q.AtLeast > 0 {
			parts = append(parts, least)
		}
		if q.AtMost > 0 {
			parts = append(parts, "count-selected(.) <= "+itoa(q.AtMost))
		}
	case questionnaire.Text:
		if q.Length > 0 {
			parts = append(parts, "string-length(.) <= "+itoa(q.Length))
		}
	case questionnaire.Date:
		parts = append(parts, ". >= date('"+q.First+"')", ". <= date('"+q.Last+"')")
	}
	return parts
}

// wraps is how many parentheses around bounds are looked into.
const wraps = 4

// always stands where nothing is standard, before a constraint that would be read as if it were.
const always = "true()"

// constraint writes the constraint of a question with what is standard before it.
func constraint(q questionnaire.Question) string {
	parts := standard(q)
	if _, rest := absorb(q.Kind, q.Constraint, wraps); len(parts) == 0 && (rest != q.Constraint || strings.HasPrefix(q.Constraint, always)) {
		parts = []string{always}
	}
	if q.Constraint == "" {
		return strings.Join(parts, " and ")
	}
	if len(parts) == 0 {
		return q.Constraint
	}
	return strings.Join(parts, " and ") + " and (" + q.Constraint + ")"
}

// strip takes off what constraint put before a constraint; ok is false where something else stands there.
func strip(q questionnaire.Question, s string) (rest string, ok bool) {
	parts := standard(q)
	if len(parts) == 0 {
		parts = []string{always}
	}
	head := strings.Join(parts, " and ")
	if s == head && head != always {
		return "", true
	}
	rest, ok = strings.CutPrefix(s, head+" and (")
	return strings.TrimSuffix(rest, ")"), ok && strings.HasSuffix(rest, ")")
}

// limits is what a constraint says in the ways that people write ranges.
type limits struct {
	min, max        questionnaire.Decimal
	low, high       bool // min, max are there
	atLeast, atMost int
	length          int
	first, last     string
	exclusive       []string
}

// constrain reads the constraint of a question: what columns of ours say is taken off, else what it says of the range
// goes into the range. It completes the range.
func (w *walker) constrain(l *line, q *questionnaire.Question, s string) {
	number := q.Kind == questionnaire.Integer || q.Kind == questionnaire.Quantity
	low, high := !number || l.cell("min") != "", !number || l.cell("max") != ""
	own := number && low && high || q.AtMost+q.AtLeast+q.Length > 0 || q.First != "" && q.Last != ""
	rest, ok := strip(*q, s)
	if ok {
		q.Constraint = rest
		return
	}
	deep := wraps
	if own {
		deep = 0
	}
	found, rest := absorb(q.Kind, s, deep)
	q.Constraint = rest
	if own {
		q.Constraint, _ = unwrap(rest)
		if found.differ(*q) {
			l.remark("constraint", "xlsform.constraint_differs", short(s))
		}
	} else {
		found.apply(q, low, high)
	}
	low, high = low || found.low, high || found.high
	switch {
	case !low && !high:
		q.Min, q.Max = 0, 1_000_000
	case !low && q.Max < 0:
		q.Min = q.Max - 1_000_000
	case !high:
		q.Max = max(1_000_000, q.Min+1_000_000)
	}
	if !low || !high {
		l.remark("constraint", "xlsform.range_made", q.Min, q.Max)
	}
}

// apply fills in what is not there yet.
func (f limits) apply(q *questionnaire.Question, low, high bool) {
	whole := q.Kind == questionnaire.Integer
	if f.low && !low {
		if q.Min = f.min; whole && q.Min%1000 != 0 {
			q.Min = ceil(q.Min)
		}
	}
	if f.high && !high {
		if q.Max = f.max; whole && q.Max%1000 != 0 {
			q.Max = -ceil(-q.Max)
		}
	}
	if q.Kind == questionnaire.Multiple || q.Kind == questionnaire.Ranking {
		q.AtLeast, q.AtMost = f.atLeast, f.atMost
		for i := range q.Options {
			q.Options[i].Exclusive = q.Options[i].Exclusive || slices.Contains(f.exclusive, q.Options[i].Name)
		}
	}
	q.Length = f.length
	if q.Kind == questionnaire.Date {
		q.First, q.Last = f.first, f.last
	}
}

func ceil(d questionnaire.Decimal) questionnaire.Decimal {
	if d > 0 {
		return (d + 999) / 1000 * 1000
	}
	return d / 1000 * 1000
}

// differ reports whether the columns of ours say something else.
func (f limits) differ(q questionnaire.Question) bool {
	return f.low && f.min != q.Min || f.high && f.max != q.Max || f.atLeast != 0 && f.atLeast != q.AtLeast ||
		f.atMost != 0 && f.atMost != q.AtMost || f.length != 0 && f.length != q.Length ||
		f.first != "" && f.first != q.First || f.last != "" && f.last != q.Last
}

var (
	boundAfter  = regexp.MustCompile(`^\.\s*(<=|>=|<|>)\s*(-?[0-9]+(?:\.[0-9]+)?)$`)
	boundBefore = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?)\s*(<=|>=|<|>)\s*\.$`)
	counted     = regexp.MustCompile(`^count-selected\(\s*\.\s*\)\s*(<=|>=|<|>|=)\s*([0-9]{1,4})$`)
	measured    = regexp.MustCompile(`^string-length\(\s*\.\s*\)\s*(<=|<)\s*([0-9]{1,5})$`)
	dated       = regexp.MustCompile(`^\.\s*(<=|>=)\s*date\(\s*['"]([0-9]{4}-[0-9]{2}-[0-9]{2})['"]\s*\)$`)
	alone       = regexp.MustCompile(`^not\(\s*selected\(\s*\.\s*,\s*['"]([a-z0-9_]+)['"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)$`)
)

// absorb splits a constraint into what it says of the range and the rest. Deep
// says how many parentheses to look into.
func absorb(kind questionnaire.Kind, s string, deep int) (limits, string) {
	var f limits
	var rest []string
	parts := conjuncts(s, deep)
	for _, part := range parts {
		if !f.take(kind, plainSigns(part)) {
			rest = append(rest, part)
		}
	}
	switch {
	case len(rest) == len(parts): // as it stands
		return f, s
	case len(rest) == 1:
		return f, rest[0]
	}
	for i, part := range rest {
		rest[i] = "(" + part + ")"
	}
	return f, strings.Join(rest, " and ")
}

// take understands one part, as far as it goes with the kind; the first of two parts that say the same counts.
func (f *limits) take(kind questionnaire.Kind, part string) bool {
	switch kind {
	case questionnaire.Integer, questionnaire.Quantity:
		return f.bound(kind, part)
	case questionnaire.Multiple, questionnaire.Ranking:
		if m := alone.FindStringSubmatch(part); m != nil && kind == questionnaire.Multiple {
			f.exclusive = append(f.exclusive, m[1])
			return true
		}
		return f.number(counted.FindStringSubmatch(part))
	case questionnaire.Text:
		m := measured.FindStringSubmatch(part)
		if m == nil || f.length > 0 {
			return false
		}
		if f.length, _ = strconv.Atoi(m[2]); m[1] == "<" {
			f.length--
		}
		return f.length > 0
	case questionnaire.Date:
		m := dated.FindStringSubmatch(part)
		switch {
		case m != nil && m[1] == ">=" && f.first == "":
			f.first = m[2]
			return true
		case m != nil && m[1] == "<=" && f.last == "":
			f.last = m[2]
			return true
		}
	}
	return false
}

// number takes a limit of ticks.
func (f *limits) number(m []string) bool {
	if m == nil {
		return false
	}
	n, _ := strconv.Atoi(m[2])
	least, most := 0, 0
	switch m[1] {
	case "<=":
		most = n
	case "<":
		most = n - 1
	case ">=":
		least = n
	case ">":
		least = n + 1
	default:
		least, most = n, n
	}
	if least > 0 && f.atLeast > 0 || most > 0 && f.atMost > 0 || least <= 0 && most <= 0 {
		return false
	}
	f.atLeast, f.atMost = max(f.atLeast, least), max(f.atMost, most)
	return true
}

// bound takes a bound of a quantity. Beyond a whole number means from the next one on; of other quantities the bound is
// taken and the part stays.
func (f *limits) bound(kind questionnaire.Kind, part string) bool {
	m := boundAfter.FindStringSubmatch(part)
	if m == nil {
		if m = boundBefore.FindStringSubmatch(part); m == nil {
			return false
		}
		turned := strings.NewReplacer("<", ">", ">", "<").Replace(m[2])
		m = []string{part, turned, m[1]}
	}
	d, err := questionnaire.ParseDecimal(m[2])
	if err != nil {
		return false
	}
	strict := len(m[1]) == 1
	whole := kind == questionnaire.Integer && d%1000 == 0
	if m[1][0] == '>' {
		if f.low {
			return false
		}
		if f.low, f.min = true, d; strict && whole {
			f.min += 1000
		}
	} else {
		if f.high {
			return false
		}
		if f.high, f.max = true, d; strict && whole {
			f.max -= 1000
		}
	}
	return !strict || kind == questionnaire.Integer
}
