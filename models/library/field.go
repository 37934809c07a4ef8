package library

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"jianfu/models"
)

// fields tells of the fields in which two things of one type differ, in the order of the type, under their names in the
// JSON; those in except are looked at elsewhere. What the JSON leaves out is an empty text.
func (c *comparison) fields(at Change, a, b any, except ...string) {
	old, current := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range old.NumField() {
		name, options, _ := strings.Cut(old.Type().Field(i).Tag.Get("json"), ",")
		if slices.Contains(except, name) {
			continue
		}
		at.Field = name
		x, y := old.Field(i), current.Field(i)
		if text, ok := x.Interface().(models.Text); ok {
			c.texts(at, text, y.Interface().(models.Text))
			continue
		}
		optional := strings.HasPrefix(options, "omit")
		c.changed(at, show(x, optional), show(y, optional))
	}
}

func (c *comparison) texts(at Change, old, current models.Text) {
	at.Lang = models.Chinese
	c.changed(at, old.Zh, current.Zh)
	at.Lang = models.English
	c.changed(at, old.En, current.En)
}

func (c *comparison) changed(at Change, old, current string) {
	if old != current {
		at.Old, at.New = old, current
		c.say(at, Changed)
	}
}

// show writes a field for people to read: a list with commas between, columns as name=value.
func show(v reflect.Value, optional bool) string {
	if optional && v.IsZero() {
		return ""
	}
	switch v.Kind() {
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = fmt.Sprint(v.Index(i).Interface())
		}
		return strings.Join(parts, ", ")
	case reflect.Map:
		parts := make([]string, 0, v.Len())
		for column := v.MapRange(); column.Next(); {
			parts = append(parts, fmt.Sprintf("%v=%v", column.Key(), column.Value()))
		}
		slices.Sort(parts)
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v.Interface())
}
