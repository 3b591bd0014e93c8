/**
 * Deploys the learner's deploy.yaml four times in a project of its own, whose network has the registry: as it is, with
 * another image under the tag that nobody signed, with one that another key signed, and with the image as it was once its
 * signatures are withdrawn. Prints of each whether it runs or is left out, in one line that a message has room for. Tag and
 * signatures are put back whatever happens, and the containers of the learner's own project stay.
 */
export const triesToStart = String.raw`
my ($drawn, $port) = @ARGV;
my ($project, $try, $folder) = ($ENV{COMPOSE_PROJECT_NAME}, "try-$drawn", "/tmp/drydock-try-$drawn");
my ($api, $name) = ("http://127.0.0.1:$port/v2/app", "localhost:$port/app:1");
my $types = join ',', map { "application/vnd.$_+json" } qw(oci.image.index.v1 oci.image.manifest.v1 docker.distribution.manifest.v2 docker.distribution.manifest.list.v2);
my ($was, $signature);
sub quiet { system("$_[0] > $folder/said 2>&1") == 0 }
sub said { open my $file, '<', "$folder/said" or return ''; local $/; <$file> }
sub compose { quiet("docker compose -p $try -f deploy.yaml $_[0] < /dev/null") }
sub clear {
  compose('down --timeout 0 --volumes');
  system "docker ps -aq -f label=com.docker.compose.project=$try | xargs -r docker rm -f > /dev/null 2>&1";
}
END {
  my $status = $?;
  if (-d $folder) {
    clear();
    system "docker network disconnect -f ${'$'}{try}_default $registry > /dev/null 2>&1; docker network rm ${'$'}{try}_default > /dev/null 2>&1";
    put_back() if $was;
    restore() if $signature;
    system "rm -rf $folder";
  }
  $? = $status;
}
system('mkdir', '-p', $folder) == 0 or die "no place for keys\n";
our ($registry) = map { /(\w+)/ } qx(docker ps -q -f label=com.docker.compose.project=$project -f label=com.docker.compose.service=registry);
$registry or die "registry does not run\n";
-e 'deploy.yaml' or die "there is no deploy.yaml\n";
sub digest_of { my ($digest) = qx(curl -sI -H 'Accept: $types' $api/manifests/$_[0]) =~ /^docker-content-digest: (\S+)/mi; $digest }
# A manifest into a file, with its type as the result; and out of one.
sub got {
  my ($file, $reference) = @_;
  quiet("curl -sf -o $folder/$file -D $folder/head -H 'Accept: $types' $api/manifests/$reference") or return;
  (qx(cat $folder/head) =~ /^content-type: (\S+)/mi)[0];
}
sub put {
  my ($file, $type, $reference) = @_;
  quiet("curl -sf -X PUT -H 'Content-Type: $type' --data-binary \@$folder/$file $api/manifests/$reference");
}
# cosign keeps the signatures of an image as layers of a manifest, under a tag that is made of the image's digest.
sub withdraw {
  my ($digest) = @_;
  (my $tag = "$digest.sig") =~ tr/:/-/;
  my $type = got('signatures', $tag) or return;
  $signature = {type => $type, tag => $tag};
  quiet("jq -c '.layers = []' $folder/signatures | tee $folder/none") && put('none', $type, $tag) or die "signatures stay: " . said();
}
sub restore { put('signatures', $signature->{type}, $signature->{tag}) && undef $signature }
sub put_back {
  my $type = got('manifest', $was) or return;
  put('manifest', $type, '1');
  quiet("docker pull $name");
}
$was = digest_of('1') or die "registry has no app:1\n";
quiet("docker network create --label com.docker.compose.project=$try --label com.docker.compose.network=default ${'$'}{try}_default")
  && quiet("docker network connect --alias registry ${'$'}{try}_default $registry") or die "no network: " . said();
# The image that app was started from. Where one is asked for, by its digest and a word that it has, no other counts.
sub started {
  my ($digest, $word) = @_;
  compose('up --detach');
  my @ids = split ' ', qx(docker ps -aq -f label=com.docker.compose.project=$try -f label=com.docker.compose.service=app);
  my $from;
  for (@ids) {
    my ($began, $image, $has) = split ' ', qx(docker inspect --format '{{.State.StartedAt}} {{.Image}} {{json .Config.Env}}' $_), 3;
    $from = $image if $began !~ /^0001-/ && (!$digest || $image eq $digest || $has =~ /DRAWN=\Q$word\E/);
  }
  my $said = said();
  clear();
  ($from, $said);
}
my @told;
sub note { push @told, "$_[0] " . ($_[1] ? 'runs' : 'out') }
my ($good, $why) = started();
note('signed', $good);
for my $who (qw(unsigned other-key)) {
  my $word = "$drawn-$who";
  open my $file, '>', "$folder/Dockerfile" or die "$!\n";
  print $file "FROM $name\nENV DRAWN=$word\n";
  close $file;
  quiet("docker buildx build --tag $name $folder") && quiet("docker push $name") or die "no other image: " . said();
  my $digest = digest_of('1') or die "registry lost app:1\n";
  if ($who eq 'other-key') {
    my $cosign = "docker run --rm --network ${'$'}{try}_default -v $folder:/keys -w /keys -e COSIGN_PASSWORD=x --entrypoint cosign drydock/registry:1";
    quiet("$cosign generate-key-pair") && quiet("$cosign sign --yes --key cosign.key --tlog-upload=false --allow-http-registry --allow-insecure-registry registry:5000/app\@$digest")
      or die "no other key: " . said();
  }
  note($who, started($digest, $word));
  put_back();
}
# Where nothing is started with a signature, nothing is without.
if ($good) {
  withdraw($good);
  note('withdrawn', started());
  restore() if $signature;
} else { note('withdrawn') }
print join(', ', @told), "\n";
print $why if !$good;
`;

/** Whether the image that app was made from is signed with the learner's key; prints the word reversed then. */
export const isSigned = `
of=label=com.docker.compose.project="$COMPOSE_PROJECT_NAME"
id=$(docker ps -q -f "$of" -f label=com.docker.compose.service=app)
[ -n "$id" ] || { echo app does not run; exit 1; }
[ -s keys/cosign.pub ] || { echo there is no keys/cosign.pub; exit 1; }
image=$(docker inspect --format '{{.Image}}' "$id")
network=$(docker network ls -q -f "$of" -f label=com.docker.compose.network=default)
docker run --rm --network "$network" -v "$PWD/keys/cosign.pub:/cosign.pub:ro" --entrypoint cosign drydock/registry:1 \\
  verify --key /cosign.pub --insecure-ignore-tlog --allow-insecure-registry "registry:5000/app@$image" > /dev/null || exit 1
perl -e 'print scalar reverse shift' "$1"
`;

/** Puts a blob that is drawn into the registry and takes it out again; prints the digest by which it came. */
export const keepsBlobs = `
set -e
digest=$(printf %s "$1" | sha256sum | cut -c 1-64)
place=$(curl -sf -i -X POST "http://127.0.0.1:$2/v2/guard/blobs/uploads/" | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p')
curl -sf -X PUT -H 'Content-Type: application/octet-stream' --data-binary "$1" "$place&digest=sha256:$digest" > /dev/null
curl -sf "http://127.0.0.1:$2/v2/guard/blobs/sha256:$digest" | sha256sum | cut -c 1-64
`;

/**
 * Pushes an image that is drawn, signs it, and changes a byte of its layer where the registry keeps it. Prints who refuses
 * it then: `cosign`, `puller`, both or neither.
 */
export const changesAByte = `
set -e
folder=/tmp/drydock-byte-$1
mkdir -p "$folder"
trap 'rm -rf "$folder"; docker image rm -f localhost:$2/byte:$1 > /dev/null 2>&1' EXIT
of=label=com.docker.compose.project="$COMPOSE_PROJECT_NAME"
registry=$(docker ps -q -f "$of" -f label=com.docker.compose.service=registry)
network=$(docker network ls -q -f "$of" -f label=com.docker.compose.network=default)
echo "$1" > "$folder/drawn"
printf 'FROM scratch\\nCOPY drawn /drawn\\n' > "$folder/Dockerfile"
docker buildx build --quiet --tag "localhost:$2/byte:$1" "$folder" > /dev/null
docker push --quiet "localhost:$2/byte:$1" > /dev/null
with() { docker run --rm --network "$network" -v "$folder:/keys" -w /keys -e COSIGN_PASSWORD= --entrypoint "$@"; }
manifest=$(with skopeo drydock/registry:1 inspect --raw --tls-verify=false "docker://registry:5000/byte:$1")
digest=$(printf %s "$manifest" | sha256sum | cut -c 1-64)
layer=$(printf %s "$manifest" | jq -r '.layers[-1].digest' | cut -d : -f 2)
with cosign drydock/registry:1 generate-key-pair 2> /dev/null
with cosign drydock/registry:1 sign --yes --key cosign.key --tlog-upload=false --allow-http-registry --allow-insecure-registry "registry:5000/byte@sha256:$digest" 2> /dev/null
docker exec "$registry" sh -c 'printf X | dd of="$0" bs=1 seek=10 conv=notrunc status=none' \\
  "/var/lib/registry/docker/registry/v2/blobs/sha256/$(echo "$layer" | cut -c 1-2)/$layer/data"
with cosign drydock/registry:1 verify --key cosign.pub --insecure-ignore-tlog --allow-insecure-registry "registry:5000/byte:$1" > /dev/null 2>&1 && cosign=takes || cosign=refuses
with skopeo drydock/registry:1 copy --src-tls-verify=false "docker://registry:5000/byte:$1" dir:/tmp/byte > /dev/null 2>&1 && puller=takes || puller=refuses
case $cosign-$puller in
  refuses-refuses) echo refused by both ;;
  refuses-takes) echo refused by cosign ;;
  takes-refuses) echo refused by the puller ;;
  *) echo refused by neither ;;
esac
`;
