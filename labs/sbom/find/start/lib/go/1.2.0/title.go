// Package title makes values of attributes in HTML.
package title

import "strings"

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Attribute is the text as the value of an attribute.
func Attribute(text string) string {
	return escaped.Replace(text)
}
