package print_test

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// tool finds a program of poppler-utils; without it the test is skipped unless JIANFU_REQUIRE_TOOLS asks for it.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("JIANFU_REQUIRE_TOOLS") == "" {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	return path
}

// words reads the text of one page, as laid out.
func words(t *testing.T, pdf []byte, page int) string {
	t.Helper()
	n := fmt.Sprint(page)
	cmd := exec.Command(tool(t, "pdftotext"), "-layout", "-f", n, "-l", n, "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

const dpi = 90

// picture draws one page at 90 dots per inch, less than any phone's camera sees.
func picture(t *testing.T, pdf []byte, page int) *image.Gray {
	t.Helper()
	to := filepath.Join(t.TempDir(), "page")
	n := fmt.Sprint(page)
	cmd := exec.Command(tool(t, "pdftoppm"), "-r", fmt.Sprint(dpi), "-f", n, "-l", n, "-png", "-singlefile", "-", to)
	cmd.Stdin = bytes.NewReader(pdf)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v: %s", err, out)
	}
	file, err := os.Open(to + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(img.Bounds())
	draw.Draw(grey, grey.Bounds(), img, image.Point{}, draw.Src)
	return grey
}

// part is a rectangle of the page, in mm.
func part(img *image.Gray, x, y, width, height float64) *image.Gray {
	px := func(mm float64) int { return int(mm * dpi / 25.4) }
	return img.SubImage(image.Rect(px(x), px(y), px(x+width), px(y+height))).(*image.Gray)
}

// ink counts pixels that are not white.
func ink(img *image.Gray) int {
	n := 0
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if img.GrayAt(x, y).Y < 200 {
				n++
			}
		}
	}
	return n
}

// scan reads the code in a picture with a decoder that shares no code with the encoder. Like a phone that is held nearer
// or further away it looks several times: this decoder misses the grid of some codes at one size and finds it at another.
func scan(t *testing.T, img *image.Gray) string {
	t.Helper()
	var err error
	for _, zoom := range []int{4, 5, 6, 8, 12} { // quarters
		side := image.Rect(0, 0, img.Rect.Dx()*zoom/4, img.Rect.Dy()*zoom/4)
		seen := image.NewGray(side)
		for y := range side.Dy() {
			for x := range side.Dx() {
				seen.SetGray(x, y, img.GrayAt(img.Rect.Min.X+x*4/zoom, img.Rect.Min.Y+y*4/zoom))
			}
		}
		bitmap, unseen := gozxing.NewBinaryBitmapFromImage(seen)
		if unseen != nil {
			t.Fatal(unseen)
		}
		var result *gozxing.Result
		result, err = qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		if err == nil {
			return result.GetText()
		}
	}
	t.Fatal("no code: ", err)
	return ""
}
