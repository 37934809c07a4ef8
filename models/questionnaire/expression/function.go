package expression

import (
	"slices"
	"strings"

	"jianfu/models"
)

// functions are those there are, in the order in which they are listed to people.
var functions = []struct {
	name        string
	least, most int // number of arguments
}{
	{"selected", 2, 2},
	{"count-selected", 1, 1},
	{"not", 1, 1},
	{"if", 3, 3},
	{"coalesce", 2, 2},
	{"true", 0, 0},
	{"false", 0, 0},
	{"int", 1, 1},
	{"round", 1, 2},
	{"number", 1, 1},
	{"string", 1, 1},
	{"string-length", 1, 1},
	{"regex", 2, 2},
	{"date", 1, 1},
}

// function gives the least and the greatest number of arguments, and whether there is such a function.
func function(name string) (least, most int, ok bool) {
	for _, f := range functions {
		if f.name == name {
			return f.least, f.most, true
		}
	}
	return 0, 0, false
}

// unknownFunction says that there is no function of that name, and what there is instead.
func unknownFunction(at int, name string) error {
	lower := strings.ToLower(name)
	if key := unbuilt(lower); key != "" {
		return models.Fail(models.Invalid, key, at, name)
	}
	best, least := "", 3
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
		if d := distance(lower, f.name); d < least && d < len(f.name) {
			best, least = f.name, d
		}
	}
	if best != "" {
		return models.Fail(models.Invalid, "expression.function.near", at, name, best)
	}
	return models.Fail(models.Invalid, "expression.function", at, name, strings.Join(names, ", "))
}

// unbuilt gives the key of the reason why a function of XLSForm is none here, empty where there is no particular one.
func unbuilt(name string) string {
	switch name {
	case "now", "today":
		return "expression.unbuilt.moment" // when somebody answers is nobody's business
	case "once", "uuid", "random", "property", "digest":
		return "expression.unbuilt.person"
	case "position", "indexed-repeat", "count", "sum", "join":
		return "expression.unbuilt.repeat"
	case "pulldata", "instance":
		return "expression.unbuilt.external"
	}
	if strings.HasPrefix(name, "jr:") {
		return "expression.unbuilt.label"
	}
	return ""
}

// distance is Levenshtein's: how many letters must be put in, left out or replaced to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0]++
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// instead gives what this language writes for a sign or word that others use.
func instead(found string) string {
	switch strings.ToLower(found) {
	case "&", "&&", "且", "并且":
		return "and"
	case "|", "||", "或", "或者":
		return "or"
	case "==":
		return "="
	case "=>":
		return ">="
	case "=<":
		return "<="
	case "<>":
		return "!="
	case "/", "÷":
		return "div"
	case "×":
		return "*"
	case "%":
		return "mod"
	case "−", "–", "—":
		return "-"
	case "、":
		return ","
	case "!":
		return "not(…)"
	case "$", "{":
		return "${…}"
	case "[":
		return "("
	case "]":
		return ")"
	}
	// Capitals: the names of operators are lower-case.
	if lower := strings.ToLower(found); lower != found && slices.Contains([]string{"and", "or", "div", "mod"}, lower) {
		return lower
	}
	return ""
}
