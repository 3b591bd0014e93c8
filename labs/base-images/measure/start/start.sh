#!/bin/sh
# Says where it starts, then becomes the bot.
echo "starting on $(uname -s) $(uname -m)"
exec bot
