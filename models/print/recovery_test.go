package print_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"jianfu/models"
	"jianfu/models/print"
)

const passphrase = "correct horse battery staple"

// wrapped makes an armored age file of a secret under the passphrase.
func wrapped(t *testing.T, secret string) string {
	t.Helper()
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(10)
	var out bytes.Buffer
	text := armor.NewWriter(&out)
	body, err := age.Encrypt(text, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(body, secret); err != nil {
		t.Fatal(err)
	}
	if err := body.Close(); err != nil {
		t.Fatal(err)
	}
	if err := text.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func recovery(t *testing.T, lang models.Lang, armored string) []byte {
	t.Helper()
	sheet := print.RecoverySheet{Round: round(lang), Holder: "张三", Fingerprint: "9a0b 55d1 e7c2 0f3e", Armor: armored}
	return write(t, func(out *bytes.Buffer) error { return print.Recovery(out, sheet, voice(t, lang)) })
}

func TestTheScannedCodesOpenWithThePassphrase(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("round key ", 15)
	img := picture(t, recovery(t, models.Chinese, wrapped(t, secret)), 2)
	scanned := scan(t, part(img, 20, 60, 84, 180)) + scan(t, part(img, 106, 60, 84, 180))

	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	body, err := age.Decrypt(armor.NewReader(strings.NewReader(scanned)), identity)
	if err != nil {
		t.Fatalf("%v: %s", err, scanned)
	}
	if got, err := io.ReadAll(body); err != nil || string(got) != secret {
		t.Errorf("opened to %q, %v", got, err)
	}
}

func TestTheRecoverySheetSaysWhatItMust(t *testing.T) {
	t.Parallel()
	armored := wrapped(t, "round key")
	for lang, want := range map[models.Lang][]string{
		models.Chinese: {"没有口令就无法启封，我们也不能。", "2027年2月20日", "7f3a-91c2-e0b4", "9a0b 55d1 e7c2 0f3e", "张三", "口令存放处", "age -d -o key.txt key.age"},
		models.English: {"Without the passphrase the round cannot be opened", "20 February 2027", "Where the passphrase is kept", "age -d -o key.txt key.age"},
	} {
		pdf := recovery(t, lang, armored)
		first, second := words(t, pdf, 1), words(t, pdf, 2)
		for _, w := range want {
			if !strings.Contains(first, w) {
				t.Errorf("%s: %q is not on the sheet", lang, w)
			}
		}
		for line := range strings.Lines(armored) {
			if !strings.Contains(second, strings.TrimSpace(line)) {
				t.Errorf("%s: the line %q is not on the sheet", lang, line)
			}
		}
	}
}

func TestALongArmorGoesOnOverPages(t *testing.T) {
	t.Parallel()
	armored := wrapped(t, strings.Repeat("k", 1100))
	pdf := recovery(t, models.Chinese, armored)
	if n := bytes.Count(pdf, []byte("/Type /Page\n")); n < 3 {
		t.Fatalf("%d pages", n)
	}
	img := picture(t, pdf, 3)
	if got := scan(t, part(img, 20, 20, 84, 90)); !strings.Contains(armored, got) {
		t.Errorf("the third page does not carry on with the armor: %q", got)
	}
}

func TestArmorsThatCannotBePrinted(t *testing.T) {
	t.Parallel()
	for name, armored := range map[string]string{
		"empty":      "",
		"too long":   strings.Repeat("a\n", 1025),
		"not ASCII":  "密钥",
		"wide lines": strings.Repeat("a", 65),
	} {
		var out bytes.Buffer
		err := print.Recovery(&out, print.RecoverySheet{Round: round(models.Chinese), Armor: armored}, voice(t, models.Chinese))
		if models.KindOf(err) != models.Invalid || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, out.Len())
		}
	}
}
