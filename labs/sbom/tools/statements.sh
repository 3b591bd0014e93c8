# statements.sh SERVICE: prints the in-toto statements about the service's image, one JSON document a line.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
docker save "$COMPOSE_PROJECT_NAME-$1" | tar -x -C "$folder"
cd "$folder/blobs/sha256"
# An image with statements is an index of manifests: that of the image, and one whose layers are statements about it.
index=$(jq -r '.manifests[0].digest' ../../index.json)
jq -r '.manifests[]? | select(.annotations["vnd.docker.reference.type"] == "attestation-manifest") | .digest' "${index#sha256:}" |
  while read -r manifest; do
    jq -r '.layers[].digest' "${manifest#sha256:}" | while read -r statement; do jq -c . "${statement#sha256:}"; done
  done
