# Builds app, pushes it into the registry, and prints the digest by which the registry knows it.
set -e
docker buildx build --quiet --tag localhost:{{port}}/app:1 app > /dev/null
docker push --quiet localhost:{{port}}/app:1 > /dev/null
docker buildx imagetools inspect --format '{{json .Manifest}}' localhost:{{port}}/app:1 | jq -r .digest
