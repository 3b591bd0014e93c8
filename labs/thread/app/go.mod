module drydock.example/thread

go 1.24

require (
	github.com/BurntSushi/toml v1.4.0
	github.com/lib/pq v1.10.9
)
