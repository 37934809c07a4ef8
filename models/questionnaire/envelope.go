package questionnaire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// envelope is an encoded sheet before its answers are understood.
type envelope struct {
	name, version string
	took          Duration
	answers       Input    // the members of "a"; of a number and a text the only value
	members       []member // the same in the order in which they came
}

// member is one answer, or the text beside one.
type member struct {
	name string
	kind memberKind
}

type memberKind uint8

const (
	numberMember memberKind = iota
	textMember
	listMember
)

// readEnvelope reads JSON. It is stricter than json.Unmarshal: no member but the duration may be missing, and none be
// unknown, differ in case, or occur twice.
func readEnvelope(b []byte) (*envelope, error) {
	if len(b) > MaxSheet {
		return nil, fmt.Errorf("questionnaire: a sheet of %d bytes", len(b))
	}
	if e, ok := readCanonical(string(b)); ok {
		return e, nil
	}
	return readForeign(b)
}

// readForeign takes in any JSON of the right shape.
func readForeign(b []byte) (*envelope, error) {
	if !json.Valid(b) {
		return nil, errShape
	}
	e := &envelope{took: Unmeasured, members: []member{}}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	needed := 0
	err := object(d, func(key string) (err error) {
		needed++
		switch key {
		case "q":
			e.name, err = text(d)
		case "v":
			e.version, err = text(d)
		case "a":
			e.answers = Input{}
			err = object(d, func(name string) error {
				kind, values, err := answer(d)
				e.answers[name] = values
				e.members = append(e.members, member{name, kind})
				return err
			})
		case "t":
			needed-- // may be missing
			e.took, err = duration(d)
		default:
			err = errShape
		}
		return err
	})
	if err == nil && needed != 3 {
		err = errShape
	}
	return e, err
}

// readCanonical reads what Encode writes, many times faster than readForeign: its members in their order, without white space
// and escapes. It is false for anything else, which may still be a sheet.
func readCanonical(s string) (*envelope, bool) {
	const usual = 32 // members
	e := &envelope{took: Unmeasured, answers: make(Input, usual), members: make([]member, 0, usual)}
	r := reader{rest: s, values: make([]string, 0, usual)}
	r.skip(`{"q":`)
	e.name = r.quoted()
	r.skip(`,"v":`)
	e.version = r.quoted()
	r.skip(`,"a":{`)
	for first := true; !r.failed && !r.skips("}"); first = false {
		if !first {
			r.skip(",")
		}
		name := r.quoted()
		r.skip(":")
		kind, values := r.answer()
		if _, twice := e.answers[name]; twice {
			return nil, false
		}
		e.answers[name] = values
		e.members = append(e.members, member{name, kind})
	}
	if r.skips(`,"t":`) {
		e.took = r.duration()
	}
	r.skip("}")
	return e, !r.failed && r.rest == ""
}

// reader takes canonical JSON apart from its beginning; failed says that it met something else.
type reader struct {
	rest   string
	values []string // what answers share as memory
	failed bool
}

// skips goes over a token, if it comes next.
func (r *reader) skips(token string) bool {
	if len(r.rest) < len(token) || r.rest[:len(token)] != token {
		return false
	}
	r.rest = r.rest[len(token):]
	return true
}

func (r *reader) skip(token string) {
	if !r.skips(token) {
		r.failed = true
	}
}

// quoted reads a text without escapes.
func (r *reader) quoted() string {
	r.skip(`"`)
	ascii := true
	for i := 0; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case c == '"':
			s := r.rest[:i]
			r.rest = r.rest[i+1:]
			r.failed = r.failed || !ascii && !utf8.ValidString(s)
			return s
		case c == '\\' || c < ' ':
			r.failed = true
			return ""
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	r.failed = true
	return ""
}

func (r *reader) answer() (memberKind, []string) {
	switch {
	case r.failed || r.rest == "":
		r.failed = true
		return 0, nil
	case r.rest[0] == '"':
		return textMember, r.keep(r.quoted())
	case !r.skips("["):
		return numberMember, r.keep(r.number())
	}
	list := []string{}
	for !r.failed && !r.skips("]") {
		if len(list) > 0 {
			r.skip(",")
		}
		list = append(list, r.quoted())
	}
	return listMember, list
}

// duration reads a band.
func (r *reader) duration() Duration {
	digit := r.rest[:min(1, len(r.rest))]
	took, ok := readDuration(digit)
	r.failed = r.failed || !ok
	r.rest = r.rest[len(digit):]
	return took
}

// keep makes a list of one value.
func (r *reader) keep(value string) []string {
	r.values = append(r.values, value)
	return r.values[len(r.values)-1 : len(r.values) : len(r.values)]
}

// number reads a JSON number without an exponent (RFC 8259, section 6).
func (r *reader) number() string {
	i := 0
	if r.rest[0] == '-' {
		i++
	}
	whole := digits(r.rest[i:])
	if whole == 0 || whole > 1 && r.rest[i] == '0' {
		r.failed = true
		return ""
	}
	i += whole
	if i < len(r.rest) && r.rest[i] == '.' {
		fraction := digits(r.rest[i+1:])
		r.failed = r.failed || fraction == 0
		i += 1 + fraction
	}
	s := r.rest[:i]
	r.rest = r.rest[i:]
	return s
}

// digits counts the digits that a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
