package library

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Limits of a library.
const (
	MaxEntries   = 500                 // questionnaires of one person, without those in the bin
	MaxBytes     = 1 << 20             // of a questionnaire as JSON
	MaxRevisions = 200                 // kept of one questionnaire besides what is current
	KeptDeleted  = 30 * 24 * time.Hour // how long a deleted questionnaire can be brought back
	titleLength  = 200                 // characters of a title in a list
)

// Why says what a body came from, or why it was kept.
type Why string

// The reasons.
const (
	Edited        Why = "edited"
	Imported      Why = "imported"
	Copied        Why = "copied"
	Restored      Why = "restored"
	BeforeRestore Why = "before_restore" // kept because an older one was put in its place
)

// Entry is one questionnaire of a library.
type Entry struct {
	ID, Owner models.ID
	Version   int                         // from 1 on, raised by every change
	Title     models.Text                 // of Body, cut to 200 characters
	Updated   time.Time                   // when Body was written; UTC, whole seconds
	Deleted   time.Time                   // when it was put in the bin; zero where it was not
	Body      questionnaire.Questionnaire // empty in lists
}

// Revision is one state of a questionnaire in its history.
type Revision struct {
	Version int
	At      time.Time // when it was written; UTC, whole seconds
	Why     Why
}

// Record is an entry as the store keeps it.
type Record struct {
	ID, Owner        models.ID
	Version          int
	Title            models.Text // at most 200 characters in each language
	Updated, Deleted time.Time
	Why              Why    // what Body came from
	Body             []byte // JSON of a questionnaire, at most MaxBytes; nil in lists
}

// change puts a body into a record.
func (r *Record) change(q questionnaire.Questionnaire, why Why, now time.Time) error {
	body, err := encode(q)
	if err != nil {
		return err
	}
	r.Body, r.Why, r.Updated = body, why, now.UTC().Truncate(time.Second)
	r.Title = models.Text{Zh: label(q.Title.Zh), En: label(q.Title.En)}
	return nil
}

// entry reads a record.
func (r *Record) entry() (*Entry, error) {
	e := &Entry{ID: r.ID, Owner: r.Owner, Version: r.Version, Title: r.Title, Updated: r.Updated, Deleted: r.Deleted}
	if r.Body == nil {
		return e, nil
	}
	var err error
	e.Body, err = decode(r.Body)
	return e, err
}

// encode writes the JSON of a questionnaire and makes sure that it can be read again: what is kept must never be lost
// behind its own form. TooLarge "library.large" beyond MaxBytes.
func encode(q questionnaire.Questionnaire) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(q); err != nil {
		return nil, fmt.Errorf("library: %w", err)
	}
	if body.Len() > MaxBytes {
		return nil, models.Fail(models.TooLarge, "library.large", MaxBytes>>20)
	}
	_, err := decode(body.Bytes())
	return body.Bytes(), err
}

func decode(body []byte) (questionnaire.Questionnaire, error) {
	var q questionnaire.Questionnaire
	if err := json.Unmarshal(body, &q); err != nil {
		return q, fmt.Errorf("library: %w", err)
	}
	return q, nil
}

// label cuts a title; bytes that are no text are replaced, as in the JSON.
func label(title string) string {
	runes := []rune(strings.ToValidUTF8(title, "\uFFFD"))
	return string(runes[:min(len(runes), titleLength)])
}
