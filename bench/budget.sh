#!/usr/bin/env bash
# Five times the budget, and a folder that fails; see budget.py. Options go there.
set -euo pipefail
. "$(dirname "$0")/peer.sh"
# Speed is not the point here, and BLAS threads that wait for each other slow a busy machine down tenfold.
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
"$ROOT/crema" prepare
exec python3 "$BENCH/budget.py" --port "${BENCH_PORT:-11512}" "$@"
