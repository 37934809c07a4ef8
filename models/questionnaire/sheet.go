package questionnaire

// State says what became of a question on one sheet.
type State uint8

// The states. Every question of the questionnaire has exactly one on every sheet.
const (
	Declined State = iota // 说不清/不愿答, left blank, or hidden because the question it hangs on was declined: missing
	Skipped               // hidden by logic: a structural zero, not applicable
	Answered
)

// Answer is one answer. Number is set for quantities, Choices for everything with options: one for Single, Scale, Date,
// Time and Acknowledge; for Multiple any number in the order of the options (none ticked counts as Declined); for
// Ranking in the order of places, the first one first. Text is set for Text, and for the option that asks for one.
type Answer struct {
	State   State
	Number  Decimal
	Choices []string
	Text    string
}

// Sheet is the checked answers of one respondent, beside Form.Questions.
type Sheet []Answer

// Input is what a form sent: question name → values as typed or ticked; of a Ranking the options from the first place
// on. The text beside an option comes under "question.option". DeclineValue as one of the values declines the question.
// Unknown names are ignored.
type Input map[string][]string

// DeclineValue is the form value of 说不清/不愿答 (the codebook's −9).
const DeclineValue = "-9"

// Acknowledged is the form value of a ticked Acknowledge, as in XLSForm.
const Acknowledged = "ok"

// Problem is one thing wrong with an Input. Key names a message of the catalogue.
type Problem struct {
	Question string
	Key      string
	Args     []any
}
