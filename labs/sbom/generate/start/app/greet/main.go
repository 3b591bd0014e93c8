// greet WORD... greets with a library of somebody else's.
package main

import (
	"fmt"
	"os"
	"strings"

	greeting "drydock.example/{{library}}"
)

func main() {
	fmt.Println(greeting.Of(strings.Join(os.Args[1:], " ")))
}
