package page

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Assets are the static files of the console under addresses that hold their checksum, so that a browser keeps them
// for ever and never keeps an old one.
type Assets struct {
	files fs.FS
	byURL map[string]string // address → path in files
	url   map[string]string // path → address
}

// NewAssets reads the folders named by dirs. Fonts for print stay on the server.
func NewAssets(files fs.FS, dirs ...string) (*Assets, error) {
	a := &Assets{files: files, byURL: map[string]string{}, url: map[string]string{}}
	for _, dir := range dirs {
		err := fs.WalkDir(files, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(raw)
			ext := path.Ext(name)
			address := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
			a.byURL[address], a.url[name] = name, address
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("page: assets: %w", err)
		}
	}
	return a, nil
}

// URL is the address of a file, e.g. "console/console.css".
func (a *Assets) URL(name string) (string, error) {
	address, ok := a.url[name]
	if !ok {
		return "", fmt.Errorf("page: no asset %q", name)
	}
	return address, nil
}

// CSS gives a style sheet's text, to be set inline where a page must need no second request.
func (a *Assets) CSS(name string) (template.CSS, error) {
	raw, err := fs.ReadFile(a.files, name)
	return template.CSS(strings.TrimSpace(string(raw))), err //nolint:gosec // our own file
}

// JS gives a script's text, to be set inline.
func (a *Assets) JS(name string) (template.JS, error) {
	raw, err := fs.ReadFile(a.files, name)
	return template.JS(strings.TrimSpace(string(raw))), err //nolint:gosec // our own file
}

// Hash is the CSP source of an inline block with exactly this text (CSP Level 3, hash-source).
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Serve sends an asset.
func (a *Assets) Serve(c *fiber.Ctx) error {
	name, ok := a.byURL[c.Path()]
	if !ok {
		return fiber.ErrNotFound
	}
	raw, err := fs.ReadFile(a.files, name)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mime.TypeByExtension(path.Ext(name)))
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.Send(raw)
}
