// Package inference holds the interval and test formulas of the report: pure functions over sums, weights and counts.
//
// Invariants:
//   - Nothing here sees a sheet: means and ratios are computed from sums over strata, so that whatever adds whole
//     numbers gives the same result in any order.
//   - Nothing panics. Where a formula has no answer the result is NaN, or an interval without ends; each function says when.
//   - A product that is added is converted first, which the language then forbids to fuse: sums, variances, Wilson's
//     ends, Fisher's test and the adjustment give the same bits on every machine. Tails and quantiles of Student's t and of
//     the normal distribution come from gonum and the standard library and may differ in the last digits.
//
// The formulas follow R (stats, and survey by T. Lumley); testdata/oracle.json holds what R says, testdata/oracle.R makes it.
//
// The package must not know questions, units, disclosure control or rounding for publication.
package inference
