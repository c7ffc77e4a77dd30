# shellcheck shell=bash
# Collects the app: jars without native libraries, the native libraries beside them, Java with JavaFX inside.

need_packaging_tools() {
    need jdk cxx cmake python
    local tool missing=''
    for tool in jlink jpackage jmod jdeps; do
        [ -x "$JAVA_HOME/bin/$tool" ] || missing="$missing $JAVA_HOME/bin/$tool"
    done
    if is_macos; then
        for tool in codesign xcrun; do command -v "$tool" >/dev/null || missing="$missing $tool (xcode-select --install)"; done
    else
        # jpackage strips and inspects with binutils; dpkg-deb writes the package.
        command -v objcopy >/dev/null || missing="$missing objcopy ($(as_root apt-get)apt-get install -y binutils)"
        [ "${TARGET:-deb}" != deb ] || command -v dpkg-deb >/dev/null \
            || missing="$missing dpkg-deb (a .deb can only be built where dpkg is)"
    fi
    [ -z "$missing" ] || die 1 "packaging needs what is not here:$missing"
}

# MLX alone: the shim of ./crema knows where it is on this machine, so the package gets one of its own.
prepare_mlx() {
    have_mlx && return
    need_supported_system
    lock "$CREMA_HOME/.preparing"
    have_mlx || fetch_mlx
    unlock
}

collect() {
    rm -rf "$STAGE" "$RUNTIME" "$NOTICES"
    mkdir -p "$STAGE/native"
    step "collecting the app's jars" '' package-jars collect_jars
    new_staging "$WORK"
    step "building the shim for the package" '' package-shim build_package_shim
    collect_mlx
    drop_staging
    step "linking Java and JavaFX" '' package-runtime make_runtime
    step "looking up the libraries' licences" '' package-notices collect_notices
}

jars() { "$PYTHON" "$ROOT/packaging/bundle/jars.py" "$@"; }

collect_jars() {
    jars stage "$STAGE" "$JNA_PLATFORM" "$SQLITE_PLATFORM" "$TOKENIZERS_PLATFORM" "$OPENBLAS_PLATFORM" \
        "$ROOT/app/target/crema-app.jar" "$ROOT"/app/target/lib/*.jar
    check_modules
}

# A library that begins to use another part of Java must be noticed here, not by a person whose app then fails.
check_modules() {
    local classes=$WORK/classes used unknown='' module
    rm -rf "$classes"
    jars classes "$classes" "$STAGE"/*.jar "$ROOT"/app/target/lib/javafx-*.jar
    used=$("$JAVA_HOME/bin/jdeps" -s --ignore-missing-deps --multi-release 25 "$classes" | awk '{ print $3 }' | grep -E '^(java|jdk)\.')
    rm -rf "$classes"
    for module in $used; do
        case ",$MODULES,$UNUSED_MODULES," in *",$module,"*) ;; *) unknown="$unknown $module" ;; esac
    done
    [ -z "$unknown" ] || { echo "the app's classes use modules that packaging/bundle/plan.sh does not name:$unknown" && return 1; }
}

# Beside the shim, and found from there: no path of this machine may be in it.
build_package_shim() {
    local origin=\$ORIGIN
    if is_macos; then origin=@loader_path; fi
    cmake -S "$ROOT/mlx-native/src/main/native" -B "$STAGING/shim" -DCMAKE_BUILD_TYPE=Release -DMLX_ROOT="$MLX_HOME/mlx" \
        -DCMAKE_SKIP_RPATH=ON -DCMAKE_OSX_DEPLOYMENT_TARGET="$MACOS.0" \
        "-DCMAKE_SHARED_LINKER_FLAGS=-Wl,-rpath,'$origin/mlx/lib'"
    cmake --build "$STAGING/shim" --parallel 4
}

# MLX's library finds its own libraries two folders above itself, so their places are kept.
collect_mlx() {
    install -m 755 "$STAGING/shim/libcrema_mlx.$LIBRARY_ENDING" "$STAGE/native"
    mkdir -p "$STAGE/native/mlx"
    cp -Rp "$MLX_HOME/mlx/lib" "$STAGE/native/mlx/lib"
    if [ -d "$MLX_HOME/mlx_cpu.libs" ]; then cp -Rp "$MLX_HOME/mlx_cpu.libs" "$STAGE/native"; fi
}

# JavaFX's jars become modules of the runtime, so that its native libraries lie in the runtime's own folder.
make_runtime() {
    local name modules=$WORK/javafx
    rm -rf "$modules"
    jars javafx "$modules" "$ROOT"/app/target/lib/javafx-*-*-*.jar
    for name in base controls graphics; do
        "$JAVA_HOME/bin/jmod" create --class-path "$modules/$name/classes" --libs "$modules/$name/libraries" "$modules/javafx.$name.jmod"
        rm -rf "${modules:?}/$name"
    done
    "$JAVA_HOME/bin/jlink" --module-path "$modules" --add-modules "$MODULES,javafx.base,javafx.controls,javafx.graphics" \
        --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --output "$RUNTIME"
}
