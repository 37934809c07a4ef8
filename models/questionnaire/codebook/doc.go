// Package codebook describes the variables of a questionnaire to those who compute with its data: one variable for each
// question that is tabulated, in the order of the form, with its codes, its range, the condition under which it is
// asked, and what it measures. Notes, and what is calculated without a range, are no variables.
//
// It is data about the questionnaire alone: no answer, no unit and no round can be told from it.
package codebook
