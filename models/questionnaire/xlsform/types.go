package xlsform

import (
	"regexp"
	"slices"
	"strings"

	"jianfu/models/questionnaire"
)

// typed is what a cell of the column type says.
type typed struct {
	word  string // text, integer, …, begin_group, end_group, likewise for repeat
	list  string // of a choice
	other bool   // or_other
	fault string // the key of the reason why it cannot be; the cell is its argument
}

// offered are the types that people pick from, by their present names.
func offered() []string {
	return []string{
		"text", "integer", "decimal", "select_one", "select_multiple", "rank", "date", "time", "acknowledge", "note",
		"calculate", "begin_group", "end_group",
	}
}

var (
	choiceType = regexp.MustCompile(`^(?:add )?(select1|select one|select multiple|select all that apply|rank)(?: prompt)?(?: using| from)?$`)
	orOther    = regexp.MustCompile(`(?i)\s+or[ _](specify[ _])?other$`)
)

// readType understands a type, without case, with blanks or underscores.
func readType(cell string) typed {
	if t, ok := readChoiceType(cell); ok {
		return t
	}
	name := strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(cell, "_", " "))), "")
	switch name {
	case "string", "text":
		return typed{word: "text"}
	case "int", "integer":
		return typed{word: "integer"}
	case "acknowledge", "trigger":
		return typed{word: "acknowledge"}
	case "calculate", "calculation":
		return typed{word: "calculate"}
	case "decimal", "date", "time", "range", "note", "hidden":
		return typed{word: name}
	case "begingroup", "endgroup", "beginrepeat", "endrepeat", "beginloop", "endloop":
		word := strings.NewReplacer("begin", "begin_", "end", "end_", "loop", "repeat").Replace(name)
		return typed{word: word}
	}
	return typed{fault: refusal(name)}
}

// readChoiceType takes the last word for the name of the list, as it stands there.
func readChoiceType(cell string) (typed, bool) {
	cell = strings.TrimSpace(cell)
	fields := strings.Fields(orOther.ReplaceAllString(cell, ""))
	if len(fields) < 2 {
		return typed{}, false
	}
	head := strings.ToLower(strings.ReplaceAll(strings.Join(fields[:len(fields)-1], " "), "_", " "))
	m := choiceType.FindStringSubmatch(head)
	if m == nil {
		return typed{}, false
	}
	t := typed{list: fields[len(fields)-1], other: orOther.MatchString(cell)}
	switch m[1] {
	case "rank":
		t.word = "rank"
	case "select multiple", "select all that apply":
		t.word = "select_multiple"
	default:
		t.word = "select_one"
	}
	return t, true
}

// refusal is why a type cannot be, by its name without blanks.
func refusal(name string) string {
	identity := []string{"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit"}
	switch {
	case slices.Contains(identity, name), strings.HasPrefix(name, "start-"), strings.HasPrefix(name, "background"), strings.HasPrefix(name, "uri:"):
		return "xlsform.type_identity"
	case strings.HasPrefix(name, "geo"):
		return "xlsform.type_place"
	case slices.Contains([]string{"image", "photo", "audio", "video", "file", "barcode"}, name):
		return "xlsform.type_media"
	case name == "datetime":
		return "xlsform.type_moment"
	case strings.Contains(name, "external"), strings.Contains(name, "fromfile"), strings.HasPrefix(name, "osm"), strings.HasPrefix(name, "csv-"), strings.HasPrefix(name, "xml-"):
		return "xlsform.type_external"
	case strings.HasPrefix(name, "select"), strings.HasPrefix(name, "rank"):
		return "xlsform.type_list"
	case name == "":
		return "xlsform.type_missing"
	}
	return "xlsform.type_unknown"
}

// kinds gives the kind of question for a type that needs no further look.
func kinds(word string) questionnaire.Kind {
	switch word {
	case "select_one":
		return questionnaire.Single
	case "select_multiple":
		return questionnaire.Multiple
	case "rank":
		return questionnaire.Ranking
	case "integer":
		return questionnaire.Integer
	case "decimal":
		return questionnaire.Quantity
	case "date":
		return questionnaire.Date
	case "time":
		return questionnaire.Time
	case "text":
		return questionnaire.Text
	case "acknowledge":
		return questionnaire.Acknowledge
	case "calculate", "hidden":
		return questionnaire.Calculated
	}
	return questionnaire.Note
}
