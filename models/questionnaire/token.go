package questionnaire

import (
	"encoding/json"
	"errors"
)

var errShape = errors.New("questionnaire: JSON of another shape")

// object reads a JSON object and calls member for each key, which must read the value. A key may occur once.
func object(d *json.Decoder, member func(key string) error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(errShape, err)
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := text(d)
		if err == nil && seen[key] {
			err = errShape
		}
		if err == nil {
			seen[key] = true
			err = member(key)
		}
		if err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func text(d *json.Decoder) (string, error) {
	t, err := d.Token()
	s, ok := t.(string)
	if err == nil && !ok {
		err = errShape
	}
	return s, err
}

// duration reads a band.
func duration(d *json.Decoder) (Duration, error) {
	t, err := d.Token()
	n, _ := t.(json.Number)
	took, ok := readDuration(n.String())
	if err == nil && !ok {
		err = errShape
	}
	return took, err
}

// answer reads a number, a text or a list of texts.
func answer(d *json.Decoder) (memberKind, []string, error) {
	t, err := d.Token()
	if err != nil {
		return 0, nil, err
	}
	switch t := t.(type) {
	case json.Number:
		return numberMember, []string{t.String()}, nil
	case string:
		return textMember, []string{t}, nil
	case json.Delim:
		if t != '[' {
			return 0, nil, errShape
		}
		list := []string{}
		for d.More() {
			s, err := text(d)
			if err != nil {
				return 0, nil, err
			}
			list = append(list, s)
		}
		_, err := d.Token()
		return listMember, list, err
	}
	return 0, nil, errShape
}
