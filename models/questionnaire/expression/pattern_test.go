package expression

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, re string }{
		{"", "^(?:)$"},
		{"ab|c", "^(?:ab|c)$"},
		{"(a)(?:b)", "^(?:(?:a)(?:b))$"},
		{".", `^(?:[^\n])$`},
		{`\d\w\D\W`, `^(?:\d\w\D\W)$`},
		{`\s\S`, `^(?:[\t-\r ][^\t-\r ])$`},
		{`[\s\d-]`, `^(?:[\t-\r \d\-])$`},
		{`[a\-z][-a][a-]`, `^(?:[a\-z][\-a][a\-])$`},
		{`[a-c^$.*]`, `^(?:[a-c\^\$\.\*])$`},
		{`\-\/\ \_\@`, `^(?:-/ _@)$`},
		{`\\\.\^\$\|`, `^(?:\\\.\^\$\|)$`},
		{`a{2}b{2,}c{2,4}`, `^(?:a{2}b{2,}c{2,4})$`},
		{`^a$`, `^(?:^a$)$`},
		{`(a|b){2}`, `^(?:(?:a|b){2})$`},
		{`减[一-龥]`, `^(?:减[一-龥])$`},
	} {
		re, key, rest := compile(c.source)
		if re == nil {
			t.Errorf("%q is refused: %s at %q", c.source, key, rest)
		} else if re.String() != c.re {
			t.Errorf("%q becomes %s, want %s", c.source, re, c.re)
		}
	}
	for _, c := range []struct{ source, rest string }{
		{"(?=a)", "(?=a)"},
		{"(?!a)", "(?!a)"},
		{"(?<=a)", "(?<=a)"},
		{"(?<n>a)", "(?<n>a)"},
		{"(?P<n>a)", "(?P<n>a)"},
		{"(?i)a", "(?i)a"},
		{"(?i:a)", "(?i:a)"},
		{`(a)\1`, `\1`},
		{`\p{Han}`, `\p{Han}`},
		{`\bq`, `\bq`},
		{`\Aa`, `\Aa`},
		{`a\z`, `\z`},
		{`\x41`, `\x41`},
		{`\u4e00`, `\u4e00`},
		{`\Q.\E`, `\Q.\E`},
		{`\减`, `\减`},
		{`a\`, `\`},
		{"*a", "*a"},
		{"a**", "*"},
		{"a+?", "?"},
		{"a++", "+"},
		{"^*", "*"},
		{"a|+", "+"},
		{"(*)", "*)"},
		{"a{", "{"},
		{"a{}", "{}"},
		{"a{,2}", "{,2}"},
		{"a{2,1}", "{2,1}"},
		{"a{1001}", "{1001}"},
		{"a{+1}", "{+1}"},
		{"a{1", "{1"},
		{"{1}", "{1}"},
		{"a}", "}"},
		{"a]", "]"},
		{"a)", ")"},
		{"x(a", "(a"},
		{"[a", "[a"},
		{"[]", "]"},
		{"[^]", "]"},
		{"[z-a]", "z-a]"},
		{"[[:alpha:]]", "[:alpha:]]"},
		{`[a-\d]`, `a-\d]`},
		{`[\d-z]`, `\d-z]`},
		{`[\p{L}]`, `\p{L}]`},
		{`[\b]`, `\b]`},
	} {
		if re, key, rest := compile(c.source); re != nil || key != "expression.pattern" || rest != c.rest {
			t.Errorf("%q gives %v, %s at %q, want a fault at %q", c.source, re, key, rest, c.rest)
		}
	}
	for _, source := range []string{
		"(a+)+", "(a*)*b", "(a|a)*", "(a?){30}", "([a-z]+)*@", "a*a*a*a*", "(a|b|ab)*", `\w+([.-]?\w+)*@`, "(a+){20}",
		"((a?)?)*", strings.Repeat("a?", 30), strings.Repeat("(a|b)", 30), strings.Repeat("a", maxPattern+1),
		"((a{500}){500}){500}",
	} {
		if re, key, _ := compile(source); re != nil || key != "expression.pattern.slow" {
			t.Errorf("%q gives %v, %s", source, re, key)
		}
	}
}

// script runs JavaScript with the interpreter before it on input and decodes what it prints.
func script(t *testing.T, body string, input, output any) {
	t.Helper()
	encoded, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node(t), "-e", interpreter(t)+"\nconst input = JSON.parse(require('fs').readFileSync(0))\n"+body)
	cmd.Stdin = bytes.NewReader(encoded)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%.2000s", err, stderr.String())
	}
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber()
	if err := d.Decode(output); err != nil {
		t.Fatal(err)
	}
}

// TestPatternsInBrowser draws patterns and texts at random: what is accepted must compile in both engines and match the
// same.
func TestPatternsInBrowser(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	type trial struct {
		Pattern string
		Texts   []string
		want    []bool
	}
	var trials []trial
	for range 60000 {
		re, _, _ := compile(randomPattern(r))
		if re == nil || len(trials) == 4000 {
			continue
		}
		one := trial{Pattern: re.String()}
		for range 12 {
			text := randomText(r)
			one.Texts, one.want = append(one.Texts, text), append(one.want, re.MatchString(text))
		}
		trials = append(trials, one)
	}
	if len(trials) < 3000 {
		t.Fatalf("only %d patterns are accepted", len(trials))
	}
	var got [][]bool
	script(t, `console.log(JSON.stringify(input.map(p => p.Texts.map(s => evaluate(["regex", s, p.Pattern])))))`, trials, &got)
	matches := 0
	for i, one := range trials {
		for j, want := range one.want {
			if got[i][j] != want {
				t.Errorf("%q on %q: the browser says %v", one.Pattern, one.Texts[j], got[i][j])
			}
			if want {
				matches++
			}
		}
	}
	if matches < 1000 {
		t.Errorf("only %d matches: the texts try nothing", matches)
	}
}

func randomPattern(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(9) {
		b.WriteString(pick(r, "a", "b", "-", ".", `\d`, `\w`, `\s`, `\S`, `\W`, `\D`, "[", "]", "^", "$", "(", "(?:", ")", ")",
			"|", "*", "+", "?", "{2}", "{1,3}", "{2,}", `\-`, `\.`, `\\`, "[^", "a-z", `[\s\-]`, "[^\\S]", "[ab]", "减", "😀", " ", "\n", "\t"))
	}
	return b.String()
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(5) {
		b.WriteString(pick(r, "a", "b", "ab", "-", ".", "5", "_", " ", "\n", "\r", "\t", "\v", "\u00a0", "\u2028", "减", "😀", `\`, "é", "K"))
	}
	return b.String()
}

// TestHardestPatterns: the ways in which an engine that backtracks may try a pattern are bounded, however they come
// about.
func TestHardestPatterns(t *testing.T) {
	t.Parallel()
	for source, accepted := range map[string]bool{
		"a*a*b": true, "a*a*a*b": false,
		`\w*\w*-`: true, `\w*\w*\w*-`: false,
		strings.Repeat("a?", 14) + "b": true, strings.Repeat("a?", 15) + "b": false,
		"(a|a){14}b": true, "(a|a){15}b": false,
		"(a{1,4}){7}b": true, "(a{1,4}){8}b": false,
		"(a|a){8}a*b": false, ".{0,120}.{0,120}b": true, ".{0,900}.{0,900}b": false,
	} {
		if re, key, _ := compile(source); (re != nil) != accepted || re == nil && key != "expression.pattern.slow" {
			t.Errorf("%q: accepted %v, %s", source, re != nil, key)
		}
	}
}
