# Builds the scanner, then app with what the scanner finds in it, and starts app anew.
set -e
docker compose build --quiet scanner
docker buildx build --quiet --network none \
  --sbom "generator=docker.io/library/$COMPOSE_PROJECT_NAME-scanner" \
  --tag "$COMPOSE_PROJECT_NAME-app" app
docker compose up --detach --no-build app
