# shellcheck shell=bash
# The .app, its signature, the disk image and its notarisation. Nobody has run this on a Mac yet; bundle/test.sh compares the
# commands with packaging/macos/expected-commands.txt.

# package_macos app-image|dmg
package_macos() {
    local resources=$WORK/resources
    run rm -rf "$IMAGE"
    write_resources "$resources"
    # jpackage refuses versions below 1; the true one is in Info.plist.
    macos_step "making the .app" package-image make_image --app-version 1.0 --mac-package-identifier dev.crema.app \
        --resource-dir "$resources"
    run cp -R "$NOTICES" "$IMAGE/Contents/Resources/licences"
    if [ -n "$DRY_RUN" ]; then echo "# a training run writes $(shown "$IMAGE_APP/crema.aot")"; else train; fi
    sign_app
    if [ "$1" = dmg ]; then make_dmg "$resources"; fi
}

# step keeps its output for the log; a dry run's is what it is for.
macos_step() {
    local label=$1 log=$2
    shift 2
    if [ -n "$DRY_RUN" ]; then "$@"; else step "$label" '' "$log" "$@"; fi
}

# What jpackage takes in place of its own: Info.plist, the disk image's background and icon.
write_resources() {
    local macos=$ROOT/packaging/macos
    run mkdir -p "$1"
    if [ -n "$DRY_RUN" ]; then
        echo "# Info.plist: version $VERSION, macOS $MACOS.0 or later"
    else
        sed "s/@VERSION@/$VERSION/; s/@MACOS@/$MACOS/" "$macos/Info.plist" >"$1/Info.plist"
    fi
    run cp "$macos/Crema-background.tiff" "$1/Crema-background.tiff"
    run cp "$macos/Crema.icns" "$1/Crema-volume.icns"
}

# From the inside out, because a signature covers those within. Without an identity the app is signed for this machine only.
sign_app() {
    local file identity=${CREMA_SIGN_IDENTITY:--} options=()
    if [ "$identity" = - ]; then
        say "NOT SIGNED: CREMA_SIGN_IDENTITY is not set. The app runs on this Mac only; others will refuse it."
    else
        options=(--timestamp --options runtime)
    fi
    options+=(--force --sign "$identity")
    if [ -n "$DRY_RUN" ]; then
        echo "# for each library and program in $(shown "$IMAGE/Contents"):"
        run codesign "${options[@]}" FILE
    else
        code_files | while IFS= read -r file; do codesign "${options[@]}" "$file"; done
    fi
    run codesign "${options[@]}" "$IMAGE/Contents/runtime"
    run codesign "${options[@]}" --entitlements "$ROOT/packaging/macos/Crema.entitlements" "$IMAGE"
    run codesign --verify --deep --strict --verbose=2 "$IMAGE"
}

# Everything that holds machine code, but the launcher, which is signed with the app.
code_files() {
    find "$IMAGE/Contents" -type f ! -path "$IMAGE_PROGRAM" \( -name '*.dylib' -o -name '*.jnilib' -o -name '*.so' -o -perm -u+x \) \
        | while IFS= read -r file; do
            if file -b "$file" | grep -q Mach-O; then printf '%s\n' "$file"; fi
        done
}

make_dmg() {
    local dmg=$OUTPUT/Crema-$VERSION.dmg profile=${CREMA_NOTARY_PROFILE-}
    run rm -f "$dmg" "$OUTPUT/Crema-1.0.dmg"
    macos_step "making the disk image" package-dmg run "$JAVA_HOME/bin/jpackage" --type dmg --name Crema --app-version 1.0 \
        --app-image "$IMAGE" --dest "$OUTPUT" --resource-dir "$1" --license-file "$ROOT/LICENSE"
    run mv "$OUTPUT/Crema-1.0.dmg" "$dmg"
    if [ -z "${CREMA_SIGN_IDENTITY-}" ]; then return; fi
    run codesign --timestamp --force --sign "$CREMA_SIGN_IDENTITY" "$dmg"
    if [ -z "$profile" ]; then
        say "NOT NOTARISED: CREMA_NOTARY_PROFILE is not set. macOS will warn everybody who downloads it."
        return
    fi
    run xcrun notarytool submit "$dmg" --keychain-profile "$profile" --wait
    run xcrun stapler staple "$dmg"
    run xcrun stapler validate "$dmg"
    run spctl --assess --type open --context context:primary-signature --verbose "$dmg"
}
