package account

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jianfu/models"
)

func TestSignInGoesWhereItShould(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ email, next, where string }{
		{"wang.fang@county.example", "", "/people"},
		{"li.na@county.example", "", "/rounds"},
		{"chen@university.example", "", "/evaluations"},
		{"li.na@county.example", "/rounds/x?y=1", "/rounds/x?y=1"},
		{"li.na@county.example", "https://evil.example/", "/rounds"},
		{"li.na@county.example", "//evil.example/", "/rounds"},
	} {
		h := newHouse(t)
		resp, _ := h.post(t, "/sign-in", "", url.Values{"email": {c.email}, "password": {right}, "next": {c.next}})
		goes(t, resp, c.where)
		if got := resp.Cookies(); len(got) != 1 || got[0].Value != "new" {
			t.Errorf("cookies %v", got)
		}
	}
}

func TestFailedSignInsReadTheSame(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := func(email string) string {
		resp, body := h.post(t, "/sign-in", "", url.Values{"email": {email}, "password": {"wrong"}, "next": {"/units"}})
		shows(t, resp, body, 422, "邮箱或密码不对", `value="/units"`, `value="`+email+`"`)
		if strings.Contains(body, "wrong") {
			t.Error("the password is written back")
		}
		return strings.ReplaceAll(body, email, "")
	}
	if page("li.na@county.example") != page("nobody@county.example") {
		t.Error("an unknown address can be told")
	}
	h.fail = models.Fail(models.Unavailable, "account.brake", 7)
	resp, body := h.post(t, "/sign-in", "", url.Values{"email": {"li.na@county.example"}, "password": {right}})
	shows(t, resp, body, 503, "7分钟后", "li.na@county.example")
	h.fail = errDisk
	resp, _ = h.post(t, "/sign-in", "", url.Values{"email": {"li.na@county.example"}, "password": {right}})
	if resp.StatusCode != 500 {
		t.Errorf("a broken store: %d", resp.StatusCode)
	}
}

func TestSignInPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	resp, body := h.get(t, "/sign-in?next=/units&lang=en", "")
	shows(t, resp, body, 200, "Sign in", `name="next" value="/units"`)
	resp, body = h.get(t, "/sign-in?next=//evil.example&done=account.signed_out", "")
	shows(t, resp, body, 200, "已退出登录")
	if strings.Contains(body, `name="next"`) {
		t.Error("a foreign address is offered as the next page")
	}
	resp, _ = h.get(t, "/sign-in", "organizer")
	goes(t, resp, "/rounds")
	resp, _ = h.get(t, "/sign-in?next=/units", "organizer")
	goes(t, resp, "/units")
}

func TestSigningInAgainEndsTheOldSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	resp, _ := h.post(t, "/sign-in", "organizer", url.Values{"email": {"wang.fang@county.example"}, "password": {right}})
	goes(t, resp, "/people")
	if _, there := h.sessions["organizer"]; there {
		t.Fatal("the old session lives on")
	}
}

func TestAKeptFormComesBackAfterSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	kept := base64.RawURLEncoding.EncodeToString(
		[]byte(`{"path":"/units","fields":[{"name":"title","value":"\"青山镇\" & more"}]}`))
	wrong, body := h.post(t, "/sign-in", "", url.Values{"email": {"li.na@county.example"}, "password": {"x"}, "kept": {kept}})
	shows(t, wrong, body, 422, kept)
	resp, body := h.post(t, "/sign-in", "", url.Values{"email": {"li.na@county.example"}, "password": {right}, "kept": {kept}})
	shows(t, resp, body, 200, `action="/units"`, `value=""青山镇" & more"`)
	token := csrfField.FindStringSubmatch(body)
	if token == nil || len(token[1]) != 43 {
		t.Fatal("the form comes back without a token of the new session")
	}
	foreign := base64.RawURLEncoding.EncodeToString([]byte(`{"path":"//evil.example/","fields":[]}`))
	resp, _ = h.post(t, "/sign-in", "", url.Values{"email": {"li.na@county.example"}, "password": {right}, "kept": {foreign}})
	goes(t, resp, "/rounds")
}

func TestSigningOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	resp, _ := h.post(t, "/sign-out", "organizer", url.Values{})
	goes(t, resp, "/sign-in?done=account.signed_out")
	if c := resp.Cookies(); len(c) != 1 || c[0].Value != "" || len(h.sessions) != 1 {
		t.Fatalf("cookies %v, sessions %v", c, h.sessions)
	}
	resp, _ = h.post(t, "/sign-out", "", url.Values{})
	goes(t, resp, "/sign-in?done=account.signed_out")
	resp, _ = h.post(t, "/sign-out-everywhere", "admin", url.Values{})
	goes(t, resp, "/sign-in?done=account.signed_out_everywhere")
	h.changed(t, "everywhere "+h.everybody[0].ID.String())
}

func TestInvitationPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	resp, body := h.get(t, "/invitation/link", "")
	shows(t, resp, body, 200, "孙梅", "sun@county.example", "评估方", expiry, `action="/invitation/link"`)
	resp, body = h.get(t, "/invitation/link", "organizer")
	shows(t, resp, body, 200, "您现在以")
	h.link.Account = models.NewID()
	resp, body = h.get(t, "/invitation/link?lang=en", "")
	shows(t, resp, body, 200, "Set a new password", "signed out everywhere else")
	h.link.Account, h.link.Email, h.link.Name = models.ID{}, "", ""
	resp, body = h.get(t, "/invitation/link", "")
	shows(t, resp, body, 200, "第一位管理员", `name="email"`, `name="name"`)
	resp, body = h.get(t, "/invitation/other", "")
	shows(t, resp, body, 410, "account.link_spent")
	h.changed(t)
}

func TestAccepting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	form := url.Values{"password": {"one two three"}, "password_again": {"one two three"}}
	resp, _ := h.post(t, "/invitation/link", "admin", form)
	goes(t, resp, "/rounds?done=account.accepted")
	h.changed(t, "accept link   one two three")
	if c := resp.Cookies(); len(c) != 1 || c[0].Value != "accepted" {
		t.Fatalf("cookies %v", c)
	}
	if _, there := h.sessions["admin"]; there {
		t.Fatal("the session that was there lives on")
	}
}

func TestAcceptingRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.link.Email, h.link.Name = "", ""
	form := url.Values{"email": {"me@x"}, "name": {"马力"}, "password": {"SECRET1"}, "password_again": {"SECRET2"}}
	check := func(status int, text string) {
		t.Helper()
		resp, body := h.post(t, "/invitation/link", "", form)
		shows(t, resp, body, status, text, `value="me@x"`, `value="马力"`)
		if strings.Contains(body, "SECRET") || len(resp.Cookies()) != 0 {
			t.Error("a password is written back, or a session begins")
		}
	}
	check(422, "不一样")
	form.Set("password_again", "SECRET1")
	for _, c := range []struct {
		err    error
		status int
		text   string
	}{
		{models.Fail(models.Invalid, "account.password_short", 12), 422, `id="password_wrong" role="alert">至少要12个字符`},
		{models.Fail(models.Invalid, "account.email_invalid"), 422, `id="email_wrong"`},
		{models.Fail(models.Invalid, "account.name_invalid", 60), 422, `id="name_wrong"`},
		{models.Fail(models.Conflict, "account.email_taken"), 409, `id="email_wrong"`},
		{models.Fail(models.Forbidden, "account.suspended"), 403, "已停用"},
	} {
		h.fail = c.err
		check(c.status, c.text)
	}
	h.fail = models.Fail(models.Gone, "account.link_spent")
	if resp, _ := h.post(t, "/invitation/link", "", form); resp.StatusCode != http.StatusGone {
		t.Errorf("spent meanwhile: %d", resp.StatusCode)
	}
}
