#!/usr/bin/env bash
# Crema's engine beside mlx_lm.server; see engine_vs_mlx_lm.py. Options go there.
set -euo pipefail
. "$(dirname "$0")/peer.sh"
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-2}
prepare_peer
start_crema 11501
start_peer 11502
python3 "$BENCH/engine_vs_mlx_lm.py" --crema-port 11501 --peer-port 11502 --peer-model "$PEER/model/float32" "$@"
