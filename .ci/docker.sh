# Functions of the container leg, for .ci/run: a Docker engine from Debian's packages, and base images without an image
# registry. Everything is left as it was found: an engine that was not running is stopped again.

ci_docker_folder=${TMPDIR:-/tmp}/anteroom-ci-docker
docker_pid=

# Debian's packages that are not there yet.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query --show --showformat '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed \
      || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "ci: installing ${missing[*]}"
  apt-get update --quiet=2
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
}

start_docker() {
  docker info >/dev/null 2>&1 && return
  # a program of that name is enough: it need not be Debian's
  command -v dockerd >/dev/null && command -v iptables >/dev/null || install_packages docker.io iptables
  mkdir -p "$ci_docker_folder"
  # Containers inherit the engine's limits, and it wants more open files than it may have itself on some machines.
  local files
  files=$(ulimit -Hn)
  [ "$files" = unlimited ] && files=1048576
  # a socket of its own: nobody else on this machine is to find this engine, which goes away again
  export DOCKER_HOST=unix://$ci_docker_folder/socket
  setsid dockerd --host "$DOCKER_HOST" --pidfile "$ci_docker_folder/pid" \
    --default-ulimit "nofile=$files:$files" --default-ulimit nproc=4096:4096 \
    >"$ci_docker_folder/log" 2>&1 </dev/null &
  docker_pid=$!
  local tries=0
  until docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 120 ] || ! kill -0 "$docker_pid" 2>/dev/null; then
      echo "ci: dockerd did not start:"
      tail -n 20 "$ci_docker_folder/log"
      return 1
    fi
    sleep 0.5
  done
}

# Also after a failure: removes the containers that tests left, then ends the engine that start_docker started.
stop_docker() {
  [ -n "$docker_pid" ] || return 0
  docker ps --quiet --filter label=org.testcontainers=true | xargs --no-run-if-empty docker rm --force >/dev/null
  kill "$docker_pid" 2>/dev/null || true
  wait "$docker_pid" 2>/dev/null || true
  docker_pid=
}

# base_image bookworm: debian:bookworm-slim, pulled, or made from the mirror that apt uses here.
base_image() {
  local release=$1 image=debian:$1-slim
  docker image inspect "$image" >/dev/null 2>&1 && return
  if timeout 60 docker pull --quiet "$image" >/dev/null 2>&1; then return; fi
  echo "ci: making $image with debootstrap"
  command -v debootstrap >/dev/null || install_packages debootstrap
  local mirror root
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' 'Created-By: Packages' \
    | awk '$2 == "main" && $1 !~ /security/ { print $1; exit }')
  root=$(mktemp -d)
  debootstrap --variant=minbase "$release" "$root" "$mirror" >"$ci_docker_folder/debootstrap.log" 2>&1 || {
    tail -n 5 "$ci_docker_folder/debootstrap.log"
    rm -rf "$root"
    return 1
  }
  tar -C "$root" -c . | docker import - "$image" >/dev/null
  rm -rf "$root"
}

# server_image FOLDER bookworm IMAGE: a server of the tests, from the Dockerfile in that folder, on that Debian.
server_image() {
  # The classic builder needs no image of its own; the host's network, since apt must reach what it reaches here.
  DOCKER_BUILDKIT=0 docker build --quiet --network=host \
    --build-arg "BASE=debian:$2-slim" --tag "$3" "$1" >/dev/null 2>"$ci_docker_folder/build.log" || {
    tail -n 20 "$ci_docker_folder/build.log"
    return 1
  }
}
