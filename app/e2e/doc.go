// Package e2e tries the real program with a real browser on both databases, and holds the tests that look at the
// house as a whole: who imports whom, and whether anything of a respondent is left anywhere.
package e2e
