// Package charts draws figures as SVG (SVG 1.1, no scripts, no styles that a content policy could forbid): bars with
// intervals, histograms, stacked scales, forest plots.
//
// Invariants: everything that comes from outside is escaped; what is not published is a hatched cell with its reason,
// never a gap; colour never carries meaning alone and stays apart in grey print; a drawing has a title and a
// description for readers who do not see it; every id in it begins with the one it is given.
//
// The package knows numbers and labels, nothing of questionnaires, disclosure or languages.
package charts
