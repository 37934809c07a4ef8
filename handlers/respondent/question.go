package respondent

import (
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Draw is how a question is drawn.
type Draw string

// The ways of drawing.
const (
	List    Draw = "list"    // options one below the other
	Row     Draw = "row"     // options side by side
	Menu    Draw = "menu"    // a drop-down
	Places  Draw = "places"  // a drop-down for each place of a ranking
	Entry   Draw = "entry"   // a number
	Words   Draw = "words"   // a text
	Reading Draw = "reading" // nothing to answer
)

// Bounds of what is drawn in full.
const (
	maxList  = 12 // options of a Single; more are a drop-down
	maxHours = 8  // bands of a Time
	maxRow   = 7  // options side by side on the narrowest phone; more points of a scale wrap
)

// drawing chooses how to draw q, whose options are complete.
func drawing(q questionnaire.Question) Draw {
	n := len(q.Options)
	switch {
	case q.Kind == questionnaire.Note:
		return Reading
	case q.Kind == questionnaire.Text:
		return Words
	case q.Kind == questionnaire.Ranking:
		return Places
	case q.Numeric():
		return Entry
	case q.Kind == questionnaire.Scale && (q.Matrix != "" || ends(q)),
		q.Kind == questionnaire.Single && q.Matrix != "" && n <= maxRow:
		return Row
	case q.Kind == questionnaire.Date,
		q.Kind == questionnaire.Time && n > maxHours,
		q.Kind == questionnaire.Single && (q.Appearance == questionnaire.Minimal || n > maxList):
		return Menu
	}
	return List
}

// ends reports whether q is a scale of its own that shows numbers and the wordings of its ends alone: one with stars, or
// one whose inner points have no wording.
func ends(q questionnaire.Question) bool {
	bare := func(o questionnaire.Option) bool { return o.Text.IsZero() }
	return q.Kind == questionnaire.Scale && q.Matrix == "" &&
		(q.Appearance == questionnaire.Rating || slices.ContainsFunc(q.Options, bare))
}

// Question is a question as it is drawn.
type Question struct {
	questionnaire.Question
	Number    int // from 1, over all that is asked; 0 for a note
	Draw      Draw
	Class     string // of the box, by the style sheet
	Choices   []Choice
	Low, High string   // wordings of the ends of a scale drawn in numbers
	Ranked    []string // Places: the option chosen for each place, empty for none
	Head      string   // unit of all the rows of a matrix, said above the first one
	Joined    bool     // the unit of this row is said in the head
	Condition string   // when it is to be answered, in words, for browsers without script
	Decline   bool     // offers 说不清/不愿答
	Typed     string
	Other     string // typed beside the option that asks for a text
	Declined  bool
	Problem   string // what is wrong with the answer, in words
}

// Choice is an option as it is drawn.
type Choice struct {
	Name, Label       string
	Spoken            string // to be read out instead of the label, where that is a bare number
	Exclusive, Chosen bool
	Specify           bool // asks for a text besides
}

// Control is the type of the inputs beside the fields.
func (q Question) Control() string {
	if q.Draw == Row || q.Draw == List && q.Kind != questionnaire.Multiple && q.Kind != questionnaire.Acknowledge {
		return "radio"
	}
	return "checkbox"
}

// Beside is the field for the text beside an option.
func (q Question) Beside(c Choice) Beside { return Beside{Question: q.Name, Choice: c, Typed: q.Other} }

// Beside is a field for a text beside an option.
type Beside struct {
	Question string
	Choice   Choice
	Typed    string
}

// Place is the number of the i-th place of a ranking, from 1.
func (q Question) Place(i int) int { return i + 1 }

// Labelled reports whether the question's text is the label of its one field.
func (q Question) Labelled() bool { return q.Draw == Entry || q.Draw == Menu || q.Draw == Words }

// Limit is the greatest number of characters of a text.
func (q Question) Limit() int { return limit(q.Question) }

func limit(q questionnaire.Question) int {
	if q.Length == 0 {
		return 200
	}
	return q.Length
}

// rich reports whether drawing q takes more than the styles and the script of the plain form.
func (q Question) rich() bool {
	switch q.Draw {
	case Menu, Places, Words, Reading:
		return true
	case Row:
		return q.Low != "" || len(q.Choices) > maxRow
	case Entry:
		return q.Matrix != ""
	}
	return q.Kind == questionnaire.Acknowledge
}

// join makes q, the question at a place of its section, a row of its matrix.
func (q *Question) join(section []questionnaire.Question, at int, lang models.Lang) {
	first := at == 0 || section[at-1].Matrix != q.Matrix
	if !first {
		q.Class += " f"
	}
	if q.Draw != Entry {
		return
	}
	q.Joined = !q.Unit.IsZero()
	for _, other := range section {
		q.Joined = q.Joined && (other.Matrix != q.Matrix || other.Unit == q.Unit)
	}
	if q.Joined && first {
		q.Head = q.Unit.In(lang)
	}
}

// answer sets what was typed and ticked.
func (q *Question) answer(values []string) {
	place := 0
	for _, value := range values {
		if value == questionnaire.DeclineValue {
			q.Declined = q.Decline
			continue
		}
		switch {
		case q.Draw == Places && place < len(q.Ranked):
			q.Ranked[place] = value
			place++
		case (q.Draw == Entry || q.Draw == Words) && q.Typed == "":
			q.Typed = value
		}
		for i := range q.Choices {
			q.Choices[i].Chosen = q.Choices[i].Chosen || q.Choices[i].Name == value
		}
	}
}
