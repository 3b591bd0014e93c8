// page TEXT prints HTML with the text in it. Without a text it waits.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Printf("<p title=\"%s\">\n", attribute(strings.ToUpper(os.Args[1])))
		return
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	<-end
}
