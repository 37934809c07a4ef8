// Package builtin holds the questionnaires that ship with the program: the burden inventory as full and as core
// version, and the pulse after an inspection; and the bank, questions to add from. A published version never changes,
// since results name it; a change of wording or order makes v2. Each question says in both languages what it measures.
//
// The core has no text of its own: it is the full version cut down to a list of questions. The package knows the form
// of a questionnaire and nothing else.
package builtin
