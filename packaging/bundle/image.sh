# shellcheck shell=bash
# The app in one folder with its own Java, and its ahead-of-time cache.

# The same on every system; what follows is added.
make_image() {
    local option arguments=()
    while IFS= read -r option; do arguments+=(--java-options "$option"); done < <(jvm_options)
    # Without arguments, as from the Finder or a menu, it is the app; otherwise the command line.
    run "$JAVA_HOME/bin/jpackage" --type app-image --name "$NAME" --dest "$OUTPUT" --vendor 'The Crema project' \
        --description 'Local models for coding agents' --copyright 'Apache License 2.0' \
        --input "$STAGE" --main-jar crema-app.jar --main-class dev.crema.app.Main --arguments app \
        --runtime-image "$RUNTIME" --icon "$ICON" "${arguments[@]}" "$@"
}

# The classes that a start and a first request load, as the JVM laid them out then. A run writes it; the shipped launcher's own
# options are used, so that the two fit together.
train() {
    step "recording the ahead-of-time cache" '' package-aot record_start
    [ -s "$IMAGE_APP/crema.aot" ] || die 1 "the training run left no cache; its output is in $CREMA_HOME/logs/package-aot.log"
    # shellcheck disable=SC2016 # the launcher's word
    sed '/^\[JavaOptions\]/a\
java-options=-XX:AOTCache=$APPDIR/crema.aot
' "$IMAGE_APP/$NAME.cfg" >"$IMAGE_APP/$NAME.cfg.new"
    mv "$IMAGE_APP/$NAME.cfg.new" "$IMAGE_APP/$NAME.cfg"
    # Only the recording starts Java by a program of its own.
    rm -rf "$IMAGE_RUNTIME/bin"
}

record_start() {
    local home port status=0 options="-XX:AOTCacheOutput=crema.aot"
    home=$(mktemp -d "$WORK/training-XXXXXX")
    port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    open_display
    if ! is_macos && [ -z "${DISPLAY-}" ]; then options="$options -Dglass.platform=Headless -Dprism.order=sw -Djava.awt.headless=true"; fi
    (
        cd "$IMAGE_APP" || exit
        exec env CREMA_HOME="$home" CREMA_MODEL="$MODEL" CREMA_PORT="$port" JAVA_TOOL_OPTIONS="$options" \
            "$PYTHON" "$ROOT/packaging/bundle/first_use.py" "$home/logs/crema.log" "$port" "$IMAGE_PROGRAM" app
    ) || status=$?
    close_display
    rm -rf "$home"
    return "$status"
}

# The classes of a real window are others than those of one that nobody sees.
open_display() {
    VIRTUAL_DISPLAY=''
    if is_macos || [ -n "${DISPLAY-}" ] || ! command -v Xvfb >/dev/null; then return; fi
    # Of an earlier run.
    rm -f "$WORK/display"
    Xvfb -displayfd 5 -screen 0 1440x900x24 -nolisten tcp 5>"$WORK/display" 2>/dev/null &
    VIRTUAL_DISPLAY=$!
    until [ -s "$WORK/display" ] || ! kill -0 "$VIRTUAL_DISPLAY" 2>/dev/null; do sleep 0.1; done
    if [ -s "$WORK/display" ]; then
        DISPLAY=:$(cat "$WORK/display")
        export DISPLAY
    fi
}

close_display() {
    if [ -n "$VIRTUAL_DISPLAY" ]; then
        kill "$VIRTUAL_DISPLAY" 2>/dev/null || true
        wait "$VIRTUAL_DISPLAY" 2>/dev/null || true
    fi
}

package_linux() {
    rm -rf "$IMAGE"
    step "making the app-image" '' package-image make_image --app-version "$VERSION"
    mkdir -p "$IMAGE/share"
    cp -R "$NOTICES" "$IMAGE/share/licences"
    train
    say "$IMAGE ($(du -sm "$IMAGE" | cut -f 1) MB): starts with bin/crema"
    if [ "$1" = deb ]; then make_deb; fi
}
