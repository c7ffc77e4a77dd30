# shellcheck shell=bash
# The package for Debian and Ubuntu: files only. It has no script that runs at installation or removal, so whatever it brings is
# known to dpkg and goes with it; menus and icons are refreshed by the system's own triggers.

# In both names where a library's package was renamed between releases. packaging/test_deb.sh checks that nothing is missing.
DEPENDS='libc6 (>= 2.35), libstdc++6, libgcc-s1, zlib1g, libgtk-3-0 | libgtk-3-0t64, libglib2.0-0 | libglib2.0-0t64, libpango-1.0-0,
 libpangoft2-1.0-0, libcairo2, libgdk-pixbuf-2.0-0, libfontconfig1, libfreetype6, libgl1, libx11-6, libxext6, libxi6, libxrender1,
 libxtst6, libxxf86vm1, libasound2 | libasound2t64'
RECOMMENDS='libayatana-appindicator3-1, fonts-dejavu-core'

make_deb() {
    local machine
    machine=$(dpkg --print-architecture)
    DEB=$OUTPUT/crema_${VERSION}_$machine.deb
    step "making the .deb" '' package-deb write_deb "$machine"
    say "$DEB ($(du -m "$DEB" | cut -f 1) MB): sudo apt install $DEB"
}

write_deb() {
    local tree=$WORK/deb size
    rm -rf "$tree"
    mkdir -p "$tree"/DEBIAN "$tree"/usr/{bin,lib,share/applications,share/doc/crema}
    # Times must stay: the ahead-of-time cache knows those of the jars.
    cp -Rp "$IMAGE" "$tree/usr/lib/crema"
    ln -s ../lib/crema/bin/crema "$tree/usr/bin/crema"
    cp "$ROOT/packaging/linux/crema.desktop" "$tree/usr/share/applications"
    for size in 16 32 48 64 128 256 512; do
        install -D -m 644 "$ROOT/app/src/main/resources/dev/crema/app/icons/app-$size.png" \
            "$tree/usr/share/icons/hicolor/${size}x$size/apps/crema.png"
    done
    ln -s ../../../lib/crema/share/licences/THIRD-PARTY.txt "$tree/usr/share/doc/crema/THIRD-PARTY.txt"
    cp "$ROOT/LICENSE" "$tree/usr/share/doc/crema/copyright"
    chmod -R u=rwX,go=rX "$tree"
    (cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    write_control "$1" "$(du -sk "$tree/usr" | cut -f 1)" >"$tree/DEBIAN/control"
    dpkg-deb --root-owner-group -Zxz --build "$tree" "$DEB"
    rm -rf "$tree"
}

write_control() {
    cat <<TEXT
Package: crema
Version: $VERSION
Section: utils
Priority: optional
Architecture: $1
Installed-Size: $2
Depends: $DEPENDS
Recommends: $RECOMMENDS
Maintainer: The Crema project <crema@localhost>
Description: local models for coding agents
 Lets Claude Code and every client of the Anthropic or the OpenAI API run on
 models of this machine. An app with a window and an icon in the menu bar, and
 the command crema. Models are not part of the package.
TEXT
}
