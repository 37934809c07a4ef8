package qr_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"jianfu/models"
	"jianfu/models/qr"
)

// url makes an address of n characters that looks like ours.
func url(n int) string {
	const head = "https://s.example.cn/"
	return (head + strings.Repeat("c/7K3M9QXA2BCDEFGH", 8))[:n]
}

// read decodes an image with ZXing, which shares no code with the encoder, and gives text and correction level.
func read(t *testing.T, img image.Image) (text, level string) {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		t.Fatal("not readable: ", err)
	}
	level, _ = result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL].(string)
	return result.GetText(), level
}

func TestAnIndependentDecoderReadsWhatWasEncoded(t *testing.T) {
	t.Parallel()
	texts := []string{"1", "减负", "https://调查.example.cn/c/7K3M9QXA2BCDEFGH", "和平县上陵镇人民政府"}
	for n := 20; n <= 120; n += 5 {
		texts = append(texts, url(n))
	}
	for _, text := range texts {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			code, err := qr.Encode(text)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := code.PNG(3)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if got, level := read(t, img); got != text || level != decoder.ErrorCorrectionLevel_Q.String() {
				t.Errorf("read %q at level %q, want %q at Q", got, level, text)
			}
		})
	}
}

func TestWhatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		kind models.Kind
	}{
		"empty":     {"", models.Invalid},
		"not UTF-8": {"\xff", models.Invalid},
		"too long":  {strings.Repeat("a", qr.MaxBytes+1), models.TooLarge},
	} {
		if _, err := qr.Encode(c.text); models.KindOf(err) != c.kind || err == nil {
			t.Errorf("%s: got %v, want %s", name, err, c.kind)
		}
	}
	longest, err := qr.Encode(strings.Repeat("a", qr.MaxBytes))
	if err != nil || longest.Size() != 177+8 {
		t.Errorf("the longest text: size %d, %v; want version 40, 185 modules with the quiet zone", longest.Size(), err)
	}
}

func TestTheQuietZoneIsFourModules(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode(url(48))
	if err != nil {
		t.Fatal(err)
	}
	last := code.Size() - 1
	for y := -1; y <= last+1; y++ {
		for x := -1; x <= last+1; x++ {
			if margin := min(x, y, last-x, last-y); margin < 4 && code.Dark(x, y) {
				t.Fatalf("(%d, %d) is dark", x, y)
			}
		}
	}
	for _, corner := range [][2]int{{4, 4}, {last - 4, 4}, {4, last - 4}} {
		if !code.Dark(corner[0], corner[1]) {
			t.Errorf("no finder pattern at %v", corner)
		}
	}
}

func TestSVGDrawsEveryModuleOnceAndOnlyThose(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode(url(80))
	if err != nil {
		t.Fatal(err)
	}
	var svg struct {
		ViewBox string `xml:"viewBox,attr"`
		Edges   string `xml:"shape-rendering,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(code.SVG(), &svg); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("0 0 %[1]d %[1]d", code.Size()); svg.ViewBox != want || svg.Edges != "crispEdges" || len(svg.Paths) != 2 {
		t.Fatalf("viewBox %q, edges %q, %d paths", svg.ViewBox, svg.Edges, len(svg.Paths))
	}
	drawn := map[[2]int]int{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(svg.Paths[1].D, -1) {
		x, y, n := number(t, m[1]), number(t, m[2]), number(t, m[3])
		if m[3] != m[4] {
			t.Fatalf("an open rectangle: %s", m[0])
		}
		for i := range n {
			drawn[[2]int{x + i, y}]++
		}
	}
	for y := range code.Size() {
		for x := range code.Size() {
			if got := drawn[[2]int{x, y}]; (got == 1) != code.Dark(x, y) || got > 1 {
				t.Fatalf("(%d, %d): drawn %d times, dark %v", x, y, got, code.Dark(x, y))
			}
		}
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPNGIsOneBitAPixelAndRefusesOddSizes(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode(url(40))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := code.PNG(4)
	if err != nil {
		t.Fatal(err)
	}
	const bitDepth = 24 // offset in the file: signature 8, chunk head 8, width 4, height 4
	if raw[bitDepth] != 1 {
		t.Errorf("%d bits a pixel", raw[bitDepth])
	}
	for _, px := range []int{-1, 0, 65} {
		if _, err := code.PNG(px); models.KindOf(err) != models.Invalid {
			t.Errorf("%d pixels a module: %v", px, err)
		}
	}
}

func TestTerminalTextReadsLikeTheCode(t *testing.T) {
	t.Parallel()
	text := url(33)
	code, err := qr.Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	const scale = 3
	side := (code.Size() + 1) * scale
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	paint := func(x, y int) {
		for i := range scale * scale {
			img.SetGray(x*scale+i%scale, y*scale+i/scale, color.Gray{})
		}
	}
	for row, line := range strings.Split(strings.TrimSuffix(code.Terminal(), "\n"), "\n") {
		line, found := strings.CutPrefix(line, "\x1b[30;107m")
		line, ended := strings.CutSuffix(line, "\x1b[0m")
		if !found || !ended {
			t.Fatalf("line %d does not set and reset its colours", row)
		}
		for x, r := range []rune(line) {
			if r == '█' || r == '▀' {
				paint(x, 2*row)
			}
			if r == '█' || r == '▄' {
				paint(x, 2*row+1)
			}
		}
	}
	if got, _ := read(t, img); got != text {
		t.Errorf("read %q, want %q", got, text)
	}
}

func BenchmarkEncode(b *testing.B) {
	text := url(48)
	for b.Loop() {
		if _, err := qr.Encode(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	code, err := qr.Encode(url(48))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := code.PNG(8); err != nil {
			b.Fatal(err)
		}
	}
}
