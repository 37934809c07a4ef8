package account

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"jianfu/models"
)

func TestOwnAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	resp, body := h.get(t, "/account", "organizer")
	shows(t, resp, body, 200, "li.na@county.example", "组织方", "3个浏览器")
	resp, body = h.get(t, "/account?lang=en", "organizer")
	shows(t, resp, body, 200, "Organizer", "3 browsers")
	resp, _ = h.get(t, "/account", "")
	goes(t, resp, "/sign-in?next=%2Faccount")

	id := h.everybody[1].ID.String()
	resp, _ = h.post(t, "/account", "organizer", url.Values{"form": {"name"}, "name": {"李小娜"}})
	goes(t, resp, "/account?done=account.renamed")
	resp, _ = h.post(t, "/account", "organizer", url.Values{
		"form": {"password"}, "current_password": {"a"}, "password": {"b"}, "password_again": {"b"},
	})
	goes(t, resp, "/account?done=account.password_changed")
	h.changed(t, "rename "+id+" 李小娜", "password organizer a b")
	resp, body = h.get(t, "/account?done=account.password_changed", "organizer")
	shows(t, resp, body, 200, "密码已修改")
}

func TestOwnAccountRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	password := url.Values{"form": {"password"}, "current_password": {"SECRET1"}, "password": {"SECRET2"}, "password_again": {"SECRET3"}}
	resp, body := h.post(t, "/account", "organizer", password)
	shows(t, resp, body, 422, `id="password_again_wrong"`)
	password.Set("password_again", "SECRET2")
	h.fail = models.Fail(models.Invalid, "account.current_wrong")
	resp, body = h.post(t, "/account", "organizer", password)
	shows(t, resp, body, 422, `id="current_password_wrong"`)
	if strings.Contains(body, "SECRET") {
		t.Error("a password is written back")
	}
	h.fail = models.Fail(models.Unavailable, "account.brake", 3)
	resp, body = h.post(t, "/account", "organizer", password)
	shows(t, resp, body, 503, "3分钟")
	h.fail = models.Fail(models.Invalid, "account.name_invalid", 60)
	resp, body = h.post(t, "/account", "organizer", url.Values{"form": {"name"}, "name": {"  typed  "}})
	shows(t, resp, body, 422, `id="name_wrong"`, `value="  typed  "`)
	h.fail = errDisk
	if resp, _ = h.post(t, "/account", "organizer", url.Values{"form": {"name"}}); resp.StatusCode != 500 {
		t.Errorf("a broken store: %d", resp.StatusCode)
	}
}

func TestPeopleAreForAdministrators(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.everybody[2].ID.String()
	for _, path := range []string{"/people", "/people/" + id + "/suspend", "/people/" + id + "/resume", "/people/" + id + "/link"} {
		resp, _ := h.post(t, path, "organizer", url.Values{})
		if resp.StatusCode != 403 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	h.changed(t)
}

func TestPeoplePage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, other, suspended := h.everybody[0].ID.String(), h.everybody[1].ID.String(), h.everybody[3].ID.String()
	resp, body := h.get(t, "/people", "admin")
	shows(t, resp, body, 200, "王芳", "陈老师", "孙梅", expiry, "您本人",
		"/people/"+other+"/suspend", "/people/"+other+"/link", "/people/"+suspended+"/resume")
	for _, no := range []string{"/people/" + own + "/suspend", "/people/" + suspended + "/suspend", "/people/" + suspended + "/link"} {
		if strings.Contains(body, no) {
			t.Errorf("%s is offered", no)
		}
	}
	resp, body = h.get(t, "/people?lang=en", "admin")
	shows(t, resp, body, 200, "Opens an account (Evaluator)", "Suspended", "8 March 2027, 17:00")
}

func TestHandingOutLinks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.everybody[2].ID.String()
	resp, body := h.post(t, "/people", "admin", url.Values{"email": {"sun@x.example"}, "name": {"孙梅"}, "role": {"evaluator"}})
	shows(t, resp, body, 200, ">https://jianfu.example/invitation/fresh</textarea>", expiry, "sun@x.example", "只能使用一次")
	resp, body = h.post(t, "/people/"+id+"/link", "admin", url.Values{})
	shows(t, resp, body, 200, ">https://jianfu.example/invitation/fresh</textarea>", "原来的密码仍然有效")
	h.changed(t, "invite sun@x.example 孙梅 evaluator", "link "+id)
}

func TestPeopleRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.everybody[0].ID.String()
	h.fail = models.Fail(models.Conflict, "account.email_taken")
	resp, body := h.post(t, "/people", "admin", url.Values{"email": {"typed@x"}, "name": {"打字"}, "role": {"administrator"}})
	shows(t, resp, body, 409, `id="email_wrong"`, `value="typed@x"`, `value="打字"`, `value="administrator" required checked`)
	h.fail = models.Fail(models.Invalid, "account.role_invalid")
	resp, body = h.post(t, "/people", "admin", url.Values{"role": {"root"}})
	shows(t, resp, body, 422, "请选择一个角色")
	h.fail = models.Fail(models.Conflict, "account.last_administrator")
	resp, body = h.post(t, "/people/"+id+"/suspend", "admin", url.Values{})
	shows(t, resp, body, 409, "最后一位", "王芳")
	h.fail = models.Fail(models.Conflict, "account.link_suspended")
	resp, body = h.post(t, "/people/"+id+"/link", "admin", url.Values{})
	shows(t, resp, body, 409, "请先恢复")
	h.fail = models.Fail(models.NotFound, "error.not_found")
	for _, act := range []string{"suspend", "resume", "link"} {
		for _, who := range []string{"nonsense", id} {
			if resp, _ := h.post(t, "/people/"+who+"/"+act, "admin", url.Values{}); resp.StatusCode != 404 {
				t.Errorf("%s %s: %d", act, who, resp.StatusCode)
			}
		}
	}
	h.changed(t)
}

func TestSuspendingAndResuming(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.everybody[2].ID.String()
	resp, _ := h.post(t, "/people/"+id+"/suspend", "admin", url.Values{})
	goes(t, resp, "/people?done=account.suspended")
	resp, _ = h.post(t, "/people/"+id+"/resume", "admin", url.Values{})
	goes(t, resp, "/people?done=account.resumed")
	h.changed(t, "suspend "+id, "resume "+id)
}

// Names are people's own words: they must come out as text.
func TestNamesAreEscaped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := httptest.NewRequest(http.MethodGet, "/people", nil)
	r.Header.Set("Cookie", "jianfu=admin")
	resp, err := h.app.Test(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "李娜&lt;script&gt;") || strings.Contains(string(body), "李娜<script>") {
		t.Fatal("a name is not escaped")
	}
}
