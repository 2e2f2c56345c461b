#!/usr/bin/env bash
# Luthier on this machine's GPU: a smoke test, then samples a second beside the Python peers; see README.md.
#
#   src/bench/gpu.sh [--peer-python PATH] [--data DIR] [--quick] …
set -euo pipefail

bench=$(CDPATH= cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
if ! nvidia-smi --list-gpus 2>/dev/null | grep -q GPU; then
  echo "gpu.sh: nvidia-smi lists no GPU; run this on a machine with an NVIDIA GPU and its driver" >&2
  exit 2
fi
command -v python3 >/dev/null || { echo "gpu.sh: python3 is not on the PATH; install Python 3.10 or newer" >&2; exit 2; }
exec python3 "$bench/gpu.py" "$@"
