#!/usr/bin/env bash
# Agents' sessions on Crema with and without caches and on mlx_lm.server; see replay/replay.py. Options go there.
set -euo pipefail
. "$(dirname "$0")/peer.sh"
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-2}
servers=(--port "${BENCH_PORT:-11506}")
"$ROOT/crema" prepare
case " $* " in
    *' --no-peer '*) ;;
    *)
        prepare_peer
        start_peer $((servers[1] + 2))
        servers+=(--peer-port $((servers[1] + 2)) --peer-model "$PEER/model/float32")
        ;;
esac
python3 "$BENCH/replay/replay.py" "${servers[@]}" "$@"
