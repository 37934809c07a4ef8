// Package unit holds the organization tree: units, their public headcounts, and their import from a sheet.
//
// A headcount is the number of people who work in the unit itself, without the units below it. A file is imported
// whole or not at all, and whatever is wrong with it is listed at once. Files come from strangers: workbooks are read
// as a stream under a fixed budget of bytes, their formulas and macros are never looked at.
//
// The package knows nothing of rounds, answers or storage.
package unit
