#!/usr/bin/env bash
# Tests of the launcher itself. Run by './crema test', after everything was prepared.
# shellcheck disable=SC2016  # code in single quotes is expanded by the launcher under test
set -uo pipefail

ROOT=$(cd "$(dirname "$0")/../.." && pwd -P)
SCRATCH=$(mktemp -d)
PASSED=0
FAILED=0
trap 'rm -rf "$SCRATCH"' EXIT
# What the launcher that runs this has found; the tests look for themselves.
unset CXX

# test_that SENTENCE COMMAND...: the command is to succeed; its output is shown if it does not.
test_that() {
    local sentence=$1
    shift
    if ("$@") >"$SCRATCH/output" 2>&1; then
        PASSED=$((PASSED + 1))
    else
        FAILED=$((FAILED + 1))
        printf 'launcher: FAILED: %s\n' "$sentence"
        sed 's/^/    /' "$SCRATCH/output"
    fi
}

# A fresh launcher that runs the code it is given.
LAUNCHER=(bash -c 'set -euo pipefail
    ROOT=$1
    for part in common tools work fetch build run; do . "$ROOT/packaging/launcher/$part.sh"; done
    set_home
    eval "$2"' launcher "$ROOT")

launcher() { "${LAUNCHER[@]}" "$1"; }

# A PATH with the plainest tools only: no compiler, CMake, Python, JDK or package manager.
bare_path() {
    local tool
    mkdir -p "$SCRATCH/bare"
    for tool in bash cat cut date dirname basename env find id mkdir mktemp mv readlink rm sed sha256sum shasum sleep sort tr \
        uname head tail du ln getconf; do
        if command -v "$tool" >/dev/null; then ln -sf "$(command -v "$tool")" "$SCRATCH/bare/$tool"; fi
    done
    printf '%s' "$SCRATCH/bare"
}

# says TEXT COMMAND...: the command's output contains the text.
says() {
    local text=$1 output
    shift
    output=$("$@" 2>&1)
    case $output in
        *"$text"*) ;;
        *)
            printf 'expected: %s\nactual:   %s\n' "$text" "$output"
            return 1
            ;;
    esac
}

ends_with() {
    local wanted=$1 status=0
    shift
    "$@" || status=$?
    [ "$status" = "$wanted" ] || {
        echo "expected status $wanted, got $status"
        return 1
    }
}

wait_for() {
    local tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || return 1
        sleep 0.1
    done
}

every_missing_tool_is_named() {
    local tool
    export PATH
    PATH=$(bare_path)
    for tool in 'a JDK, version 25' 'a C++ compiler' CMake 'Python 3 with pip'; do
        says "$tool" launcher 'is_macos() { false; }; jdk_candidates() { :; }; need jdk cxx cmake python' || return 1
    done
    ends_with 1 launcher 'is_macos() { false; }; jdk_candidates() { :; }; need jdk cxx cmake python'
}

install_commands_fit() {
    says 'brew install openjdk@25 cmake python' launcher 'package_manager() { echo brew; }; install_commands jdk cmake python' \
        && says 'xcode-select --install' launcher 'package_manager() { echo brew; }; install_commands cxx' \
        && says 'dnf install -y java-25-openjdk-devel gcc-c++ cmake python3-pip' \
            launcher 'package_manager() { echo dnf; }; install_commands jdk cxx cmake python' \
        && says 'apt-get install -y openjdk-25-jdk-headless g++ cmake python3-pip' \
            launcher 'apt-cache() { :; }; package_manager() { echo apt-get; }; install_commands jdk cxx cmake python' \
        && says 'set JAVA_HOME' \
            launcher 'apt-cache() { return 1; }; package_manager() { echo apt-get; }; install_commands jdk' \
        && says 'apt-get install -y redis-server' \
            launcher 'apt-cache() { return 1; }; package_manager() { echo apt-get; }; install_commands valkey' \
        && says 'brew install valkey' launcher 'package_manager() { echo brew; }; install_commands valkey'
}

fake_jdk() {
    mkdir -p "$SCRATCH/$1/bin"
    printf 'JAVA_VERSION="%s"\n' "$2" >"$SCRATCH/$1/release"
    printf '#!/bin/sh\n' >"$SCRATCH/$1/bin/javac"
    chmod +x "$SCRATCH/$1/bin/javac"
}

only_a_jdk_of_25_or_later_is_taken() {
    fake_jdk old 17.0.15
    fake_jdk jre 25.0.3
    rm "$SCRATCH/jre/bin/javac"
    fake_jdk new 25.0.3
    export OLD=$SCRATCH/old JRE=$SCRATCH/jre NEW=$SCRATCH/new
    says "$SCRATCH/new" launcher 'jdk_candidates() { printf "%s\n" "" "$OLD" "$JRE" "$NEW"; }; find_jdk; echo "$JAVA_HOME"' \
        && ends_with 1 launcher 'jdk_candidates() { printf "%s\n" "$OLD" "$JRE"; }; find_jdk'
}

# The launcher lists commands by name; one that only the Java side knows could not be called.
every_command_of_the_command_line_can_be_called() {
    local command
    for command in claude connect models stats bench cache log completions version; do
        says "Usage: crema $command" "$ROOT/crema" "$command" --help || return 1
        says "$command " "$ROOT/crema" help || return 1
    done
}

old_macos_is_refused_by_name() {
    says 'macOS 14' launcher 'uname() { [ "$1" = -s ] && echo Darwin || echo arm64; }; macos_major() { echo 13; }; need_supported_system' \
        && says 'Apple silicon' launcher 'uname() { [ "$1" = -s ] && echo Darwin || echo x86_64; }; need_supported_system'
}

# The wheel for each macOS, with the package client replaced by one that prints its arguments.
macos_gets_the_wheel_of_its_release() {
    local release platform
    for release in 14:macosx_14_0 15:macosx_15_0 26:macosx_26_0 27:macosx_26_0; do
        platform=${release#*:}_arm64
        export RELEASE=${release%:*} CREMA_HOME=$SCRATCH/mac
        says "mlx-metal $platform" launcher 'is_macos() { true; }; macos_major() { echo "$RELEASE"; }
            fetch() { echo "$1 $5"; mkdir "$STAGING/content"; }
            set_places; rm -rf "$MLX_HOME"; fetch_mlx' || return 1
    done
}

home_follows_the_system_and_the_variable() {
    (
        unset CREMA_HOME XDG_DATA_HOME
        export HOME=/somewhere
        says /somewhere/.local/share/crema launcher 'is_macos() { false; }; unset CREMA_HOME; set_home; echo "$CREMA_HOME"' \
            && says '/somewhere/Library/Application Support/Crema' \
                launcher 'is_macos() { true; }; unset CREMA_HOME; set_home; echo "$CREMA_HOME"'
    ) && says "$PWD/relative" env CREMA_HOME=relative "$ROOT/crema" help
}

pins_agree_with_the_build() {
    local version
    version=$(sed -n 's|.*<mlx.version>\(.*\)</mlx.version>.*|\1|p' "$ROOT/pom.xml")
    says "$version $version" launcher 'echo "$(pinned_version mlx-cpu) $(pinned_version mlx-metal)"'
}

# No compiler, no Python and no network tool is within reach: all there is to do is to find out that all is done.
second_preparation_does_nothing() {
    local output status=0
    output=$(PATH=$(bare_path) "$ROOT/crema" prepare 2>&1) || status=$?
    if [ "$status" != 0 ] || [ -n "$output" ]; then
        echo "status $status, output: $output"
        return 1
    fi
}

a_damaged_result_is_replaced() {
    export CREMA_HOME=$SCRATCH/damaged
    launcher 'set_places; mkdir -p "$MODEL_HOME/left"; PYTHON=false
        fetch() { mkdir -p "$STAGING/content/pack" "$STAGING/content/pack.dist-info"
            echo new >"$STAGING/content/pack/$(basename "$MODEL")"; echo terms >"$STAGING/content/pack.dist-info/LICENSE"; }
        fetch_model; [ "$(cat "$MODEL")" = new ] && [ ! -e "$MODEL_HOME/left" ]'
}

the_embedding_model_is_unpacked_whole() {
    export CREMA_HOME=$SCRATCH/embedder
    launcher 'set_places; PYTHON=false
        fetch() { mkdir -p "$STAGING/content/pack/model/1_Pooling" "$STAGING/content/pack.dist-info/licenses"
            echo weights >"$STAGING/content/pack/model/model.safetensors"; echo terms >"$STAGING/content/pack.dist-info/licenses/LICENSE"; }
        fetch_embedder; have_embedder && [ -d "$EMBEDDER/1_Pooling" ] && [ -f "$EMBEDDER/LICENSE" ]'
}

a_failed_step_shows_its_output() {
    export CREMA_HOME=$SCRATCH/failing
    says 'of the test' launcher 'work() { echo "of the test"; return 3; }; step working "" work work' \
        && ends_with 1 launcher 'work() { return 3; }; step working "" work work'
}

an_interrupted_step_leaves_nothing() {
    export CREMA_HOME=$SCRATCH/interrupted
    "${LAUNCHER[@]}" 'lock "$CREMA_HOME/.preparing"; new_staging "$CREMA_HOME/work"
        work() { sleep 300 & echo $! >"$CREMA_HOME/child"; wait; }; step working "" work work' &
    local shell=$!
    wait_for test -s "$CREMA_HOME/child" || return 1
    kill -TERM "$shell"
    ends_with 143 wait "$shell" || return 1
    [ -z "$(ls -A "$CREMA_HOME/work")" ] && [ ! -L "$CREMA_HOME/.preparing" ] \
        && wait_for dead "$(cat "$CREMA_HOME/child")"
}

dead() { ! kill -0 "$1" 2>/dev/null; }

two_launchers_take_turns() {
    export CREMA_HOME=$SCRATCH/turns
    mkdir -p "$CREMA_HOME"
    local one='lock "$CREMA_HOME/.preparing"; echo begin >>"$CREMA_HOME/log"; sleep 0.3; echo end >>"$CREMA_HOME/log"; unlock'
    launcher "$one" &
    launcher "$one" &
    launcher "$one" &
    wait
    [ "$(tr '\n' ' ' <"$CREMA_HOME/log")" = 'begin end begin end begin end ' ]
}

the_lock_of_a_killed_launcher_is_taken_over() {
    export CREMA_HOME=$SCRATCH/stale
    launcher 'lock "$CREMA_HOME/.preparing"; kill -KILL $$'
    launcher 'lock "$CREMA_HOME/.preparing"; unlock'
    [ -z "$(ls -A "$CREMA_HOME")" ]
}

# serve_until SIGNAL STATUS: the whole way, with scripted answers instead of a model.
serve_until() {
    export CREMA_HOME="$SCRATCH/a home"
    # A shell's background children, and those of a build server, may ignore SIGINT; a shell cannot undo that.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$ROOT/crema" serve --backend lite --port 0 >"$SCRATCH/banner" 2>"$SCRATCH/errors" &
    local server=$!
    if wait_for grep -q 'http://127.0.0.1:' "$SCRATCH/banner"; then
        kill "-$1" "$server"
        wait_for dead "$server" || echo 'it does not end'
    else
        cat "$SCRATCH/errors"
    fi
    kill -KILL "$server" 2>/dev/null
    ends_with "$2" wait "$server" && [ ! -e "$CREMA_HOME/native" ] && [ -d "$CREMA_HOME/logs" ]
}

test_that 'every missing tool is named' every_missing_tool_is_named
test_that 'install commands fit the package manager' install_commands_fit
test_that 'only a JDK of 25 or later is taken' only_a_jdk_of_25_or_later_is_taken
test_that 'systems without MLX are refused by name' old_macos_is_refused_by_name
test_that 'macOS gets the wheel of its release' macos_gets_the_wheel_of_its_release
test_that 'CREMA_HOME follows the system and the variable' home_follows_the_system_and_the_variable
test_that 'pins agree with the build' pins_agree_with_the_build
test_that 'an unknown command is refused' ends_with 2 "$ROOT/crema" brew
test_that 'every command of the command line can be called' every_command_of_the_command_line_can_be_called
test_that 'a second preparation does nothing' second_preparation_does_nothing
test_that 'a damaged result is replaced' a_damaged_result_is_replaced
test_that 'the embedding model is unpacked whole' the_embedding_model_is_unpacked_whole
test_that 'a failed step shows its output' a_failed_step_shows_its_output
test_that 'an interrupted step leaves nothing' an_interrupted_step_leaves_nothing
test_that 'two launchers take turns' two_launchers_take_turns
test_that 'the lock of a killed launcher is taken over' the_lock_of_a_killed_launcher_is_taken_over
test_that 'SIGTERM ends serve' serve_until TERM 143
test_that 'SIGINT ends serve' serve_until INT 130

printf 'launcher: %s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" = 0 ]
