package main

import "drydock.example/kiosk/title"

var attribute = title.Attribute
