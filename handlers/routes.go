package handlers

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/account"
	"jianfu/handlers/evaluator"
	"jianfu/handlers/library"
	"jianfu/handlers/organizer"
	"jianfu/handlers/public"
	"jianfu/handlers/respondent"
	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	domain "jianfu/models/account"
)

// rooms are the handlers of each audience.
type rooms struct {
	assets     *page.Assets
	guard      *session.Guard
	public     *public.Room
	respondent *respondent.Room
	account    *account.Room
	organizer  *organizer.Room
	builder    *library.Room
	evaluator  *evaluator.Room
}

// routes is the whole URL map.
func routes(app *fiber.App, r rooms) {
	// Anybody: no cookie.
	app.Get("/", r.public.Home)
	app.Get("/code", r.public.Home).Post("/code", r.public.Code)
	app.Get("/kiosk", r.public.Kiosk)
	app.Get("/privacy", r.public.Privacy)
	app.Get("/manifest/:hash", r.public.Manifest)
	app.Get("/healthz", r.public.Healthz)
	app.Get("/readyz", r.public.Readyz)
	app.Get("/static/*", r.assets.Serve)

	// Respondents: no cookie, no session, no log.
	app.Get("/c/:code", r.respondent.CardForm).Post("/c/:code", r.respondent.CardCheck)
	app.Get("/c/:code/edit", r.respondent.Return).Post("/c/:code/edit", r.respondent.CardEdit)
	app.Get("/c/:code/send", r.respondent.Return).Post("/c/:code/send", r.respondent.CardSend)
	app.Get("/o/:poster", r.respondent.PosterForm).Post("/o/:poster", r.respondent.PosterCheck)
	app.Get("/o/:poster/edit", r.respondent.Return).Post("/o/:poster/edit", r.respondent.PosterEdit)
	app.Get("/o/:poster/send", r.respondent.Return).Post("/o/:poster/send", r.respondent.PosterSend)
	app.Post("/c/:code/ballot", r.respondent.CardBallot)
	app.Post("/ballots", r.respondent.Ballots)
	app.Get("/thanks", r.respondent.Thanks)
	for _, path := range []string{"/c", "/c/*", "/o", "/o/*", "/code", "/thanks", "/ballots", "/kiosk"} {
		app.All(path, nowhere) // not on to the console, which reads and sets cookies
	}

	// The console. What follows has a session where there is one.
	console := app.Group("", r.guard.Load)
	console.Get("/sign-in", r.account.ShowSignIn).Post("/sign-in", r.account.SignIn)
	console.Get("/invitation/:token", r.account.ShowInvitation).Post("/invitation/:token", r.account.Accept)

	signedIn := session.Require()
	console.Post("/sign-out", signedIn, r.account.SignOut)
	console.Post("/sign-out-everywhere", signedIn, r.account.SignOutEverywhere)
	console.Get("/account", signedIn, r.account.ShowAccount).Post("/account", signedIn, r.account.ChangeAccount)

	people := console.Group("/people", session.Require(domain.Administrator))
	people.Get("", r.account.ShowPeople).Post("", r.account.Invite)
	people.Post("/:id/link", r.account.Link)
	people.Post("/:id/suspend", r.account.Suspend)
	people.Post("/:id/resume", r.account.Resume)

	units := console.Group("/units", session.Require(domain.Organizer))
	units.Get("", r.organizer.UnitList).Post("", r.organizer.UnitImport)
	units.Get("/template.xlsx", r.organizer.UnitTemplate)
	units.Get("/export.xlsx", r.organizer.UnitExport)
	units.Post("/:unit", r.organizer.UnitRevise)
	units.Post("/:unit/delete", r.organizer.UnitDelete)

	questionnaires := console.Group("/questionnaires", session.Require(domain.Organizer))
	questionnaires.Get("", r.builder.List).Post("", r.builder.Create)
	questionnaires.Post("/copy", r.builder.Copy)
	questionnaires.Get("/import", r.builder.List).Post("/import", r.builder.Import)
	questionnaires.Get("/template.xlsx", r.builder.Template)
	questionnaires.Get("/builtin/:file", r.builder.Instrument)
	questionnaires.Get("/schema.json", r.builder.Schema)
	questionnaires.Get("/builder/:sum/:file", r.builder.Script)
	questionnaires.Get("/:id", r.builder.Show)
	questionnaires.Get("/:id/state", r.builder.State)
	questionnaires.Post("/:id/save", r.builder.Save)
	questionnaires.Get("/:id/preview", r.builder.Preview)
	questionnaires.Get("/:id/history", r.builder.History)
	questionnaires.Get("/:id/compare", r.builder.Compare)
	questionnaires.Post("/:id/restore", r.builder.Restore)
	questionnaires.Post("/:id/delete", r.builder.Delete)
	questionnaires.Post("/:id/undelete", r.builder.Undelete)
	questionnaires.Get("/:id/export.xlsx", r.builder.XLSX)
	questionnaires.Get("/:id/export.json", r.builder.JSON)
	questionnaires.Get("/:id/codebook.csv", r.builder.Codebook)

	rounds := console.Group("/rounds", session.Require(domain.Organizer))
	rounds.Get("", r.organizer.List)
	rounds.Get("/new", r.organizer.Fresh).Post("/new", r.organizer.Create)
	rounds.Get("/:round", r.organizer.Show)
	rounds.Get("/:round/settings", r.organizer.Settings).Post("/:round/settings", r.organizer.Revise)
	rounds.Post("/:round/evaluator", r.organizer.Appoint)
	rounds.Get("/:round/freeze", r.organizer.AskFreeze).Post("/:round/freeze", r.organizer.Freeze)
	rounds.Get("/:round/open", r.organizer.AskOpen).Post("/:round/open", r.organizer.Open)
	rounds.Get("/:round/extend", r.organizer.AskExtend).Post("/:round/extend", r.organizer.Extend)
	rounds.Get("/:round/close", r.organizer.AskClose).Post("/:round/close", r.organizer.Close)
	rounds.Get("/:round/cancel", r.organizer.AskCancel).Post("/:round/cancel", r.organizer.Cancel)
	rounds.Post("/:round/next", r.organizer.Next)
	rounds.Post("/:round/questionnaire", r.organizer.Renew)
	rounds.Post("/:round/trial", r.organizer.Rehearse)
	rounds.Post("/:round/begin", r.organizer.Begin)
	rounds.Post("/:round/resume", r.organizer.Resume)
	rounds.Get("/:round/posters.pdf", r.organizer.PostersPDF)
	rounds.Get("/:round/posters/:unit", r.organizer.PosterCode)
	rounds.Post("/:round/cards.pdf", r.organizer.CardsPDF)

	// Evaluators, and the organizer once a round is released: each handler asks round.Check.
	evaluations := console.Group("/evaluations", session.Require(domain.Evaluator, domain.Organizer))
	evaluations.Get("", r.evaluator.List)
	evaluations.Get("/:round", r.evaluator.Show)
	evaluations.Post("/:round/accept", r.evaluator.Accept)
	evaluations.Post("/:round/key", r.evaluator.AcceptKey)
	evaluations.Get("/:round/recovery.pdf", r.evaluator.Recovery)
	evaluations.Post("/:round/unlock", r.evaluator.Unlock)
	evaluations.Get("/:round/progress", r.evaluator.Watch)
	evaluations.Get("/:round/ballots.jsonl", r.evaluator.Ballots)
	evaluations.Post("/:round/release", r.evaluator.Submit)
	evaluations.Get("/:round/report", r.evaluator.Report)
	evaluations.Get("/:round/explore", r.evaluator.Explore)
	evaluations.Get("/:round/texts", r.evaluator.ShowTexts).Post("/:round/texts", r.evaluator.Texts)
	evaluations.Get("/:round/report.csv", r.evaluator.CSV)
	evaluations.Get("/:round/report.json", r.evaluator.JSON)
}

func nowhere(*fiber.Ctx) error { return fiber.ErrNotFound }
