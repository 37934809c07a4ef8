package library

// fieldWords gives the key of what the editor calls a member of the JSON.
func fieldWords() map[string]string {
	return map[string]string{
		"title":              "library.field.title",
		"minutes":            "library.field.minutes",
		"no_decline":         "library.field.no_decline",
		"version":            "library.field.version",
		"note":               "library.field.note",
		"relevant":           "library.field.relevant",
		"kind":               "library.field.kind",
		"text":               "library.field.text",
		"hint":               "library.field.hint",
		"options":            "library.field.options",
		"at_least":           "library.field.at_least",
		"at_most":            "library.field.at_most",
		"choice_filter":      "library.field.choice_filter",
		"min":                "library.field.min",
		"max":                "library.field.max",
		"step":               "library.field.step",
		"unit":               "library.field.unit",
		"bands":              "library.field.bands",
		"first":              "library.field.first",
		"last":               "library.field.last",
		"period":             "library.field.period",
		"length":             "library.field.length",
		"calculation":        "library.field.calculation",
		"default":            "library.field.default",
		"required":           "library.field.required",
		"required_message":   "library.field.required_message",
		"constraint":         "library.field.constraint",
		"constraint_message": "library.field.constraint_message",
		"soft":               "library.field.soft",
		"soft_message":       "library.field.soft_message",
		"matrix":             "library.field.matrix",
		"appearance":         "library.field.appearance",
		"reversed":           "library.field.reversed",
		"level":              "library.field.level",
		"construct":          "library.field.construct",
		"name":               "library.field.name",
		"exclusive":          "library.field.exclusive",
		"specify":            "library.field.specify",
		"filter":             "library.field.filter",
	}
}

// kindWords gives the key of what the editor calls a kind of question.
func kindWords() map[string]string {
	return map[string]string{
		"single":      "library.kind.single",
		"multiple":    "library.kind.multiple",
		"scale":       "library.kind.scale",
		"ranking":     "library.kind.ranking",
		"integer":     "library.kind.integer",
		"decimal":     "library.kind.decimal",
		"date":        "library.kind.date",
		"time":        "library.kind.time",
		"text":        "library.kind.text",
		"acknowledge": "library.kind.acknowledge",
		"note":        "library.kind.note",
		"calculated":  "library.kind.calculated",
	}
}
