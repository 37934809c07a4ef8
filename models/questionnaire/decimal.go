package questionnaire

import "jianfu/models/questionnaire/expression"

// Decimal is an exact number in thousandths, the same in answers and in expressions: Decimal(500) is 0.5.
type Decimal = expression.Decimal

// ParseDecimal reads a number as people type it, full-width digits too. Errors: Invalid with key "check.number".
func ParseDecimal(s string) (Decimal, error) { return expression.ParseDecimal(s) }
