package library

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// scripts are the modules of the editor. They import each other by plain names, so that one checksum over all of them
// stands in the folder of their address, not in their names: a browser keeps them for ever and never mixes two versions.
type scripts struct {
	files map[string][]byte
	sum   string
}

func readScripts(files fs.FS) (*scripts, error) {
	names, err := fs.Glob(files, "*.js")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("library: no modules of the editor: %w", err)
	}
	s := &scripts{files: map[string][]byte{}}
	sum := sha256.New()
	for _, name := range names { // fs.Glob sorts
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("library: modules of the editor: %w", err)
		}
		s.files[name] = raw
		_, _ = fmt.Fprintf(sum, "%s %d\n", name, len(raw)) // a hash never fails
		_, _ = sum.Write(raw)
	}
	s.sum = hex.EncodeToString(sum.Sum(nil)[:6])
	return s, nil
}

// url is the address of a module.
func (s *scripts) url(name string) string { return path.Join(home, "builder", s.sum, name) }

// urls are the addresses of all modules.
func (s *scripts) urls() []string {
	urls := make([]string, 0, len(s.files))
	for name := range s.files {
		urls = append(urls, s.url(name))
	}
	slices.Sort(urls)
	return urls
}

// Script answers GET /questionnaires/builder/:sum/:file.
func (r *Room) Script(c *fiber.Ctx) error {
	raw, ok := r.scripts.files[c.Params("file")]
	if !ok || c.Params("sum") != r.scripts.sum || !strings.HasSuffix(c.Path(), ".js") {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "private, max-age=31536000, immutable")
	return c.Send(raw)
}
