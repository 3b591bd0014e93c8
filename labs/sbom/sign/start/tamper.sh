# Changes a byte of the last layer of app:1, in the registry's own files.
set -e
layer=$(docker compose run --rm -T --entrypoint skopeo cosign inspect --raw --tls-verify=false docker://registry:5000/app:1 |
  jq -r '.layers[-1].digest' | cut -d : -f 2)
folder=/var/lib/registry/docker/registry/v2/blobs/sha256
docker compose exec -T registry sh -c "printf X | dd of=$folder/$(echo "$layer" | cut -c 1-2)/$layer/data bs=1 seek=10 conv=notrunc status=none"
