package advice

import (
	"time"
	"unicode"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Speeds of reading, per minute. Chinese: 255 characters, the mean of the Chinese texts of IReST (Trauzettel-Klosinski
// and Dietz, Invest. Ophthalmol. Vis. Sci. 53, 2012), read aloud; silent reading is faster, questions on a phone are
// read with care. English: 238 words, silent reading of non-fiction (Brysbaert, J. Mem. Lang. 109, 2019).
const (
	charactersPerMinute = 255
	wordsPerMinute      = 238
)

// Times of answering, after reading. They are assumptions of our own, set so that the burden inventory comes to the
// times that docs/instrument.md promises; to be replaced by measured medians.
const (
	opening = 5 * time.Second  // the page opens, its heading and promise are passed over
	tap     = 2 * time.Second  // to decide on one option and touch it
	weigh   = 6 * time.Second  // to weigh an opinion and touch a step of the scale
	recall  = 5 * time.Second  // to recall a quantity and enter it on the number pad
	place   = 3 * time.Second  // to give one option its place in a ranking
	writing = 25 * time.Second // to write a short text
	ticks   = 2                // options ticked where all that apply are asked for
	glance  = 3                // options are looked over so many times as fast as a question is read
	shown   = 2                // a question with a condition is shown to one in so many
)

// Estimate is how long the questionnaire takes a person on a phone, in lang, or in the other language where a wording is
// missing: reading, then answering by kind. A question or section with a condition counts half, once, however many
// conditions it has. A row of a matrix after the first costs no reading of its options, and half the answering. Notes
// are read, calculated questions cost nothing.
func Estimate(q questionnaire.Questionnaire, lang models.Lang) time.Duration {
	total := opening
	for _, s := range q.Sections {
		total += halved(s.Relevant != "", reading(s.Title.In(lang))+reading(s.Note.In(lang)))
		matrix := ""
		for _, question := range s.Questions {
			row := matrix != "" && question.Matrix == matrix
			matrix = question.Matrix
			total += halved(s.Relevant != "" || question.Relevant != "", cost(question, row, lang))
		}
	}
	return total
}

func halved(conditional bool, d time.Duration) time.Duration {
	if conditional {
		return d / shown
	}
	return d
}

// cost is the time for one question that is shown; row says that it is a further row of a matrix.
func cost(q questionnaire.Question, row bool, lang models.Lang) time.Duration {
	if q.Kind == questionnaire.Calculated {
		return 0
	}
	read := reading(q.Text.In(lang)) + reading(q.Hint.In(lang))
	if row {
		return read + answering(q)/2
	}
	var options time.Duration
	for _, o := range q.Options {
		options += reading(o.Text.In(lang))
	}
	return read + options/glance + answering(q)
}

// answering is the time to answer once the question is understood.
func answering(q questionnaire.Question) time.Duration {
	switch q.Kind {
	case questionnaire.Multiple:
		n := max(ticks, q.AtLeast)
		if q.AtMost > 0 {
			n = min(n, q.AtMost)
		}
		return time.Duration(n) * tap
	case questionnaire.Integer, questionnaire.Quantity:
		return recall
	case questionnaire.Scale:
		return weigh
	case questionnaire.Ranking:
		n := len(q.Options)
		if q.AtMost > 0 {
			n = min(n, q.AtMost)
		}
		return time.Duration(n) * place
	case questionnaire.Date, questionnaire.Time:
		return 2 * tap // to open the list and to choose
	case questionnaire.Text:
		return writing
	case questionnaire.Note:
		return 0
	}
	return tap
}

// reading is the time to read a wording: Chinese characters one by one, everything between them by words.
func reading(s string) time.Duration {
	characters, words, inside := 0, 0, false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			characters++
			inside = false
		case unicode.IsLetter(r) || unicode.IsDigit(r) || inside && (r == '\'' || r == '’' || r == '-'):
			if !inside {
				words++
			}
			inside = true
		default:
			inside = false
		}
	}
	return time.Duration(characters)*time.Minute/charactersPerMinute + time.Duration(words)*time.Minute/wordsPerMinute
}
