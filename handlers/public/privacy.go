package public

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/models/round"
)

// PrivacyPage says what is stored, who learns what, and where the promise ends.
type PrivacyPage struct {
	Steps         []Row    // the way of an answer: its name, what happens
	Stored        []Row    // what, its content, until when
	Parties       []Row    // who, what they can learn, what not
	Limits        []string // keys of the catalogue
	MinK, K       int      // no round publishes figures for fewer people than MinK; K is usual
	RetentionDays int      // until the ballots are destroyed, where the round says nothing else
	MaxRetention  int      // the longest that a round may say
}

// Row is a line of a table or list: a key of the catalogue for each column.
type Row []string

// Privacy answers GET /privacy.
func (r *Room) Privacy(c *fiber.Ctx) error {
	return r.send(c, fiber.StatusOK, "privacy", PrivacyPage{
		Steps: rows("public.privacy.step.", []string{"name", "text"},
			"scan", "seal", "send", "keep", "close", "open", "publish", "destroy"),
		Stored: rows("public.privacy.stored.", []string{"what", "holds", "until"},
			"ballot", "card", "turnout", "key", "release", "manifest", "people"),
		Parties: rows("public.privacy.party.", []string{"who", "learns", "not"},
			"superior", "organizer", "evaluator", "thief", "network", "operator"),
		Limits: keys("public.privacy.limit.", "sealing", "key", "pairing", "cards", "poster", "alike", "network", "room"),
		MinK:   round.MinK, K: round.DefaultK, RetentionDays: round.DefaultRetention, MaxRetention: round.MaxRetentionDays,
	})
}

func keys(prefix string, names ...string) []string {
	all := make([]string, 0, len(names))
	for _, name := range names {
		all = append(all, prefix+name)
	}
	return all
}

func rows(prefix string, columns []string, names ...string) []Row {
	all := make([]Row, 0, len(names))
	for _, name := range names {
		all = append(all, keys(prefix+name+".", columns...))
	}
	return all
}
