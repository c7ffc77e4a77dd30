# shellcheck shell=bash
# Sourced by the benchmarks that need mlx-lm: prepares it once, and starts and stops servers.

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$BENCH")
# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
set_home
PEER=$CREMA_HOME/bench/peer
SERVERS=''

trap 'for server in $SERVERS; do kill "$server" 2>/dev/null || true; done; wait' EXIT

# mlx-lm on the same MLX, and the default model as a Hugging Face folder in float32: what Crema makes of it on a CPU.
prepare_peer() {
    "$ROOT/crema" prepare
    if [ ! -d "$PEER/model/float32" ]; then
        say "preparing mlx-lm (once)"
        rm -rf "$PEER"
        python3 -m venv "$PEER/venv"
        "$PEER/venv/bin/pip" install -q mlx-lm==0.32.2 mlx==0.32.4 mlx-cpu==0.32.4 transformers==5.23.0 gguf==0.19.0
        "$PEER/venv/bin/python" "$ROOT/mlx-native/src/test/reference/gguf_to_hf.py" \
            "$(find "$CREMA_HOME/models" -name '*.gguf' | head -n 1)" "$PEER/model.part"
        mv "$PEER/model.part" "$PEER/model"
    fi
}

# The BLAS that Crema unpacked beside its shim at its first start.
openblas() { find "$CREMA_HOME/native" -path '*/openblas/libopenblas.so.0' | head -n 1; }

# As Crema sets it for itself: BLAS threads that wait busily take the processor from whatever else runs.
export OPENBLAS_THREAD_TIMEOUT=${OPENBLAS_THREAD_TIMEOUT:-14}

# What was answered or computed in an earlier run must not answer this one.
export CREMA_CACHING_SSD_ENABLED=false CREMA_CACHING_L2_ENABLED=false CREMA_CACHING_L3_ENABLED=false CREMA_CACHING_PREWARM=0s

# start_crema PORT OPTION...
start_crema() {
    local port=$1
    shift
    "$ROOT/crema" serve --port "$port" "$@" >"$CREMA_HOME/logs/bench-$port.log" 2>&1 &
    SERVERS="$SERVERS $!"
    wait_for "$port" /health
}

# start_peer PORT
start_peer() {
    LD_PRELOAD=$(openblas) HF_HUB_OFFLINE=1 "$PEER/venv/bin/python" -m mlx_lm.server \
        --host 127.0.0.1 --port "$1" --model "$PEER/model/float32" --log-level WARNING \
        >"$CREMA_HOME/logs/bench-$1.log" 2>&1 &
    SERVERS="$SERVERS $!"
    wait_for "$1" /health
}

wait_for() {
    local tries
    for tries in $(seq 240); do
        if curl -sf "http://127.0.0.1:$1$2" >/dev/null; then return; fi
        sleep 0.5
    done
    die 1 "nothing answers on port $1 after $((tries / 2)) s; see $CREMA_HOME/logs/bench-$1.log"
}
