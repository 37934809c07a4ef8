// Command vectors writes testdata/vectors.json: every value of a few ballots, for whoever writes a client, a server or a count.
// It reads docs/ballots.md afresh with plain arithmetic and shares no code with the clients. All randomness comes from
// names through SHAKE256, ECDSA is that of RFC 6979: it writes the same bytes each time.
package main

import (
	"bytes"
	"crypto/sha3"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// octets are written as hexadecimal digits.
type octets []byte

func (o octets) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(o)), nil }

// draw gives n bytes that hang on nothing but the name.
func draw(n int, name ...string) octets {
	return sha3.SumSHAKE256([]byte("jianfu test vectors/"+strings.Join(name, "/")), n)
}

type file struct {
	Note     string   `json:"note"`
	RoundKey roundKey `json:"round_key"`
	UnitKey  unitKey  `json:"unit_key"`
	Ballots  []ballot `json:"ballots"`
}

// ballot is one ballot with everything that was drawn and computed on the way.
type ballot struct {
	Name    string `json:"name"`
	Round   octets `json:"round"`
	Unit    octets `json:"unit"`
	Quantum int    `json:"quantum"`
	Sheet   string `json:"sheet"` // to be taken as UTF-8

	BallotKey octets `json:"ballot_key"` // private scalar
	SPKI      octets `json:"spki"`

	sealed
	Signature octets `json:"signature"`

	*token
	Form string `json:"form"` // body of POST /ballots
}

const note = "Made by models/phone/vectors. Bytes are in hexadecimal digits, private keys of P-256 are their scalars, numbers of RSA have the most " +
	"significant byte first. signature is that of RFC 6979; any other valid one does as well. A ballot without a prefix is that of a poster."

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	path := "testdata/vectors.json"
	if len(args) > 0 {
		path = args[0]
	}
	f := file{Note: note, UnitKey: newUnitKey()}
	var err error
	if f.RoundKey, err = newRoundKey(); err != nil {
		return err
	}
	for _, c := range cases() {
		b, err := c.ballot(f.RoundKey, f.UnitKey)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		f.Ballots = append(f.Ballots, b)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

type testCase struct {
	name    string
	sheet   string
	quantum int
	poster  bool
	zeros   bool // search for a signature and a blinded value that begin with a zero byte
}

func cases() []testCase {
	return []testCase{
		{name: "card", sheet: `{"q1":["4"],"q2":["-9"]}`, quantum: 512},
		{name: "card, an empty sheet", quantum: 512},
		{name: "card, a sheet of the pulse with its duration", sheet: `{"q":"pulse","v":"v1","a":{"p_hours":30},"t":2}`, quantum: 512},
		{name: "card, a sheet whose mark just fits", sheet: strings.Repeat("x", 511), quantum: 512},
		{name: "card, a sheet that leaves no room for the mark", sheet: strings.Repeat("x", 512), quantum: 512},
		{name: "card, Chinese", sheet: `{"advice":["周末也开一个窗口就好了。🙂"]}`, quantum: 4096},
		{name: "card, signature and blinded value with leading zeros", sheet: `{"q1":["2"]}`, quantum: 1536, zeros: true},
		{name: "poster", sheet: `{"q1":["1"]}`, quantum: 512, poster: true},
		{name: "poster, two quanta", sheet: `{"advice":["` + strings.Repeat("办事要快，", 300) + `"]}`, quantum: 4096, poster: true},
	}
}
