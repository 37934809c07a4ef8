package phone

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// Phone has made one ballot and holds what it takes to finish it: neither the sheet nor the ballot's private key.
type Phone struct {
	// Blinded is what the unit's key is asked to sign: admission.BlindedSize bytes; nil for a poster.
	Blinded []byte

	ballot response.Ballot
	prefix []byte
	client blindrsa.Client
	state  blindrsa.State
}

// New seals an encoded sheet for a unit of a round, padded to a multiple of quantum bytes, under a ballot key made for it,
// and blinds that key for the key of the unit. In a poster round public is nil. Errors are those of seal.Seal, or of
// the random generator.
func New(m *round.Manifest, unitID models.ID, public *admission.UnitPublic, sheet []byte, quantum int) (*Phone, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("phone: ballot key: %w", err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("phone: ballot key: %w", err)
	}
	p := &Phone{ballot: response.Ballot{Round: m.Round, Unit: unitID, Path: response.Browser, SPKI: spki}}
	if p.ballot.Sealed, err = seal.Seal(m.RoundKey, p.ballot.Box(), sheet, quantum); err != nil {
		return nil, err
	}
	if p.ballot.Signature, err = response.Sign(key, p.ballot.Sealed); err != nil {
		return nil, err
	}
	if public == nil {
		return p, nil
	}
	if err := p.blind(public, rand.Reader); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Phone) blind(public *admission.UnitPublic, random io.Reader) error {
	var err error
	if p.client, err = blindrsa.NewClient(blindrsa.SHA384PSSRandomized, public.Key()); err != nil {
		return fmt.Errorf("phone: blind: %w", err)
	}
	prepared, err := p.client.Prepare(random, admission.Message(p.ballot.Round, p.ballot.Unit, p.ballot.SPKI))
	if err != nil {
		return fmt.Errorf("phone: blind: %w", err)
	}
	p.prefix = prepared[:admission.PrefixSize]
	if p.Blinded, p.state, err = p.client.Blind(random, prepared); err != nil {
		return fmt.Errorf("phone: blind: %w", err)
	}
	return nil
}

// Finish gives the ballot to be cast. A blind signature that the unit's key did not make is Invalid "response.token"; on a
// poster's ballot there is none, and what is given is not looked at.
func (p *Phone) Finish(blindSignature []byte) (*response.Ballot, error) {
	b := p.ballot
	if p.Blinded == nil {
		return &b, nil
	}
	signature, err := p.client.Finalize(p.state, blindSignature)
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "response.token", Err: err}
	}
	b.Token = append(append(make([]byte, 0, admission.TokenSize), p.prefix...), signature...)
	return &b, nil
}

// Form writes a ballot as the URL-encoded body of POST /ballots.
func Form(b *response.Ballot) string {
	b64 := base64.RawURLEncoding.EncodeToString
	body := "round=" + b.Round.String() + "&unit=" + b.Unit.String() + "&spki=" + b64(b.SPKI) + "&sealed=" + b64(b.Sealed) +
		"&signature=" + b64(b.Signature)
	if len(b.Token) > 0 {
		body += "&token=" + b64(b.Token)
	}
	return body
}
