package evaluation

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"jianfu/models"
	"jianfu/models/job"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// File is an export of ballots that was read once from end to end and found whole. It is a Source of its one round.
type File struct {
	in       io.ReadSeeker
	head     *header
	manifest *round.Manifest
	paths    map[models.ID]map[response.Path]int
	total    int
}

// Greatest lengths of lines in bytes: of the header, in which a thousand units take half a megabyte, and of a ballot.
const (
	maxHeader = 64 << 20
	maxLine   = seal.MaxSealed*4/3 + 4096
)

// ReadFile checks a file that Export wrote: its hash, that of its manifest, the fingerprints of its unit keys, and that the ballots are in
// order, each once. Ballots themselves are checked as they are counted.
//
// Errors are Invalid: "evaluation.file.format" (something else), "evaluation.file.incomplete" (it ends too early),
// "evaluation.file.line" and "evaluation.file.order" (Args: the number of the line), "evaluation.file.hash" (it was changed), and those of the
// header.
func ReadFile(in io.ReadSeeker) (*File, error) {
	f := &File{in: in, paths: map[models.ID]map[response.Path]int{}}
	last := make([]byte, 0, sha256.Size)
	err := f.read(func(number int, b *response.Ballot) error {
		sum := b.Hash()
		if bytes.Compare(last, sum[:]) >= 0 {
			return models.Fail(models.Invalid, "evaluation.file.order", number)
		}
		last = append(last[:0], sum[:]...)
		add(f.paths, b.Unit, b.Path, 1)
		f.total++
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Manifest is that of the round.
func (f *File) Manifest() *round.Manifest { return f.manifest }

// Hash is that of the manifest.
func (f *File) Hash() string { return f.head.ManifestHash }

// Total is the number of ballots.
func (f *File) Total() int { return f.total }

// Ballots reads the file again.
func (f *File) Ballots(_ context.Context, _ models.ID, take func(*response.Ballot) error) error {
	return f.read(func(_ int, b *response.Ballot) error { return take(b) })
}

// CountPaths is known since the file was checked.
func (f *File) CountPaths(context.Context, models.ID) (map[models.ID]map[response.Path]int, error) {
	return f.paths, nil
}

// Redemptions are what the server said when it wrote the file.
func (f *File) Redemptions(context.Context, models.ID) (map[models.ID]response.CardCount, error) {
	spent := make(map[models.ID]response.CardCount, len(f.head.Redemptions))
	for id, n := range f.head.Redemptions {
		spent[id] = response.CardCount(n)
	}
	return spent, nil
}

// UnitKeys are those of the header, which the manifest vouches for.
func (f *File) UnitKeys(context.Context, models.ID) (map[models.ID][]byte, error) {
	return f.head.UnitKeys, nil
}

// Tally counts a file as the server would count the ballots it was written from, to the same bytes. A key that is not that of
// the round is Invalid "evaluation.file.key".
func Tally(ctx context.Context, f *File, key *seal.PrivateKey, report job.Report) (*Counted, error) {
	if !bytes.Equal(key.Public(), f.manifest.RoundKey) {
		return nil, models.Fail(models.Invalid, "evaluation.file.key")
	}
	return count(ctx, f, f.manifest, f.head.ManifestHash, key, report)
}

// read goes through the file and hands over each ballot with the number of its line.
func (f *File) read(take func(number int, b *response.Ballot) error) error {
	if _, err := f.in.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("evaluation: ballots: %w", err)
	}
	in := bufio.NewReaderSize(f.in, maxLine)
	sum := sha256.New()
	first, err := firstLine(in)
	if err != nil {
		return err
	}
	if f.head == nil {
		if f.head, f.manifest, err = readHeader(first); err != nil {
			return err
		}
	}
	sum.Write(first)
	for number := 2; ; number++ {
		line, err := nextLine(in, number)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte(`{"ballots":`)) {
			return endOf(in, line, number-2, sum.Sum(nil))
		}
		sum.Write(line)
		b := ballotLine{}
		if err := strictly(line, &b); err != nil {
			return &models.Error{Kind: models.Invalid, Key: "evaluation.file.line", Args: []any{number}, Err: err}
		}
		err = take(number, &response.Ballot{
			Round: f.manifest.Round, Unit: b.Unit, Path: b.Path,
			SPKI: b.SPKI, Token: b.Token, Sealed: b.Sealed, Signature: b.Signature,
		})
		if err != nil {
			return err
		}
	}
}

func firstLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for len(line) < maxHeader {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if err == nil {
			return line, nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
	}
	return nil, models.Fail(models.Invalid, "evaluation.file.format")
}

// nextLine is good until the next call.
func nextLine(in *bufio.Reader, number int) ([]byte, error) {
	line, err := in.ReadSlice('\n')
	switch {
	case err == nil:
		return line, nil
	case errors.Is(err, io.EOF):
		return nil, models.Fail(models.Invalid, "evaluation.file.incomplete")
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, models.Fail(models.Invalid, "evaluation.file.line", number)
	}
	return nil, fmt.Errorf("evaluation: ballots: %w", err)
}

// endOf checks the last line against what was read.
func endOf(in *bufio.Reader, line []byte, ballots int, sum []byte) error {
	var end trailer
	if err := strictly(line, &end); err != nil || end.Ballots == nil {
		return &models.Error{Kind: models.Invalid, Key: "evaluation.file.line", Args: []any{ballots + 2}, Err: err}
	}
	if *end.Ballots != ballots || end.SHA256 != hex.EncodeToString(sum) {
		return models.Fail(models.Invalid, "evaluation.file.hash")
	}
	if _, err := in.Peek(1); !errors.Is(err, io.EOF) {
		return models.Fail(models.Invalid, "evaluation.file.line", ballots+3)
	}
	return nil
}
