// Package disclosure decides what of a tabulation may be published, and is the sole maker of Released.
//
// Invariants: a Released comes from two doors only, Release (true counts in) and Read (a file in); its fields are
// unexported and never change. It holds the manifest, the published counts after rounding and the few figures that
// need true values; every other figure is computed from these, so that no report can say more than the file does.
// The same counts, key and manifest give the same bytes; between kinds of machine the ends of an interval hang on the last
// digits of Student's t (models/inference), which a rounding to half an hour hides but for one in a billion.
//
// The rules are those of docs/privacy.md, by their names there. R1: a group of fewer than k sheets is not published.
// R2: what is left of a group when its published parts are taken away is empty or at least k sheets. R3: counts are
// rounded at random to multiples of 3. R4: shares and means. R1 to R3 are decided once for all questions, since every
// row of the tables adds up to the same number of sheets. Means of true values are decided question by question: what
// the published ones leave over, one subtracted from the other, obeys the same rules as a published one.
//
// Cells that count the same sheets by logic share one draw: two draws for one true count would narrow it down to one
// or two values. Which cells these are follows from the questionnaire, never from the data: from conditions, choice
// filters and calculations that hang on one question, tried on answers that stand for all (every one, or where there
// are many, those around which the expressions can change); of several questions, from the same words. The condition of
// a section, which its questions have in common, does not stand in the way. What hangs on one question in a way that
// cannot be told so, or not in bounded time, is withheld, and the log says so.
//
// Of a ranking the first places are counted, of words that there are any. What is calculated has counts and never a
// mean of true values: it stands in a known relation to other answers, whose means might be withheld. A question
// calculated from one that is tabulated for the whole round only is so itself, and none divides the round into classes.
//
// The package knows nothing of ballots, respondents, texts, HTTP or storage.
package disclosure
