// Package report writes the third-party evaluation report as a Document that is free of any file format; writers for
// pages and files turn it into bytes.
//
// Invariants: it takes nothing but disclosure.Released, so that a number that has not passed disclosure control cannot
// be written; every format and the data files say the same numbers, since there is one source; no wording lives in
// code, it comes from the voice that is handed in (templates/locales/report.*.json) and from the questionnaire.
//
// The package knows nothing of true counts, keys, storage, HTTP or HTML.
package report
