package e2e

import (
	"errors"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
)

// pagesOf draws a PDF at 90 dpi and gives its pages.
func pagesOf(t *testing.T, pdf []byte) []image.Image {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "90", "-png", file, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil || len(names) == 0 {
		t.Fatal("no pages", err)
	}
	slices.Sort(names)
	var pages []image.Image
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, img)
	}
	return pages
}

// scan reads every QR code of a PDF with a decoder that is not ours. A phone moves until it reads a code; zbar sees each
// page at three sizes instead, since at a single one it now and then misses a code.
func scan(t *testing.T, pdf []byte) []string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dpi := range []string{"110", "150", "220"} {
		if out, err := exec.Command("pdftoppm", "-gray", "-r", dpi, "-png", file, filepath.Join(dir, "page-"+dpi)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	names, _ := filepath.Glob(filepath.Join(dir, "page*.png"))
	out, err := exec.Command("zbarimg", append([]string{"-q", "--raw", "-Sdisable", "-Sqrcode.enable"}, names...)...).Output()
	// Status 4 says that a page, such as the cover of a stack of cards, has no code.
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 4) {
		t.Fatal(err)
	}
	codes := strings.Fields(string(out))
	slices.Sort(codes)
	return slices.Compact(codes)
}

// scanOne reads the one code of each page with a second decoder.
func scanOne(t *testing.T, pages []image.Image) []string {
	t.Helper()
	var codes []string
	for _, img := range pages {
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		found, err := qrcode.NewQRCodeMultiReader().DecodeMultiple(bitmap, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range found {
			codes = append(codes, one.GetText())
		}
	}
	slices.Sort(codes)
	return codes
}

// words gives the text of a PDF.
func words(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = strings.NewReader(string(pdf))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
