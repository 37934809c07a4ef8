package command

import (
	"fmt"

	"jianfu/app/boot"
)

// serve runs the service until it is told to stop.
type serve struct{}

// Run starts the service and says where it is.
func (serve) Run(env *environment) error {
	service, err := boot.Start(env.ctx, env.cfg, env.log)
	if err != nil {
		return err
	}
	link, err := service.FirstLink(env.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(env.out, env.say("app.serving", service.Config.BaseURL))
	if link != "" {
		fmt.Fprintln(env.out, env.say("app.first_link", link))
	}
	if env.cfg.BaseURL == "" {
		fmt.Fprintln(env.out, env.say("app.local_only"))
	}
	err = service.Serve(env.ctx)
	if err == nil {
		fmt.Fprintln(env.out, env.say("app.stopped"))
	}
	return err
}
