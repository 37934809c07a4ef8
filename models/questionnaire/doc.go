// Package questionnaire holds questions, their logic, and the checking of one answer sheet. A questionnaire is data:
// it is copied into the manifest of a round and never changes there.
//
// The package knows nothing of units, rounds, storage or HTTP. Every number is an exact Decimal; no answer passes
// through a float.
package questionnaire
