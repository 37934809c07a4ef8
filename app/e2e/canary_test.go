package e2e

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// The canaries: things of a respondent that must not be found anywhere afterwards.
const (
	canaryAddress = "203.0.113.77" // TEST-NET-3, RFC 5737
	canaryAgent   = "CanaryPhone/7.7 MicroMessenger-kestrel"
	canaryText    = "黄鹂鸣翠柳kestrel"
	canaryHours   = "77.5" // an answer that nobody else gives
	canaryReferer = "https://kestrel.example/from-here"
)

// TestCanary sends recognisable respondents through every path, with errors and a crash on the way, and then looks for
// them in everything that the program and its database have written.
func TestCanary(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		data := t.TempDir()
		p := start(t, data, target)
		o := found(t, p, chromium(t))
		o.importUnits(countyRows)
		cards := o.draft("卡片轮", "burden-core", "card", 5)
		o.do(cards, "freeze")
		codes := scanCards(t, p, []byte(o.cards(cards).body))
		posters := o.draft("海报轮", "pulse", "poster", 5)
		o.do(posters, "freeze")
		early(t, codes[0])
		o.do(cards, "open")
		o.do(posters, "open")
		wall := scanPosters(t, o, posters)

		used := fly(t, p, codes, wall)
		output := p.output.String()
		p.crash()
		p = start(t, data, target)
		used = append(used, fly(t, p, rebase(codes[8:], p.base), rebase(wall, p.base))...)
		o.p = p
		again := rebase([]string{cards, posters}, p.base)
		o.resume()
		o.do(again[0], "close")
		late(t, rebase(codes, p.base)[3])
		o.unlock(filepath.Base(again[0]))
		p.stop()
		output += p.output.String()

		hunt(t, used, map[string][]byte{"stdout and stderr": []byte(output)})
		hunt(t, used, written(t, data, target))
	})
}

// client with every canary that a request can carry.
func canary(t *testing.T) *client {
	c := newClient(t)
	c.http.Jar = nil
	c.header.Set("X-Forwarded-For", canaryAddress)
	c.header.Set("X-Real-Ip", canaryAddress)
	c.header.Set("Forwarded", "for="+canaryAddress)
	c.header.Set("User-Agent", canaryAgent)
	c.header.Set("Referer", canaryReferer)
	return c
}

// sheet is a canary's answers.
func canarySheet() person {
	return person{
		"hours_week": {canaryHours}, "weekend_days": {"2"}, "role": {"staff"}, "p_hours": {canaryHours}, "p_needed": {"1"},
		"nonsense": {canaryText},
	}
}

// fly sends canaries on every path and gives the codes that were used.
func fly(t *testing.T, p *program, cards, posters []string) []string {
	t.Helper()
	c := canary(t)
	sent := byWire(t, c, cards[0], canarySheet())
	byWire(t, c, posters[0], canarySheet())
	// Errors: a used card, wrong answers, a torn ballot, unknown codes, an oversized and an encoded body, odd methods.
	c.post(cards[0]+"/send", sent).want(t, http.StatusOK)
	other := c.post(cards[0], canarySheet().form())
	c.post(cards[0]+"/send", url.Values{"key": {other.hidden(t, "key")}, "sealed": {other.hidden(t, "sealed")}}).want(t, http.StatusConflict)
	bad := canarySheet()
	bad["hours_week"] = []string{canaryText}
	if wrong := c.post(cards[1], bad.form()); wrong.status < 400 {
		t.Errorf("wrong answers are taken: %d", wrong.status)
	}
	c.post(cards[1]+"/edit", bad.form())
	c.post(cards[1]+"/send", url.Values{"key": {canaryText}, "sealed": {canaryText}}).want(t, http.StatusUnprocessableEntity)
	byHandset(t, c, cards[3], canarySheet())
	byHandset(t, c, posters[1], canarySheet())
	tearBallots(t, c, cards[4], posters[1])
	c.get(p.base+"/c/"+"ZZZZZZZZZZZZZZZZ").want(t, http.StatusNotFound)
	c.get(p.base + "/c/" + url.PathEscape(canaryText))
	c.get(p.base + "/o/" + url.PathEscape(canaryText))
	c.post(p.base+"/code", url.Values{"code": {canaryText}})
	c.post(p.base+"/code", url.Values{"code": {strings.TrimPrefix(cards[2], p.base+"/c/")}})
	c.post(cards[2], url.Values{"a.hours_week": {strings.Repeat(canaryText, 1<<16)}})
	c.header.Set("Content-Encoding", "gzip")
	c.post(cards[2], canarySheet().form())
	c.header.Del("Content-Encoding")
	c.do(http.MethodPut, cards[2], "application/json", strings.NewReader(canaryText))
	c.do(http.MethodPost, cards[2], "multipart/form-data; boundary="+"kestrel", strings.NewReader(canaryText))
	return []string{code(cards[0]), code(cards[1]), code(cards[2]), code(cards[3]), code(cards[4])}
}

// tearBallots sends what is malformed, oversized, or of another round, on the way of one ballot that comes in at last.
func tearBallots(t *testing.T, c *client, card, poster string) {
	t.Helper()
	s := sealOn(t, c, card, canarySheet())
	for _, fields := range []url.Values{
		{"unit": {canaryText}, "blinded": {canaryText}},
		{"round": {s.round.String()}, "unit": {s.unit.String()}, "blinded": {canaryText}},
		{"round": {s.round.String()}, "unit": {s.unit.String()}, "blinded": {strings.Repeat("A", 1<<16)}},
		{"round": {s.round.String()}, "unit": {models.NewID().String()}, "blinded": {base64.RawURLEncoding.EncodeToString(s.phone.Blinded)}},
		{"round": {models.NewID().String()}, "unit": {s.unit.String()}, "blinded": {base64.RawURLEncoding.EncodeToString(s.phone.Blinded)}},
		{canaryText: {canaryText}},
	} {
		if answer := c.post(card+"/ballot", fields); answer.status < 400 || answer.status >= 500 {
			t.Errorf("%.60v is answered %d", fields, answer.status)
		}
	}
	good := s.redeem(t, c)
	hung := sealOn(t, c, poster, canarySheet()).redeem(t, c)
	for name, spoil := range map[string]func(*response.Ballot){
		"no token":       func(b *response.Ballot) { b.Token = nil },
		"a torn token":   func(b *response.Ballot) { b.Token = b.Token[:100] },
		"another unit":   func(b *response.Ballot) { b.Unit = models.NewID() },
		"another round":  func(b *response.Ballot) { b.Round, b.Unit = hung.Round, hung.Unit },
		"another sheet":  func(b *response.Ballot) { b.Sealed = hung.Sealed },
		"plain text":     func(b *response.Ballot) { b.Sealed = []byte(canaryText) },
		"a huge sheet":   func(b *response.Ballot) { b.Sealed = make([]byte, 1<<20) },
		"no signature":   func(b *response.Ballot) { b.Signature = nil },
		"another's key":  func(b *response.Ballot) { b.SPKI = hung.SPKI },
		"a canary's key": func(b *response.Ballot) { b.SPKI = []byte(canaryText) },
	} {
		torn := *good
		spoil(&torn)
		if answer := s.cast(c, &torn); answer.status < 400 || answer.status >= 500 {
			t.Errorf("%s is answered %d", name, answer.status)
		}
	}
	s.cast(c, good).want(t, http.StatusNoContent) // or the round would wait for it after its close
}

func code(address string) string { return address[strings.LastIndex(address, "/")+1:] }

// rebase gives addresses of a program that now listens elsewhere.
func rebase(addresses []string, base string) []string {
	moved := make([]string, len(addresses))
	for i, address := range addresses {
		moved[i] = regexp.MustCompile(`^http://[^/]+`).ReplaceAllString(address, base)
	}
	return moved
}

// early and late come when the round is not open.
func early(t *testing.T, card string) {
	t.Helper()
	c := canary(t)
	c.get(card)
	if answer := c.post(card, canarySheet().form()); answer.status < 400 {
		t.Errorf("taken before the opening: %d", answer.status)
	}
}

func late(t *testing.T, card string) {
	t.Helper()
	canary(t).post(card, canarySheet().form()).want(t, http.StatusGone)
}

// scanPosters prints the posters and reads their codes with two decoders.
func scanPosters(t *testing.T, o *office, round string) []string {
	t.Helper()
	c := o.organizer.client()
	pdf := c.get(round+"/posters.pdf").want(t, http.StatusOK)
	codes := scan(t, []byte(pdf.body))
	if others := scanOne(t, pagesOf(t, []byte(pdf.body))); strings.Join(codes, " ") != strings.Join(others, " ") {
		t.Errorf("one decoder reads %v, the other %v", codes, others)
	}
	if len(codes) != 4 {
		t.Fatalf("%d posters for 4 units", len(codes))
	}
	svg := regexp.MustCompile(`href="([^"]+/posters/[0-9a-f]+\.svg)"`).FindStringSubmatch(c.get(round).body)
	if svg == nil || !strings.Contains(c.get(o.p.base+svg[1]).want(t, http.StatusOK).body, "<svg") {
		t.Error("no SVG of a poster's code")
	}
	png := c.get(o.p.base+strings.TrimSuffix(svg[1], "svg")+"png").want(t, http.StatusOK)
	if !bytes.HasPrefix([]byte(png.body), []byte("\x89PNG")) {
		t.Error("no PNG of a poster's code")
	}
	return codes
}

// resume signs people in again after the program moved to another port.
func (o *office) resume() {
	o.t.Helper()
	for email, b := range map[string]*tab{"organizer@office.example": o.organizer, "evaluator@office.example": o.evaluator} {
		b.goTo(o.p.base + "/sign-in")
		if eval[bool](b, "!document.querySelector('#password')") {
			continue // cookies do not know ports: the session went on
		}
		b.fill("#email", email, "#password", password)
		b.press("main form button[type=submit]")
	}
}

// written is everything on disk: the data directory; and of MariaDB the files of this test's schema, its logs, and a
// dump.
func written(t *testing.T, data, target string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	dirs := []string{data, filepath.Dir(target)}
	if store.IsMySQL(target) {
		dirs = []string{data, os.Getenv("JIANFU_TEST_MYSQL_DATA"), filepath.Dir(os.Getenv("JIANFU_TEST_MYSQL_DATA"))}
		socket := regexp.MustCompile(`unix\(([^)]+)\)`).FindStringSubmatch(target)[1]
		name := target[strings.LastIndex(target, "/")+1:]
		dump, err := exec.Command("mariadb-dump", "--no-defaults", "-uroot", "--socket="+socket, "--hex-blob", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		plain, err := exec.Command("mariadb-dump", "--no-defaults", "-uroot", "--socket="+socket, name).Output()
		if err != nil {
			t.Fatal(err)
		}
		files["dump in hexadecimal"], files["dump"] = dump, plain
	}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil // files of other tests come and go
			}
			raw, err := os.ReadFile(path)
			if err == nil {
				files[path] = raw
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 0 {
		t.Fatal("nothing was written")
	}
	return files
}

// hunt fails the test for every canary that it finds.
func hunt(t *testing.T, codes []string, places map[string][]byte) {
	t.Helper()
	for _, hit := range hits(t, codes, places) {
		t.Error(hit)
	}
}

// hits looks for the canaries as they are, and as they would look in other clothes.
func hits(t *testing.T, codes []string, places map[string][]byte) []string {
	t.Helper()
	var found []string
	wanted := map[string][]byte{}
	for _, text := range []string{canaryAddress, canaryAgent, canaryText, canaryReferer, "kestrel", "MicroMessenger"} {
		wanted[text] = []byte(text)
		wanted[text+" in base64"] = []byte(base64.StdEncoding.EncodeToString([]byte(text)))
		wanted[text+" escaped"] = []byte(url.QueryEscape(text))
	}
	for _, one := range codes {
		parsed, err := admission.ParseCode(one)
		if err != nil {
			t.Fatal(err)
		}
		wanted["code "+one], wanted["code "+one+" printed"], wanted["code "+one+" raw"] = []byte(one), []byte(parsed.Dashed()), parsed[:]
		wanted["code "+one+" lower"] = []byte(strings.ToLower(one))
	}
	// The manifest names the questions; an answer has a value beside the name.
	wanted["an answer"] = []byte(`"hours_week":` + canaryHours)
	for place, content := range places {
		for name, needle := range wanted {
			if bytes.Contains(content, needle) {
				found = append(found, name+" lies in "+place)
			}
		}
	}
	return found
}

// The hunt itself must be able to find something.
func TestHuntFinds(t *testing.T) {
	t.Parallel()
	one := admission.NewCode()
	for _, planted := range [][]byte{
		[]byte("GET /c/" + one.String()), one[:], []byte(one.Dashed()), []byte("ip=" + canaryAddress), []byte(canaryAgent),
		[]byte(url.QueryEscape(canaryText)), []byte(`{"a":{"hours_week":` + canaryHours + `}}`),
	} {
		if len(hits(t, []string{one.String()}, map[string][]byte{"here": append([]byte("xx"), planted...)})) == 0 {
			t.Errorf("%q was not found", planted)
		}
	}
}
