#!/usr/bin/env bash
# What a kept answer costs: see proxy_overhead/AnswerCache.java. The arguments are the allowed medians in ms of a hit in memory
# (2) and in the database (5).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
# shellcheck source=packaging/launcher/tools.sh
. "$ROOT/packaging/launcher/tools.sh"
"$ROOT/crema" version # builds what is missing, so that it does not count
find_jdk # the launcher's own choice: the default java may be too old
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC "$ROOT/bench/proxy_overhead/AnswerCache.java" "$ROOT" "${1:-2}" "${2:-5}"
