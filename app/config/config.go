// Package config turns flags and environment variables into one validated Config. Each flag --some-name can also be
// set as JIANFU_SOME_NAME.
package config

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"jianfu/models"
)

// Config is everything that the operator decides. Help texts are keys of the catalogue (app.*), filled in by command.
type Config struct {
	Listen       string `default:"127.0.0.1:8080" env:"JIANFU_LISTEN" placeholder:"ADDRESS" help:"${help_listen}"`
	BaseURL      string `name:"base-url" env:"JIANFU_BASE_URL" placeholder:"URL" help:"${help_base_url}"`
	Data         string `default:"data" env:"JIANFU_DATA" type:"path" placeholder:"DIR" help:"${help_data}"`
	Database     string `env:"JIANFU_DATABASE" placeholder:"FILE|DSN" help:"${help_database}" xor:"database"`
	DatabaseFile string `env:"JIANFU_DATABASE_FILE" type:"path" placeholder:"FILE" help:"${help_database_file}" xor:"database"`
	// Secret comes from the environment alone: everybody on a machine can read its command lines.
	Secret     string `kong:"-"`
	SecretFile string `env:"JIANFU_SECRET_FILE" type:"path" placeholder:"FILE" help:"${help_secret_file}"`
	Lang       string `enum:"zh,en" default:"${lang}" env:"JIANFU_LANG" help:"${help_lang}"`
}

// Check reads what is in files and completes the rest. Errors: Invalid with the flag that is wrong.
func (c *Config) Check() error {
	if c.DatabaseFile != "" {
		raw, err := os.ReadFile(c.DatabaseFile)
		if err != nil {
			return &models.Error{Kind: models.Invalid, Key: "app.database_file", Args: []any{c.DatabaseFile}, Err: err}
		}
		c.Database = strings.TrimSpace(string(raw))
	}
	if c.Database == "" {
		c.Database = filepath.Join(c.Data, "jianfu.db")
	}
	if c.SecretFile == "" {
		c.Secret = os.Getenv("JIANFU_SECRET")
	}
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return models.Fail(models.Invalid, "app.base_url", c.BaseURL)
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	return nil
}

// Secure reports whether people reach the service over HTTPS.
func (c *Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }
