# shellcheck shell=bash
# What goes where, and what the packaged app is started with. Everything else in this folder reads these variables.

# The version in the parent pom; people's systems do not know Maven's SNAPSHOT.
project_version() { sed -n 's|^  <version>\(.*\)</version>|\1|p' "$ROOT/pom.xml" | head -n 1; }

plan() {
    VERSION=$(project_version)
    VERSION=${VERSION%-SNAPSHOT}
    WORK=$OUTPUT/work
    STAGE=$WORK/app       # becomes the folder that the launcher calls $APPDIR
    RUNTIME=$WORK/runtime # Java, with JavaFX inside
    NOTICES=$WORK/licences
}

plan_linux() {
    plan
    local machine
    machine=$(uname -m)
    LIBRARY_ENDING=so
    JNA_PLATFORM=linux-$(echo "$machine" | sed 's/x86_64/x86-64/')
    SQLITE_PLATFORM=Linux/$machine
    TOKENIZERS_PLATFORM=linux-$machine
    OPENBLAS_PLATFORM=linux-$(echo "$machine" | sed 's/aarch64/arm64/')
    NAME=crema
    ICON=$ROOT/app/src/main/resources/dev/crema/app/icons/app-256.png
    IMAGE=$OUTPUT/crema
    IMAGE_APP=$IMAGE/lib/app
    IMAGE_RUNTIME=$IMAGE/lib/runtime
    IMAGE_PROGRAM=$IMAGE/bin/crema
}

plan_macos() {
    plan
    LIBRARY_ENDING=dylib
    JNA_PLATFORM=darwin-aarch64
    SQLITE_PLATFORM=Mac/aarch64
    TOKENIZERS_PLATFORM=osx-aarch64
    OPENBLAS_PLATFORM=''
    NAME=Crema
    ICON=$ROOT/packaging/macos/Crema.icns
    IMAGE=$OUTPUT/Crema.app
    IMAGE_APP=$IMAGE/Contents/app
    IMAGE_RUNTIME=$IMAGE/Contents/runtime/Contents/Home
    IMAGE_PROGRAM=$IMAGE/Contents/MacOS/Crema
}

# Java's modules that the app uses; check_modules compares them with what its classes name.
MODULES=java.base,java.datatransfer,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.transaction.xa,java.xml,jdk.management,jdk.unsupported

# Named by classes of libraries that Crema never enters: a debugger's agent, an annotation processor, a remote class loader.
UNUSED_MODULES=java.compiler,java.rmi,jdk.attach,jdk.jdi,jdk.jfr

# One option of the JVM a line. $APPDIR is the launcher's word for the folder with the jars. The collector is chosen by
# measurement: docs/decisions/0017. No library is unpacked while Crema runs: each is told where its own is.
# shellcheck disable=SC2016
jvm_options() {
    printf '%s\n' --enable-native-access=ALL-UNNAMED,javafx.graphics --sun-misc-unsafe-memory-access=allow \
        -XX:+UseSerialGC -Xms32m -Xmx1g -XX:-UsePerfData -Dfile.encoding=UTF-8 \
        '-Dcrema.native=$APPDIR/native/libcrema_mlx.'$LIBRARY_ENDING \
        '-Djna.boot.library.path=$APPDIR/native' -Djna.nounpack=true \
        '-Dorg.sqlite.lib.path=$APPDIR/native' \
        '-DRUST_LIBRARY_PATH=$APPDIR/native/libtokenizers.'$LIBRARY_ENDING
    if [ "$LIBRARY_ENDING" = dylib ]; then
        # In the menu bar and not in the Dock; Info.plist says the same to the system.
        printf '%s\n' -Dglass.taskbarApplication=false -Dapple.awt.UIElement=true \
            -Dapple.awt.application.appearance=system -Dapple.awt.enableTemplateImages=true
    fi
}

# Words as they could be typed, with this machine's folders shortened.
shown() {
    local word line=''
    for word in "$@"; do
        word=${word//"$OUTPUT"/OUTPUT}
        word=${word//"$ROOT"/ROOT}
        case $word in
            *[!A-Za-z0-9_./:=,@%+-]* | '') line="$line '$word'" ;;
            *) line="$line $word" ;;
        esac
    done
    printf '%s\n' "${line# }"
}

# Runs a command, or shows it.
run() { if [ -n "$DRY_RUN" ]; then shown "$@"; else "$@"; fi; }
