package store_test

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
	"jianfu/models/tabulation"
)

// nothing is the release of a round of which nobody sent a sheet.
func nothing(t *testing.T, r *round.Round) *disclosure.Released {
	t.Helper()
	m := must[*round.Manifest](t)(round.ReadManifest(r.Manifest))
	form := must[*questionnaire.Form](t)(questionnaire.Compile(m.Questionnaire))
	tree, err := m.Tree()
	do(t, err)
	return must[*disclosure.Released](t)(disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: r.Hash, Number: 1, Secret: []byte("secret"), Counts: tabulation.New(form, tree),
	}))
}

// sealed is as long as the texts of a large round: they lie in several parts.
func sealed(t *testing.T) []byte {
	t.Helper()
	raw := make([]byte, 5<<19)
	must[int](t)(rand.Read(raw))
	return raw
}

// texts is a released round with its sealed texts.
func texts(t *testing.T, s *store.Store, sealed []byte) (*round.Book, models.ID) {
	t.Helper()
	book, r, _ := begin(t, s, round.Poster)
	do(t, book.Close(t.Context(), r.ID))
	do(t, s.Shuffle(t.Context(), r.ID))
	do(t, s.KeepRelease(t.Context(), r.ID, nothing(t, r), sealed, now()))
	return book, r.ID
}

func TestTexts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		ctx, s := t.Context(), open(t, target)
		county(t, s)
		one, other := sealed(t), sealed(t)
		_, a := texts(t, s, one)
		_, b := texts(t, s, other)
		_, none := texts(t, s, nil)
		if !bytes.Equal(must[[]byte](t)(s.Texts(ctx, a)), one) || !must[bool](t)(s.HasTexts(ctx, a)) {
			t.Error("other texts came back")
		}
		_, err := s.Texts(ctx, none)
		wantKey(t, err, "evaluation.texts.none")
		if must[bool](t)(s.HasTexts(ctx, none)) {
			t.Error("a round without texts has some")
		}
		// A release is kept once, and its texts with it.
		r := must[*round.Round](t)(s.Round(ctx, none))
		wantKey(t, s.KeepRelease(ctx, none, nothing(t, r), one, now()), "evaluation.released")
		if must[bool](t)(s.HasTexts(ctx, none)) {
			t.Error("texts were kept without their release")
		}
		do(t, s.DeleteTexts(ctx, a))
		_, err = s.Texts(ctx, a)
		wantKey(t, err, "evaluation.texts.none")
		if !bytes.Equal(must[[]byte](t)(s.Texts(ctx, b)), other) {
			t.Error("the texts of another round are gone")
		}
		must[*disclosure.Released](t)(s.Release(ctx, a))
	})
}

// Deleted texts are gone from the files as well, on request and with the ballots; the release stays.
func TestDeletedTextsAreGone(t *testing.T) {
	t.Parallel()
	for i, remove := range []func(*store.Store, *round.Book, models.ID) error{
		func(s *store.Store, _ *round.Book, id models.ID) error { return s.DeleteTexts(t.Context(), id) },
		func(s *store.Store, _ *round.Book, id models.ID) error {
			return round.NewBook(s, s, func() time.Time { return now().AddDate(0, 0, 90) }).Destroy(t.Context(), id)
		},
	} {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, target string) {
				e := &election{store: open(t, target), target: target}
				county(t, e.store)
				raw := sealed(t)
				book, id := texts(t, e.store, raw)
				_, kept := texts(t, e.store, sealed(t))
				in := func() (n int) {
					for _, file := range e.files(t, "round_text") {
						for at := 0; at < len(raw); at += 40_000 {
							n += bytes.Count(file, raw[at:at+64])
						}
					}
					return n
				}
				if in() == 0 {
					t.Fatal("the texts are not there to begin with")
				}
				do(t, remove(e.store, book, id))
				if n := in(); n != 0 {
					t.Errorf("%d pieces of deleted texts are left in the files", n)
				}
				if must[bool](t)(e.store.HasTexts(t.Context(), id)) || !must[bool](t)(e.store.HasTexts(t.Context(), kept)) {
					t.Error("not those texts are deleted that were to be")
				}
				must[*disclosure.Released](t)(e.store.Release(t.Context(), id))
			})
		})
	}
}
