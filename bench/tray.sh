#!/usr/bin/env bash
# The icon and its menu, by mouse and keyboard on a virtual display; see tray.py. Options go there.
set -euo pipefail
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$BENCH")
# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
set_home
"$ROOT/crema" version
exec python3 "$BENCH/tray.py" "$@"
