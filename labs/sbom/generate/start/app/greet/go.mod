module drydock.example/greet

go 1.24

require drydock.example/{{library}} v1.3.0
