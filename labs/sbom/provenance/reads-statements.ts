/**
 * Reads the statements about the image of the container that runs, as the Engine saves it, and prints of its provenance
 * `mode`, `builder`, the digest of the `base`, and how many `materials` there are. In the words of SLSA 0.2 or of 1.
 */
export const readsProvenance = `
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
of=label=com.docker.compose
id=$(docker ps -q -f $of.project="$COMPOSE_PROJECT_NAME" -f $of.service=app)
docker save "$(docker inspect --format '{{.Image}}' "$id")" | tar -x -C "$folder"
cd "$folder/blobs/sha256"
for blob in *; do
  [ "$(head -c 1 "$blob")" = '{' ] || continue
  jq -r '
    select(.predicateType // "" | startswith("https://slsa.dev/provenance/")) | .predicate |
    (.buildDefinition.resolvedDependencies // .materials // []) as $materials |
    "mode " + (if (.buildConfig // .buildDefinition.internalParameters.buildConfig) then "max" else "min" end),
    "builder " + (if (.builder.id // .runDetails.builder.id // "") == "" then "nobody" else "somebody" end),
    "base " + ([$materials[] | select(.uri | test("debian")) | .digest.sha256][0] // "none"),
    "materials " + ($materials | length | tostring)' "$blob"
done
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
