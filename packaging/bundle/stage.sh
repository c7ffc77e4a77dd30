# shellcheck shell=bash
# Collects the app: jars without native libraries, the native libraries beside them, Java with JavaFX inside.

need_packaging_tools() {
    need jdk cxx cmake python
    local tool missing=''
    for tool in jlink jpackage jmod jdeps jar; do
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

# JavaFX goes into the runtime, OpenBLAS is a native library only; all others are the class path.
collect_jars() {
    local jar
    for jar in "$ROOT/app/target/crema-app.jar" "$ROOT"/app/target/lib/*.jar; do
        case $(basename "$jar") in
            javafx-*) ;;
            openblas-*) extract "$jar" "org/bytedeco/openblas/$OPENBLAS_PLATFORM" "$STAGE/native/openblas" \
                libgcc_s.so.1 libquadmath.so.0 libgfortran.so.5 libopenblas.so.0 ;;
            jna-jpms-*)
                extract "$jar" "com/sun/jna/$JNA_PLATFORM" "$STAGE/native" libjnidispatch.so libjnidispatch.jnilib
                slim "$jar"
                ;;
            sqlite-jdbc-*)
                extract "$jar" "org/sqlite/native/$SQLITE_PLATFORM" "$STAGE/native" "libsqlitejdbc.$LIBRARY_ENDING"
                slim "$jar"
                ;;
            tokenizers-*)
                extract "$jar" "native/lib/$TOKENIZERS_PLATFORM/cpu" "$STAGE/native" "libtokenizers.$LIBRARY_ENDING"
                slim "$jar"
                ;;
            *) cp -p "$jar" "$STAGE" ;;
        esac
    done
    for jar in "$STAGE"/*.jar; do
        if "$JAVA_HOME/bin/jar" tf "$jar" | grep -qE "$NATIVE_FILES"; then
            echo "$(basename "$jar") holds native libraries: a signature does not reach into a jar. collect_jars must take them out."
            return 1
        fi
    done
    check_modules
}

NATIVE_FILES='\.(so|dylib|jnilib|dll|a)$|\.so\.[0-9.]+$'

# extract JAR FOLDER TARGET FILE...: those of the files that the folder of the jar holds; at least one must be there.
extract() {
    local jar=$1 folder=$2 target=$3 file found='' scratch
    shift 3
    scratch=$(mktemp -d "$WORK/extract-XXXXXX")
    (cd "$scratch" && "$JAVA_HOME/bin/jar" xf "$jar" "$folder")
    mkdir -p "$target"
    for file in "$@"; do
        if [ -f "$scratch/$folder/$file" ]; then
            install -m 755 "$scratch/$folder/$file" "$target/$file"
            found=yes
        fi
    done
    rm -rf "$scratch"
    [ -n "$found" ] || { echo "$jar has none of $* in $folder" && return 1; }
}

# slim JAR: the jar without any native library.
slim() {
    local scratch
    scratch=$(mktemp -d "$WORK/slim-XXXXXX")
    (cd "$scratch" && "$JAVA_HOME/bin/jar" xf "$1")
    find "$scratch" -type f | grep -E "$NATIVE_FILES" | while IFS= read -r file; do rm "$file"; done
    "$JAVA_HOME/bin/jar" --create --file "$STAGE/$(basename "$1")" --date 2026-01-01T00:00:00Z \
        --manifest "$scratch/META-INF/MANIFEST.MF" -C "$scratch" .
    rm -rf "$scratch"
}

# A library that begins to use another part of Java must be noticed here, not by a person whose app then fails.
check_modules() {
    local scratch jar used unknown='' module
    scratch=$(mktemp -d "$WORK/classes-XXXXXX")
    for jar in "$STAGE"/*.jar "$ROOT"/app/target/lib/javafx-*.jar; do (cd "$scratch" && "$JAVA_HOME/bin/jar" xf "$jar"); done
    # As one heap of classes: modules among them would be resolved as such.
    find "$scratch" -name module-info.class -delete
    rm -rf "$scratch/META-INF"
    used=$("$JAVA_HOME/bin/jdeps" -s --ignore-missing-deps --multi-release 25 "$scratch" | awk '{ print $3 }' | grep -E '^(java|jdk)\.')
    rm -rf "$scratch"
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
    local jar name modules=$WORK/javafx
    rm -rf "$modules"
    for jar in "$ROOT"/app/target/lib/javafx-*-*-*.jar; do
        name=$(basename "$jar" | sed 's/^javafx-\([a-z]*\)-.*/\1/')
        mkdir -p "$modules/$name/classes" "$modules/$name/libraries"
        (cd "$modules/$name/classes" && "$JAVA_HOME/bin/jar" xf "$jar" && rm -rf META-INF)
        find "$modules/$name/classes" -maxdepth 1 -type f | { grep -E "$NATIVE_FILES" || true; } \
            | while IFS= read -r file; do mv "$file" "$modules/$name/libraries"; done
        "$JAVA_HOME/bin/jmod" create --class-path "$modules/$name/classes" --libs "$modules/$name/libraries" \
            "$modules/javafx.$name.jmod"
        rm -rf "${modules:?}/$name"
    done
    "$JAVA_HOME/bin/jlink" --module-path "$modules" --add-modules "$MODULES,javafx.base,javafx.controls,javafx.graphics" \
        --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --output "$RUNTIME"
}
