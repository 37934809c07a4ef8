package xlsform

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"io"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// MaxJSON is the greatest size of a questionnaire as JSON in bytes.
const MaxJSON = 4 << 20

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of a questionnaire as JSON. It says which members there are and of what
// form; what they have to do with each other is for questionnaire.Examine.
func Schema() []byte { return bytes.Clone(schema) }

// ReadJSON reads a questionnaire as encoding/json writes it, or as people write it by the schema. It is strict: one value, every member known
// and spelt as in the schema, none twice, no null. Whether the questionnaire can be used is for questionnaire.Examine.
//
// Errors. TooLarge: xlsform.json_large (Args: the limit in MB). Invalid: xlsform.json (Args: the line).
func ReadJSON(raw []byte) (questionnaire.Questionnaire, error) {
	if len(raw) > MaxJSON {
		return questionnaire.Questionnaire{}, models.Fail(models.TooLarge, "xlsform.json_large", MaxJSON>>20)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err := strict(d, 0, false)
	at := d.InputOffset()
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("xlsform: more than one value")
		}
	}
	var q questionnaire.Questionnaire
	if err == nil {
		d = json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		err = d.Decode(&q)
		at = offset(err, at)
	}
	if err != nil {
		line := 1 + bytes.Count(raw[:min(max(at, 0), int64(len(raw)))], []byte("\n"))
		return questionnaire.Questionnaire{}, &models.Error{Kind: models.Invalid, Key: "xlsform.json", Args: []any{line}, Err: err}
	}
	return q, nil
}

// offset is where an error of encoding/json says that it happened.
func offset(err error, otherwise int64) int64 {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return syntax.Offset
	case errors.As(err, &kind):
		return kind.Offset
	}
	return otherwise
}

// strict reads one value and refuses what encoding/json lets pass: members that occur twice or differ in case, null,
// and depth without bound. The members of "filter" are named freely.
func strict(d *json.Decoder, depth int, free bool) error {
	const deepest = 12
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	switch {
	case token == nil:
		return errors.New("xlsform: null")
	case !ok:
		return nil
	case depth > deepest:
		return errors.New("xlsform: nested too deeply")
	}
	seen := map[string]bool{}
	for d.More() {
		within := free
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if seen[name] || !free && !member(name) {
				return errors.New("xlsform: a member twice, or one that there is not")
			}
			seen[name] = true
			within = name == "filter" && !free
		}
		if err := strict(d, depth+1, within); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// member reports whether a name could be one of ours: encoding/json folds letters, capitals and others, into them.
func member(name string) bool {
	for _, r := range name {
		if (r < 'a' || r > 'z') && r != '_' {
			return false
		}
	}
	return name != ""
}
