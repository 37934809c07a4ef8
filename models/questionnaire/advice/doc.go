// Package advice looks at a questionnaire as a careful colleague would: how long it takes on a phone, and what in it may
// cost answers or anonymity. Advice never refuses anything; what cannot work is a fault of questionnaire.Examine.
//
// Everything here is a pure function of the questionnaire. A questionnaire that does not compile gets advice, too, since
// it is given while people write. Whether a wording asks two things at once is for people to judge.
//
// The package knows no round, no unit and no answers; wordings are in templates/locales/advice.*.json.
package advice
