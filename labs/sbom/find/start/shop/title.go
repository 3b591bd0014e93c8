package main

import title "drydock.example/{{library}}"

var attribute = title.Attribute
