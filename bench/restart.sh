#!/usr/bin/env bash
# A conversation across two restarts of Crema; see restart.py. Options go there.
set -euo pipefail
. "$(dirname "$0")/peer.sh"
"$ROOT/crema" prepare
exec python3 "$BENCH/restart.py" --port "${BENCH_PORT:-11509}" "$@"
