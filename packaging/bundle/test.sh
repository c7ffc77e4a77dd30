#!/usr/bin/env bash
# Tests of the packaging that need no package: the commands for macOS, its property lists, the updater. Run by './crema test'.
# With --record it writes down the commands anew.
set -uo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd -P)
SCRATCH=$(mktemp -d)
PASSED=0
FAILED=0
EXPECTED=$ROOT/packaging/macos/expected-commands.txt
trap 'chmod -R u+w "$SCRATCH"; rm -rf "$SCRATCH"' EXIT

# test_that SENTENCE COMMAND...: the command is to succeed; its output is shown if it does not.
test_that() {
    local sentence=$1
    shift
    if ("$@") >"$SCRATCH/output" 2>&1; then
        PASSED=$((PASSED + 1))
    else
        FAILED=$((FAILED + 1))
        printf 'packaging: FAILED: %s\n' "$sentence"
        sed 's/^/    /' "$SCRATCH/output"
    fi
}

# The commands for one environment, without what differs between machines.
commands() {
    env -u CREMA_SIGN_IDENTITY -u CREMA_NOTARY_PROFILE JAVA_HOME=/JAVA "$@" "$ROOT/packaging/package.sh" dmg --dry-run 2>&1
}

all_commands() {
    printf '## without keys\n\n'
    commands
    printf '\n## with a certificate\n\n'
    commands CREMA_SIGN_IDENTITY='Developer ID Application: Example (ABCDE12345)'
    printf '\n## with a certificate and notarisation\n\n'
    commands CREMA_SIGN_IDENTITY='Developer ID Application: Example (ABCDE12345)' CREMA_NOTARY_PROFILE=crema
}

commands_for_macos_are_as_recorded() { all_commands | diff "$EXPECTED" -; }

every_file_the_commands_name_is_there() {
    local file
    grep -o 'ROOT/[A-Za-z0-9_./@-]*' "$EXPECTED" | sort -u | while IFS= read -r file; do
        [ -e "$ROOT/${file#ROOT/}" ] || { echo "$file is not there"; return 1; }
    done
}

property_lists_say_what_they_must() {
    sed 's/@VERSION@/0.1.0/; s/@MACOS@/14/' "$ROOT/packaging/macos/Info.plist" >"$SCRATCH/Info.plist"
    python3 - "$SCRATCH/Info.plist" "$ROOT/packaging/macos/Crema.entitlements" <<'PYTHON'
import plistlib, sys
info, entitlements = (plistlib.load(open(path, "rb")) for path in sys.argv[1:])
assert info["LSUIElement"] is True, info
assert info["CFBundleShortVersionString"] == "0.1.0" and info["LSMinimumSystemVersion"] == "14.0", info
assert info["CFBundleExecutable"] == "Crema" and info["CFBundleIconFile"] == "Crema.icns", info
assert not [value for value in info.values() if "@" in str(value)], info
prefix = "com.apple.security.cs."
wanted = {"allow-jit", "allow-unsigned-executable-memory", "disable-executable-page-protection", "disable-library-validation"}
assert entitlements == {prefix + name: True for name in wanted}, entitlements
PYTHON
}

# app FOLDER VERSION
app() {
    mkdir -p "$1/Contents"
    echo "$2" >"$1/Contents/Info.plist"
}

is_version() {
    local found
    found=$(cat "$1/Contents/Info.plist")
    [ "$found" = "$2" ] || { echo "$1 is version $found, not $2"; return 1; }
}

install_app() { "$ROOT/packaging/macos/install.sh" "$@"; }

an_update_keeps_the_version_before() {
    local folder="$SCRATCH/some apps"
    mkdir "$folder"
    app "$SCRATCH/one.app" 1 && app "$SCRATCH/two.app" 2 && app "$SCRATCH/three.app" 3
    install_app "$SCRATCH/one.app" "$folder" && is_version "$folder/Crema.app" 1 && [ ! -e "$folder/Crema.previous.app" ] \
        && install_app "$SCRATCH/two.app" "$folder" && is_version "$folder/Crema.app" 2 && is_version "$folder/Crema.previous.app" 1 \
        && install_app "$SCRATCH/three.app" "$folder" && is_version "$folder/Crema.app" 3 && is_version "$folder/Crema.previous.app" 2 \
        && install_app --back "$folder" && is_version "$folder/Crema.app" 2 && is_version "$folder/Crema.previous.app" 3 \
        && [ "$(find "$folder" -maxdepth 1 -mindepth 1 | wc -l)" -eq 2 ]
}

an_interrupted_update_is_mended() {
    local folder=$SCRATCH/interrupted
    # Between the two renames, with the new one copied.
    app "$folder/Crema.previous.app" 1 && app "$folder/.Crema.new.app" 2 && app "$SCRATCH/again.app" 2
    install_app "$SCRATCH/again.app" "$folder" && is_version "$folder/Crema.app" 2 && is_version "$folder/Crema.previous.app" 1 \
        && [ ! -e "$folder/.Crema.new.app" ]
}

a_failed_rename_leaves_the_old_app() {
    local folder=$SCRATCH/failing bin=$SCRATCH/bin
    mkdir -p "$bin"
    app "$folder/Crema.app" 1 && app "$SCRATCH/new.app" 2
    # A disk that refuses the second rename.
    # shellcheck disable=SC2016
    printf '#!/bin/sh\ncase $1 in *.Crema.new.app) exit 1 ;; esac\nexec %s "$@"\n' "$(command -v mv)" >"$bin/mv"
    chmod +x "$bin/mv"
    if PATH="$bin:$PATH" install_app "$SCRATCH/new.app" "$folder"; then return 1; fi
    is_version "$folder/Crema.app" 1
}

a_bad_signature_changes_nothing() {
    local folder=$SCRATCH/signed bin=$SCRATCH/sign
    mkdir -p "$bin"
    app "$folder/Crema.app" 1 && app "$SCRATCH/bad.app" 2
    printf '#!/bin/sh\nexit 1\n' >"$bin/codesign"
    chmod +x "$bin/codesign"
    if PATH="$bin:$PATH" install_app "$SCRATCH/bad.app" "$folder"; then return 1; fi
    is_version "$folder/Crema.app" 1 && [ ! -e "$folder/Crema.previous.app" ] && [ ! -e "$folder/.Crema.new.app" ]
}

what_is_no_app_is_refused() {
    mkdir -p "$SCRATCH/none/x.app" "$SCRATCH/target"
    ! install_app "$SCRATCH/none/x.app" "$SCRATCH/target" && ! install_app --back "$SCRATCH/target" && [ -z "$(ls -A "$SCRATCH/target")" ]
}

an_unknown_argument_is_refused() {
    local status=0
    "$ROOT/packaging/package.sh" msi || status=$?
    [ "$status" = 2 ]
}

if [ "${1-}" = --record ]; then
    all_commands >"$EXPECTED"
    exit
fi
test_that 'the commands for macOS are as recorded' commands_for_macos_are_as_recorded
test_that 'every file the commands name is there' every_file_the_commands_name_is_there
test_that 'property lists say what they must' property_lists_say_what_they_must
test_that 'an update keeps the version before' an_update_keeps_the_version_before
test_that 'an interrupted update is mended' an_interrupted_update_is_mended
test_that 'a failed rename leaves the old app' a_failed_rename_leaves_the_old_app
test_that 'a bad signature changes nothing' a_bad_signature_changes_nothing
test_that 'what is no app is refused' what_is_no_app_is_refused
test_that 'an unknown argument is refused' an_unknown_argument_is_refused

printf 'packaging: %s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" = 0 ]
