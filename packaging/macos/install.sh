#!/usr/bin/env bash
# Puts a new Crema.app in the place of the old one, or the old one back. Written for the bash 3.2 of macOS.
#
#   install.sh NEW.app [FOLDER]   FOLDER is /Applications otherwise; the version before is kept as Crema.previous.app
#   install.sh --back [FOLDER]    the version before again; the newer one is then the one that is kept
#
# The new app is copied beside the old one first: from then on there are only renames, which cannot stop half-way. Ended between two
# of them, it leaves both apps whole, and the next run of it puts the names right. Models, caches and settings are elsewhere.
set -euo pipefail

die() {
    printf 'crema: %s\n' "$*" >&2
    exit 1
}

usage() { die "usage: install.sh NEW.app [FOLDER] or install.sh --back [FOLDER]"; }

# One whose renames were interrupted has an app under its other name, and none under its own.
mend() {
    if [ ! -d "$APP" ] && [ -d "$OLD" ]; then mv "$OLD" "$APP"; fi
    rm -rf "$NEW"
}

# swap REPLACEMENT: it becomes the app, the app becomes the previous one.
swap() {
    rm -rf "$OLD"
    if [ -d "$APP" ]; then mv "$APP" "$OLD"; fi
    if ! mv "$1" "$APP"; then
        if [ -d "$OLD" ]; then mv "$OLD" "$APP"; fi
        die "$1 could not become $APP; the app that was there is there again."
    fi
}

if [ $# -lt 1 ] || [ $# -gt 2 ]; then usage; fi
FOLDER=${2:-/Applications}
APP=$FOLDER/Crema.app
OLD=$FOLDER/Crema.previous.app
NEW=$FOLDER/.Crema.new.app
if [ ! -d "$FOLDER" ] || [ ! -w "$FOLDER" ]; then
    die "$FOLDER is not a folder that you may write to; name another, such as ~/Applications."
fi

if [ "$1" = --back ]; then
    mend
    [ -d "$OLD" ] || die "there is no $OLD to go back to."
    mv "$OLD" "$NEW"
    swap "$NEW"
    echo "The version before is $APP again; quit Crema and start it."
    exit
fi

[ -f "$1/Contents/Info.plist" ] || die "$1 is not an app: it has no Contents/Info.plist."
mend
# ditto keeps what signatures need; elsewhere than on macOS this is a test.
if command -v ditto >/dev/null; then ditto "$1" "$NEW"; else cp -Rp "$1" "$NEW"; fi
if command -v codesign >/dev/null && ! codesign --verify --deep --strict "$NEW"; then
    rm -rf "$NEW"
    die "the signature of $1 does not fit what is in it: download it again. Nothing was changed."
fi
swap "$NEW"
echo "$APP is the new version; quit Crema and start it. 'install.sh --back' returns to the one before."
