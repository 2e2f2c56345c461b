#!/usr/bin/env bash
# Builds images of Luthier and tries them: docker/check.sh [cpu] [gpu], cpu where nothing is given.
#
# Works with docker, podman or buildah, whichever there is. Where the bases cannot be pulled it makes stand-ins from
# Debian's packages with mmdebstrap, which needs root. Stand-ins and downloads are kept in ~/.cache/luthier/images, about
# 1 GB (gpu: 2 GB); images and containers are removed again.
#
#   ENGINE          docker, podman or buildah; by default the first of them that works
#   STORAGE_DRIVER  for buildah, vfs where it is not set
#
# Exit codes: 0 all is well, 1 something is not, 2 wrong usage, 77 this machine cannot build images.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stop() {
  echo "docker/check.sh: $2" >&2
  exit "$1"
}

kinds=("$@")
((${#kinds[@]})) || kinds=(cpu)
for kind in "${kinds[@]}"; do
  [[ $kind == cpu || $kind == gpu ]] || stop 2 "the images are cpu and gpu, was '$kind'"
done

works() {
  case $1 in
    docker | podman) "$1" info >/dev/null 2>&1 ;; # docker may be there without its daemon
    buildah) command -v buildah >/dev/null ;;
    *) stop 2 "ENGINE must be docker, podman or buildah, was '$1'" ;;
  esac
}

# For root, buildah in a plain chroot asks less of a machine than podman does; for others podman is set up by itself.
engines="docker podman buildah"
if [[ $EUID == 0 ]]; then engines="docker buildah podman"; fi
tool=
for candidate in ${ENGINE:-$engines}; do
  if [[ -z $tool ]] && works "$candidate"; then tool=$candidate; fi
done
[[ -n $tool ]] || stop 77 "skipped: no working ${ENGINE:-docker, podman or buildah} is here"

scratch=$(mktemp -d)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/luthier/images
# buildah keeps the caches of builds in here.
export TMPDIR=$cache/tmp
mkdir -p "$TMPDIR"
name=luthier-check-$$
log=$scratch/log
images=()
certificates=()

# All storage of buildah's is in the scratch directory.
builder=("$tool")
if [[ $tool == buildah ]]; then
  builder+=(--root "$scratch/storage" --runroot "$scratch/run" --storage-driver "${STORAGE_DRIVER:-vfs}")
  export BUILDAH_ISOLATION=chroot
fi

# shellcheck disable=SC2317 # called by the trap
clean_up() {
  if [[ $tool == buildah ]]; then
    "${builder[@]}" rm --all >/dev/null 2>&1 || true
  else
    "$tool" volume rm --force "$name" >/dev/null 2>&1 || true
    ((${#images[@]} == 0)) || "$tool" rmi --force "${images[@]}" >/dev/null 2>&1 || true
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT

# Runs a command, and shows what it wrote only when it fails.
quietly() {
  local what=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    stop 1 "$what failed, see above"
  fi
}

default_of() { # default_of ARGUMENT DOCKERFILE
  sed -n "s/^ARG $1=//p" "$2"
}

import_archive() { # import_archive ARCHIVE IMAGE
  if [[ $tool == buildah ]]; then
    local container
    container=$("${builder[@]}" from scratch)
    "${builder[@]}" add --quiet "$container" "$1" /
    "${builder[@]}" commit --quiet "$container" "$2"
    "${builder[@]}" rm "$container"
  else
    "$tool" import "$1" "$2"
  fi
}

stand_in() { # stand_in NAME PACKAGES; its image is localhost/luthier-base:NAME
  local archive=$cache/$1.tar image=localhost/luthier-base:$1
  if [[ ! -f $archive ]]; then
    [[ $EUID == 0 ]] || stop 77 "skipped: the bases cannot be pulled, and only root can make stand-ins"
    command -v mmdebstrap >/dev/null || stop 77 "skipped: the bases cannot be pulled, and mmdebstrap is not here to make stand-ins"
    quietly "making the base '$1'" mmdebstrap --format=tar --variant=minbase --include="$2" bookworm "$archive.draft"
    mv "$archive.draft" "$archive"
  fi
  quietly "importing the base '$1'" import_archive "$archive" "$image"
  images+=("$image")
}

in_image() { # in_image KIND USER COMMAND…
  local image=localhost/$name:$1 user=$2
  shift 2
  if [[ $tool == buildah ]]; then
    "${builder[@]}" run --user "$user" "$name" -- "$@"
  else
    "$tool" run --rm --network none --user "$user" --volume "$name:/studies" --entrypoint "$1" "$image" "${@:2}"
  fi
}

expect() { # expect WHAT VALUE PATTERN
  # shellcheck disable=SC2053 # the pattern is one
  [[ $2 == $3 ]] || stop 1 "$1 should be $3, was: $2"
}

try_image() { # try_image KIND
  local kind=$1 image=localhost/$name:$1 told
  if [[ $tool == buildah ]]; then
    "${builder[@]}" from --pull-never --name "$name" "$image" >/dev/null
    told=$("${builder[@]}" inspect --type image --format '{{.OCIv1.Config.User}} {{.OCIv1.Config.Entrypoint}}' "$image")
  else
    told=$("$tool" inspect --type image --format '{{.Config.User}} {{.Config.Entrypoint}}' "$image")
  fi
  expect "user and entry point of the image" "$told" '1000:1000 ?luthier?'

  told=$(in_image "$kind" 1000:1000 luthier tune tuner/iris_grid.textproto --dir studies/iris --json 2>"$log") \
    || { tail -n 20 "$log" >&2 && stop 1 "tune failed, see above"; }
  echo "$told"
  expect "trials" "$told" '*"trials":{"complete":12,"pruned":0,"failed":0,"infeasible":0}*'
  expect "accuracy" "$told" '*"value":0.9[5-9]*'
  told=$(in_image "$kind" 1000:1000 luthier study studies/iris best --format json)
  expect "the best trial" "$told" '*"directory":"studies/iris/trials/*'
  told=$(in_image "$kind" 1000:1000 sh -c 'command -v mvn javac; find ~ -size +1M; :')
  expect "what is left of building, or unpacked at run time," "$told" ""

  # For directories of the host that belong to someone else.
  told=$(in_image "$kind" 4321:4321 luthier devices 2>"$log")
  echo "$told"
  expect "devices, as another user" "$told" '*no GPU*'
  told=$(in_image "$kind" 4321:4321 luthier train graphs/iris_logistic.textproto --data iris --epochs 1 --run /tmp/stranger 2>&1) \
    || stop 1 "training as another user failed: $told"
  [[ $told != *Fontconfig* ]] || stop 1 "fonts should need no cache of their own, was: $told"

  if [[ $kind == gpu ]]; then
    in_image gpu 1000:1000 ptxas --version >/dev/null || stop 1 "ptxas does not run"
    in_image gpu 1000:1000 test -r nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc || stop 1 "libdevice is missing"
    told=$(in_image gpu 1000:1000 luthier train graphs/iris_logistic.textproto --data iris --run /tmp/run --device auto --json 2>"$log") \
      || { tail -n 20 "$log" >&2 && stop 1 "training with --device auto failed, see above"; }
    expect "the device without a GPU" "$told" '*"device":"cpu"*'
    told=0
    in_image gpu 1000:1000 luthier train graphs/iris_logistic.textproto --data iris --run /tmp/run2 --device gpu:0 >"$log" 2>&1 || told=$?
    expect "the exit code of --device gpu:0 without a GPU" "$told" 2
  fi
  if [[ $tool == buildah ]]; then "${builder[@]}" rm "$name" >/dev/null; fi
}

if command -v hadolint >/dev/null; then
  hadolint docker/*.Dockerfile || stop 1 "hadolint has objections, see above"
fi
# Compose 1 does not know `gpus`.
if [[ $(docker compose version --short 2>/dev/null) == [2-9]* ]]; then
  quietly "docker compose config" docker compose --file docker/compose.yaml --profile trainer config --quiet
elif [[ $(docker-compose version --short 2>/dev/null) == [2-9]* ]]; then
  quietly "docker-compose config" docker-compose --file docker/compose.yaml --profile trainer config --quiet
fi

bases=()
pulled=1
for kind in "${kinds[@]}"; do
  for base in BUILD_BASE PYTHON_BASE RUN_BASE; do
    image=$(default_of "$base" "docker/$kind.Dockerfile")
    [[ -z $image ]] || "${builder[@]}" pull "$image" >/dev/null 2>&1 || pulled=
  done
done
if [[ -z $pulled ]]; then
  echo "docker/check.sh: the bases cannot be pulled, stand-ins are made of Debian's packages" >&2
  stand_in build openjdk-17-jdk-headless,maven,python3-pip,ca-certificates
  # Debian's Java uses the system's libraries for pictures and fonts, where others bring their own.
  stand_in run libjpeg62-turbo,liblcms2-2,libharfbuzz0b
  bases=(--build-arg BUILD_BASE=localhost/luthier-base:build --build-arg RUN_BASE=localhost/luthier-base:run)
  # What the machine trusts, such as a proxy's certificate, is to be trusted in the build as well.
  if [[ $tool != docker ]]; then certificates=(--volume /etc/ssl/certs:/etc/ssl/certs:ro); fi
fi

for kind in "${kinds[@]}"; do
  arguments=("${bases[@]}")
  if [[ $kind == gpu && -z $pulled ]]; then
    arguments+=(--build-arg PYTHON_BASE=localhost/luthier-base:build)
  fi
  start=$SECONDS
  quietly "building the image for '$kind'" "${builder[@]}" build "${arguments[@]}" "${certificates[@]}" \
    --file "docker/$kind.Dockerfile" --tag "localhost/$name:$kind" .
  images+=("localhost/$name:$kind")
  echo "docker/check.sh: $kind built with $tool in $((SECONDS - start)) s"
  try_image "$kind"
  echo "docker/check.sh: $kind works"
done
