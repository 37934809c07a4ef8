// Jianfu (减负) is a self-hosted, anonymous survey service. This program is all of it: `serve` runs it, `demo` shows it.
package main

import (
	"os"

	"jianfu/app/command"
)

func main() { os.Exit(command.Run(os.Args[1:], os.Stdout, os.Stderr)) }
