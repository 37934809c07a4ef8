package account

import (
	"testing"
	"time"

	"jianfu/models"
)

func TestTheFirstAdministrator(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	old, made, err := o.EnsureFirst(t.Context())
	if err != nil || !made {
		t.Fatal(made, err)
	}
	token, made, err := o.EnsureFirst(t.Context())
	if err != nil || !made || token == old {
		t.Fatal("a second start gives no fresh link")
	}
	_, err = o.Invitation(t.Context(), old)
	wants(t, err, models.Gone, "account.link_spent")
	if i, err := o.Invitation(t.Context(), token); err != nil || !i.First() || i.Renews() || i.Role != Administrator {
		t.Fatalf("%+v, %v", i, err)
	}
	_, _, err = o.Accept(t.Context(), token, "not an address", "王芳", good)
	wants(t, err, models.Invalid, "account.email_invalid")
	_, _, err = o.Accept(t.Context(), token, "a@county.example", "", good)
	wants(t, err, models.Invalid, "account.name_invalid")
	session, person, err := o.Accept(t.Context(), token, "A@county.example", "王芳", good)
	if err != nil || person.Role != Administrator || person.Email != "a@county.example" {
		t.Fatalf("%+v, %v", person, err)
	}
	if who, err := o.Whose(t.Context(), session); err != nil || who.ID != person.ID {
		t.Fatal("accepting does not sign in")
	}
	if _, made, err = o.EnsureFirst(t.Context()); err != nil || made {
		t.Fatal("a first link with an account there")
	}
}

func TestAFirstLinkDiesWithTheFirstAccount(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	token, _, err := o.EnsureFirst(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.join(t, "a@county.example", "王芳", Administrator)
	_, _, err = o.Accept(t.Context(), token, "mallory@county.example", "Mallory", good)
	wants(t, err, models.Gone, "account.link_spent")
}

func TestLinksWorkOnceAndForAWeek(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	link, i, err := o.Invite(t.Context(), "A@county.example", "王芳", Evaluator)
	if err != nil {
		t.Fatal(err)
	}
	if want := o.clock.Add(7 * 24 * time.Hour); !i.Expires.Equal(want) {
		t.Fatalf("expires %v, want %v", i.Expires, want)
	}
	_, _, err = o.Accept(t.Context(), link, "", "", "too short")
	wants(t, err, models.Invalid, "account.password_short")
	_, person, err := o.Accept(t.Context(), link, "mallory@county.example", "Mallory", good)
	if err != nil || person.Email != "a@county.example" || person.Name != "王芳" || person.Role != Evaluator {
		t.Fatalf("%+v, %v: the link says who it is for", person, err)
	}
	_, _, err = o.Accept(t.Context(), link, "", "", good)
	wants(t, err, models.Gone, "account.link_spent")

	late, _, err := o.Invite(t.Context(), "b@county.example", "赵强", Organizer)
	if err != nil {
		t.Fatal(err)
	}
	o.clock = o.clock.Add(7 * 24 * time.Hour)
	_, _, err = o.Accept(t.Context(), late, "", "", good)
	wants(t, err, models.Gone, "account.link_spent")
	if open, err := o.Invited(t.Context()); err != nil || len(open) != 0 {
		t.Fatalf("%d links open, %v", len(open), err)
	}
}

func TestInvitingAgainReplaces(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	old, _, _ := o.Invite(t.Context(), "a@county.example", "王方", Organizer)
	fresh, _, err := o.Invite(t.Context(), "a@county.example", "王芳", Organizer)
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Invitation(t.Context(), old)
	wants(t, err, models.Gone, "account.link_spent")
	if open, err := o.Invited(t.Context()); err != nil || len(open) != 1 || open[0].Name != "王芳" {
		t.Fatalf("%+v, %v", open, err)
	}
	if _, _, err = o.Accept(t.Context(), fresh, "", "", good); err != nil {
		t.Fatal(err)
	}
}

func TestInviteRefuses(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.join(t, "a@county.example", "王芳", Organizer)
	for _, c := range []struct {
		email, name string
		role        Role
		kind        models.Kind
		key         string
	}{
		{"A@County.example", "王芳", Organizer, models.Conflict, "account.email_taken"},
		{"", "王芳", Organizer, models.Invalid, "account.email_invalid"},
		{"b@county.example", "\t", Organizer, models.Invalid, "account.name_invalid"},
		{"b@county.example", "王芳", "root", models.Invalid, "account.role_invalid"},
		{"b@county.example", "王芳", "", models.Invalid, "account.role_invalid"},
	} {
		_, _, err := o.Invite(t.Context(), c.email, c.name, c.role)
		wants(t, err, c.kind, c.key)
	}
}

func TestALinkRenewsThePassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	session, person := o.join(t, "a@county.example", "王芳", Organizer)
	link, _, err := o.Link(t.Context(), person.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Whose(t.Context(), session); err != nil {
		t.Fatal("handing out a link must not end a session")
	}
	for range freeAttempts {
		_, _, _ = o.SignIn(t.Context(), person.Email, "guess guess guess")
	}
	const next = "seven quiet rivers"
	if _, _, err := o.Accept(t.Context(), link, "", "", next); err != nil {
		t.Fatal(err)
	}
	_, err = o.Whose(t.Context(), session)
	wants(t, err, models.Unauthenticated, "account.session_over")
	if _, _, err = o.SignIn(t.Context(), person.Email, next); err != nil {
		t.Fatalf("the link lets past the brake: %v", err)
	}
}

func TestLinksDoNotLetSuspendedPeopleIn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, person := o.join(t, "a@county.example", "王芳", Organizer)
	link, _, err := o.Link(t.Context(), person.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Suspend(t.Context(), person.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = o.Accept(t.Context(), link, "", "", good)
	wants(t, err, models.Forbidden, "account.suspended")
	_, _, err = o.Link(t.Context(), person.ID)
	wants(t, err, models.Conflict, "account.link_suspended")
}
