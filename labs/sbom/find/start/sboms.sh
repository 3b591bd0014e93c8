# Writes an SPDX document of each service's image into sboms/. The scanner runs in a build, where the image is mounted.
set -e
docker compose build --quiet scanner
for service in shop kiosk desk post gate lamp; do
  docker buildx build --quiet --output "sboms/$service" - <<BUILD > /dev/null
FROM $COMPOSE_PROJECT_NAME-scanner AS scan
RUN --mount=from=$COMPOSE_PROJECT_NAME-$service,target=/run/src/core/sbom mkdir /out && \
  BUILDKIT_SCAN_SOURCE=/run/src/core/sbom BUILDKIT_SCAN_DESTINATION=/out sh /usr/local/bin/scan
FROM scratch
COPY --from=scan /out/ /
BUILD
done
# What the documents list: the service, then name and version.
for service in shop kiosk desk post gate lamp; do
  jq -r --arg service $service '.predicate.packages[] | [$service, .name, .versionInfo] | join(" ")' sboms/$service/*.json
done > sboms/listed.txt
