package e2e

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/admission"
	handset "jianfu/models/phone"
	"jianfu/models/questionnaire"
	"jianfu/models/response"
	"jianfu/models/round"
)

// sealed is a ballot that was made from what a form's page and its manifest say, as another team's client would.
type sealed struct {
	address string // of the form
	origin  string
	round   models.ID
	unit    models.ID
	phone   *handset.Phone
}

func firstOf(t *testing.T, pattern, body string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no %s in:\n%s", pattern, body)
	}
	return found[1]
}

// sealOn makes a ballot for a form, on the wire.
func sealOn(t *testing.T, c *client, address string, p person) *sealed {
	t.Helper()
	form := c.get(address).want(t, http.StatusOK)
	place, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s := &sealed{address: address, origin: place.Scheme + "://" + place.Host}
	raw := c.get(s.origin+"/manifest/"+firstOf(t, `href="/manifest/([0-9a-f]{64})`, form.body)).want(t, http.StatusOK)
	m, err := round.ReadManifest([]byte(raw.body))
	if err != nil {
		t.Fatal(err)
	}
	ids := firstOf(t, `data-draft="([0-9a-f]{64})"`, form.body)
	if s.unit, err = models.ParseID(ids[32:]); err != nil || ids[:32] != m.Round.String() {
		t.Fatal("the form is of another round than its manifest")
	}
	s.round = m.Round
	var given struct {
		To, Key string
		Pad     int
	}
	if err := json.Unmarshal([]byte(firstOf(t, `(?s)id="logic">(.*?)</script>`, form.body)), &given); err != nil {
		t.Fatal(err)
	}
	if given.To != base64.RawURLEncoding.EncodeToString(m.RoundKey) {
		t.Fatal("the form seals to another key than the manifest's")
	}
	compiled, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	sheet, problems := compiled.Check(questionnaire.Input(p))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if s.phone, err = handset.New(m, s.unit, unitKey(t, m, s.unit, given.Key), compiled.Encode(sheet), given.Pad); err != nil {
		t.Fatal(err)
	}
	return s
}

// unitKey reads the key on a form and holds it against the manifest: nil for a poster.
func unitKey(t *testing.T, m *round.Manifest, unit models.ID, modulus string) *admission.UnitPublic {
	t.Helper()
	if m.Admission == round.Poster {
		return nil
	}
	n, err := base64.RawURLEncoding.DecodeString(modulus)
	if err != nil {
		t.Fatal(err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	public, err := admission.ReadUnitPublic(spki)
	if err != nil || public.Fingerprint() != m.UnitKeys[unit] {
		t.Fatalf("the manifest names another key than the form: %v", err)
	}
	return public
}

// redeem has the ballot signed for the card; there is nothing to do on a poster's.
func (s *sealed) redeem(t *testing.T, c *client) *response.Ballot {
	t.Helper()
	var signature []byte
	if s.phone.Blinded != nil {
		blinded := base64.RawURLEncoding.EncodeToString(s.phone.Blinded)
		answer := c.post(s.address+"/ballot", url.Values{"round": {s.round.String()}, "unit": {s.unit.String()}, "blinded": {blinded}}).want(t, http.StatusOK)
		var err error
		if signature, err = base64.RawURLEncoding.DecodeString(answer.body); err != nil {
			t.Fatal(err)
		}
	}
	b, err := s.phone.Finish(signature)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// cast sends a ballot.
func (s *sealed) cast(c *client, b *response.Ballot) page {
	c.t.Helper()
	return c.do(http.MethodPost, s.origin+"/ballots", "application/x-www-form-urlencoded", strings.NewReader(handset.Form(b)))
}

// byHandset answers on the wire as the script of the form does, twice, as after a lost reply, and gives the ballot.
func byHandset(t *testing.T, c *client, address string, p person) *response.Ballot {
	t.Helper()
	s := sealOn(t, c, address, p)
	b := s.redeem(t, c)
	s.cast(c, b).want(t, http.StatusNoContent)
	s.redeem(t, c)
	s.cast(c, b).want(t, http.StatusNoContent)
	return b
}
