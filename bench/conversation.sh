#!/usr/bin/env bash
# A ten-turn conversation, warm beside cold; see conversation.py. Options go there.
set -euo pipefail
. "$(dirname "$0")/peer.sh"
"$ROOT/crema" prepare
start_crema 11503
start_crema 11504 --kv-budget-bytes 0
python3 "$BENCH/conversation.py" --warm-port 11503 --cold-port 11504 "$@"
