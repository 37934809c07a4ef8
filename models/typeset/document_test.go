package typeset

import (
	"bytes"
	"crypto/sha256"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jianfu/models"
	"jianfu/models/qr"
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

func written(t testing.TB, doc *Document) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := doc.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// picture draws the first page at 90 dots per inch.
func picture(t *testing.T, pdf []byte) image.Image {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(tool(t, "pdftoppm"), "-r", "90", "-png", "-singlefile", "-", filepath.Join(dir, "page"))
	cmd.Stdin = bytes.NewReader(pdf)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v: %s", err, out)
	}
	file, err := os.Open(filepath.Join(dir, "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// dark counts the pixels with ink in a rectangle given in mm.
func dark(img image.Image, x1, y1, x2, y2 float64) int {
	const px = 90 / 25.4
	n := 0
	for y := int(y1 * px); y < int(y2*px); y++ {
		for x := int(x1 * px); x < int(x2*px); x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r+g+b < 3*0x8000 {
				n++
			}
		}
	}
	return n
}

func text(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command(tool(t, "pdftotext"), "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestTextComesOutAsItWentIn(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	doc.AddPage()
	lines := []string{"和平县㐂村", "𫟼𬇙 in the font", "𠀀村😀 not in the font", `brackets (\) “quotes”`}
	for i, line := range lines {
		doc.Line(20, 30+15*float64(i), line, Style{Size: 14, Bold: i%2 == 1}, Left)
	}
	doc.Tabular(20, 100, 5, "7K3M9QXA", Style{Size: 14})
	got := text(t, written(t, doc))
	for _, want := range append(lines, "7K3M9QXA") {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

func TestEveryCharacterLeavesInk(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	doc.AddPage()
	signs := []string{"政", "㐂", "𫟼", "𠀀", "😀", "\xff", "\ue000"}
	for i, sign := range signs {
		doc.Line(20, 30+20*float64(i), sign, Style{Size: 40}, Left)
	}
	img := picture(t, written(t, doc))
	ink := func(i int) int { return dark(img, 15, 16+20*float64(i), 40, 34+20*float64(i)) }
	box := ink(3)
	for i, sign := range signs {
		if n := ink(i); n < 50 {
			t.Errorf("%q: %d dark pixels", sign, n)
		} else if missing := i >= 3; missing != (n == box) {
			t.Errorf("%q: %d dark pixels, a box has %d; want a box: %v", sign, n, box, missing)
		}
	}
}

func TestEnglishMarksAreNarrow(t *testing.T) {
	t.Parallel()
	style := Style{Size: 10}
	if w := document(t, models.English).Width("’", style); w > em/2 {
		t.Errorf("an English apostrophe is %.2f em wide", w/em)
	}
	if w := document(t, models.Chinese).Width("“", style); w < 0.99*em {
		t.Errorf("a Chinese quotation mark is %.2f em wide", w/em)
	}
}

func TestBoldIsDarkerAndEndsWithItsLine(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	doc.AddPage()
	for i, bold := range []bool{false, true, false} {
		doc.Line(20, 30+20*float64(i), "减负", Style{Size: 40, Bold: bold}, Left)
	}
	img := picture(t, written(t, doc))
	plain, bold, after := dark(img, 15, 16, 60, 34), dark(img, 15, 36, 60, 54), dark(img, 15, 56, 60, 74)
	if float64(bold) < 1.1*float64(plain) || float64(after) > 1.05*float64(plain) {
		t.Errorf("dark pixels: plain %d, bold %d, plain again %d", plain, bold, after)
	}
}

func TestAlignmentKeepsToItsEdge(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	doc.AddPage()
	for i, align := range []Align{Left, Center, Right} {
		doc.Paragraph(50, 20+20*float64(i), 100, "口口", Style{Size: 28}, align)
	}
	img := picture(t, written(t, doc))
	width := 2 * 28 * point
	for i, left := range []float64{50, 100 - width/2, 150 - width} {
		y := 20 + 20*float64(i)
		inside, outside := dark(img, left, y, left+width, y+18), dark(img, 0, y, 210, y+18)
		if inside == 0 || inside != outside {
			t.Errorf("alignment %d: %d of %d dark pixels in place", i, inside, outside)
		}
	}
}

func TestACodeIsOneFill(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode("https://jianfu.example.cn/c/7K3M9QXA2BCDEFGH")
	if err != nil {
		t.Fatal(err)
	}
	fills := func(codes int) int {
		doc := document(t, models.Chinese)
		doc.pdf.SetCompression(false)
		doc.AddPage()
		for i := range codes {
			doc.Code(code, 10, 10+40*float64(i), 40)
		}
		return bytes.Count(written(t, doc), []byte("\nf Q\n"))
	}
	if n := fills(3) - fills(0); n != 3 {
		t.Errorf("%d fills for three codes", n)
	}
}

func TestSameCallsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	before, err := loadFace()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(before.data)
	files := make([][]byte, 4)
	var group sync.WaitGroup
	for i := range files {
		group.Go(func() {
			doc := document(t, models.Chinese)
			doc.AddPage()
			doc.Bookmark("一", 0)
			doc.Paragraph(20, 20, 100, "和平县上陵镇𫟼村 Yunlan", Style{Size: 12, Bold: true}, Left)
			doc.Typewriter(20, 60, []string{"l1I0O"}, Style{Size: 10})
			doc.Link(20, 20, 50, 10, "https://jianfu.example.cn")
			doc.CutMarks(20, 80, 30, 20, 2, 2)
			var out bytes.Buffer
			if err := doc.Write(&out); err != nil {
				t.Error(err)
			}
			files[i] = out.Bytes()
		})
	}
	group.Wait()
	for i, file := range files {
		if !bytes.Equal(file, files[0]) {
			t.Errorf("document %d differs from the first", i)
		}
	}
	if sha256.Sum256(before.data) != sum {
		t.Error("a document changed the font that all share")
	}
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	for lang, want := range map[models.Lang]string{models.Chinese: "/Lang (zh-CN)", models.English: "/Lang (en)"} {
		doc := document(t, lang)
		doc.AddPage()
		pdf := written(t, doc)
		for _, part := range []string{want, "/CreationDate (D:20270301000000)", "/ModDate (D:20270301000000)"} {
			if !bytes.Contains(pdf, []byte(part)) {
				t.Errorf("%s: no %s", lang, part)
			}
		}
	}
}

func TestTitlesHoldAnyText(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{"和平县𫟼村": "和平县𫟼村", "broken \xe4": "broken \ufffd"} {
		doc, err := New(Info{Lang: models.Chinese, Title: title})
		if err != nil {
			t.Fatal(err)
		}
		doc.AddPage()
		doc.Bookmark(title, 0)
		cmd := exec.Command(tool(t, "pdfinfo"), "-")
		cmd.Stdin = bytes.NewReader(written(t, doc))
		if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), want+"\n") {
			t.Errorf("%q: %v, %s", title, err, out)
		}
	}
}

func TestFontsThatDoNotSuitAreRefused(t *testing.T) {
	t.Parallel()
	face, err := loadFace()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing":     nil,
		"a head only": bytes.Clone(face.data[:12]),
		"cut off":     bytes.Clone(face.data[:20_000]),
		// A prepared font has no full character map any more.
		"already prepared": bytes.Clone(face.data),
	} {
		if _, err := newFace(data); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func BenchmarkDocument(b *testing.B) {
	for b.Loop() {
		doc := document(b, models.Chinese)
		doc.AddPage()
		doc.Line(20, 20, "减负", Style{Size: 12}, Left)
		written(b, doc)
	}
}
