package respondent

import (
	"encoding/base64"
	"strings"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
	"jianfu/models/round"
)

// Logic is what the script of a page gets: rules in the order of the questionnaire, the wordings that it needs, and what
// a ballot is made with.
type Logic struct {
	Words map[string]string `json:"words,omitempty"`
	Rules []Rule            `json:"rules,omitempty"`
	Sends []string          `json:"sends"`          // the wordings of sending, in the order of static/form/send.js
	Over  bool              `json:"over,omitempty"` // the round takes no more answers: no draft need be kept

	Questionnaire string `json:"q,omitempty"`
	Version       string `json:"v,omitempty"`
	To            string `json:"to,omitempty"`  // the round key, base64url; empty where the browser cannot seal
	Key           string `json:"key,omitempty"` // modulus of the key that signs the unit's ballots, base64url; empty for posters
	Pad           int    `json:"pad,omitempty"` // quantum of sealed sheets, in bytes
}

// Rule is a question as the script knows it.
type Rule struct {
	Name       string                  `json:"n"`
	Kind       string                  `json:"k,omitempty"` // i whole number, m several options, t text
	Range      []questionnaire.Decimal `json:"v,omitempty"` // of a quantity: min, max, step
	AtMost     int                     `json:"t,omitempty"`
	AtLeast    int                     `json:"l,omitempty"`
	Length     int                     `json:"w,omitempty"` // greatest number of characters
	Required   string                  `json:"q,omitempty"` // what is said where it is left blank
	Relevant   *expression.Tree        `json:"r,omitempty"`
	Constraint *expression.Tree        `json:"c,omitempty"`
	Message    string                  `json:"m,omitempty"` // of the constraint
	Soft       *expression.Tree        `json:"s,omitempty"`
	Remark     string                  `json:"y,omitempty"` // where Soft does not hold
	Calculated *expression.Tree        `json:"f,omitempty"`
	Filter     *expression.Tree        `json:"o,omitempty"`
	// Columns are those that the filter looks at: option → column → value.
	Columns map[string]map[string]string `json:"x,omitempty"`

	stepper, specify, ranked bool
}

// newLogic makes a rule of everything that is asked, of notes with a condition, and of what is calculated where one of
// these hangs on it.
func newLogic(f *questionnaire.Form, lang models.Lang, say models.Say) Logic {
	var l Logic
	needed := needed(f)
	for _, s := range f.Questionnaire().Sections {
		for _, q := range s.Questions {
			if compiled, ok := f.Question(q.Name); ok {
				q = compiled
			}
			if q.Asked() || needed[q.Name] || q.Kind == questionnaire.Note && f.Relevance(q.Name) != nil {
				l.Rules = append(l.Rules, newRule(f, q, lang, say))
			}
		}
	}
	l.Words = l.words(f.Questionnaire().NoDecline, say)
	return l
}

// needed are the calculated questions that something shown hangs on, or about which something may be remarked. Expressions refer backwards only.
func needed(f *questionnaire.Form) map[string]bool {
	named := map[string]bool{}
	note := func(trees ...*expression.Tree) {
		for _, t := range trees {
			if t != nil {
				for _, name := range t.References() {
					named[name] = true
				}
			}
		}
	}
	for _, s := range f.Questionnaire().Sections {
		for _, q := range s.Questions {
			if q.Kind == questionnaire.Note {
				note(f.Relevance(q.Name))
			}
		}
	}
	questions := f.Questions()
	for i := len(questions) - 1; i >= 0; i-- {
		name := questions[i].Name
		named[name] = named[name] || f.Soft(name) != nil
		if questions[i].Asked() || named[name] {
			note(f.Relevance(name), f.Constraint(name), f.ChoiceFilter(name), f.Calculation(name), f.Soft(name))
		}
	}
	calculated := map[string]bool{}
	for _, q := range questions {
		calculated[q.Name] = q.Kind == questionnaire.Calculated && named[q.Name]
	}
	return calculated
}

func newRule(f *questionnaire.Form, q questionnaire.Question, lang models.Lang, say models.Say) Rule {
	r := Rule{
		Name: q.Name, AtMost: q.AtMost, AtLeast: q.AtLeast,
		Relevant: f.Relevance(q.Name), Constraint: f.Constraint(q.Name), Message: q.ConstraintMessage.In(lang),
		Soft: f.Soft(q.Name), Remark: q.SoftMessage.In(lang),
		Calculated: f.Calculation(q.Name), Filter: f.ChoiceFilter(q.Name),
		stepper: q.Numeric() && q.Asked() && q.Matrix == "", ranked: q.Kind == questionnaire.Ranking,
	}
	switch {
	case q.Several():
		r.Kind = "m"
	case q.Kind == questionnaire.Integer:
		r.Kind = "i"
	case q.Kind == questionnaire.Text:
		r.Kind, r.Length = "t", limit(q)
	}
	if q.Numeric() {
		r.Range = []questionnaire.Decimal{q.Min, q.Max, q.Stride()}
	}
	if q.Required {
		if r.Required = q.RequiredMessage.In(lang); r.Required == "" {
			r.Required = say("check.required")
		}
	}
	for _, o := range q.Options {
		r.specify = r.specify || o.Specify
	}
	if r.Filter != nil {
		r.Columns = columns(q.Options, r.Filter.Columns())
	}
	return r
}

func columns(options []questionnaire.Option, names []string) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, o := range options {
		all[o.Name] = map[string]string{}
		for _, name := range names {
			if value := o.Filter[name]; value != "" {
				all[o.Name][name] = value
			}
		}
	}
	return all
}

// rich reports whether the rules take more than the script of the plain form.
func (l Logic) rich() bool {
	for _, r := range l.Rules {
		if r.AtLeast > 0 || r.Required != "" || r.Filter != nil || r.specify {
			return true
		}
	}
	return false
}

// words are the wordings that the script may use, by its names for them.
func (l Logic) words(strict bool, say models.Say) map[string]string {
	words := map[string]string{"left": say("respondent.form.left")}
	if strict {
		words["left"] = say("respondent.form.left_blank")
	}
	need := func(wanted bool, keys ...string) {
		for _, key := range keys {
			if wanted {
				words[strings.TrimPrefix(strings.TrimPrefix(key, "respondent.form."), "check.")] = say(key)
			}
		}
	}
	for _, r := range l.Rules {
		need(r.stepper, "respondent.form.more", "respondent.form.less")
		need(r.Relevant != nil || r.Filter != nil, "respondent.form.more_asked", "respondent.form.fewer_asked")
		need(r.Kind == "t", "respondent.form.room")
		need(r.Range != nil && r.Calculated == nil, "check.number", "check.range", "check.step")
		need(r.Kind == "i", "check.whole")
		need(r.AtMost > 0 && !r.ranked, "check.at_most")
		need(r.AtLeast > 0, "check.at_least")
		need(r.ranked, "check.twice")
		need(r.Length > 0 || r.specify, "check.length")
		need(r.Constraint != nil && r.Message == "", "check.constraint")
		need(r.Soft != nil, "respondent.form.remark")
		need(r.Soft != nil && r.Remark == "", "check.soft")
	}
	return words
}

// seals gives the script what a ballot is made with. A card round without a key for the unit signs no ballots: there the
// server has to seal.
func (l *Logic) seals(place *admission.Place, f *questionnaire.Form) {
	m, b64 := place.Manifest, base64.RawURLEncoding
	if place.Public != nil {
		l.Key = b64.EncodeToString(place.Public.Modulus())
	} else if m.Admission == round.Card {
		return
	}
	q := f.Questionnaire()
	l.Questionnaire, l.Version, l.To, l.Pad = q.Name, q.Version, b64.EncodeToString(m.RoundKey), f.Quantum()
}

// sends gives the script the wordings of sending.
func (l *Logic) sends(kiosk bool, say models.Say) {
	keys := []string{
		"respondent.send.sending", "respondent.send.waiting", "respondent.send.lost", "respondent.send.kept",
		"respondent.send.open", "respondent.heading.malformed", "respondent.send.code", "respondent.send.card",
		"respondent.thanks.title", "respondent.thanks.close", "respondent.thanks.same", "respondent.send.failed", "respondent.send.forged",
	}
	if kiosk {
		keys = append(keys, "respondent.kiosk.leave")
	}
	for _, key := range keys {
		l.Sends = append(l.Sends, say(key))
	}
}
