// Package expression reads and evaluates the logic of questionnaires: the expressions of XLSForm (xlsform.org) as far
// as they make sense on an anonymous form.
//
// Three values hold everywhere: an operand that was never given makes the result unknown unless the rest decides it,
// so that a caller can tell "no" from "cannot be known, since it hangs on something that was declined". The
// interpreter in static/form/expression.js follows the same rules; testdata/cases.json runs through both.
//
// Numbers are exact Decimals. Parsing never panics and bounds length and depth; evaluating cannot fail. The package
// knows no questions, only names.
package expression
