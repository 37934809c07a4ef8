package command

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"jianfu/models"
)

// health asks a running service on this machine whether it is ready; for containers, which have no other program.
type health struct{}

// Run fails where the service does not answer /readyz with 200 within five seconds.
func (health) Run(env *environment) error {
	host, port, err := net.SplitHostPort(env.cfg.Listen)
	if err != nil {
		return &models.Error{Kind: models.Invalid, Key: "app.listen", Args: []any{env.cfg.Listen}, Err: err}
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // a bare container may not know localhost
	}
	ctx, cancel := context.WithTimeout(env.ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return &models.Error{Kind: models.Unavailable, Key: "app.unhealthy", Err: err}
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return models.Fail(models.Unavailable, "app.unhealthy")
	}
	fmt.Fprintln(env.out, env.say("app.healthy"))
	return nil
}
