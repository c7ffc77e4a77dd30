#!/usr/bin/env bash
# What the proxy adds to a request: see proxy_overhead/ProxyOverhead.java. The argument is the allowed median in ms (1.5).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
# shellcheck source=packaging/launcher/tools.sh
. "$ROOT/packaging/launcher/tools.sh"
"$ROOT/crema" version # builds what is missing, so that it does not count
find_jdk # the launcher's own choice: the default java may be too old
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC "$ROOT/bench/proxy_overhead/ProxyOverhead.java" "$ROOT" "${1:-1.5}"
