package codebook

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// header is the head of the file.
func header() []string {
	return []string{"var", "zh", "en", "type", "unit", "min", "max", "skip", "missing", "construct", "values"}
}

// WriteCSV writes the codebook as UTF-8 with a byte order mark, which Excel and WPS need, and CRLF. unit, construct and
// the labels in values hold both languages with a slash between; values is a list of code=label, missing one of
// meaning=code, with semicolons between. A cell that a spreadsheet could run as a formula gets an apostrophe before it. Its errors are
// those of w.
func WriteCSV(w io.Writer, q questionnaire.Questionnaire) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write(header()) // the writer keeps its first error for the end
	for _, v := range Variables(q) {
		row := []string{
			v.Name, v.Text.Zh, v.Text.En, string(v.Kind), bilingual(v.Unit), v.Min, v.Max, v.Skip,
			missing(v.Missing), bilingual(v.Construct), values(v.Values),
		}
		for i := range row {
			if i != 5 && i != 6 { // min and max are numbers, and may be negative
				row[i] = safe(row[i])
			}
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// bilingual is both wordings, once where they are the same.
func bilingual(t models.Text) string {
	if t.Zh == "" || t.En == "" || t.Zh == t.En {
		return t.In(models.Chinese)
	}
	return t.Zh + " / " + t.En
}

func missing(codes []Missing) string {
	meaning := map[Missing]string{Skipped: "skipped", Declined: "declined"}
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = meaning[c] + "=" + strconv.Itoa(int(c))
	}
	return strings.Join(list, "; ")
}

func values(all []Value) string {
	list := make([]string, len(all))
	for i, v := range all {
		list[i] = v.Code + "=" + bilingual(v.Label)
	}
	return strings.Join(list, "; ")
}

// safe keeps a spreadsheet from running a cell as a formula (OWASP, CSV injection).
func safe(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
		return "'" + s
	}
	return s
}
