package questionnaire

import (
	"errors"

	"jianfu/models"
)

// Fault is one thing that keeps a questionnaire from being used, with its place.
type Fault struct {
	Section  int    // place in Sections, −1 for the questionnaire itself
	Question int    // place in the section, −1 for the section itself
	Option   int    // place in the question's options, −1 where it is not about one
	Field    string // the JSON member it is about, e.g. "relevant"
	Key      string // of the catalogue; see Examine
	Args     []any  // the first is the name of the question, section or questionnaire
	Err      error  // of form.expression: what the parser says
}

// Error is the fault as an error of the house.
func (f Fault) Error() error {
	return &models.Error{Kind: models.Invalid, Key: f.Key, Args: f.Args, Err: f.Err}
}

// Compile is Examine for those who cannot mend: the faults, where there are any, come joined (errors.Join), each a
// models.Error that is Invalid.
func Compile(q Questionnaire) (*Form, error) {
	form, faults := Examine(q)
	if len(faults) == 0 {
		return form, nil
	}
	all := make([]error, len(faults))
	for i, f := range faults {
		all[i] = f.Error()
	}
	return nil, errors.Join(all...)
}
