/**
 * What is asked of all six containers at once, in the workbench. Prints `open` and in how many a quotation mark ends the
 * attribute, and `record` and which of them has a package in dpkg's records that was removed.
 */
export const asksAllSix = String.raw`
my ($drawn) = @ARGV;
my $of = "label=com.docker.compose";
my ($open, @removed) = 0;
for my $service (qw(shop kiosk desk post gate lamp)) {
  my ($id) = map { /(\w+)/ } qx(docker ps -q -f $of.project=$ENV{COMPOSE_PROJECT_NAME} -f $of.service=$service);
  $id or die "$service does not run\n";
  my $said = qx(docker exec $id /srv/page '$drawn" onclick="x');
  $? == 0 or die "$service makes no page\n";
  $open++ if index($said, qq(\U$drawn\E" ONCLICK)) >= 0;
  push @removed, $service if qx(docker exec $id dpkg-query --show --showformat '\${db:Status-Status}\n' 2>&1) =~ /^config-files$/m;
}
print "open $open\nrecord @removed\n";
`.replaceAll('\\${', '${');

/**
 * Runs in post. Loads what /srv/page loads, and tells which package has that file, unless the file is another than the package
 * brought: dpkg notes a hash of each file as it unpacks it.
 */
export const whoseTitleIsLoaded = String.raw`
my ($package) = @ARGV;
open my $told, '>&', STDOUT or die "$!\n";
open STDOUT, '>', '/dev/null' or die "$!\n";
@ARGV = ('text');
do '/srv/page';
open STDOUT, '>&', $told or die "$!\n";
my $file = $INC{'Title.pm'} or die "/srv/page loads no Title.pm\n";
my $owner = qx(dpkg-query --search $file 2>&1);
$? and die $owner;
my ($changed) = grep { / \Q$file\E$/ } qx(dpkg --verify $package 2>&1);
die "$file is not as it was packed: $changed" if $changed;
print $owner;
`;
