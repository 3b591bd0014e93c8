/**
 * Opens files in the guest, as its root: the secret by its name, by a hard link that is drawn, and after it was renamed;
 * then others, one of the same name in another folder, one of the same number on another file system, one beside it that
 * is written now. Prints `name`, `link`, `renamed`, each with the errno or `opens`, and `others` with what was drawn,
 * reversed, where all of them open.
 */
export const inTheGuest = String.raw`
my ($drawn, $secret) = @ARGV;
my ($folder, $base) = $secret =~ m{(.*)/(.*)};
my ($device, $number) = stat $secret or die "the guest has no file $secret: $!\n";
sub tried {
  my ($path) = @_;
  open my $file, '<', $path or return $!{EPERM} ? 'EPERM' : "$!";
  'opens';
}
sub written {
  my ($path) = @_;
  open my $to, '>', $path or return "$path is not written: $!";
  print $to $drawn;
  close $to;
  open my $from, '<', $path or return "$path is not opened: $!";
  my $read = <$from> // '';
  $read eq $drawn ? '' : "$path has other content";
}
print 'name ', tried($secret), "\n";
link $secret, "$folder/$drawn" or die "no link to $secret: $!\n";
print 'link ', tried("$folder/$drawn"), "\n";
unlink "$folder/$drawn";
rename $secret, "$folder/$drawn" or die "$secret is not renamed: $!\n";
print 'renamed ', tried("$folder/$drawn"), "\n";
rename "$folder/$drawn", $secret;
my $other = "/tmp/$drawn";
my @wrong = written("$folder/$drawn");
mkdir $_ for $other, "$other/far";
push @wrong, written("$other/$base");
system qw(mount -t tmpfs far), "$other/far";
for (1 .. 500) {
  push @wrong, written("$other/far/$_");
  last if (stat "$other/far/$_")[1] == $number;
}
system 'umount', "$other/far";
unlink "$folder/$drawn", "$other/$base";
rmdir $_ for "$other/far", $other;
@wrong = grep { $_ } @wrong;
print 'others ', @wrong ? $wrong[0] : scalar reverse($drawn), "\n";
`;
