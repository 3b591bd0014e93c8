/**
 * Reads the statements about the image of the container that runs, as the Engine saves it, and prints of its provenance
 * `mode`, how many `arguments` the build was given, `builder`, the digest of the `base`, and how many `materials` there are.
 * In the words of SLSA 0.2 or of 1. With `min` the arguments are left out, so none are known. The time of the build is told as
 * an argument too, which is a number and does not count. Prints as well in how many parts of the image, layers and documents,
 * the token is `encoded`, in hexadecimal digits or in base64 wherever it begins there.
 */
export const readsProvenance = `
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
of=label=com.docker.compose
id=$(docker ps -q -f $of.project="$COMPOSE_PROJECT_NAME" -f $of.service=app)
docker save "$(docker inspect --format '{{.Image}}' "$id")" | tar -x -C "$folder"
cd "$folder/blobs/sha256"
told=$(for blob in *; do
  [ "$(head -c 1 "$blob")" = '{' ] || continue
  jq -r '
    select(.predicateType // "" | startswith("https://slsa.dev/provenance/")) | .predicate |
    (.buildDefinition.resolvedDependencies // .materials // []) as $materials |
    (if (.buildConfig // .buildDefinition.internalParameters.buildConfig) then "max" else "min" end) as $mode |
    (.invocation.parameters.args // .buildDefinition.externalParameters.request.args // {}) as $given |
    "mode " + $mode,
    "arguments " + (if $mode == "min" then "unknown" else [$given | keys[] | select(test("^build-arg:(?!SOURCE_DATE_EPOCH$)"))] | length | tostring end),
    "builder " + (if (.builder.id // .runDetails.builder.id // "") == "" then "nobody" else "somebody" end),
    "base " + ([$materials[] | select(.uri | test("debian")) | .digest.sha256][0] // "none"),
    "materials " + ($materials | length | tostring)' "$blob"
done)
echo "\${told:-mode none}"
# base64 that begins at any of three places; the characters at its ends, which depend on the neighbours, are left out.
base64_of() { printf %s "$1$2" | base64 --wrap 0 | cut -c "$3-$(( (\${#1} + \${#2}) * 8 / 6 ))"; }
{
  printf %s "$1" | od -A n -t x1 | tr -d ' \\n'
  echo
  base64_of '' "$1" 1
  base64_of x "$1" 3
  base64_of xx "$1" 4
} > "$folder/encodings"
parts=0
for blob in *; do
  if zcat -f "$blob" | grep -qF -f "$folder/encodings"; then parts=$((parts + 1)); fi
done
echo "encoded $parts"
`;

/** Whether app signs as one does that was built with the token; prints the word reversed then. */
export const signsWithTheKey = `
key=$(printf %s "$1" | sha256sum | cut -c 1-64)
of=label=com.docker.compose
id=$(docker ps -q -f $of.project="$COMPOSE_PROJECT_NAME" -f $of.service=app)
[ -n "$id" ] || { echo app does not run; exit 1; }
signed=$(docker exec "$id" /srv/sign "$2") || exit 1
[ "$signed" = "$(echo "$key $2" | sha256sum | cut -c 1-64)" ] || { echo app signs with another key; exit 1; }
perl -e 'print scalar reverse shift' "$2"
`;

/**
 * Whether the image of app signs so by itself: in a container of Check's, without what is mounted in the learner's. Its labels
 * are taken away, so that nobody counts it among the learner's containers.
 */
export const imageSignsAlone = `
key=$(printf %s "$1" | sha256sum | cut -c 1-64)
of=label=com.docker.compose
id=$(docker ps -q -f $of.project="$COMPOSE_PROJECT_NAME" -f $of.service=app)
[ -n "$id" ] || { echo app does not run; exit 1; }
signed=$(docker run --rm --network none --label com.docker.compose.project= --label com.docker.compose.service= \\
  --entrypoint /srv/sign "$(docker inspect --format '{{.Image}}' "$id")" "$2" 2>&1)
case $signed in
  "$(echo "$key $2" | sha256sum | cut -c 1-64)") perl -e 'print scalar reverse shift' "$2" ;;
  *'/srv/key: No such file'*) echo without mounts, the image has no /srv/key; exit 1 ;;
  *) echo "without mounts, the image signs otherwise: $signed"; exit 1 ;;
esac
`;
