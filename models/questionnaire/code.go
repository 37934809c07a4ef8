package questionnaire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"jianfu/models"
)

// MaxSheet is the greatest size of an encoded sheet in bytes.
const MaxSheet = 64 << 10

// Encode writes a checked sheet as compact JSON, {"q":name,"v":version,"a":{question:answer}}, in the order of the
// questionnaire. Only given answers are in it: a number for a quantity, an option's name for one choice, a list of
// names for several, a text for words; the text beside an option is a member of its own, "question.option". What was
// skipped, declined or calculated is absent, and Decode tells which it was from the rest.
func (f *Form) Encode(s Sheet) []byte { return f.EncodeTimed(s, Unmeasured) }

// EncodeTimed writes a sheet with how long it took, a member "t" after the answers; Unmeasured writes none.
func (f *Form) EncodeTimed(s Sheet, took Duration) []byte {
	b := fmt.Appendf(nil, `{"q":"%s","v":"%s","a":{`, f.source.Name, f.source.Version)
	first := true
	member := func(name string) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(quote(b, name), ':')
	}
	for i := range f.questions {
		q, a := &f.questions[i], &s[i]
		if a.State != Answered || q.Kind == Calculated {
			continue
		}
		member(q.Name)
		switch {
		case q.Numeric():
			b = append(b, a.Number.String()...)
		case q.Kind == Text:
			b = words(b, a.Text)
			continue
		case q.Several():
			for j, name := range a.Choices {
				b = quote(append(b, "[,"[min(j, 1)]), name)
			}
			b = append(b, ']')
		default:
			b = quote(b, a.Choices[0])
		}
		if a.Text != "" {
			member(f.logic[i].text)
			b = words(b, a.Text)
		}
	}
	b = append(b, '}')
	if took != Unmeasured {
		b = fmt.Appendf(b, `,"t":%d`, took)
	}
	return append(b, '}')
}

// quote needs no escapes: Compile admits names of plain letters, digits, points, hyphens and underscores alone, and
// periods and hours have no others.
func quote(b []byte, name string) []byte {
	return append(append(append(b, '"'), name...), '"')
}

// words writes a text as JSON.
func words(b []byte, s string) []byte {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return append(b, raw...)
}

// Quantum is what an encoded sheet is padded to multiples of before it is sealed, in bytes, itself a multiple of 512: room for
// the longest sheet, so that all sealed sheets of a round have one size; 4096 where the form asks for words, or for more
// than 16 kB.
func (f *Form) Quantum() int {
	const step, wordy, most = 512, 4096, 16384
	for i := range f.questions {
		if f.questions[i].Kind == Text || f.logic[i].specify >= 0 {
			return wordy
		}
	}
	if whole := (f.longest()/step + 1) * step; whole <= most {
		return whole
	}
	return wordy
}

// longest bounds the size of any encoded sheet, with the duration, so that no size tells whether that was measured. No
// escape takes more than six bytes for a character.
func (f *Form) longest() int {
	const escaped = 6
	size := len(`{"q":"","v":"","a":{},"t":0}`) + len(f.source.Name) + len(f.source.Version)
	for i := range f.questions {
		q, l := &f.questions[i], &f.logic[i]
		value := len(`-1000000.999`)
		for _, name := range l.names {
			value += len(`"",`) + len(name)
		}
		if q.Kind == Text {
			value += escaped * q.length()
		}
		if l.specify >= 0 {
			value += len(`"":"",`) + len(l.text) + escaped*maxSpecify
		}
		size += len(`"":[],`) + len(q.Name) + value
	}
	return size
}

// cells counts the cells of all questions.
func (f *Form) cells() int {
	n := 0
	for i := range f.questions {
		q := &f.questions[i]
		switch {
		case !q.Numeric():
			n += max(1, len(f.logic[i].names))
		case q.Wide():
			n += len(q.Bands)
		default:
			n += int(min((q.Max-q.Min)/max(q.Stride(), 1), maxValues))
		}
	}
	return n
}

// Decode reads an encoded sheet, whether or not it says how long it took, and checks it again. White space and the order
// of members do not matter; everything else does. Decode(Encode(s)) equals s for every sheet s that Check gave without a
// problem.
//
// Errors are Invalid. Keys: "sheet.malformed" (not this JSON, a duration that is no band, or more than MaxSheet bytes),
// "sheet.version" (another questionnaire or version), "sheet.impossible" (an unknown question or option, a value out of
// range, or an answer to a question that the other answers hide or that is calculated).
func (f *Form) Decode(b []byte) (Sheet, error) {
	sheet, _, err := f.DecodeTimed(b)
	return sheet, err
}

// DecodeTimed is Decode, and gives how long the sheet took; with an error, Unmeasured.
func (f *Form) DecodeTimed(b []byte) (Sheet, Duration, error) {
	sent, err := readEnvelope(b)
	if err != nil {
		return nil, Unmeasured, &models.Error{Kind: models.Invalid, Key: "sheet.malformed", Err: err}
	}
	sheet, err := f.understand(sent)
	if err != nil {
		return nil, Unmeasured, err
	}
	return sheet, sent.took, nil
}

// understand checks what was sent against the form.
func (f *Form) understand(sent *envelope) (Sheet, error) {
	if sent.name != f.source.Name || sent.version != f.source.Version {
		return nil, models.Fail(models.Invalid, "sheet.version")
	}
	impossible := models.Fail(models.Invalid, "sheet.impossible")
	for _, m := range sent.members {
		if !f.expects(m, sent.answers) {
			return nil, impossible
		}
	}
	sheet, problems := f.check(sent.answers, false)
	if len(problems) > 0 {
		return nil, impossible
	}
	for i := range f.questions {
		values, given := sent.answers[f.questions[i].Name]
		if given && !f.repeats(i, &sheet[i], values, sent.answers) {
			return nil, impossible
		}
	}
	return sheet, nil
}

// expects reports whether the form has a place for a member of "a" and the member has the type that belongs there. A text
// beside an option needs the answer that it stands beside.
func (f *Form) expects(m member, in Input) bool {
	if i, ok := f.index[m.name]; ok {
		switch q := &f.questions[i]; m.kind {
		case numberMember:
			return q.Asked() && q.Numeric()
		case textMember:
			return q.Asked() && !q.Numeric() && !q.Several()
		default:
			return q.Several()
		}
	}
	question, _, beside := strings.Cut(m.name, ".")
	i, ok := f.index[question]
	_, given := in[question]
	return beside && ok && given && f.logic[i].text == m.name && m.kind == textMember
}

// repeats reports whether the answer to question i says what was sent, letter by letter; Check is more lenient with what
// people type.
func (f *Form) repeats(i int, a *Answer, values []string, in Input) bool {
	if a.State != Answered {
		return false
	}
	if text, sent := in[f.logic[i].text]; sent && a.Text != text[0] {
		return false
	}
	switch q := &f.questions[i]; {
	case q.Kind == Text:
		return a.Text == values[0]
	case q.Numeric():
		return true
	case q.Kind == Ranking:
		return slices.Equal(a.Choices, values)
	}
	for _, name := range a.Choices {
		if !slices.Contains(values, name) {
			return false
		}
	}
	return len(a.Choices) == len(values)
}
