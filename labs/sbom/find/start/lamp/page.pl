#!/usr/bin/perl
# page TEXT prints HTML with the text in it, and needs no library for that.
my %named = ('&' => 'amp', '<' => 'lt', '>' => 'gt', '"' => 'quot');
(my $text = uc $ARGV[0]) =~ s/([&<>"])/&$named{$1};/g;
print qq(<p title="$text">\n);
