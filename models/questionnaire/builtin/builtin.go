package builtin

import (
	_ "embed"
	"encoding/json"
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// The names of the instruments.
const (
	BurdenCore = "burden-core" // the inventory in three minutes, the default
	BurdenFull = "burden-full" // the inventory in six minutes
	Pulse      = "pulse"       // five questions after one inspection
)

//go:embed full.json
var full []byte

//go:embed pulse.json
var pulse []byte

// All gives every instrument, the default first. Each call makes fresh copies, which the caller may change.
func All() []questionnaire.Questionnaire {
	return []questionnaire.Questionnaire{core(), read[questionnaire.Questionnaire](full), read[questionnaire.Questionnaire](pulse)}
}

// ByName gives the instrument of that name.
func ByName(name string) (questionnaire.Questionnaire, bool) {
	all := All()
	i := slices.IndexFunc(all, func(q questionnaire.Questionnaire) bool { return q.Name == name })
	if i < 0 {
		return questionnaire.Questionnaire{}, false
	}
	return all[i], true
}

// read panics only if the program was built from a broken file, which the tests of this package rule out.
func read[T any](data []byte) T {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		panic(err)
	}
	return v
}

// core is the full version without the questions that are not on the list, nor the sections that lose all of theirs.
func core() questionnaire.Questionnaire {
	q := read[questionnaire.Questionnaire](full)
	q.Name = BurdenCore
	q.Title = models.Text{Zh: "基层负担调查", En: "Grassroots burden inventory"}
	q.Minutes = 3
	kept := coreQuestions()
	for i := range q.Sections {
		s := &q.Sections[i]
		s.Questions = slices.DeleteFunc(s.Questions, func(q questionnaire.Question) bool { return !slices.Contains(kept, q.Name) })
	}
	q.Sections = slices.DeleteFunc(q.Sections, func(s questionnaire.Section) bool { return len(s.Questions) == 0 })
	return q
}

// coreQuestions are those that every index of the report and the formality hours need, and what helps to read them;
// formality_week, which nobody sees, only compares those hours with the working week.
func coreQuestions() []string {
	return []string{
		"hours_week", "weekend_days", "evenings",
		"insp_count", "insp_repeat", "insp_hours",
		"trace_hours", "trace_for",
		"pushed", "pushed_hours_speech", "pushed_hours_hosting", "pushed_hours_news",
		"pushed_hours_research", "pushed_hours_briefing", "pushed_hours_other",
		"data_count", "text_count", "repeat_count", "demand_hours", "report_days", "mirrored",
		"formality_week", "source_level",
		"priorities", "coached",
		"role",
	}
}
