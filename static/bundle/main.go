// Command bundle packs the scripts and styles of the form into static/form/dist: one file for each kind of page, its
// sources in one scope, with short names and without comments, in a language that browsers of 2017 read. `go generate
// ./static` runs it; what it writes is kept with the sources, so that nobody needs it to build the program.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if err := run("form"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string) error {
	made, err := bundles(dir)
	if err != nil {
		return err
	}
	dist := filepath.Join(dir, "dist")
	if err := os.RemoveAll(dist); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if err := os.Mkdir(dist, 0o755); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	for name, text := range made {
		if err := os.WriteFile(filepath.Join(dist, name), text, 0o644); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	return nil
}

// page is a kind of page with its sources in the order in which they run.
type page struct {
	name    string
	sources string // without their endings, separated by spaces
}

// scripts of the pages that everybody gets, and what a device that many share gets besides.
func scripts() []page {
	return []page{
		{"form", "page expression ballot send form"},
		{"rich", "page expression ballot send more form"},
		{"review", "guard review"},
		{"thanks", "erase"},
		{"resume", "page ballot send resume"},
		{"kiosk-form", "kiosk page expression ballot send form"},
		{"kiosk-rich", "kiosk page expression ballot send more form"},
		{"kiosk-review", "kiosk guard review"},
		{"kiosk-failure", "kiosk erase"},
	}
}

func styles() []page {
	return []page{
		{"form", "form"},
		{"rich", "form more"},
		{"review", "form review"},
		{"kiosk-form", "form kiosk"},
		{"kiosk-rich", "form more kiosk"},
		{"kiosk-review", "form review kiosk"},
	}
}

// inner are the names of properties that only our own scripts read, and that no page holds and no browser keeps: they
// may be shortened too.
const inner = "box|inputs|rule|decline|more|wrong|told|note|offer|drawn|beside|fault|out|able|make|finish"

// bundles packs the sources in a folder: file name → text.
func bundles(dir string) (map[string][]byte, error) {
	made := map[string][]byte{}
	for _, p := range scripts() {
		source, err := join(dir, p.sources, ".js")
		if err != nil {
			return nil, err
		}
		shared, rich := strings.HasPrefix(p.name, "kiosk-"), strings.HasSuffix(p.name, "rich")
		code, err := pack(p.name, "(() => {\n"+source+"\n})()", api.TransformOptions{
			Define:      map[string]string{"KIOSK": fmt.Sprint(shared), "RICH": fmt.Sprint(rich)},
			MangleProps: "^(?:" + inner + ")$",
		})
		if err != nil {
			return nil, err
		}
		made[p.name+".js"] = code
	}
	for _, p := range styles() {
		source, err := join(dir, p.sources, ".css")
		if err != nil {
			return nil, err
		}
		if made[p.name+".css"], err = pack(p.name, source, api.TransformOptions{Loader: api.LoaderCSS}); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func join(dir, sources, ending string) (string, error) {
	var all strings.Builder
	for name := range strings.FieldsSeq(sources) {
		raw, err := os.ReadFile(filepath.Join(dir, name+ending))
		if err != nil {
			return "", fmt.Errorf("bundle: %w", err)
		}
		all.Write(raw)
		all.WriteByte('\n')
	}
	return all.String(), nil
}

func pack(name, source string, options api.TransformOptions) ([]byte, error) {
	options.MinifyWhitespace, options.MinifyIdentifiers, options.MinifySyntax = true, true, true
	options.Target, options.Charset, options.LegalComments = api.ES2017, api.CharsetASCII, api.LegalCommentsNone
	result := api.Transform(source, options)
	for _, problem := range append(result.Errors, result.Warnings...) {
		return nil, fmt.Errorf("bundle: %s: %s", name, problem.Text)
	}
	if options.Loader == api.LoaderCSS {
		return result.Code, nil
	}
	return control(result.Code), nil
}

// control spells out the control characters in a script's texts: they have no place in a page.
func control(code []byte) []byte {
	var plain []byte
	for _, c := range code {
		if c < ' ' && c != '\n' {
			plain = fmt.Appendf(plain, `\x%02x`, c)
		} else {
			plain = append(plain, c)
		}
	}
	return plain
}
