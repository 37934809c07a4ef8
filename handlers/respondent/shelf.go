package respondent

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
)

// shelf keeps compiled questionnaires and printed empty forms. A manifest never changes, so neither goes stale; both
// are bounded, and a full shelf is cleared.
type shelf struct {
	mu     sync.Mutex
	forms  map[string]*questionnaire.Form // by hash of the manifest
	prints map[edition]func() (*impression, error)
}

// Bounds of the shelf. A print takes about 25 kB.
const (
	maxForms  = 256
	maxPrints = 2048
)

// edition names a form that is the same bytes for everybody: the hash of the manifest stands for the questionnaire,
// the admission and whatever else the form says.
type edition struct {
	manifest string
	unit     models.ID
	manner   manner
}

func newShelf() *shelf {
	return &shelf{forms: map[string]*questionnaire.Form{}, prints: map[edition]func() (*impression, error){}}
}

func (s *shelf) compiled(place *admission.Place) (*questionnaire.Form, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if form, ok := s.forms[place.Round.Hash]; ok {
		return form, nil
	}
	form, err := questionnaire.Compile(place.Manifest.Questionnaire)
	if err != nil {
		// It compiled when the round was frozen: no fault of the person who opens it.
		return nil, &models.Error{Kind: models.Internal, Key: "error.internal", Err: err}
	}
	if len(s.forms) >= maxForms {
		clear(s.forms)
	}
	s.forms[place.Round.Hash] = form
	return form, nil
}

// printed gives the form of a place, rendering it at the first call. A whole unit that scans at once waits for one
// rendering.
func (s *shelf) printed(place *admission.Place, m manner, render func() ([]byte, Paper, error)) (*impression, error) {
	key := edition{place.Round.Hash, place.Unit.ID, m}
	s.mu.Lock()
	get, ok := s.prints[key]
	if !ok {
		get = sync.OnceValues(func() (*impression, error) { return newImpression(render) })
		if len(s.prints) >= maxPrints {
			clear(s.prints)
		}
		s.prints[key] = get
	}
	s.mu.Unlock()
	p, err := get()
	if err != nil {
		s.mu.Lock()
		delete(s.prints, key)
		s.mu.Unlock()
	}
	return p, err
}

// impression is a page, compressed once and for all. Browsers read brotli over TLS; gzip is for what is left.
type impression struct {
	brotli, gzip []byte
	tag          string // identifies the page, before compression
	paper        Paper
}

func newImpression(render func() ([]byte, Paper, error)) (*impression, error) {
	html, paper, err := render()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(html)
	p := &impression{tag: hex.EncodeToString(sum[:8]), paper: paper}
	var b, g bytes.Buffer
	small := brotli.NewWriterLevel(&b, brotli.BestCompression)
	older, _ := gzip.NewWriterLevel(&g, gzip.BestCompression) // fails only on an unknown level
	for _, w := range []io.WriteCloser{small, older} {
		if _, err := w.Write(html); err != nil {
			return nil, fmt.Errorf("respondent: compress: %w", err)
		}
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("respondent: compress: %w", err)
		}
	}
	p.brotli, p.gzip = b.Bytes(), g.Bytes()
	return p, nil
}

// send answers with the page in the best coding that the browser reads, or 304 where it has the page. It asks again
// each time, so that a close is seen at once.
func (p *impression) send(c *fiber.Ctx) error {
	accepted := c.Get(fiber.HeaderAcceptEncoding)
	coding, body := "", p.gzip
	switch {
	case accepts(accepted, "br"):
		coding, body = "br", p.brotli
	case accepts(accepted, "gzip"):
		coding = "gzip"
	}
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if !p.paper.Kiosk { // a device that many share keeps not even the empty form
		tag := `"` + p.tag + coding + `"`
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
		c.Set(fiber.HeaderETag, tag)
		if matches(c.Get(fiber.HeaderIfNoneMatch), tag) {
			return c.SendStatus(fiber.StatusNotModified)
		}
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	if coding != "" {
		c.Set(fiber.HeaderContentEncoding, coding)
		return c.Send(body)
	}
	plain, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("respondent: decompress: %w", err)
	}
	return c.SendStream(plain)
}

// accepts reports whether an Accept-Encoding names a coding and does not forbid it with q=0 (RFC 9110, 12.5.3).
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && !strings.HasPrefix(weight, "q=0.0")
		}
	}
	return false
}

// matches compares an If-None-Match weakly with a tag (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}
