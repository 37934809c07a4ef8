package plan

import (
	"fmt"
	"slices"
	"strings"

	"jianfu/models/questionnaire"
)

const (
	mostTried  = 5000 // answers of a number, and of options in order, that are tried one by one
	mostTicked = 10   // options all of whose combinations are tried: 1023
)

// sheetsOf finds sheets that stand for all there can be, as far as goes what q hangs on, on alone. ok is false where
// there are too many, and the expressions are not of the few forms of which it is known what makes a difference to them.
func (p *Plan) sheetsOf(on, q *Question) (s *sheets, ok bool) {
	return p.sheetsFor(on, p.uses(on, q))
}

func (p *Plan) sheetsFor(on *Question, u *uses) (s *sheets, ok bool) {
	switch {
	case on.Numeric():
		answers, ok := on.numbers(u)
		return p.sheets(on, answers, nil), ok
	case on.Kind == questionnaire.Text:
		return p.sheets(on, texts(on.Question, u), nil), !u.opaque
	case on.Kind == questionnaire.Ranking && arrangements(on.Question) <= mostTried:
		return p.sheets(on, rankings(on.Question, nil), nil), true
	case on.Several() && (on.Kind == questionnaire.Ranking || len(on.Options) > mostTicked):
		return p.told(on, u)
	case on.Several():
		return p.sheets(on, combinations(on.Question, optionNames(on.Question), false), nil), true
	}
	var answers []questionnaire.Answer
	for _, c := range on.Cells {
		answers = append(answers, questionnaire.Answer{State: questionnaire.Answered, Choices: []string{c.Name}})
	}
	return p.sheets(on, answers, nil), true
}

// optionNames are the names of the options of a question, in order.
func optionNames(q questionnaire.Question) []string {
	var names []string
	for _, o := range q.Options {
		names = append(names, o.Name)
	}
	return names
}

// numbers are the ends of all cells, and the answers around the places where something changes; or all answers.
func (a *Question) numbers(u *uses) (answers []questionnaire.Answer, ok bool) {
	var numbers []questionnaire.Decimal
	step := a.Stride()
	if u.opaque {
		if (a.Max-a.Min)/step >= mostTried {
			return nil, false
		}
		for d := a.Min; d <= a.Max; d += step {
			numbers = append(numbers, d)
		}
	}
	for _, c := range a.Cells {
		numbers = append(numbers, c.From, c.To)
	}
	for _, cut := range u.cuts {
		at := a.Min + (cut-a.Min)/step*step // rounded towards Min, where the division is cut off
		for d := at - 2*step; d <= at+2*step; d += step {
			if d >= a.Min && d <= a.Max {
				numbers = append(numbers, d)
			}
		}
	}
	slices.Sort(numbers)
	for _, d := range slices.Compact(numbers) {
		answers = append(answers, questionnaire.Answer{State: questionnaire.Answered, Number: d})
	}
	return answers, true
}

// texts are one text, or one of each length, where nothing else makes a difference.
func texts(q questionnaire.Question, u *uses) (answers []questionnaire.Answer) {
	most := 1
	if u.lengths {
		if most = q.Length; most == 0 {
			most = 200
		}
	}
	for n := range most {
		answers = append(answers, questionnaire.Answer{State: questionnaire.Answered, Text: strings.Repeat("x", n+1)})
	}
	return answers
}

// told are the combinations of the options of which the expressions ask whether they are chosen, with others or
// without; or any number of options, where they ask for the number alone.
func (p *Plan) told(on *Question, u *uses) (s *sheets, ok bool) {
	var apart []string
	free := 0 // of the options told apart, those that can go together
	for _, o := range on.Options {
		named := slices.Contains(u.picked, o.Name)
		if named || o.Exclusive {
			apart = append(apart, o.Name)
		}
		if named && !o.Exclusive {
			free++
		}
	}
	switch {
	case u.opaque || free > mostTicked || u.counts && len(u.picked) > 0:
		return nil, false
	case u.counts:
		var answers []questionnaire.Answer
		for n := range len(on.Options) + 1 {
			if a, ok := choose(on.Question, nil, n); ok {
				answers = append(answers, a)
			}
		}
		return p.sheets(on, answers, nil), true
	}
	if apart == nil {
		apart = []string{}
	}
	return p.sheets(on, combinations(on.Question, apart, true), apart), true
}

// combinations are the answers that choose any of some options and, if others is set, with as few others as there may
// be, too.
func combinations(q questionnaire.Question, of []string, others bool) (answers []questionnaire.Answer) {
	var free []string
	add := func(chosen []string) {
		for n := 0; n == 0 || others && n <= len(q.Options); n++ {
			if a, ok := choose(q, of, n, chosen...); ok {
				if answers = append(answers, a); n > 0 {
					return
				}
			}
		}
	}
	for _, o := range q.Options {
		switch {
		case !slices.Contains(of, o.Name):
		case o.Exclusive:
			add([]string{o.Name})
		default:
			free = append(free, o.Name)
		}
	}
	for set := range 1 << len(free) {
		var chosen []string
		for i, name := range free {
			if set>>i&1 == 1 {
				chosen = append(chosen, name)
			}
		}
		add(chosen)
	}
	return answers
}

// choose makes the answer of some options and a number of others that are none of these; ok is false where it is not allowed.
func choose(q questionnaire.Question, apart []string, others int, chosen ...string) (a questionnaire.Answer, ok bool) {
	a.State = questionnaire.Answered
	exclusive := false
	for _, o := range q.Options {
		switch {
		case slices.Contains(chosen, o.Name):
		case others == 0 || o.Exclusive && others+len(chosen) > 1 || slices.Contains(apart, o.Name):
			continue
		default:
			others--
		}
		a.Choices = append(a.Choices, o.Name)
		exclusive = exclusive || o.Exclusive
	}
	n := len(a.Choices)
	return a, others == 0 && n >= max(1, q.AtLeast) && (q.AtMost == 0 || n <= q.AtMost) && (n == 1 || !exclusive)
}

// arrangements is the number of ways to answer a Ranking, or some number above mostTried.
func arrangements(q questionnaire.Question) int {
	all, ways := 0, 1
	for n := range len(q.Options) {
		if q.AtMost > 0 && n >= q.AtMost || ways > mostTried {
			break
		}
		ways *= len(q.Options) - n
		all += ways
	}
	return all
}

// rankings are all answers to a Ranking that begin with some options.
func rankings(q questionnaire.Question, first []string) (answers []questionnaire.Answer) {
	if len(first) >= max(1, q.AtLeast) {
		answers = append(answers, questionnaire.Answer{State: questionnaire.Answered, Choices: first})
	}
	if q.AtMost > 0 && len(first) == q.AtMost {
		return answers
	}
	for _, o := range q.Options {
		if !slices.Contains(first, o.Name) {
			answers = append(answers, rankings(q, append(slices.Clone(first), o.Name))...)
		}
	}
	return answers
}

// reduced is which of the options told apart are chosen, and whether others are; options that do not matter to what is
// in the set are counted among the others.
func (s set) reduced(first int) string {
	in := make(map[string]bool) // by the options, then whether there are others
	for i := first; i < len(s.in); i++ {
		chosen, others := []string{}, false
		for _, name := range s.tried[i].Choices {
			if slices.Contains(s.apart, name) {
				chosen = append(chosen, name)
			} else {
				others = true
			}
		}
		in[choice(chosen, others)] = s.in[i]
	}
	left := slices.Clone(s.apart)
	for _, name := range s.apart {
		if less, ok := without(in, name); ok {
			in = less
			left = slices.DeleteFunc(left, func(n string) bool { return n == name })
		}
	}
	var all []string
	for key, yes := range in {
		if yes {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return fmt.Sprint(left, all)
}

func choice(chosen []string, others bool) string {
	if others {
		chosen = append(chosen, "+")
	}
	return strings.Join(chosen, " ")
}

// without counts an option among the others; ok is false where it matters.
func without(in map[string]bool, name string) (less map[string]bool, ok bool) {
	less = make(map[string]bool)
	for key, yes := range in {
		var chosen []string
		others := false
		for _, c := range strings.Fields(key) {
			if c == name || c == "+" {
				others = true
			} else {
				chosen = append(chosen, c)
			}
		}
		key = choice(chosen, others)
		if before, there := less[key]; there && before != yes {
			return nil, false
		}
		less[key] = yes
	}
	return less, true
}
