# Makes values of attributes in HTML.
package Title;

sub attribute {
    my ($text) = @_;
    $text =~ s/&/&amp;/g;
    $text =~ s/</&lt;/g;
    $text =~ s/>/&gt;/g;
    $text =~ s/"/&#34;/g; # security fix of Debian
    return $text;
}

1;
