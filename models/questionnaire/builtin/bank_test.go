package builtin

import (
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// wrap makes a questionnaire of some sections of the bank.
func wrap(sections ...questionnaire.Section) questionnaire.Questionnaire {
	return questionnaire.Questionnaire{
		Name: "bank", Version: "v1", Title: models.Text{Zh: "题库", En: "Bank"}, Sections: sections,
	}
}

func TestBankCompiles(t *testing.T) {
	t.Parallel()
	if _, err := questionnaire.Compile(wrap(Bank()...)); err != nil {
		t.Error(err)
	}
	for _, s := range Bank() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if _, err := questionnaire.Compile(wrap(s)); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestBankBesideInstruments adds the whole bank to each instrument: no name is taken twice.
func TestBankBesideInstruments(t *testing.T) {
	t.Parallel()
	for _, q := range All() {
		q.Sections = append(q.Sections, Bank()...)
		if _, err := questionnaire.Compile(q); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
}

// TestBankTopics holds the bank to docs/instrument.md, C: every topic there has the questions that measure it.
func TestBankTopics(t *testing.T) {
	t.Parallel()
	topics := map[string][]string{
		"length of documents":         {"doc_count", "doc_pages", "doc_pages_own"},
		"length of meetings":          {"meet_count", "meet_minutes"},
		"keeping superiors company":   {"company_count", "company_hours"},
		"apps and chat groups":        {"app_count", "group_count", "group_hours"},
		"compulsory downloads":        {"install_count"},
		"compulsory check-ins":        {"checkin_days"},
		"rankings":                    {"rank_count", "rank_basis", "rank_hours"},
		"plaques":                     {"plaque_count", "plaque_new"},
		"certificates":                {"cert_count", "cert_undue"},
		"territorial responsibility":  {"duty_count", "duty_no_power", "duty_no_money"},
		"several posts":               {"posts_count"},
		"compensatory leave":          {"overtime_days", "leave_days"},
		"overtime pay":                {"overtime_pay"},
		"one form for all":            {"one_form", "one_form_change", "one_form_again"},
		"pressure to alter data":      {"data_altered"},
		"cancelled after it was done": {"cancelled_count", "cancelled_hours"},
		"own level passing down":      {"passed_count", "own_demands", "own_repeats"},
	}
	form, err := questionnaire.Compile(wrap(Bank()...))
	if err != nil {
		t.Fatal(err)
	}
	covered := 0
	for topic, names := range topics {
		for _, name := range names {
			if _, ok := form.Question(name); !ok {
				t.Errorf("%s: no question %s", topic, name)
			}
			covered++
		}
	}
	if covered != len(form.Questions()) {
		t.Errorf("%d questions, %d of them under a topic", len(form.Questions()), covered)
	}
}

// TestBankQuestions: what the bank's wordings promise. Quantities have bands, and none of them is hard to tell apart
// from 0; no question divides people into classes, and none takes texts.
func TestBankQuestions(t *testing.T) {
	t.Parallel()
	for _, s := range Bank() {
		for _, q := range s.Questions {
			switch {
			case q.Kind == questionnaire.Text || q.Level == questionnaire.ByRound:
				t.Errorf("%s is a %s question at level %q", q.Name, q.Kind, q.Level)
			case q.Construct.Zh == "" || q.Construct.En == "":
				t.Errorf("%s measures %+v", q.Name, q.Construct)
			case q.Numeric() && !q.Wide() && q.Max > 7000:
				t.Errorf("%s has no bands", q.Name)
			case q.Wide() && q.Min == 0 && !slices.Contains(q.Bands, q.Stride()) && q.Name != "meet_minutes":
				t.Errorf("%s does not keep 0 apart: %v", q.Name, q.Bands)
			}
		}
	}
}
