# shellcheck shell=bash
# Messages, folders and hashes. Every part is sourced by the launcher at the root, under `set -euo pipefail`.

# One line for the person at the terminal.
say() { printf 'crema: %s\n' "$*" >&2; }

# die STATUS MESSAGE...
die() {
    local status=$1
    shift
    say "$@"
    exit "$status"
}

is_macos() { [ "$(uname -s)" = Darwin ]; }

# Where all of Crema's own files are; the Java side reads the same variable.
set_home() {
    if [ -z "${CREMA_HOME-}" ]; then
        if is_macos; then
            CREMA_HOME="$HOME/Library/Application Support/Crema"
        else
            CREMA_HOME=${XDG_DATA_HOME:-$HOME/.local/share}/crema
        fi
    fi
    case $CREMA_HOME in
        /*) ;;
        *) CREMA_HOME=$PWD/$CREMA_HOME ;;
    esac
    export CREMA_HOME
}

if command -v sha256sum >/dev/null; then SHA256=(sha256sum); else SHA256=(shasum -a 256); fi

# A short hash over names and contents of the files under those of the given paths of the checkout that exist.
content_hash() {
    (
        cd "$ROOT" || exit
        for path in "$@"; do
            if [ -e "$path" ]; then find "$path" -type f ! -name .DS_Store -exec "${SHA256[@]}" {} +; fi
        done
    ) | LC_ALL=C sort | "${SHA256[@]}" | cut -c 1-12
}

# The version that a file of packaging/pins names.
pinned_version() { sed -n 's/^[a-z0-9-]*==\([0-9.]*\).*/\1/p' "$ROOT/packaging/pins/$1.txt"; }
