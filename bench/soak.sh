#!/usr/bin/env bash
# Many requests at once, one in five abandoned; then nothing may be left. See soak.py. Options of `crema serve`, such as
# --model, may follow.
set -euo pipefail
. "$(dirname "$0")/peer.sh"
# Speed is not the point here, and BLAS threads that wait for each other slow a busy machine down tenfold.
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
"$ROOT/crema" prepare
# Without a prefix cache, so that nothing is meant to stay.
start_crema 11505 --kv-budget-bytes 0 "$@"
python3 "$BENCH/soak.py" --port 11505 --pid "${SERVERS##* }"
