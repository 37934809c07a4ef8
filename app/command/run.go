// Package command holds the commands of the program, one file each.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"jianfu/app/config"
	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/templates"
)

// program is every command with the flags that they share.
type program struct {
	config.Config

	Serve    serve    `cmd:"" default:"withargs" help:"${help_serve}"`
	Demo     demo     `cmd:"" help:"${help_demo}"`
	Migrate  migrate  `cmd:"" help:"${help_migrate}"`
	Restored restored `cmd:"" help:"${help_restored}"`
	Health   health   `cmd:"" help:"${help_health}"`
	Keygen   keygen   `cmd:"" help:"${help_keygen}"`
	Tally    tally    `cmd:"" help:"${help_tally}"`
	Texts    texts    `cmd:"" help:"${help_texts}"`
	Audit    audit    `cmd:"" help:"${help_audit}"`
	Version  version  `cmd:"" help:"${help_version}"`
}

// environment is what a command may use of the outside.
type environment struct {
	ctx  context.Context //nolint:containedctx // the life of the program
	cfg  config.Config
	in   *os.File
	out  io.Writer
	errs io.Writer
	log  *slog.Logger
	say  models.Say
}

// Run carries out one command and gives the exit status: 0 done, 1 failed, 2 asked wrongly. An interrupt ends it
// cleanly.
func Run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	lang := languageOf(os.Getenv)
	var p program
	exited := -1
	parser, err := kong.New(&p, kong.Name("jianfu"), kong.Description(catalogue.Say(lang)("app.description")),
		kong.Writers(out, errs), kong.Exit(func(code int) { exited = code }), helpIn(catalogue, lang))
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help has been answered
		return exited
	}
	say := catalogue.Say(lang)
	if err == nil {
		say = catalogue.Say(models.Lang(p.Lang))
		err = p.Check()
	}
	if err != nil {
		fmt.Fprintln(errs, explain(err, say))
		return 2
	}
	env := &environment{ctx: ctx, cfg: p.Config, in: os.Stdin, out: out, errs: errs, say: say, log: slog.New(slog.NewTextHandler(errs, nil))}
	if err := parsed.Run(env); err != nil {
		fmt.Fprintln(errs, explain(err, say))
		return 1
	}
	return 0
}

// explain puts an error into the reader's language where it is one of ours.
func explain(err error, say models.Say) string {
	if ours, ok := errors.AsType[*models.Error](err); ok {
		text := say(ours.Key, ours.Args...)
		if ours.Err != nil {
			text += " (" + ours.Err.Error() + ")"
		}
		return text
	}
	return err.Error()
}

// languageOf is Chinese unless the environment asks for English.
func languageOf(getenv func(string) string) models.Lang {
	for _, name := range []string{"JIANFU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := strings.ToLower(getenv(name)); value != "" {
			if strings.HasPrefix(value, "en") {
				return models.English
			}
			return models.Chinese
		}
	}
	return models.Chinese
}

// helpIn fills the help texts of the flags: ${help_base_url} is app.help.base_url of the catalogue.
func helpIn(catalogue *page.Catalogue, lang models.Lang) kong.Vars {
	say := catalogue.Say(lang)
	vars := kong.Vars{"lang": string(lang)}
	for _, key := range catalogue.Keys(lang) {
		if name, ok := strings.CutPrefix(key, "app.help."); ok {
			vars["help_"+name] = say(key)
		}
	}
	return vars
}
