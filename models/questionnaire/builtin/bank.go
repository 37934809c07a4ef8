package builtin

import (
	_ "embed"

	"jianfu/models/questionnaire"
)

//go:embed bank.json
var bank []byte

// Bank gives the questions to add to a questionnaire from, in sections by topic (docs/instrument.md, C). A question
// refers to others of its own section alone, and every section compiles by itself. Each call makes fresh copies, which
// the caller may change.
func Bank() []questionnaire.Section { return read[[]questionnaire.Section](bank) }
