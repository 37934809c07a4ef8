package questionnaire

// State says what became of a question on one sheet.
type State uint8

// The states. Every question of the questionnaire has exactly one on every sheet.
const (
	Declined State = iota // 说不清/不愿答, left blank, or hidden because the question it hangs on was declined: missing
	Skipped               // hidden by logic: a structural zero, not applicable
	Answered
)

// Answer is one answer. Number is set for Integer and Quantity, Choices for Single, Scale (one) and Multiple (any
// number, in the order of the options; none ticked without an exclusive option counts as Declined).
type Answer struct {
	State   State
	Number  Decimal
	Choices []string
}

// Sheet is the checked answers of one respondent, by question name. It has an entry for every question.
type Sheet map[string]Answer

// Input is what a form sent: question name → values as typed or ticked. DeclineValue as one of the values declines the
// question. Unknown names are ignored.
type Input map[string][]string

// DeclineValue is the form value of 说不清/不愿答 (the codebook's −9).
const DeclineValue = "-9"

// Problem is one thing wrong with an Input. Key names a message of the catalogue.
type Problem struct {
	Question string
	Key      string
	Args     []any
}
