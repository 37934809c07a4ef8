// Package expression reads and evaluates the logic of questionnaires: the expressions of XLSForm (xlsform.org) as far
// as they make sense on an anonymous form.
//
// Three values hold everywhere: an operand that was never given makes the result unknown unless the rest decides it,
// so that a caller can tell "no" from "cannot be known, since it hangs on something that was declined". The
// interpreter in static/form/expression.js follows the same rules; testdata/cases.json runs through both, and so do
// random trees and random patterns.
//
// Numbers are exact Decimals. A text that is written as a number, as a day or as a time of day counts as a number where
// one is wanted; two texts are equal only if they are the same. Patterns are held to what Go and ECMAScript match alike
// and to what an engine that backtracks finishes in a moment, whatever the text.
//
// Parsing never panics and bounds length and depth; evaluating cannot fail. The package knows no questions and no
// options, only names.
package expression
