package evaluation

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
)

// FileFormat names an export of ballots: lines of JSON, each ended by \n. The first is a header, then comes a line for each
// ballot in ascending order of SHA-256(SPKI), which says nothing of when or where it came from, and last a trailer. Bytes are in base64
// (RFC 4648 §4), keys of rounds and units in 32 hexadecimal digits.
const FileFormat = "jianfu ballots v1"

// header is the first line.
type header struct {
	Format       string                   `json:"format"`
	Manifest     json.RawMessage          `json:"manifest"` // byte for byte as it was frozen
	ManifestHash string                   `json:"manifest_hash"`
	UnitKeys     map[models.ID][]byte     `json:"unit_keys"` // SubjectPublicKeyInfo (DER)
	Redemptions  map[models.ID]redemption `json:"redemptions"`
}

type redemption struct {
	Issued   int `json:"issued"`
	Redeemed int `json:"redeemed"`
}

// ballotLine is one ballot.
type ballotLine struct {
	Unit      models.ID     `json:"unit"`
	Path      response.Path `json:"path"`
	SPKI      []byte        `json:"spki"`
	Token     []byte        `json:"token,omitempty"`
	Sealed    []byte        `json:"sealed"`
	Signature []byte        `json:"signature"`
}

// trailer is the last line.
type trailer struct {
	Ballots *int   `json:"ballots"`
	SHA256  string `json:"sha256"` // of every byte before this line, 64 hexadecimal digits
}

// Export writes the sealed ballots of a shuffled round with all that is needed to count them but the key. Nothing is written
// before the first error of Reconcile's could occur; a failure later leaves the file without its last line.
func (d *Desk) Export(ctx context.Context, id models.ID, w io.Writer) error {
	r, err := d.shuffled(ctx, id)
	if err != nil {
		return err
	}
	head, err := d.header(ctx, r)
	if err != nil {
		return err
	}
	out := newLines(w)
	if err := out.write(head); err != nil {
		return err
	}
	n := 0
	err = d.store.Ballots(ctx, id, func(b *response.Ballot) error {
		n++
		return out.write(ballotLine{b.Unit, b.Path, b.SPKI, b.Token, b.Sealed, b.Signature})
	})
	if err != nil {
		return err
	}
	if err := out.write(trailer{&n, hex.EncodeToString(out.sum.Sum(nil))}); err != nil {
		return err
	}
	return out.buffered.Flush()
}

func (d *Desk) header(ctx context.Context, r *round.Round) (*header, error) {
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	head := &header{
		Format: FileFormat, Manifest: r.Manifest, ManifestHash: r.Hash,
		UnitKeys: map[models.ID][]byte{}, Redemptions: map[models.ID]redemption{},
	}
	keys, err := d.store.UnitKeys(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for id, spki := range keys { // there may be others, made before the draft became what it is
		if m.UnitKeys[id] == round.HashOf(spki) {
			head.UnitKeys[id] = spki
		}
	}
	spent, err := d.store.Redemptions(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for id, n := range spent {
		head.Redemptions[id] = redemption(n)
	}
	return head, nil
}

// lines writes values as lines of JSON and keeps their hash.
type lines struct {
	buffered *bufio.Writer
	sum      hash.Hash
	json     *json.Encoder
}

func newLines(w io.Writer) *lines {
	l := &lines{buffered: bufio.NewWriterSize(w, 64<<10), sum: sha256.New()}
	l.json = json.NewEncoder(io.MultiWriter(l.buffered, l.sum))
	l.json.SetEscapeHTML(false) // the manifest has to stay as it is
	return l
}

func (l *lines) write(v any) error {
	if err := l.json.Encode(v); err != nil {
		return fmt.Errorf("evaluation: export: %w", err)
	}
	return nil
}

// readHeader reads the first line of a file and checks all that it says. Errors are Invalid: "evaluation.file.format",
// "evaluation.file.manifest", "evaluation.file.unit_key" (Args: the unit's name), "round.manifest_format".
func readHeader(line []byte) (*header, *round.Manifest, error) {
	head := new(header)
	if err := strictly(line, head); err != nil || head.Format != FileFormat {
		return nil, nil, &models.Error{Kind: models.Invalid, Key: "evaluation.file.format", Err: err}
	}
	if round.HashOf(head.Manifest) != head.ManifestHash {
		return nil, nil, models.Fail(models.Invalid, "evaluation.file.manifest")
	}
	m, err := round.ReadManifest(head.Manifest)
	if err != nil {
		return nil, nil, err
	}
	for _, u := range m.Units {
		spki, here := head.UnitKeys[u.ID]
		if named := m.UnitKeys[u.ID]; here != (named != "") || here && round.HashOf(spki) != named {
			return nil, nil, models.Fail(models.Invalid, "evaluation.file.unit_key", u.Name)
		}
	}
	return head, m, nil
}

// strictly reads one JSON value without unknown members.
func strictly(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if rest := line[d.InputOffset():]; string(rest) != "\n" {
		return errors.New("evaluation: more than one value on a line")
	}
	return nil
}
