package account

import (
	"testing"

	"jianfu/models"
)

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, first := o.join(t, "a@county.example", "王芳", Administrator)
	token, second := o.join(t, "b@county.example", "赵强", Administrator)
	o.join(t, "c@county.example", "李娜", Organizer)
	if err := o.Suspend(t.Context(), second.ID); err != nil {
		t.Fatal(err)
	}
	_, err := o.Whose(t.Context(), token)
	wants(t, err, models.Unauthenticated, "account.session_over")
	wants(t, o.Suspend(t.Context(), first.ID), models.Conflict, "account.last_administrator")
	if err := o.Suspend(t.Context(), second.ID); err != nil {
		t.Fatalf("suspending twice: %v", err)
	}
	if err := o.Resume(t.Context(), second.ID); err != nil {
		t.Fatal(err)
	}
	if _, err = o.Whose(t.Context(), token); err == nil {
		t.Fatal("an old session came back with its person")
	}
	if err := o.Suspend(t.Context(), first.ID); err != nil {
		t.Fatalf("with another administrator back: %v", err)
	}
}

func TestSuspendedPeopleLearnItOnlyWithTheirPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, person := o.join(t, "a@county.example", "王芳", Organizer)
	if err := o.Suspend(t.Context(), person.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err := o.SignIn(t.Context(), "a@county.example", "somebody's guess")
	wants(t, err, models.Invalid, "account.wrong_credentials")
	_, _, err = o.SignIn(t.Context(), "a@county.example", good)
	wants(t, err, models.Forbidden, "account.suspended")
}

func TestUnknownPeople(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := models.NewID()
	_, _, link := o.Link(t.Context(), id)
	for name, err := range map[string]error{
		"suspend": o.Suspend(t.Context(), id), "resume": o.Resume(t.Context(), id),
		"rename": o.Rename(t.Context(), id, "王芳"), "link": link,
	} {
		if models.KindOf(err) != models.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestListsAreInOrder(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.join(t, "b@county.example", "B", Evaluator)
	_, gone := o.join(t, "c@county.example", "A", Evaluator)
	o.join(t, "d@county.example", "C", Evaluator)
	o.join(t, "e@county.example", "A", Administrator)
	if err := o.Suspend(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	names := func(all []Account, err error) (s string) {
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			s += a.Name + string(a.Role[0]) + " "
		}
		return s
	}
	if got := names(o.List(t.Context())); got != "Aa Be Ce Ae " {
		t.Errorf("everybody: %s", got)
	}
	if got := names(o.Evaluators(t.Context())); got != "Be Ce " {
		t.Errorf("evaluators: %s", got)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	here, person := o.join(t, "a@county.example", "王芳", Organizer)
	there, _, err := o.SignIn(t.Context(), "a@county.example", good)
	if err != nil {
		t.Fatal(err)
	}
	const next = "seven quiet rivers"
	wants(t, o.ChangePassword(t.Context(), here, "wrong", next), models.Invalid, "account.current_wrong")
	wants(t, o.ChangePassword(t.Context(), here, good, "short"), models.Invalid, "account.password_short")
	wants(t, o.ChangePassword(t.Context(), "x", good, next), models.Unauthenticated, "account.session_over")
	if err := o.ChangePassword(t.Context(), here, good, next); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Whose(t.Context(), here); err != nil {
		t.Fatalf("the session that changed it: %v", err)
	}
	_, err = o.Whose(t.Context(), there)
	wants(t, err, models.Unauthenticated, "account.session_over")
	_, _, err = o.SignIn(t.Context(), person.Email, good)
	wants(t, err, models.Invalid, "account.wrong_credentials")
	if _, _, err = o.SignIn(t.Context(), person.Email, next); err != nil {
		t.Fatal(err)
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, person := o.join(t, "a@county.example", "王芳", Organizer)
	if err := o.Rename(t.Context(), person.ID, "  王  小芳 "); err != nil {
		t.Fatal(err)
	}
	if got, err := o.ByID(t.Context(), person.ID); err != nil || got.Name != "王 小芳" {
		t.Fatalf("%q, %v", got.Name, err)
	}
	wants(t, o.Rename(t.Context(), person.ID, " "), models.Invalid, "account.name_invalid")
}
