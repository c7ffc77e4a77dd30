#!/usr/bin/env bash
# Builds what people install: on Linux a .deb, on macOS a DMG, and the app-image in both. Written for the bash 3.2 of macOS.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd -P)

# shellcheck source=packaging/launcher/common.sh
. "$ROOT/packaging/launcher/common.sh"
# shellcheck source=packaging/launcher/tools.sh
. "$ROOT/packaging/launcher/tools.sh"
# shellcheck source=packaging/launcher/work.sh
. "$ROOT/packaging/launcher/work.sh"
# shellcheck source=packaging/launcher/fetch.sh
. "$ROOT/packaging/launcher/fetch.sh"
# shellcheck source=packaging/launcher/build.sh
. "$ROOT/packaging/launcher/build.sh"
# shellcheck source=packaging/bundle/plan.sh
. "$ROOT/packaging/bundle/plan.sh"
# shellcheck source=packaging/bundle/stage.sh
. "$ROOT/packaging/bundle/stage.sh"
# shellcheck source=packaging/bundle/notices.sh
. "$ROOT/packaging/bundle/notices.sh"
# shellcheck source=packaging/bundle/image.sh
. "$ROOT/packaging/bundle/image.sh"
# shellcheck source=packaging/bundle/deb.sh
. "$ROOT/packaging/bundle/deb.sh"
# shellcheck source=packaging/bundle/macos.sh
. "$ROOT/packaging/bundle/macos.sh"

usage() {
    cat <<TEXT
Usage: packaging/package.sh [app-image | deb | dmg] [OPTION...]

  app-image  the app in one folder, with its own Java; the others begin with it
  deb        a package for Debian and Ubuntu (on Linux; so does no argument)
  dmg        a disk image for macOS, signed and notarised as far as the environment has keys (on macOS; so does no argument)

  --output FOLDER   where results go; otherwise target/package
  --macos N         the oldest macOS it is to run on: 14 (otherwise), 15 or 26
  --dry-run         print the commands for macOS, run none

For signing, the environment names CREMA_SIGN_IDENTITY ("Developer ID Application: …") and CREMA_NOTARY_PROFILE (a profile that
'xcrun notarytool store-credentials' has stored). See docs/packaging.md.
TEXT
}

OUTPUT=$ROOT/target/package
TARGET=''
DRY_RUN=''
MACOS=14
while [ $# -gt 0 ]; do
    case $1 in
        app-image | deb | dmg) TARGET=$1 ;;
        --output | --macos)
            [ $# -gt 1 ] || die 2 "$1 needs a value"
            if [ "$1" = --output ]; then OUTPUT=$2; else MACOS=$2; fi
            shift
            ;;
        --dry-run) DRY_RUN=yes ;;
        -h | --help)
            usage
            exit
            ;;
        *)
            usage >&2
            die 2 "unknown argument '$1'"
            ;;
    esac
    shift
done
case $OUTPUT in /*) ;; *) OUTPUT=$PWD/$OUTPUT ;; esac

if [ -n "$DRY_RUN" ]; then
    plan_macos
    package_macos "${TARGET:-dmg}"
    exit
fi

set_home
if is_macos; then
    plan_macos
    # What is fetched and built for other releases of macOS than this one's stays apart from what ./crema uses.
    CREMA_HOME=$WORK/home-$MACOS
    macos_major() { echo "$MACOS"; }
    [ "${TARGET:-dmg}" != deb ] || die 2 "a .deb is built on Linux"
else
    plan_linux
    [ "${TARGET:-deb}" != dmg ] || die 2 "a DMG is built on macOS; --dry-run shows how"
fi
need_packaging_tools
prepare java mlx model
collect
if is_macos; then package_macos "${TARGET:-dmg}"; else package_linux "${TARGET:-deb}"; fi
