package plan

import (
	"fmt"
	"slices"
	"strings"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// mostEvaluated bounds what finding the plan of a questionnaire may cost, in bytes of expressions evaluated: a fraction
// of a second.
const mostEvaluated = 40_000_000

// sorted is the sheets that a question hangs on, and the class that each falls into.
type sorted struct {
	*sheets
	classes []int
}

// sort tries what class does to the sheets that q hangs on, on alone. ok is false where that cannot be known.
func (p *Plan) sort(on, q *Question, section int, class func(world) int) (s sorted, ok bool) {
	if on.Withheld || p.budget < 0 {
		return sorted{}, false
	}
	if s.sheets, ok = p.sheetsOf(on, q); !ok {
		return sorted{}, false
	}
	p.introduce(on)
	for _, t := range s.tried {
		if p.budget < 0 {
			break
		}
		s.classes = append(s.classes, class(p.world(on, t, section)))
	}
	return s, p.budget >= 0
}

// set is some of the sheets.
type set struct {
	*sheets
	in []bool // beside tried
}

func (s sorted) of(class int) set {
	in := make([]bool, len(s.classes))
	for i, c := range s.classes {
		in[i] = c == class
	}
	return set{s.sheets, in}
}

func (s set) empty() bool { return !slices.Contains(s.in, true) }

// key is the same for the same sheets, whichever question that hangs on the one that was tried they are found by.
func (s set) key() string {
	var b strings.Builder
	fmt.Fprint(&b, s.on.Name, " ")
	first := 0 // answered
	for ; first < len(s.in) && s.tried[first].State != questionnaire.Answered; first++ {
		fmt.Fprint(&b, s.tried[first].State, s.tried[first].around, s.in[first], " ")
	}
	switch {
	case first == len(s.in):
	case !slices.Contains(s.in[first:], !s.in[first]):
		fmt.Fprint(&b, "all ", s.in[first])
	case s.apart != nil:
		b.WriteString(s.reduced(first))
	default:
		// Between two answers tried nothing changes, so that only where it does has to be told.
		for i := first; i < len(s.in); i++ {
			if i == first || s.in[i] != s.in[i-1] {
				fmt.Fprint(&b, s.token(i), s.in[i], " ")
			}
		}
	}
	return b.String()
}

// token tells an answer from others.
func (s set) token(i int) string {
	if a := s.tried[i]; s.on.Numeric() {
		return a.Number.String() + "="
	} else if s.on.Kind == questionnaire.Text {
		return fmt.Sprint(len(a.Text), "=")
	}
	return strings.Join(s.tried[i].Choices, " ") + "="
}

// introduce makes the cells of a question known, to all that hangs on it.
func (p *Plan) introduce(on *Question) {
	if p.known[on.Name] {
		return
	}
	p.known[on.Name] = true
	if on.Sources == nil {
		return
	}
	for cell, source := range on.Sources {
		if !source.None() && !(on.Kind == questionnaire.Ranking && cell < len(on.Cells) && arrangements(on.Question) > mostTried) {
			p.shared[p.cell(on, cell).key()] = source
		}
	}
}

// cell is the set of the sheets in a cell, or of those skipped or declined.
func (p *Plan) cell(on *Question, cell int) set {
	u := &uses{p: p, on: on}
	if cell < len(on.Cells) {
		u.picked = []string{on.Cells[cell].Name}
	}
	s, _ := p.sheetsFor(on, u)
	in := make([]bool, len(s.tried))
	for i, t := range s.tried {
		in[i] = cell == on.missing(t.State) || slices.Contains(on.CellsOf(t.Answer), cell)
	}
	return set{s, in}
}

// missing is where a state stands among the cells, −1 for answered.
func (a *Question) missing(state questionnaire.State) int {
	switch state {
	case questionnaire.Skipped:
		return len(a.Cells)
	case questionnaire.Declined:
		return len(a.Cells) + 1
	}
	return -1
}

// state is that of the sheets in a cell.
func (a *Question) state(cell int) questionnaire.State {
	switch cell {
	case len(a.Cells):
		return questionnaire.Skipped
	case len(a.Cells) + 1:
		return questionnaire.Declined
	}
	return questionnaire.Answered
}

// made is the count of a set, if it follows from counts that there are already: it is one of them, or all but one of
// them, skipped and declined left out or not.
func (p *Plan) made(s set) (found Source, known bool) {
	if s.empty() {
		return Source{}, true
	}
	key := s.key()
	if found, known = p.shared[key]; known {
		return found, true
	}
	rest := set{s.sheets, make([]bool, len(s.in))}
	for i, in := range s.in {
		rest.in[i] = !in
	}
	missing := []questionnaire.State{questionnaire.Declined, questionnaire.Skipped}
	for _, out := range [][]questionnaire.State{nil, missing[:1], missing[1:], missing} {
		left, minus, ok := rest.less(out)
		if !ok {
			continue
		}
		if !left.empty() {
			one, known := p.shared[left.key()]
			if !known {
				continue
			}
			minus = append([]Source{one}, minus...)
		}
		p.shared[key] = Source{Minus: minus}
		return p.shared[key], true
	}
	return Source{}, false
}

// less takes the sheets in some states out of a set; ok is false where they are not all in it, or have no count.
func (s set) less(out []questionnaire.State) (left set, minus []Source, ok bool) {
	left, minus = set{s.sheets, slices.Clone(s.in)}, []Source{}
	if len(out) > 0 && s.on.Sources == nil {
		return left, nil, false
	}
	for _, state := range out {
		source := s.on.Sources[s.on.missing(state)]
		if source.None() {
			return left, nil, false
		}
		minus = append(minus, source)
	}
	for i, t := range s.tried {
		if slices.Contains(out, t.State) {
			if !s.in[i] {
				return left, nil, false
			}
			left.in[i] = false
		}
	}
	return left, minus, true
}

// asking sorts the sheets by whether a question is put to people, where its conditions hang on one other; if they hang on
// several, there are none, and words tells the ones on which it is skipped. ok is false where it cannot be known which
// they are.
func (p *Plan) asking(q *Question) (s sorted, words string, ok bool) {
	on, section := p.root(q, nil)
	if !q.Conditional || on == nil {
		return sorted{}, p.text(q), true
	}
	s, ok = p.sort(on, q, section, func(w world) int {
		puts := p.puts(q, w)
		switch around := p.around(q.Name, w); {
		case !q.Asked(): // derive knows better
		case puts == expression.No:
			q.meet(around, questionnaire.Skipped)
		case puts == expression.Unsure:
			q.meet(around, questionnaire.Declined)
		default:
			q.meet(around, questionnaire.Declined, questionnaire.Answered)
		}
		return int(puts)
	})
	return s, "", ok
}

// skipped is the source of the sheets on which a question is skipped.
func (p *Plan) skipped(q *Question, s sorted, words string) Source {
	switch {
	case !q.Conditional:
		return Source{}
	case s.sheets == nil:
		return p.share(words, q, len(q.Cells))
	}
	hidden := s.of(int(expression.No))
	if _, known := p.made(hidden); !known && hidden.aroundAlone() {
		bare := *q
		bare.Name = fmt.Sprint("section ", p.conditions[q.Name].section) // no name of a question has a space
		p.conditions[bare.Name] = p.conditions[q.Name].bare()
		if s, words, ok := p.asking(&bare); ok && s.sheets != nil {
			hidden = s.of(int(expression.No))
		} else if ok {
			return p.share(words, q, len(q.Cells))
		}
	}
	return p.count(hidden, q, len(q.Cells))
}

// aroundAlone reports whether a set is the sheets on which the section of the question that was tried is skipped.
func (s set) aroundAlone() bool {
	for i, t := range s.tried {
		if s.in[i] != (t.around == expression.No) {
			return false
		}
	}
	return !s.empty()
}

// text is the conditions of a question in words: the same words hide the same sheets.
func (p *Plan) text(q *Question) string {
	s, c := "", p.conditions[q.Name]
	if r := expression.And(c.around, c.own); r != nil {
		s = r.String()
	}
	if f := p.form.ChoiceFilter(q.Name); f != nil {
		s += " | " + f.String()
		for _, o := range q.Options {
			s += fmt.Sprint(" ", o.Filter)
		}
	}
	return s
}

// share is the source under a key, made as a column of the question where there is none.
func (p *Plan) share(key string, q *Question, cell int) Source {
	s, ok := p.shared[key]
	if !ok {
		s = p.draw(q, cell)
		p.shared[key] = s
	}
	return s
}

// count is the source of the sheets in a set, made as a column of the question where it does not follow from others.
func (p *Plan) count(s set, q *Question, cell int) Source {
	if found, known := p.made(s); known {
		return found
	}
	return p.share(s.key(), q, cell)
}

// derive gives the cells of a question that is worked out from one other the sources of the sets that they are. Of no
// more than two that can hold sheets the last one follows, as in lay.
func (p *Plan) derive(q *Question, on *Question, section int) {
	s, ok := p.sort(on, q, section, func(w world) int {
		class := p.classOf(q, w)
		q.meet(p.around(q.Name, w), q.state(class))
		return class
	})
	asking, words, told := p.asking(q)
	if !ok || !told {
		q.Withheld = true
		return
	}
	filled, last := 0, -1
	for cell := range q.Cells {
		if !s.of(cell).empty() {
			filled, last = filled+1, cell
		}
	}
	q.derived = true
	follows := -1
	for class := range len(q.Cells) + 2 {
		found, known := p.made(s.of(class))
		switch {
		case known:
		case filled <= 2 && class == last:
			follows = class
		case class == len(q.Cells):
			found = p.skipped(q, asking, words)
		default:
			found = p.share(s.of(class).key(), q, class)
		}
		q.Sources = append(q.Sources, found)
	}
	if follows >= 0 {
		q.Sources[follows] = q.without(follows)
		p.shared[s.of(follows).key()] = q.Sources[follows]
	}
}
