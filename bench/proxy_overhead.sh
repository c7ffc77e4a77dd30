#!/usr/bin/env bash
# What the proxy adds to a request: see proxy_overhead/ProxyOverhead.java. The argument is the allowed median in ms (1.5).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
"$ROOT/crema" version # builds what is missing, so that it does not count
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC "$ROOT/bench/proxy_overhead/ProxyOverhead.java" "$ROOT" "${1:-1.5}"
