package deflate

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// unpack reads with the standard library, which knows nothing of us.
func unpack(t testing.TB, packed []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// page is a text of the kind that this is for.
func page(t testing.TB) []byte {
	t.Helper()
	var all []byte
	for _, name := range []string{
		"../../../static/form/form.css", "../../../templates/respondent/form.html", "../../../templates/locales/respondent.zh.json",
		"../../../static/form/form.js",
	} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	return all
}

func TestGzip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 33_000)
	for i := range noise {
		noise[i] = byte(r.IntN(256))
	}
	few := make([]byte, 8_000)
	for i := range few {
		few[i] = "aab\n"[r.IntN(4)]
	}
	for name, text := range map[string][]byte{
		"empty": nil, "one": []byte("x"), "two": []byte("xx"), "run": []byte(strings.Repeat("x", 20_000)),
		"longest": []byte(strings.Repeat("x", longest+1)), "noise": noise, "few": few,
		"far":  append(append(append([]byte{}, noise[:300]...), noise[:32_500]...), noise[:300]...),
		"page": page(t),
	} {
		if !bytes.Equal(unpack(t, Gzip(text)), text) {
			t.Errorf("%s: another text", name)
		}
	}
}

// It is for pages that it is there.
func TestSmaller(t *testing.T) {
	t.Parallel()
	text := page(t)
	var theirs bytes.Buffer
	w, err := gzip.NewWriterLevel(&theirs, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	ours := len(Gzip(text))
	t.Logf("%d bytes of %d, %d by compress/gzip", ours, len(text), theirs.Len())
	if ours*100 > theirs.Len()*96 {
		t.Errorf("%d bytes, %d by compress/gzip", ours, theirs.Len())
	}
}

func FuzzGzip(f *testing.F) {
	f.Add([]byte("abcabcabcabd"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		if !bytes.Equal(unpack(t, Gzip(text)), text) {
			t.Error("another text")
		}
	})
}

// The codes of RFC 1951, 3.2.5, at their edges.
func TestSpans(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]span{
		3: {257, 0, 0}, 10: {264, 0, 0}, 11: {265, 1, 0}, 12: {265, 1, 1}, 18: {268, 1, 1}, 19: {269, 2, 0}, 66: {276, 3, 7},
		67: {277, 4, 0}, 131: {281, 5, 0}, 257: {284, 5, 30}, 258: {285, 0, 0},
	} {
		if got := lengthSpan(length); got != want || lengthExtra(got.code) != got.extra {
			t.Errorf("length %d: %v", length, got)
		}
	}
	for distance, want := range map[int]span{
		1: {0, 0, 0}, 4: {3, 0, 0}, 5: {4, 1, 0}, 8: {5, 1, 1}, 13: {7, 2, 0}, 24577: {29, 13, 0}, 32768: {29, 13, 8191},
	} {
		if got := distanceSpan(distance); got != want || distanceExtra(got.code) != got.extra {
			t.Errorf("distance %d: %v", distance, got)
		}
	}
}

func BenchmarkGzip(b *testing.B) {
	text := page(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Gzip(text)
	}
}
