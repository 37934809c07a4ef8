package respondent_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
)

var b64 = base64.RawURLEncoding

// made is a ballot on its way, as a phone makes it.
type made struct {
	client  blindrsa.Client
	state   blindrsa.State
	blinded []byte
	message []byte
	fields  url.Values // of the ballot, without its token
}

// prepare makes a ballot for a place.
func prepare(t testing.TB, w *world, roundID, unitID models.ID) made {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	box := seal.Box{Round: roundID, Unit: unitID, SPKIHash: sha256.Sum256(spki)}
	sealed, err := seal.Seal(w.manifest.RoundKey, box, []byte(`{"q":"pulse","v":"v1","a":{}}`), 512)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := response.Sign(key, sealed)
	if err != nil {
		t.Fatal(err)
	}
	m := made{fields: url.Values{
		"round": {roundID.String()}, "unit": {unitID.String()}, "spki": {b64.EncodeToString(spki)},
		"sealed": {b64.EncodeToString(sealed)}, "signature": {b64.EncodeToString(signature)},
	}}
	if m.client, err = blindrsa.NewClient(blindrsa.SHA384PSSRandomized, w.unitKey.Public().Key()); err != nil {
		t.Fatal(err)
	}
	if m.message, err = m.client.Prepare(rand.Reader, admission.Message(roundID, unitID, spki)); err != nil {
		t.Fatal(err)
	}
	if m.blinded, m.state, err = m.client.Blind(rand.Reader, m.message); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m made) request(unit models.ID) url.Values {
	return url.Values{"round": m.fields["round"], "unit": {unit.String()}, "blinded": {b64.EncodeToString(m.blinded)}}
}

// finish adds the token.
func (m made) finish(t testing.TB, signed string) url.Values {
	t.Helper()
	blind, err := b64.DecodeString(signed)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := m.client.Finalize(m.state, blind)
	if err != nil {
		t.Fatal(err)
	}
	whole := url.Values{"token": {b64.EncodeToString(append(bytes.Clone(m.message[:admission.PrefixSize]), signature...))}}
	for name, value := range m.fields {
		whole[name] = value
	}
	return whole
}

func TestBlindBallot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pulse")
	app := newApp(t, w)
	unit := w.manifest.Units[0].ID
	m := prepare(t, w, w.round.ID, unit)
	signed := post(t, app, "/c/"+code+"/ballot", m.request(unit))
	again := post(t, app, "/c/"+code+"/ballot", m.request(unit))
	if signed.status != http.StatusOK || again.body != signed.body || !strings.HasPrefix(signed.header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%d %v, then %d", signed.status, signed.header, again.status)
	}
	checkHeaders(t, signed)
	whole := m.finish(t, signed.body)
	for range 3 {
		if got := post(t, app, "/ballots", whole); got.status != http.StatusNoContent || got.body != "" {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	if len(w.cast) != 1 || w.cast[0].Path != response.Browser || len(w.cast[0].Token) != admission.TokenSize {
		t.Fatalf("%d ballots", len(w.cast))
	}
	if got := post(t, app, "/c/"+code+"/ballot", prepare(t, w, w.round.ID, unit).request(unit)); got.status != http.StatusConflict || !strings.Contains(got.body, "已经用过") {
		t.Errorf("another ballot for a used card: %d %s", got.status, got.body)
	}
}

// What a script is told: the status and the sentence, in its language, as plain text, and counted by kind alone.
func TestBallotFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		path   string // "" for the cast
		change func(*world, url.Values)
		status int
		zh, en string
		after  string
	}{
		{"half a code", "/c/ABC/ballot", nil, 404, "代码共16个字符", "16 characters", ""},
		{"unknown card", "/c/AAAAAAAAAAAAAAAA/ballot", nil, 404, "没有这张卡片", "no such card", ""},
		{"another round", "/c/" + code + "/ballot", func(_ *world, f url.Values) { f.Set("round", models.NewID().String()) }, 403, "另一个单位或另一轮", "another unit or another round", ""},
		{"another unit", "/c/" + abroad + "/ballot", nil, 403, "另一个单位或另一轮", "another unit or another round", ""},
		{"no unit", "/c/" + code + "/ballot", func(_ *world, f url.Values) { f.Del("unit") }, 422, "不完整", "incomplete", ""},
		{"short", "/c/" + code + "/ballot", func(_ *world, f url.Values) { f.Set("blinded", f.Get("blinded")[:340]) }, 422, "不完整", "incomplete", ""},
		{"closed", "/c/" + code + "/ballot", func(w *world, _ url.Values) { w.round.State = round.Closed }, 410, "已于2027年3月31日18:00截止", "closed on 31 March", ""},
		{"paused", "/c/" + code + "/ballot", func(w *world, _ url.Values) { w.round.Paused = true }, 503, "暂停", "paused", "300"},
		{"no key yet", "/c/" + code + "/ballot", func(w *world, _ url.Values) { w.gateErr = models.Fail(models.Unavailable, "admission.no_key") }, 503, "还没有准备好", "not ready", "10"},
		{"no ballot", "", func(_ *world, f url.Values) { clear(f) }, 422, "不完整", "incomplete", ""},
		{"no such round", "", func(_ *world, f url.Values) { f.Set("round", models.NewID().String()) }, 404, "没有这个页面", "no such page", ""},
		{"unsigned", "", func(_ *world, f url.Values) { f.Del("token") }, 422, "没有收下", "not accepted", ""},
		{"cancelled", "", func(w *world, _ url.Values) { w.round.State = round.Cancelled }, 410, "作废", "cancelled", ""},
		{"after the grace", "", func(w *world, _ url.Values) { w.round.State, w.round.Ends = round.Closed, now.Add(-round.Grace) }, 410, "没有保存", "not kept", ""},
		{"crowded", "", func(w *world, _ url.Values) { w.boxErr = models.Fail(models.TooMany, "response.crowded") }, 429, "请稍候", "wait a little", "60"},
		{"broken", "", func(w *world, _ url.Values) { w.boxErr = http.ErrBodyNotAllowed }, 500, "服务器内部出错", "server failed", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "pulse")
			app := newApp(t, w)
			unit := w.manifest.Units[0].ID
			m := prepare(t, w, w.round.ID, unit)
			fields, path := m.request(unit), tt.path
			if path == "" {
				path, fields = "/ballots", m.finish(t, post(t, app, "/c/"+other+"/ballot", fields).body)
			}
			if tt.change != nil {
				tt.change(w, fields)
			}
			for lang, want := range map[string]string{"": tt.zh, "?lang=en": tt.en} {
				got := post(t, app, path+lang, fields)
				if got.status != tt.status || !strings.Contains(got.body, want) || strings.ContainsAny(got.body, "<[") {
					t.Errorf("%q: %d %s, want %d with %q", lang, got.status, got.body, tt.status, want)
				}
				if !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") || got.header.Get("Retry-After") != tt.after {
					t.Errorf("%q: %v", lang, got.header)
				}
				checkHeaders(t, got)
			}
			sum := 0
			for _, n := range w.counted {
				sum += n
			}
			if sum != 2 || len(w.cast) != 0 {
				t.Errorf("counted %v, %d ballots", w.counted, len(w.cast))
			}
		})
	}
}

func TestBallotsAreForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pulse")
	app := newApp(t, w)
	for path, limit := range map[string]int{"/c/" + code + "/ballot": 1 << 10, "/ballots": 200 << 10} {
		if got := post(t, app, path, url.Values{"x": {strings.Repeat("x", limit)}}); got.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: huge is %d", path, got.status)
		}
		for _, header := range [][2]string{{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("unit=1"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			if got := do(t, app, r); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %v is %d", path, header, got.status)
			}
		}
	}
}

// FuzzRedeem posts foreign bytes for a signature: nothing but 256 bytes below the modulus for this unit spends a card.
func FuzzRedeem(f *testing.F) {
	w := newWorld(f, "pulse")
	app := newApp(f, w)
	unit := w.manifest.Units[0].ID
	good := prepare(f, w, w.round.ID, unit).request(unit)
	f.Add(good.Get("unit"), good.Get("blinded"))
	f.Add(w.manifest.Units[1].ID.String(), good.Get("blinded"))
	f.Add(good.Get("unit"), good.Get("blinded")[:300])
	f.Add(good.Get("unit"), good.Get("blinded")+"AAAA")
	f.Add(good.Get("unit"), strings.Repeat("_", 342))
	f.Add("", "")
	f.Fuzz(func(t *testing.T, unitID, blinded string) {
		clear(w.used)
		got := post(t, app, "/c/"+code+"/ballot", url.Values{"round": {good.Get("round")}, "unit": {unitID}, "blinded": {blinded}})
		if got.status >= 500 || (got.status == http.StatusOK) != (len(w.used) == 1) {
			t.Errorf("status %d, %d cards used", got.status, len(w.used))
		}
		if got.status != http.StatusOK {
			return
		}
		signed, err := b64.DecodeString(got.body)
		if err != nil || len(signed) != admission.BlindedSize || strings.ToLower(unitID) != unit.String() {
			t.Errorf("signed %d bytes for %s: %v", len(signed), unitID, err)
		}
	})
}

// FuzzCast posts foreign bytes as a ballot: what reaches the box is whole, of this round and unit, and signed.
func FuzzCast(f *testing.F) {
	w := newWorld(f, "pulse")
	app := newApp(f, w)
	unit := w.manifest.Units[0].ID
	m := prepare(f, w, w.round.ID, unit)
	good := m.finish(f, post(f, app, "/c/"+code+"/ballot", m.request(unit)).body)
	stranger := newWorld(f, "pulse")
	key, err := admission.NewUnitKey()
	if err != nil {
		f.Fatal(err)
	}
	stranger.unitKey = key
	s := prepare(f, stranger, w.round.ID, unit)
	signed, err := key.Sign(s.blinded)
	if err != nil {
		f.Fatal(err)
	}
	names := []string{"round", "unit", "spki", "token", "sealed", "signature"}
	add := func(v url.Values) {
		f.Add(v.Get("round"), v.Get("unit"), v.Get("spki"), v.Get("token"), v.Get("sealed"), v.Get("signature"))
	}
	add(good)
	add(url.Values{})
	add(s.finish(f, b64.EncodeToString(signed))) // the key of a server of its own
	for _, name := range names {
		cut := url.Values{}
		for n := range good {
			cut.Set(n, good.Get(n))
		}
		cut.Set(name, good.Get(name)[:len(good.Get(name))-1])
		add(cut)
		cut.Set(name, strings.Repeat("A", len(good.Get(name))))
		add(cut)
	}
	f.Fuzz(func(t *testing.T, roundID, unitID, spki, token, sealed, signature string) {
		w.cast = nil
		got := post(t, app, "/ballots", url.Values{
			"round": {roundID}, "unit": {unitID}, "spki": {spki}, "token": {token}, "sealed": {sealed}, "signature": {signature},
		})
		if got.status >= 500 || (got.status == http.StatusNoContent) != (len(w.cast) == 1) {
			t.Fatalf("status %d, %d ballots", got.status, len(w.cast))
		}
		for _, b := range w.cast {
			if err := b.Check(); err != nil || b.Round != w.round.ID || b.Unit != unit {
				t.Error(err, b.Round, b.Unit)
			}
			if err := w.unitKey.Public().Verify(b.Round, b.Unit, b.SPKI, b.Token); err != nil {
				t.Error(err)
			}
		}
	})
}
