package questionnaire

import (
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/questionnaire/expression"
)

const (
	maxName      = 64      // bytes of a name
	maxNumber    = 1000000 // greatest bound of a quantity, either side of 0
	maxValues    = 101     // greatest number of values of a quantity without bands: 0 to 100
	maxQuestions = 500     // notes and calculated ones included
	maxOptions   = 200     // of a question
	maxCells     = 20000   // of all questions together: 160 kB of counts for a unit
	maxFaults    = 300     // are told
	maxWording   = 2000    // characters of a wording in one language
)

var (
	instrumentName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	questionName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	optionName     = regexp.MustCompile(`^[a-z0-9_]+$`)
)

// Examine checks a questionnaire and parses its logic. The form is nil where there are faults: all of them are found, in
// the order of the questionnaire, those of the logic last. q must not be changed afterwards.
//
// Keys of the faults, with what follows the name in Args:
//
//	form.name        a name is malformed or longer than 64 bytes
//	form.duplicate   a question or section name occurs twice
//	form.empty       a section has no question, the questionnaire no section or nothing that is asked
//	form.text        a wording is missing
//	form.long        a wording has more than 2000 characters: the limit
//	form.kind        unknown kind, or a field that does not go with it: the field
//	form.options     options missing, more than 200, named twice, or not consecutive integers for a scale
//	form.at_most     the limit of options is negative, above their number, or below at_least
//	form.specify     more than one option asks for a text
//	form.range       min above max, step not positive or not dividing the range, whole numbers not whole, bounds
//	                 beyond a million, or −9, which means declined, inside the range
//	form.bands       bands not ascending from min within the range in whole steps, more than 101, or missing where a
//	                 quantity has more than 101 values; of a time, not whole hours from 0 on
//	form.period      no period, no two days, or more than 120 periods
//	form.length      a length of texts below 0 or above 500
//	form.default     a default that would not be accepted as an answer
//	form.matrix      neighbours in a matrix differ in their kind or options
//	form.expression  an expression does not parse: the expression; Err says what and where
//	form.reference   an expression names an unknown question: its name
//	form.later       an expression names its own or a later question: its name
//	form.cycle       the same, and that question depends on this one in turn
//	form.column      an expression names a column that no option has, or has one outside a choice filter: its name
//	form.level       who sees, is offered or may answer a question that is tabulated by unit hangs on an answer that is
//	                 for the whole round only, and would tell it by unit: the name of that question
//	form.background  who is asked a background question hangs on one that is none, whose exact count the size of the
//	                 class "not applicable" would tell: the name of that question
//	form.self        an expression uses the point where there is no answer yet
//	form.large       more than 500 questions or 20000 cells, or a full sheet would not fit into MaxSheet bytes
func Examine(q Questionnaire) (*Form, []Fault) {
	c := &compiler{form: &Form{source: q, index: map[string]int{}, notes: map[string]*expression.Tree{}}}
	c.at(-1, -1, q.Name)
	c.head(q)
	names := map[string]bool{}
	for i, s := range q.Sections {
		c.at(i, -1, s.Name)
		c.section(s, names)
	}
	if c.count <= maxQuestions {
		c.parseAll(q)
	}
	c.at(-1, -1, q.Name)
	if c.count > maxQuestions || c.form.longest() > MaxSheet || c.form.cells() > maxCells {
		c.fault("form.large", "sections")
	}
	if len(c.faults) > 0 {
		return nil, c.faults[:min(len(c.faults), maxFaults)]
	}
	return c.form, nil
}

// compiler collects the form and everything that is wrong with it.
type compiler struct {
	form   *Form
	faults []Fault
	count  int      // questions and notes so far
	place  Fault    // where it is, without Key
	parsed []parsed // expressions in the order of the questionnaire
}

// at moves on to a place.
func (c *compiler) at(section, question int, name string) {
	c.place = Fault{Section: section, Question: question, Option: -1, Args: []any{name}}
}

func (c *compiler) fault(key, field string, args ...any) { c.faultOf(-1, key, field, args...) }

func (c *compiler) faultOf(option int, key, field string, args ...any) {
	f := c.place
	f.Key, f.Field, f.Option = key, field, option
	f.Args = append([]any{f.Args[0]}, args...)
	c.faults = append(c.faults, f)
}

func (c *compiler) text(t models.Text, field string) {
	if t.IsZero() {
		c.fault("form.text", field)
	}
}

// words bounds wordings.
func (c *compiler) words(option int, field string, t models.Text) {
	if utf8.RuneCountInString(t.Zh) > maxWording || utf8.RuneCountInString(t.En) > maxWording {
		c.faultOf(option, "form.long", field, maxWording)
	}
}

func (c *compiler) head(q Questionnaire) {
	c.words(-1, "title", q.Title)
	if !instrumentName.MatchString(q.Name) || len(q.Name+q.Version) > maxName {
		c.fault("form.name", "name")
	}
	if !instrumentName.MatchString(q.Version) {
		c.fault("form.name", "version")
	}
	asked := false
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			asked = asked || question.Asked()
		}
	}
	if !asked {
		c.fault("form.empty", "sections")
	}
	c.text(q.Title, "title")
}

func (c *compiler) section(s Section, names map[string]bool) {
	c.words(-1, "title", s.Title)
	c.words(-1, "note", s.Note)
	section := c.place.Section
	switch {
	case !questionName.MatchString(s.Name) || len(s.Name) > maxName:
		c.fault("form.name", "name")
	case names[s.Name]:
		c.fault("form.duplicate", "name")
	case len(s.Questions) == 0:
		c.fault("form.empty", "questions")
	}
	names[s.Name] = true
	c.text(s.Title, "title")
	for i, q := range s.Questions {
		if c.count++; c.count > maxQuestions {
			return
		}
		c.at(section, i, q.Name)
		_, twice := c.form.index[q.Name]
		if _, note := c.form.notes[q.Name]; twice || note {
			c.fault("form.duplicate", "name")
		}
		if q.Kind == Note {
			c.form.notes[q.Name] = nil
		} else {
			if !twice {
				c.form.index[q.Name] = len(c.form.questions)
			}
			c.form.questions = append(c.form.questions, q)
		}
		c.question(q)
		if i > 0 && q.Matrix != "" && q.Matrix == s.Questions[i-1].Matrix && !alike(q, s.Questions[i-1]) {
			c.fault("form.matrix", "matrix")
		}
	}
}

// alike reports whether two questions fit into one matrix.
func alike(a, b Question) bool {
	return a.Numeric() == b.Numeric() && reflect.DeepEqual(a.Options, b.Options)
}

func (c *compiler) question(q Question) {
	if !questionName.MatchString(q.Name) || len(q.Name) > maxName {
		c.fault("form.name", "name")
	}
	if q.Kind != Calculated || q.Numeric() {
		c.text(q.Text, "text")
	}
	c.words(-1, "text", q.Text)
	c.words(-1, "hint", q.Hint)
	c.words(-1, "unit", q.Unit)
	c.words(-1, "required_message", q.RequiredMessage)
	c.words(-1, "constraint_message", q.ConstraintMessage)
	c.words(-1, "soft_message", q.SoftMessage)
	c.words(-1, "construct", q.Construct)
	for i, o := range q.Options {
		c.words(i, "options", o.Text)
	}
	if !c.fields(q) {
		return
	}
	switch q.Kind {
	case Single, Multiple, Scale, Ranking:
		c.options(q)
	case Integer, Quantity:
		c.numbers(q)
	case Calculated:
		if q.Numeric() {
			c.numbers(q)
		}
		if q.Calculation == "" {
			c.fault("form.text", "calculation")
		}
	case Date:
		if _, _, _, ok := q.span(); !ok {
			c.fault("form.period", "period")
		}
	case Time:
		c.hours(q)
	case Text:
		if q.Length < 0 || q.Length > maxText {
			c.fault("form.length", "length")
		}
	}
	if q.Default != "" && !c.fits(q) {
		c.fault("form.default", "default", q.Default)
	}
}

// fits reports whether the default of a question would be taken as an answer, its constraint aside.
func (c *compiler) fits(q Question) bool {
	var values []string
	if q.Several() {
		values = strings.Fields(q.Default)
	} else {
		values = []string{q.Default}
	}
	l := newLogic(&q)
	var a Answer
	key, _ := q.read(&l, values, len(values), &a)
	return key == "" && a.State == Answered
}

func (c *compiler) hours(q Question) {
	for i, b := range q.Bands {
		if i == 0 && b != 0 || i > 0 && b <= q.Bands[i-1] || b%1000 != 0 || b >= 24000 {
			c.fault("form.bands", "bands")
			return
		}
	}
	if len(q.Bands) == 1 {
		c.fault("form.bands", "bands")
	}
}

func (c *compiler) options(q Question) {
	seen := map[string]bool{}
	specify := 0
	for i, o := range q.Options {
		switch {
		case !optionName.MatchString(o.Name) || len(o.Name) > maxName || seen[o.Name]:
			c.faultOf(i, "form.options", "options")
		case q.Kind == Scale && i > 0 && scaleValue(o) != scaleValue(q.Options[i-1])+1000,
			q.Kind == Scale && scaleValue(o).String() != o.Name:
			c.faultOf(i, "form.options", "options")
		case o.Exclusive && q.Kind != Multiple:
			c.faultOf(i, "form.kind", "options", "exclusive")
		case o.Specify && q.Kind != Multiple && q.Kind != Single:
			c.faultOf(i, "form.kind", "options", "specify")
		}
		seen[o.Name] = true
		if inner := i > 0 && i < len(q.Options)-1; o.Text.IsZero() && (q.Kind != Scale || !inner) {
			c.faultOf(i, "form.text", "options")
		}
		if o.Specify {
			specify++
		}
	}
	if len(q.Options) == 0 || len(q.Options) > maxOptions || q.Kind == Scale && len(q.Options) == 1 {
		c.fault("form.options", "options")
	}
	if specify > 1 {
		c.fault("form.specify", "options")
	}
	if q.AtMost < 0 || q.AtMost > len(q.Options) {
		c.fault("form.at_most", "at_most")
	}
	if q.AtLeast < 0 || q.AtLeast > len(q.Options) || q.AtMost > 0 && q.AtLeast > q.AtMost {
		c.fault("form.at_most", "at_least")
	}
}

// scaleValue is the integer an option of a scale is named by, 0 where it is none.
func scaleValue(o Option) Decimal {
	d, err := ParseDecimal(o.Name)
	if err != nil {
		return 0
	}
	return d
}

func (c *compiler) numbers(q Question) {
	const bound, decline Decimal = maxNumber * 1000, -9000
	step := q.Stride()
	whole := q.Min%1000 == 0 && step%1000 == 0
	if q.Min > q.Max || q.Min < -bound || q.Max > bound || step <= 0 || step > bound || (q.Max-q.Min)%step != 0 ||
		q.Min <= decline && decline <= q.Max || q.Kind == Integer && !whole {
		c.fault("form.range", "min")
		return
	}
	if !q.Wide() && (q.Max-q.Min)/step >= maxValues || len(q.Bands) > maxValues {
		c.fault("form.bands", "bands")
	}
	for i, b := range q.Bands {
		if i == 0 && b != q.Min || i > 0 && b <= q.Bands[i-1] || b > q.Max || (b-q.Min)%step != 0 {
			c.fault("form.bands", "bands")
			return
		}
	}
}
