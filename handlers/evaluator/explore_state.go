package evaluator

import (
	"slices"
	"strconv"
	"strings"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// read takes the state from an address. What is not there becomes the nearest state that is, and the page says so.
func (e *explorer) read(key, view, unit string) {
	if !e.r.Published() {
		return
	}
	if key != "" {
		e.indicator, e.chosen = e.r.Indicator(key)
		if !e.chosen {
			e.indicator, e.chosen = e.sibling(key)
			e.note("evaluator.explore.no_indicator", key)
		}
	}
	if _, there := e.number[unit]; there {
		e.unit = unit
	} else if unit != "" {
		e.note("evaluator.explore.no_unit", unit)
	}
	e.view = View(view)
	switch {
	case e.view == "" && e.unit != "":
		e.view = byLevels
	case e.view == "":
		e.view = byUnits
	case !slices.Contains(views(), e.view):
		e.note("evaluator.explore.no_view", view)
		e.view = byUnits
	}
	if e.view == asAnswers && e.chosen && !e.question() {
		e.note("evaluator.explore.no_answers")
		e.view = byUnits
	}
}

// note says something above the page; what came with the address is cut short.
func (e *explorer) note(key string, asked ...string) {
	var args []any
	for _, a := range asked {
		letters := []rune(strings.ToValidUTF8(a, "�"))
		if len(letters) > 40 {
			letters = append(letters[:40], '…')
		}
		args = append(args, string(letters))
	}
	e.said = append(e.said, e.say(key, args...))
}

// sibling is the first indicator of the question that a key names.
func (e *explorer) sibling(key string) (disclosure.Indicator, bool) {
	_, name, _ := strings.Cut(key, ":")
	name, _, _ = strings.Cut(name, "/")
	for _, i := range e.r.Indicators() {
		if name != "" && isQuestion(i) && e.questions[i.Question].Name == name {
			return i, true
		}
	}
	return disclosure.Indicator{}, false
}

func isQuestion(i disclosure.Indicator) bool {
	return i.Measure == disclosure.Share || i.Measure == disclosure.Mean
}

// question reports whether the indicator is a number of one question.
func (e *explorer) question() bool { return isQuestion(e.indicator) }

// topics lists every indicator: indices and rates first, then the questions by section.
func (e *explorer) topics() []Topic {
	var indices []Pick
	byQuestion := map[string]*Subject{}
	for _, i := range e.r.Indicators() {
		f, ok := e.r.Whole().Measure(i)
		if !ok { // worked out from other answers: its counts alone are published
			continue
		}
		pick := Pick{Title: e.title(i)}
		pick.Value, pick.Address, pick.Chosen = i.Key(), e.link(i.Key(), e.next(), e.unit), e.chosen && i.Key() == e.indicator.Key()
		if f.Reason == "" {
			pick.Figure = e.text(i, f)
		}
		if !isQuestion(i) {
			pick.Label = pick.Title
			indices = append(indices, pick)
			continue
		}
		q := e.questions[i.Question]
		if pick.Label = e.say("report.mean.head"); i.Measure == disclosure.Share {
			pick.Label = e.cell(i)
		}
		if byQuestion[q.Name] == nil {
			byQuestion[q.Name] = &Subject{Title: topic(q.Text.In(e.lang))}
		}
		byQuestion[q.Name].Figures = append(byQuestion[q.Name].Figures, pick)
	}
	var topics []Topic
	if len(indices) > 0 {
		topics = append(topics, Topic{Title: e.say("evaluator.explore.indices"), Subject: []Subject{{Figures: indices}}})
	}
	for _, s := range e.manifest.Questionnaire.Sections {
		t := Topic{Title: s.Title.In(e.lang)}
		for _, q := range s.Questions {
			if subject := byQuestion[q.Name]; subject != nil {
				t.Subject = append(t.Subject, *subject)
			}
		}
		if len(t.Subject) > 0 {
			topics = append(topics, t)
		}
	}
	return topics
}

// next is the view that another indicator is shown in.
func (e *explorer) next() View {
	if e.view == "" {
		return byUnits
	}
	return e.view
}

// title names an indicator in words.
func (e *explorer) title(i disclosure.Indicator) string {
	switch i.Measure {
	case disclosure.Share:
		return e.say("evaluator.explore.share", topic(e.questions[i.Question].Text.In(e.lang)), e.cell(i))
	case disclosure.Mean:
		return e.say("evaluator.explore.mean", topic(e.questions[i.Question].Text.In(e.lang)))
	}
	return e.say("evaluator.explore.index." + strings.ToLower(i.Code))
}

// cell is the label of the cell of a share.
func (e *explorer) cell(i disclosure.Indicator) string {
	q := e.questions[i.Question]
	c := q.Cells()[i.Cell]
	return e.label(q, c) + e.unitOf(q)
}

func (e *explorer) label(q questionnaire.Question, c questionnaire.Cell) string {
	label := c.Label.In(e.lang)
	if q.Kind == questionnaire.Scale && label != c.Name {
		return c.Name + " " + label
	}
	return label
}

// unitOf is the unit of measure of a question, empty where there is none.
func (e *explorer) unitOf(q questionnaire.Question) string {
	unit := q.Unit.In(e.lang)
	if unit == "" {
		return ""
	}
	return " " + unit
}

// topic is the wording of a question without the mark at its end.
func topic(s string) string { return strings.TrimRight(s, "？?：:。. ") }

// reason words why a figure or a group is not published.
func (e *explorer) reason(key string) string {
	return e.say("report."+key, strconv.Itoa(e.manifest.K), strconv.Itoa(e.manifest.K+disclosure.Base-1))
}
