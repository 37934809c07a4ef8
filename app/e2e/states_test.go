package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// What people read.
const (
	saidThanks = "已收到"
	saidUsed   = "这张卡片已经用过"
	saidLost   = "网络断了"
	saidLate   = "截止"
)

// polling is a program with a card round of one question that is open, phones on a line that can be cut, and cards.
type polling struct {
	t            *testing.T
	p            *program
	data, target string
	line         *line
	browser      context.Context
	office       *office
	round        string // its address
	cards        []string
	thanked      int // ballots that somebody was thanked for
}

func poll(t *testing.T, target string) *polling {
	t.Helper()
	s := &polling{t: t, data: t.TempDir(), target: target, browser: chromium(t)}
	s.p = start(t, s.data, target)
	s.line = lineTo(t, s.p)
	s.office = found(t, s.p, s.browser)
	s.office.importUnits([][]any{{"01", "", "云边县", 0}, {"0101", "01", "青溪镇", 60}})
	s.round = s.office.draft("状态", "pulse", "card", 5)
	s.office.do(s.round, "freeze")
	file := s.office.cards(s.round)
	s.cards = rebase(scan(t, []byte(file.body)), s.line.base)
	s.office.do(s.round, "open")
	return s
}

// draw takes a card out of the hat.
func (s *polling) draw() string {
	card := s.cards[0]
	s.cards = s.cards[1:]
	return card
}

// kill ends the program without a warning.
func (s *polling) kill() { s.p.crash() }

// restore brings the line, and the program where it was killed, back.
func (s *polling) restore(killed bool) {
	s.t.Helper()
	if killed {
		s.p = start(s.t, s.data, s.target)
		s.office.p = s.p
	}
	s.line.mend(s.p)
}

// filled opens a card and answers its question.
func (s *polling) filled(b *tab, card string) {
	s.t.Helper()
	b.goTo(card)
	b.run(chromedp.SendKeys(chromedp.CSS("input[name='a.p_hours']"), "41"))
}

// tap presses the button that seals and sends.
func tap(b *tab) {
	b.t.Helper()
	b.click("form button:not([type=button])")
}

// sealedAndLost waits until the person reads that the line is cut and the sealed answers are safe.
func (s *polling) sealedAndLost(b *tab) {
	s.t.Helper()
	b.wantText(saidLost)
	if !s.line.isDead() {
		s.t.Fatal("the line was not cut")
	}
}

func (s *polling) thanks(b *tab) {
	s.t.Helper()
	b.wantText(saidThanks)
	if kept := eval[int](b, "Object.keys(localStorage).length + Object.keys(sessionStorage).length"); kept != 0 {
		s.t.Errorf("%d things are still kept on the phone", kept)
	}
	s.thanked++
}

// TestStatesThatGoWrong cuts the network, or kills the program, at each step of a ballot; afterwards the person waits,
// reloads, or tries a private window. Nothing that was sealed is lost while the browser keeps its storage, and nothing counts
// twice. Each database takes half of the points, to save time: those of the store are tested on both beside its code.
func TestStatesThatGoWrong(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := poll(t, target)
		points := []struct {
			name, suffix string
			when         moment
			spent        bool // the card is used when the line is cut
		}{
			{"before redemption", "/ballot", before, false},
			{"signed but not received", "/ballot", after, true},
			{"before the cast", "/ballots", before, true},
			{"cast but not answered", "/ballots", after, true},
		}
		for i, point := range points {
			if store.IsMySQL(target) != (i%2 == 1) {
				continue
			}
			for j, then := range []string{"waits", "reloads", "opens a private window"} {
				killed := (i+j)%2 == 0
				name := fmt.Sprintf("%s, %s, killed %v", point.name, then, killed)
				b := newTab(t, s.browser, phone)
				card := s.draw()
				s.filled(b, card)
				s.line.cut(point.suffix, point.when, func() {
					if killed {
						s.kill()
					}
				})
				tap(b)
				s.sealedAndLost(b)
				if i == 0 && j == 0 {
					b.shot("lost-network")
				}
				switch then {
				case "waits":
					s.restore(killed)
					s.thanks(b)
				case "reloads":
					b.goTo("about:blank") // first, or the page that is still open sends by itself
					s.restore(killed)
					b.goTo(card)
					s.thanks(b)
				default:
					b.goTo("about:blank")
					s.restore(killed)
					s.private(b, card, point.spent)
				}
				if t.Failed() {
					t.Fatal(name)
				}
			}
		}
		s.settle()
	})
}

// private tries the card in a window that has none of the storage, then goes back to the first one.
func (s *polling) private(first *tab, card string, spent bool) {
	s.t.Helper()
	b := newTab(s.t, s.browser, phone)
	s.filled(b, card)
	tap(b)
	if !spent { // the card is still good: who comes first is counted
		s.thanks(b)
		first.goTo(card)
		first.wantText(saidUsed)
		first.shot("used")
		return
	}
	b.wantText(saidUsed)
	first.goTo(card)
	s.thanks(first)
}

// TestTwoOfEverything uses one card from two tabs, from two phones, and by pressing twice.
func TestTwoOfEverything(t *testing.T) {
	t.Parallel()
	s := poll(t, filepath.Join(t.TempDir(), "jianfu.db"))

	// Two tabs of one browser: the second one finds what the first one has under way, or that it is done.
	card := s.draw()
	one := newTab(t, s.browser, phone)
	s.filled(one, card)
	two := one.beside()
	s.filled(two, card)
	s.line.cut("/ballot", after, func() {})
	tap(one)
	s.sealedAndLost(one)
	two.wantText(saidLost) // there is one ballot, and the second tab sends that one, too
	s.restore(false)
	s.thanks(one)
	two.wantText(saidThanks)

	// Two phones with one card.
	card = s.draw()
	one, two = newTab(t, s.browser, phone), newTab(t, s.browser, phone)
	s.filled(one, card)
	s.filled(two, card)
	tap(one)
	s.thanks(one)
	tap(two)
	two.wantText(saidUsed)
	// The second one draws another card, and the sealed answers go with it.
	two.fill("input#code", filepath.Base(s.draw()))
	two.click("form:has(#code) button")
	s.thanks(two)

	// Twice on the button.
	one = newTab(t, s.browser, phone)
	s.filled(one, s.draw())
	eval[bool](one, "(b => (b.click(), b.click(), true))(document.querySelector('form button:not([type=button])'))")
	s.thanks(one)

	// A clock that is wrong by a year, ahead and behind.
	for _, years := range []int{1, -1} {
		b := newTab(t, s.browser, phone)
		b.wrongClock(time.Duration(years) * 365 * 24 * time.Hour)
		s.filled(b, s.draw())
		tap(b)
		s.thanks(b)
	}
	s.settle()
}

// TestTheRoundClosesInBetween: a card that was spent may still cast for half an hour, another one is late.
func TestTheRoundClosesInBetween(t *testing.T) {
	t.Parallel()
	s := poll(t, storetest.MariaDB(t))
	away, waiting, idle := newTab(t, s.browser, phone), newTab(t, s.browser, phone), newTab(t, s.browser, phone)
	s.filled(idle, s.draw())
	card := s.draw()
	s.filled(away, card)
	s.line.cut("/ballots", before, func() {})
	tap(away)
	s.sealedAndLost(away)
	away.goTo("about:blank")
	s.restore(false)
	s.filled(waiting, s.draw())
	s.line.cut("/ballots", before, func() {})
	tap(waiting)
	s.sealedAndLost(waiting)
	s.office.do(s.round, "close")
	s.restore(false)
	s.thanks(waiting)
	tap(idle)
	idle.wantText(saidLate)
	idle.shot("late-sealed")
	if kept := eval[int](idle, "Object.keys(localStorage).length"); kept != 0 {
		t.Errorf("what was not taken is still kept: %d things", kept)
	}
	// The form is gone, but the page that says so sends what is kept.
	away.goTo(card)
	s.thanks(away)
	stranger := newTab(t, s.browser, phone)
	stranger.goTo(s.draw())
	stranger.wantText(saidLate)
	s.office.evaluator.goTo(s.office.p.base + "/evaluations/" + filepath.Base(s.round))
	s.office.evaluator.wantText("还可能送到") // the whole half hour, or the moment of the shuffle would tell when the last one came
	s.office.evaluator.shot("grace")
	s.settle()
}

// settle stops the program and counts.
func (s *polling) settle() {
	s.t.Helper()
	s.p.stop()
	db, err := store.Open(s.t.Context(), s.database())
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	id, err := models.ParseID(filepath.Base(s.round))
	if err != nil {
		s.t.Fatal(err)
	}
	paths, err := db.CountPaths(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	ballots := 0
	for _, of := range paths {
		ballots += of[response.Browser]
		if of[response.Plain] != 0 {
			s.t.Errorf("%d ballots by the plain path", of[response.Plain])
		}
	}
	spent, err := db.Redemptions(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	redeemed := 0
	for _, of := range spent {
		redeemed += of.Redeemed
	}
	if ballots != s.thanked || redeemed != s.thanked {
		s.t.Errorf("%d ballots and %d spent cards, for %d people who were thanked", ballots, redeemed, s.thanked)
	}
}

func (s *polling) database() string {
	if s.target != "" {
		return s.target
	}
	return filepath.Join(s.data, "jianfu.db")
}

// beside opens another tab of the same browser profile.
func (b *tab) beside() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatal(err)
	}
	other := &tab{t: b.t, ctx: ctx}
	other.run(chromedp.EmulateViewport(phone, 740, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
	return other
}

// wrongClock sets the clock of the pages that are opened from now on.
func (b *tab) wrongClock(by time.Duration) {
	b.t.Helper()
	script := fmt.Sprintf(`(real => { const off = %d
		Date = class extends real { constructor(...a) { a.length ? super(...a) : super(real.now() + off) } static now() { return real.now() + off } }
	})(Date)`, by.Milliseconds())
	b.run(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}
