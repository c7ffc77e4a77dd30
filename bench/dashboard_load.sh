#!/usr/bin/env bash
# The window under load, and hidden: see dashboard_load/DashboardLoad.java. Arguments: seconds of load (60), the longest time in ms
# that the interface thread may not answer (50), seconds for each look at the costs (20).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
# shellcheck source=packaging/launcher/tools.sh
. "$ROOT/packaging/launcher/tools.sh"
"$ROOT/crema" version # builds what is missing, so that it does not count
find_jdk # the launcher's own choice: the default java may be too old
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xmx1g \
    -Dglass.platform=Headless -Dprism.order=sw -Djava.awt.headless=true \
    -cp "$ROOT/app/target/lib/*:$ROOT/app/target/crema-app.jar" \
    "$ROOT/bench/dashboard_load/DashboardLoad.java" "$ROOT" "${1:-60}" "${2:-50}" "${3:-20}"
