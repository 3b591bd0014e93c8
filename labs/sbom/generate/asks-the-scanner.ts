/**
 * Gives the learner's scanner a root file system that it has never seen, by BuildKit's protocol: the same kinds of records as
 * in app, all with names and versions that are drawn. Its Go program is app's own under another name, with another module's
 * name and version in its build information, and it has two vendored libraries. Prints of each kind that is asked for whether
 * what was drawn is listed with its version, those libraries with their package URLs too, and what is wanted where it is not;
 * of `removed`, whether a package is listed that is no longer there.
 */
export const asksTheScanner = String.raw`
my ($drawn, $library, @kinds) = @ARGV;
my $project = $ENV{COMPOSE_PROJECT_NAME};
my $folder = "/tmp/drydock-scan-$drawn";
END { my $status = $?; system "rm -rf $folder"; $? = $status }
my $root = "$folder/root";
# Of the same length, since what stands behind it in the program must not move.
(my $module = substr($drawn x 4, 0, length $library)) =~ tr/0-9/a-j/;
my $number = 2 + unpack('%16C*', $drawn) % 90;
my %version = (database => "1.$number-2+deb13u1", vendored => "$number.0.7", modules => 'v1.' . (4 + $number % 6) . '.' . (1 + $number % 9));
sub put {
  my ($path, $text) = @_;
  (my $place = "$root/$path") =~ s{/[^/]+$}{};
  system('mkdir', '-p', $place) == 0 or die "no place for $path\n";
  open my $file, '>', "$root/$path" or die "$path: $!\n";
  print $file $text;
  close $file;
}
my $fields = "Maintainer: nobody <nobody\@drydock.example>\nArchitecture: all\nDescription: drawn\n";
put('var/lib/dpkg/status', join "\n",
  "Package: lib$drawn\nStatus: install ok installed\n\${fields}Version: $version{database}\n",
  "Package: gone$drawn\nStatus: deinstall ok config-files\n\${fields}Version: 3.1\n");
put('var/lib/dpkg/info/format', "1\n");
my %vendored = ("w$drawn" => "opt/$drawn/vendor/folder$number", "w2$drawn" => "usr/share/$drawn/vendor/other$number");
put("$vendored{$_}/package.json", "{\n  \"name\": \"$_\",\n  \"version\": \"$version{vendored}\",\n  \"license\": \"MIT\"\n}\n") for keys %vendored;
my ($app) = map { /(\w+)/ } qx(docker ps -q -f label=com.docker.compose.project=$project -f label=com.docker.compose.service=app)
  or die "app does not run\n";
my $program = qx(docker exec $app cat /usr/local/bin/greet);
my $times = $program =~ s/drydock\.example\/\Q$library\E/drydock.example\/$module/g or die "greet of app has no module drydock.example/$library\n";
$program =~ s/(drydock\.example\/$module\t)v1\.3\.0/$1$version{modules}/g or die "greet of app has no v1.3.0 of its module\n";
put("usr/local/bin/p$drawn", $program);
chmod 0755, "$root/usr/local/bin/p$drawn";
mkdir "$folder/out";
my $said = qx(docker run --rm --network none -v $root:/run/src/core/sbom:ro -v $folder/out:/run/out -e BUILDKIT_SCAN_SOURCE=/run/src/core/sbom -e BUILDKIT_SCAN_DESTINATION=/run/out/ $project-scanner 2>&1);
die "scanner cannot be started: $said" if $? >> 8 == 125;
die "scanner ends with " . ($? >> 8) . ": $said" if $?;
my @listed = qx(cat $folder/out/*.json | jq -r '.. | objects | .packages? // empty | .[] | "\\(.name) \\(.versionInfo) \\([.externalRefs[]?.referenceLocator] | join(" "))"' 2>&1);
my $in = sub { my ($line) = @_; grep { index($_, "$line ") == 0 } @listed };
my $at = sub { my ($url) = @_; grep { / \Q$url\E(?:[?#\s]|$)/ } @listed };
my %wanted = (database => ["lib$drawn $version{database}"], modules => ["drydock.example/$module $version{modules}"], vendored => [map { "$_ $version{vendored}" } sort keys %vendored]);
my %told = map { $_ => 'yes' } keys %wanted;
for my $url (map { "pkg:npm/$_\@$version{vendored}" } sort keys %vendored) { $told{vendored} = "no (wanted $url)" if !$at->($url) }
for my $kind (keys %wanted) { for (@{$wanted{$kind}}) { $told{$kind} = "no (wanted $_)" if !$in->($_) } }
$told{removed} = (grep { /^gone$drawn / } @listed) ? 'yes' : 'no';
print join(' ', map { "$_:$told{$_}" } @kinds), "\n";
`.replaceAll('\\${', '${');
