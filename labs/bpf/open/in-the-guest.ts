/**
 * Opens files in the guest, as its root: the secret by its name, by a hard link that is drawn, and after it was renamed;
 * then others, one of the same name in another folder, one of the same number on another file system, two beside it that
 * are written now, one of them of the same size. Prints a line: `name`, `link` and `renamed`, each with the name of the errno or `opens`, and `others`
 * with what was drawn, reversed, or with `not` and which of them does not open.
 */
export const inTheGuest = String.raw`
my ($drawn, $secret) = @ARGV;
my ($folder, $base) = $secret =~ m{(.*)/(.*)};
my ($device, $number, $size) = (stat $secret)[0, 1, 7];
defined $device or die "the guest has no file $secret: $!\n";
sub tried {
  my ($path) = @_;
  open my $file, '<', $path and return 'opens';
  (grep { $!{$_} } keys %!)[0];
}
my $refused;
sub written {
  my ($path, $which, $text) = (@_, $drawn);
  my ($read, $file) = '';
  if (open $file, '>', $path) {
    print $file $text;
    close $file;
    $read = <$file> if open $file, '<', $path;
  }
  $refused //= $which if $read ne $text;
}
my @says = ('name', tried($secret));
link $secret, "$folder/$drawn" or die "no link to $secret: $!\n";
push @says, 'link', tried("$folder/$drawn");
unlink "$folder/$drawn";
rename $secret, "$folder/$drawn" or die "$secret is not renamed: $!\n";
push @says, 'renamed', tried("$folder/$drawn");
rename "$folder/$drawn", $secret;
my $other = "/tmp/$drawn";
written("$folder/$drawn", 'beside it');
written("$folder/$drawn", 'same size', substr $drawn x $size, 0, $size);
mkdir $_ for $other, "$other/far";
written("$other/$base", 'same name');
system qw(mount -t tmpfs far), "$other/far";
for (1 .. 500) {
  written("$other/far/$_", 'same number');
  last if (stat "$other/far/$_")[1] == $number;
}
system 'umount', "$other/far";
unlink "$folder/$drawn", "$other/$base";
rmdir $_ for "$other/far", $other;
print "@says others ", defined $refused ? "not $refused" : scalar reverse($drawn), "\n";
`;
