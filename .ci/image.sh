# Functions of the leg that tries Anteroom's own image, for .ci/run: all images are made from Debian.

# node_image IMAGE: Debian with Node, in place of node:22-trixie-slim.
node_image() {
  local context
  context=$(mktemp -d)
  cp .ci/node/Dockerfile "$context"
  cp --recursive --dereference "$(npm root --global)/npm" "$context/npm"
  cp /etc/ssl/certs/ca-certificates.crt "$context"
  debian_image "$context" "$1" --build-arg "NPM_CONFIG_REGISTRY=$(npm config get registry)"
  local status=$?
  rm -rf "$context"
  return $status
}

# debian_image FOLDER IMAGE [ARGUMENTS]: the image of the Dockerfile in that folder.
debian_image() {
  local folder=$1 image=$2
  shift 2
  # The host's network, since apt and npm must reach what they reach here.
  DOCKER_BUILDKIT=0 docker build --quiet --network=host --tag "$image" "$@" "$folder" \
    >/dev/null 2>"$ci_docker_folder/build.log" || {
    tail -n 20 "$ci_docker_folder/build.log"
    return 1
  }
}

install_compose() {
  docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || install_packages docker-compose
}

# Builds the image, and runs it by itself and by the compose file.
test_image() {
  local prosody=anteroom-test-prosody:bookworm
  start_docker && base_image bookworm && base_image trixie && install_compose \
    && server_image prosody bookworm "$prosody" \
    && debian_image .ci/postgres anteroom-ci-postgres \
    && node_image anteroom-ci-node \
    && debian_image . anteroom-ci --build-arg BASE=anteroom-ci-node || return 1
  # shellcheck disable=SC2046
  env TESTCONTAINERS_RYUK_DISABLED=true ANTEROOM_TEST_PROSODY=container "ANTEROOM_TEST_PROSODY_IMAGE=$prosody" \
    ANTEROOM_TEST_IMAGE=anteroom-ci \
    node node_modules/vitest/vitest.mjs run --config test/vitest.config.ts $(report image) --project real \
    test/server/image.test.ts
  local status=$?
  # The compose file's containers would start again with the next engine.
  docker ps --all --quiet --filter name=anteroom-test- | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  return $status
}
