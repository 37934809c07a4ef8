package phone

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/seal"
)

func source(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../static/form/ballot.js")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// minified is the script as pages carry it. A literal of a big number, or anything else that engines of 2017 cannot
// parse, is an error.
func minified(t *testing.T, script string, format api.Format) string {
	t.Helper()
	got := api.Transform(script, api.TransformOptions{
		Target: api.ES2017, Charset: api.CharsetUTF8, Format: format, MinifySyntax: true, MinifyWhitespace: true, MinifyIdentifiers: true,
	})
	for _, m := range append(got.Errors, got.Warnings...) {
		t.Error(m.Text)
	}
	return string(got.Code)
}

// node runs a script of testdata on the client.
func node(t *testing.T, client string, input any, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("JIANFU_REQUIRE_NODE") != "" {
			t.Fatal(err)
		}
		t.Skip("no node")
	}
	path := filepath.Join(t.TempDir(), "ballot.js")
	if err := os.WriteFile(path, []byte(client), 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	var trouble bytes.Buffer
	cmd := exec.Command("node", args...)
	cmd.Dir, cmd.Stdin, cmd.Stderr, cmd.Env = "testdata", bytes.NewReader(raw), &trouble, append(os.Environ(), "JIANFU_BALLOT="+path)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, trouble.Bytes())
	}
	return out
}

func TestScript(t *testing.T) {
	t.Parallel()
	// The tests look at two inner steps as well.
	const outside = "\n  return {\n"
	script := source(t)
	if strings.Count(script, outside) != 1 {
		t.Fatal("where does the script give what it has?")
	}
	script = strings.Replace(script, outside, outside+"blind, seal,", 1)
	for name, client := range map[string]string{"written": script, "minified": minified(t, script, api.FormatDefault)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			node(t, client, nil, "--test", "vectors.test.mjs", "published.test.mjs", "refuse.test.mjs")
		})
	}
}

// A phone pays for every byte of it with the page.
func TestScriptIsSmall(t *testing.T) {
	t.Parallel()
	lean := minified(t, source(t), api.FormatIIFE)
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := w.Write([]byte(lean)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d packed", len(lean), packed.Len())
	if len(lean) > 2400 || packed.Len() > 1340 {
		t.Errorf("%d bytes, %d packed", len(lean), packed.Len())
	}
}

// kept is what the script keeps of a ballot.
type kept map[string]string

// What the script makes the server takes and the count opens.
func TestScriptCasts(t *testing.T) {
	t.Parallel()
	const count = 50
	e, b64 := newElection(t), base64.RawURLEncoding
	key := b64.EncodeToString(e.unit.Public().Modulus())
	var places []map[string]any
	var sheets, keys []string
	for i := range count {
		place := map[string]any{
			"round": e.manifest.Round, "unit": e.unitID, "to": b64.EncodeToString(e.manifest.RoundKey), "pad": seal.Quantum * (1 + i%9),
		}
		if i%5 > 0 {
			place["key"] = key
		}
		places, keys = append(places, place), append(keys, key)
		sheets = append(sheets, fmt.Sprintf(`{"q%d":[%q]}`, i, strings.Repeat("窗口🙂", 30*i)))
	}
	client := minified(t, source(t), api.FormatDefault)
	var all []kept
	if err := json.Unmarshal(node(t, client, map[string]any{"places": places, "sheets": sheets}, "cast.mjs"), &all); err != nil || len(all) != count {
		t.Fatal(len(all), err)
	}
	signatures := make([]string, count)
	for i, k := range all {
		blinded, err := b64.DecodeString(k["blinded"])
		if err != nil || len(blinded) == 0 != (i%5 == 0) {
			t.Fatal(i, k["blinded"], err)
		}
		if len(blinded) > 0 {
			signature, err := e.unit.Sign(blinded)
			if err != nil {
				t.Fatal(err)
			}
			signatures[i] = b64.EncodeToString(signature)
		}
	}
	var forms []string
	if err := json.Unmarshal(node(t, client, map[string]any{"kept": all, "keys": keys, "signatures": signatures}, "cast.mjs"), &forms); err != nil || len(forms) != count {
		t.Fatal(len(forms), err)
	}
	seen := map[[32]byte]bool{}
	for i, form := range forms {
		b := parse(t, form)
		e.check(t, b, sheets[i], i%5 > 0)
		if got := len(b.Sealed) - 65 - 16; got%(seal.Quantum*(1+i%9)) != 0 {
			t.Errorf("%d: padded to %d", i, got)
		}
		seen[b.Hash()] = true
	}
	if len(seen) != count {
		t.Errorf("%d ballot keys", len(seen))
	}
}

func (e election) check(t *testing.T, b *response.Ballot, sheet string, card bool) {
	t.Helper()
	if b.Round != e.manifest.Round || b.Unit != e.unitID {
		t.Error("another round or unit")
	}
	if err := b.Check(); err != nil {
		t.Error(err)
	}
	if card {
		if err := e.unit.Public().Verify(b.Round, b.Unit, b.SPKI, b.Token); err != nil {
			t.Error(err)
		}
	} else if len(b.Token) > 0 {
		t.Error("a poster's ballot has a token")
	}
	if got, err := e.private.Open(b.Box(), b.Sealed); err != nil || string(got) != sheet {
		t.Errorf("%q, %v", got, err)
	}
}

// parse reads the body of POST /ballots.
func parse(t *testing.T, form string) *response.Ballot {
	t.Helper()
	values, err := url.ParseQuery(form)
	if err != nil {
		t.Fatal(err)
	}
	b := &response.Ballot{Path: response.Browser}
	for name, to := range map[string]*models.ID{"round": &b.Round, "unit": &b.Unit} {
		if *to, err = models.ParseID(values.Get(name)); err != nil {
			t.Fatal(name, err)
		}
	}
	for name, to := range map[string]*[]byte{"spki": &b.SPKI, "token": &b.Token, "sealed": &b.Sealed, "signature": &b.Signature} {
		if *to, err = base64.RawURLEncoding.DecodeString(values.Get(name)); err != nil {
			t.Fatal(name, err)
		}
	}
	if Form(b) != form {
		t.Error("the same ballot is written in another way")
	}
	return b
}
