package print

import (
	"strings"
	"time"

	"jianfu/models"
	"jianfu/models/typeset"
)

// Round is what every sheet of a round says about it, in the language of the sheet.
type Round struct {
	Lang      models.Lang
	Title     string
	Organizer string
	Evaluator string // nobody in a trial
	Manifest  string // short hash
	Base      string // address of the service, e.g. https://survey.example.cn
	Minutes   int    // promised answering time
	Opens     time.Time
	Closes    time.Time
	Series    bool // the poster outlives this round: it names neither its dates nor its manifest
	Trial     bool // a trial round says on every sheet that it is one and that nothing of it counts
	Legal     Legal
	Printed   time.Time // the date of the file
}

// Legal is what a statistical survey has to carry (国家统计局 部门统计调查项目管理办法, 2017, 29). Empty ones are left out.
type Legal struct {
	Form     string // 表号
	Maker    string // 制定机关
	Approver string // 批准机关
	Number   string // 文号
	Until    string // 有效期
}

// lines are the marks as they stand on paper, one a line.
func (l Legal) lines(say models.Say) []string {
	var out []string
	for _, mark := range []struct{ key, value string }{
		{"print.legal.form", l.Form},
		{"print.legal.maker", l.Maker},
		{"print.legal.approver", l.Approver},
		{"print.legal.number", l.Number},
		{"print.legal.until", l.Until},
	} {
		if mark.value != "" {
			out = append(out, say(mark.key, mark.value))
		}
	}
	return out
}

// promise is what happens to the answers.
func (r Round) promise(say models.Say) string {
	if r.Trial {
		return say("print.trial.promise")
	}
	return say("print.promise")
}

// document begins the file for a kind of sheet.
func (r Round) document(kind string) (*typeset.Document, error) {
	return typeset.New(typeset.Info{Lang: r.Lang, Title: r.Title + " · " + kind, Author: r.Organizer, Created: r.Printed})
}

// china is the time of the whole country. A fixed zone needs no zone files, and there has been no summer time since 1991.
var china = time.FixedZone("CST", 8*60*60)

// moment writes a date and time for people: 2027年3月31日18:00, 31 March 2027, 18:00.
func moment(t time.Time, lang models.Lang) string {
	t = t.In(china)
	if lang == models.English {
		return t.Format("2 January 2006, 15:04")
	}
	return t.Format("2006年1月2日15:04")
}

// day writes a date for people: 2027年3月31日, 31 March 2027.
func day(t time.Time, lang models.Lang) string {
	t = t.In(china)
	if lang == models.English {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// spoken is an address as people type it: browsers add https by themselves, but not http.
func spoken(address string) string {
	return strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
}

// privacy is the address of the page that says what is stored.
func (r Round) privacy() string { return strings.TrimSuffix(r.Base, "/") + "/privacy" }

// kiosk is the address for a device that several people share.
func (r Round) kiosk() string { return strings.TrimSuffix(r.Base, "/") + "/kiosk" }

// text is a wrapped block and its place on a sheet.
type text struct {
	x, y, width float64
	lines       []string
	style       typeset.Style
}

func (t text) height() float64 { return float64(len(t.lines)) * t.style.Pitch() }
