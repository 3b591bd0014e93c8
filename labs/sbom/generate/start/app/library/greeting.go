// Package greeting says hello in capitals.
package greeting

import "strings"

// Of is a greeting of whom it is told.
func Of(whom string) string {
	return "HELLO " + strings.ToUpper(whom)
}
