#!/usr/bin/env bash
# The app where every packet for another machine is caught and counted; see no_network.py. Options go there. Needs root on Linux.
set -euo pipefail
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname "$BENCH")
# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
set_home
if [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ]; then
    die 1 "A network of its own, in which packets are counted, needs Linux and root. Run: sudo -E $0"
fi
"$ROOT/crema" prepare
# A network and a view of the file system that this program alone has; both end with it.
exec unshare --net --mount python3 "$BENCH/no_network.py" "$@"
