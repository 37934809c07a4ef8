package evaluator

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models/round"
)

// Ballots answers GET /evaluations/:round/ballots.jsonl: the sealed ballots as one file. It is streamed, since a province has
// hundreds of megabytes of them; what fails on the way breaks the connection off, so that nobody takes a part for the whole.
func (r *Room) Ballots(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	// The context of the request ends with this handler, the file goes on.
	ctx, stop := context.WithCancel(context.Background())
	from, to := io.Pipe()
	go func() { to.CloseWithError(r.desk.Export(ctx, found.ID, to)) }()
	body := &stream{in: bufio.NewReaderSize(from, 64<<10), pipe: from, stop: stop, conn: c.Context().Conn()}
	if _, err := body.in.Peek(1); err != nil && !errors.Is(err, io.EOF) { // it failed before it wrote anything
		return errors.Join(err, body.Close())
	}
	page.Download(c, "ballots-"+found.ID.String()[:8]+".jsonl", "application/jsonl")
	return c.SendStream(body)
}

// patience is how long a connection may take for one read of the stream.
const patience = time.Minute

// stream is a file on its way out. It has no WriteTo, so that everything goes through Read.
type stream struct {
	in   *bufio.Reader
	pipe *io.PipeReader
	stop context.CancelFunc
	conn net.Conn
}

// Read gives the connection more time: the server's limit for a whole answer would cut a long file off on a slow line.
func (s *stream) Read(p []byte) (int, error) {
	if err := s.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}

// Close ends the export, wherever it is.
func (s *stream) Close() error {
	s.stop()
	return s.pipe.Close()
}
