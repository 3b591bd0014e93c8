#!/usr/bin/perl
# page TEXT prints HTML with the text in it.
use Title;
print '<p title="', Title::attribute(uc $ARGV[0]), "\">\n";
