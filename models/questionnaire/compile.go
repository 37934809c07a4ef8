package questionnaire

import (
	"errors"
	"reflect"
	"regexp"

	"jianfu/models"
	"jianfu/models/questionnaire/expression"
)

const (
	maxName   = 64      // bytes of a name
	maxNumber = 1000000 // greatest bound of a quantity, either side of 0
	maxValues = 101     // greatest number of values of a quantity without bands: 0 to 100
)

var (
	instrumentName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	questionName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	optionName     = regexp.MustCompile(`^[a-z0-9_]+$`)
)

// Compile checks a questionnaire and parses its logic. q must not be changed afterwards.
//
// Errors: every fault found, joined (errors.Join), each a models.Error that is Invalid and whose first of Args is the
// name of the question or section, or of the questionnaire. Keys:
//
//	form.name        a name is malformed or longer than 64 bytes
//	form.duplicate   a question or section name occurs twice
//	form.empty       a section has no question, the questionnaire no section
//	form.text        a wording is missing
//	form.kind        unknown kind, or a field that does not go with it: Args[1]
//	form.options     options missing, named twice, or not consecutive integers for a scale
//	form.at_most     the limit of ticks is negative or above the number of options
//	form.range       min above max, step not positive or not dividing the range, whole numbers not whole, bounds
//	                 beyond a million, or −9, which means declined, inside the range
//	form.bands       bands not ascending from min within the range in whole steps, or missing where a quantity has
//	                 more than 101 values
//	form.matrix      neighbours in a matrix differ in their options
//	form.expression  an expression does not parse: Args[1] is the expression, Err says what and where
//	form.reference   an expression names an unknown question: Args[1]
//	form.later       an expression names its own or a later question: Args[1]; this rules out cycles
//	form.self        a condition for showing uses the point, which only a constraint has
//	form.large       a full sheet would not fit into MaxSheet bytes
func Compile(q Questionnaire) (*Form, error) {
	c := &compiler{form: &Form{source: q, index: map[string]int{}}}
	if !instrumentName.MatchString(q.Name) || !instrumentName.MatchString(q.Version) || len(q.Name+q.Version) > maxName {
		c.fault("form.name", q.Name)
	}
	if len(q.Sections) == 0 {
		c.fault("form.empty", q.Name)
	}
	c.text(q.Name, q.Title)
	sections := map[string]bool{}
	for _, s := range q.Sections {
		c.section(s, sections[s.Name])
		sections[s.Name] = true
	}
	for i := range c.form.questions {
		c.logic(i)
	}
	if c.form.longest() > MaxSheet {
		c.fault("form.large", q.Name)
	}
	if err := errors.Join(c.faults...); err != nil {
		return nil, err
	}
	return c.form, nil
}

// compiler collects the form and everything that is wrong with it.
type compiler struct {
	form   *Form
	faults []error
}

func (c *compiler) fault(key, name string, args ...any) {
	c.faults = append(c.faults, models.Fail(models.Invalid, key, append([]any{name}, args...)...))
}

func (c *compiler) text(name string, t models.Text) {
	if t.IsZero() {
		c.fault("form.text", name)
	}
}

func (c *compiler) section(s Section, duplicate bool) {
	switch {
	case !questionName.MatchString(s.Name) || len(s.Name) > maxName:
		c.fault("form.name", s.Name)
	case duplicate:
		c.fault("form.duplicate", s.Name)
	case len(s.Questions) == 0:
		c.fault("form.empty", s.Name)
	}
	c.text(s.Name, s.Title)
	for i, q := range s.Questions {
		if _, ok := c.form.index[q.Name]; ok {
			c.fault("form.duplicate", q.Name)
		} else {
			c.form.index[q.Name] = len(c.form.questions)
		}
		c.form.questions = append(c.form.questions, q)
		c.question(q)
		if i > 0 && q.Matrix != "" && q.Matrix == s.Questions[i-1].Matrix && !reflect.DeepEqual(q.Options, s.Questions[i-1].Options) {
			c.fault("form.matrix", q.Name)
		}
	}
}

func (c *compiler) question(q Question) {
	if !questionName.MatchString(q.Name) || len(q.Name) > maxName {
		c.fault("form.name", q.Name)
	}
	c.text(q.Name, q.Text)
	switch q.Kind {
	case Single, Multiple, Scale:
		c.options(q)
	case Integer, Quantity:
		c.numbers(q)
	default:
		c.fault("form.kind", q.Name, "kind")
	}
	switch {
	case q.Numeric() && len(q.Options) > 0:
		c.fault("form.kind", q.Name, "options")
	case !q.Numeric() && q.Wide():
		c.fault("form.kind", q.Name, "bands")
	case q.Kind != Multiple && q.AtMost != 0:
		c.fault("form.kind", q.Name, "at_most")
	case q.Kind != Scale && q.Reversed:
		c.fault("form.kind", q.Name, "reversed")
	case q.Kind != Single && q.Kind != Scale && q.Matrix != "":
		c.fault("form.kind", q.Name, "matrix")
	case q.Level != ByUnit && q.Level != ByRound:
		c.fault("form.kind", q.Name, "level")
	}
	if q.AtMost < 0 || q.AtMost > len(q.Options) {
		c.fault("form.at_most", q.Name)
	}
}

func (c *compiler) options(q Question) {
	seen := map[string]bool{}
	for i, o := range q.Options {
		switch {
		case !optionName.MatchString(o.Name) || len(o.Name) > maxName || seen[o.Name]:
			c.fault("form.options", q.Name)
		case q.Kind == Scale && i > 0 && scaleValue(o) != scaleValue(q.Options[i-1])+1000,
			q.Kind == Scale && scaleValue(o).String() != o.Name:
			c.fault("form.options", q.Name)
		case o.Exclusive && q.Kind != Multiple:
			c.fault("form.kind", q.Name, "exclusive")
		}
		seen[o.Name] = true
		if inner := i > 0 && i < len(q.Options)-1; q.Kind != Scale || !inner {
			c.text(q.Name, o.Text)
		}
	}
	if len(q.Options) == 0 || q.Kind == Scale && len(q.Options) == 1 {
		c.fault("form.options", q.Name)
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
		c.fault("form.range", q.Name)
		return
	}
	if !q.Wide() && (q.Max-q.Min)/step >= maxValues {
		c.fault("form.bands", q.Name)
	}
	for i, b := range q.Bands {
		if i == 0 && b != q.Min || i > 0 && b <= q.Bands[i-1] || b > q.Max || (b-q.Min)%step != 0 {
			c.fault("form.bands", q.Name)
			return
		}
	}
}

func (c *compiler) logic(i int) {
	q := c.form.questions[i]
	l := logic{relevant: c.parse(i, q.Relevant), constraint: c.parse(i, q.Constraint)}
	if l.relevant != nil && l.relevant.UsesSelf() {
		c.fault("form.self", q.Name)
	}
	c.form.logic = append(c.form.logic, l)
}

// parse gives nil for no expression and for one with a fault.
func (c *compiler) parse(i int, source string) *expression.Tree {
	if source == "" {
		return nil
	}
	name := c.form.questions[i].Name
	tree, err := expression.Parse(source)
	if err != nil {
		c.faults = append(c.faults, &models.Error{Kind: models.Invalid, Key: "form.expression", Args: []any{name, source}, Err: err})
		return nil
	}
	for _, reference := range tree.References() {
		if j, ok := c.form.index[reference]; !ok {
			c.fault("form.reference", name, reference)
		} else if j >= i {
			c.fault("form.later", name, reference)
		}
	}
	return tree
}
