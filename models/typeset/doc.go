// Package typeset sets text on A4 pages and writes them as PDF: one embedded font with Latin and Chinese, line breaking
// for both, codes, rules and cut marks. Print and the PDF report share it.
//
// Lengths are millimetres from the top left corner of the page, sizes of type are points (1/72 inch), baselines are
// where letters stand.
//
// Invariants: the same calls give the same bytes, since the date comes from the caller; every text can be drawn,
// whatever characters it holds, and is copied out of the file as it was given, also where the font lacks a character
// and a visible □ stands in for it; fonts are embedded as subsets, except Courier for machine text.
//
// The package must not know what it sets: no unit, round or survey, no wording.
package typeset
