package xlsform

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	must(t, err)
	c := jsonschema.NewCompiler()
	must(t, c.AddResource("schema.json", document))
	s, err := c.Compile("schema.json")
	must(t, err)
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, raw []byte) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	must(t, err)
	return s.Validate(document)
}

func TestSchemaAdmits(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, q := range append(builtin.All(), kitchenSink()) {
		raw, err := json.MarshalIndent(q, "", "  ")
		must(t, err)
		if err := valid(t, s, raw); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
		again, err := ReadJSON(raw)
		must(t, err)
		if !reflect.DeepEqual(again, q) {
			t.Errorf("%s was changed by way of JSON", q.Name)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	raw, err := json.MarshalIndent(kitchenSink(), "", "  ")
	must(t, err)
	for name, c := range map[string]struct{ old, new string }{
		"a kind that there is not":   {`"kind": "single"`, `"kind": "radio"`},
		"a capital in a name":        {`"name": "amount"`, `"name": "Amount"`},
		"a member that there is not": {`"required": true`, `"requred": true`},
		"a number as text":           {`"max": 100`, `"max": "100"`},
		"a wording as text":          {`"unit": {`, `"unit": "h", "hint": {`},
		"a day without zeros":        {`"2024-01-31"`, `"2024-1-31"`},
		"half a limit":               {`"at_most": 2`, `"at_most": 1.5`},
		"another language":           {`"zh": "全部`, `"fr": "全部`},
	} {
		broken := strings.Replace(string(raw), c.old, c.new, 1)
		if broken == string(raw) {
			t.Fatalf("%s: nothing to break", name)
		}
		if valid(t, s, []byte(broken)) == nil {
			t.Errorf("%s is admitted", name)
		}
	}
}

// TestSchemaInStep compares the members of the schema with those of the types.
func TestSchemaInStep(t *testing.T) {
	t.Parallel()
	var document struct {
		Defs map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	must(t, json.Unmarshal(Schema(), &document))
	for name, kind := range map[string]reflect.Type{
		"questionnaire": reflect.TypeFor[questionnaire.Questionnaire](), "section": reflect.TypeFor[questionnaire.Section](),
		"question": reflect.TypeFor[questionnaire.Question](), "option": reflect.TypeFor[questionnaire.Option](),
		"text": reflect.TypeFor[models.Text](),
	} {
		properties := document.Defs[name].Properties
		for i := range kind.NumField() {
			member, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
			if _, ok := properties[member]; !ok {
				t.Errorf("%s: the schema lacks %s", name, member)
			}
			delete(properties, member)
		}
		for member := range properties {
			t.Errorf("%s: the schema alone has %s", name, member)
		}
	}
}

func TestReadJSONIsStrict(t *testing.T) {
	t.Parallel()
	const good = `{"name":"a","version":"v1","title":{"zh":"x"},"sections":[]}`
	for name, c := range map[string]struct {
		raw, key string
		line     int
	}{
		"good":           {good, "", 0},
		"a mark":         {"\ufeff" + good, "", 0},
		"filter":         {`{"sections":[{"questions":[{"options":[{"filter":{"省":"x","City":"y"}}]}]}]}`, "", 0},
		"nothing":        {"", "xlsform.json", 1},
		"no JSON":        {"\n{", "xlsform.json", 2},
		"two values":     {good + good, "xlsform.json", 1},
		"unknown":        {"{\n\"nme\":1}", "xlsform.json", 2},
		"capital":        {`{"Name":"a"}`, "xlsform.json", 1},
		"Kelvin":         {"{\"sections\":[{\"questions\":[{\"\u212aind\":\"note\"}]}]}", "xlsform.json", 1},
		"twice":          {`{"name":"a","name":"b"}`, "xlsform.json", 1},
		"null":           {`{"name":null}`, "xlsform.json", 1},
		"wrong type":     {"{\n\n\"minutes\":\"3\"}", "xlsform.json", 3},
		"four decimals":  {`{"sections":[{"questions":[{"min":0.0001}]}]}`, "xlsform.json", 1},
		"filter twice":   {`{"sections":[{"questions":[{"options":[{"filter":{"a":"x","a":"y"}}]}]}]}`, "xlsform.json", 1},
		"deep":           {strings.Repeat("[", 20) + strings.Repeat("]", 20), "xlsform.json", 1},
		"too large":      {strings.Repeat(" ", MaxJSON+1), "xlsform.json_large", 0},
		"unknown inside": {`{"title":{"fr":"x"}}`, "xlsform.json", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadJSON([]byte(c.raw))
			if keyOf(err) != c.key {
				t.Fatalf("%v", err)
			}
			if e, ok := err.(*models.Error); ok && c.line > 0 && e.Args[0] != c.line {
				t.Errorf("line %v, want %d", e.Args[0], c.line)
			}
		})
	}
}
