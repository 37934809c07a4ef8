// Package boot is the only place where the parts are wired together, started and stopped.
package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/app/config"
	"jianfu/handlers"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/library"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
)

// Service is the whole program, wired and listening, not yet answering.
type Service struct {
	Config config.Config
	Domain *Domain
	Secret admission.Secret // the server's own
	app    *fiber.App
	socket net.Listener
	log    *slog.Logger
	failed *failures
	pulse  pulse
}

// Domain is the ground floor, wired over one store and one clock.
type Domain struct {
	Store  *store.Store
	People *account.People
	Book   *round.Book
	Gate   *admission.Gate
	Keys   *admission.Keyring
	Box    *response.Box
	Desk   *evaluation.Desk
	Jobs   *job.Board
	Shelf  *library.Shelf
}

// NewDomain wires the ground floor. Jobs end when ctx does.
func NewDomain(ctx context.Context, s *store.Store, secret admission.Secret, now func() time.Time, log *slog.Logger) *Domain {
	book := round.NewBook(s, s, now)
	jobs := job.NewBoard(ctx, s, now, log)
	keys := admission.NewKeyring(s, secret, jobs, now)
	return &Domain{
		Store: s, People: account.New(s, now), Book: book, Jobs: jobs,
		Gate: admission.NewGate(s, s, keys, s, now), Keys: keys, Box: response.NewBox(s, s, s, now),
		Desk: evaluation.NewDesk(book, s, jobs, seal.Wrapper{}, now), Shelf: library.NewShelf(s, now),
	}
}

// Start opens the database, brings it up to date and takes the port. Jobs of the service end when ctx does.
func Start(ctx context.Context, cfg config.Config, log *slog.Logger) (*Service, error) {
	socket, err := net.Listen("tcp", cfg.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, &models.Error{Kind: models.Unavailable, Key: "app.port", Args: []any{cfg.Listen}, Err: err}
	}
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "app.listen", Args: []any{cfg.Listen}, Err: err}
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = localURL(socket.Addr())
	}
	s, err := store.Open(ctx, cfg.Database)
	if err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	secret, err := secretOf(ctx, cfg, s)
	if err != nil {
		return nil, errors.Join(err, socket.Close(), s.Close())
	}
	domain := NewDomain(ctx, s, secret, time.Now, log)
	failed := &failures{}
	app, err := handlers.New(handlers.Parts{
		BaseURL: cfg.BaseURL, Secure: cfg.Secure(), Log: log, Now: time.Now, Tally: failed,
		Store: s, People: domain.People, Book: domain.Book, Gate: domain.Gate, Box: domain.Box, Desk: domain.Desk,
		Shelf: domain.Shelf,
	})
	if err != nil {
		return nil, errors.Join(err, socket.Close(), s.Close())
	}
	service := &Service{
		Config: cfg, Domain: domain, Secret: secret, app: app, socket: socket, log: log, failed: failed,
		pulse: pulse{store: s, file: filepath.Join(cfg.Data, pulseFile)},
	}
	if err := service.watchRestore(ctx); err != nil {
		return nil, errors.Join(err, service.Close())
	}
	return service, nil
}

// localURL is how a browser on this machine reaches a port.
func localURL(addr net.Addr) string {
	_, port, _ := net.SplitHostPort(addr.String())
	return "http://localhost:" + port
}

// stopWithin is how long requests in flight may take to end once the program is told to stop.
const stopWithin = 10 * time.Second

// Serve answers until ctx ends, then finishes what is in flight and closes everything.
func (s *Service) Serve(ctx context.Context) error {
	caretaking := make(chan struct{})
	go func() {
		defer close(caretaking)
		s.takeCare(ctx)
	}()
	failed := make(chan error, 1)
	go func() { failed <- s.app.Listener(s.socket) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = s.app.ShutdownWithTimeout(stopWithin)
		if errors.Is(err, context.DeadlineExceeded) {
			err = nil // connections that stayed open are cut
		}
	}
	<-caretaking
	s.Domain.Jobs.Wait()
	return errors.Join(err, s.Close())
}

// Close releases the port and the database without serving.
func (s *Service) Close() error {
	err := s.socket.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return errors.Join(err, s.Domain.Store.Close())
}

// FirstLink is the address of the one-time link that makes the first administrator, empty once there is an account.
func (s *Service) FirstLink(ctx context.Context) (string, error) {
	token, made, err := s.Domain.People.EnsureFirst(ctx)
	if err != nil || !made {
		return "", err
	}
	return fmt.Sprintf("%s/invitation/%s", strings.TrimSuffix(s.Config.BaseURL, "/"), token), nil
}
