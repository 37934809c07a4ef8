package command

import (
	"fmt"
	"runtime/debug"
)

// version says what this program was built from.
type version struct{}

// Run prints the module version, the commit and the compiler, as far as the build knows them.
func (version) Run(env *environment) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(env.out, "jianfu")
		return nil
	}
	commit := ""
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			commit = " " + setting.Value
		}
	}
	fmt.Fprintf(env.out, "jianfu %s%s %s\n", info.Main.Version, commit, info.GoVersion)
	return nil
}
