package questionnaire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"jianfu/models"
)

// MaxSheet is the greatest size of an encoded sheet in bytes.
const MaxSheet = 64 << 10

// Encode writes a checked sheet as compact JSON, {"q":name,"v":version,"a":{question:answer}}, in the order of the
// questionnaire. Only given answers are in it: a number for a quantity, an option's name for one choice, a list of
// names for several. What was skipped or declined is absent, and Decode tells which it was from the rest.
func (f *Form) Encode(s Sheet) []byte {
	b := fmt.Appendf(nil, `{"q":"%s","v":"%s","a":{`, f.source.Name, f.source.Version)
	first := true
	for i := range f.questions {
		q := &f.questions[i]
		a := s[q.Name]
		if a.State != Answered {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(quote(b, q.Name), ':')
		switch q.Kind {
		case Integer, Quantity:
			b = append(b, a.Number.String()...)
		case Multiple:
			for j, name := range a.Choices {
				b = quote(append(b, "[,"[min(j, 1)]), name)
			}
			b = append(b, ']')
		default:
			b = quote(b, a.Choices[0])
		}
	}
	return append(b, "}}"...)
}

// quote needs no escapes: Compile admits names of plain letters, digits, points, hyphens and underscores alone.
func quote(b []byte, name string) []byte {
	return append(append(append(b, '"'), name...), '"')
}

// longest bounds the size of any encoded sheet.
func (f *Form) longest() int {
	size := len(`{"q":"","v":"","a":{}}`) + len(f.source.Name) + len(f.source.Version)
	for _, q := range f.questions {
		options := len(`-1000000.999`)
		for _, o := range q.Options {
			options += len(`"",`) + len(o.Name)
		}
		size += len(`"":[],`) + len(q.Name) + options
	}
	return size
}

// Decode reads an encoded sheet and checks it again. White space and the order of members do not matter; everything
// else does. Decode(Encode(s)) equals s for every sheet s that Check gave without a problem.
//
// Errors are Invalid. Keys: "sheet.malformed" (not this JSON, or more than MaxSheet bytes), "sheet.version" (another
// questionnaire or version), "sheet.impossible" (an unknown question or option, a value out of range, or an answer to a
// question that the other answers hide).
func (f *Form) Decode(b []byte) (Sheet, error) {
	var sent envelope
	if err := sent.read(b); err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "sheet.malformed", Err: err}
	}
	if sent.name != f.source.Name || sent.version != f.source.Version {
		return nil, models.Fail(models.Invalid, "sheet.version")
	}
	in := make(Input, len(sent.answers))
	for name, v := range sent.answers {
		i, ok := f.index[name]
		if ok {
			in[name], ok = f.questions[i].values(v)
		}
		if !ok {
			return nil, models.Fail(models.Invalid, "sheet.impossible")
		}
	}
	sheet, problems := f.Check(in)
	for name, values := range in {
		a := sheet[name]
		if len(problems) > 0 || a.State != Answered || !a.repeats(values) {
			return nil, models.Fail(models.Invalid, "sheet.impossible")
		}
	}
	return sheet, nil
}

// repeats reports whether values names each choice once, letter by letter; Check is more lenient with what people type.
func (a Answer) repeats(values []string) bool {
	for _, name := range a.Choices {
		if !slices.Contains(values, name) {
			return false
		}
	}
	return a.Choices == nil || len(a.Choices) == len(values)
}

// values turns one member of "a" into what a form would have sent, if it has the type that the question asks for.
func (q *Question) values(v any) ([]string, bool) {
	switch v := v.(type) {
	case json.Number:
		return []string{v.String()}, q.Numeric()
	case string:
		return []string{v}, q.Kind == Single || q.Kind == Scale
	case []string:
		return v, q.Kind == Multiple
	}
	return nil, false
}

// envelope is an encoded sheet before its answers are understood. An answer is a json.Number, a string, or a []string.
type envelope struct {
	name, version string
	answers       map[string]any
}

// read is stricter than json.Unmarshal: no member may be missing, unknown, differ in case, or occur twice.
func (e *envelope) read(b []byte) error {
	if len(b) > MaxSheet || !json.Valid(b) {
		return fmt.Errorf("questionnaire: %d bytes, too many or not JSON", len(b))
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	members := 0
	err := object(d, func(key string) (err error) {
		members++
		switch key {
		case "q":
			e.name, err = text(d)
		case "v":
			e.version, err = text(d)
		case "a":
			e.answers = map[string]any{}
			err = object(d, func(name string) (err error) {
				e.answers[name], err = answer(d)
				return err
			})
		default:
			err = errShape
		}
		return err
	})
	if err == nil && members != 3 {
		err = errShape
	}
	return err
}
