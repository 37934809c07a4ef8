package page

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
)

// Status is the one table from kinds of failure to HTTP statuses (RFC 9110).
func Status(kind models.Kind) int {
	switch kind {
	case models.Invalid:
		return fiber.StatusUnprocessableEntity
	case models.Unauthenticated:
		return fiber.StatusUnauthorized
	case models.Forbidden:
		return fiber.StatusForbidden
	case models.NotFound:
		return fiber.StatusNotFound
	case models.Conflict:
		return fiber.StatusConflict
	case models.Gone:
		return fiber.StatusGone
	case models.TooLarge:
		return fiber.StatusRequestEntityTooLarge
	case models.TooMany:
		return fiber.StatusTooManyRequests
	case models.Unavailable:
		return fiber.StatusServiceUnavailable
	default:
		return fiber.StatusInternalServerError
	}
}

// Message finds what a person may read of err: the key of the catalogue with its arguments, and the kind. An error
// that is not ours is Internal and says nothing of itself.
func Message(err error) (kind models.Kind, key string, args []any) {
	var e *models.Error
	if errors.As(err, &e) && e.Kind != models.Internal {
		return e.Kind, e.Key, e.Args
	}
	var f *fiber.Error
	if errors.As(err, &f) {
		switch f.Code {
		case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
			return models.NotFound, "error.not_found", nil
		case fiber.StatusRequestEntityTooLarge, fiber.StatusRequestHeaderFieldsTooLarge:
			return models.TooLarge, "error.too_large", nil
		case fiber.StatusInternalServerError:
		default: // Fiber's word for a request that it could not read: malformed, too slow, broken off
			return models.Invalid, "error.request", nil
		}
	}
	return models.Internal, "error.internal", nil
}

// StatusOf is the status of err: that of its kind, but Fiber's own where it could not accept a request.
func StatusOf(err error) int {
	kind, key, _ := Message(err)
	var f *fiber.Error
	if key == "error.request" && errors.As(err, &f) {
		return f.Code
	}
	return Status(kind)
}
