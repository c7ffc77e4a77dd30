# shellcheck shell=bash
# What is missing is built, once: results carry a hash of their inputs, and appear by a rename when they are complete.

JAVA_STAMP=$ROOT/app/target/crema.built

java_hash() {
    content_hash pom.xml .mvn {mlx-native,proxy,app}/pom.xml {mlx-native,proxy,app}/src/main/{java,resources}
}

have_java() { [ "$(cat "$JAVA_STAMP" 2>/dev/null)" = "$JAVA_HASH" ]; }
have_mlx() { [ -d "$MLX_HOME/mlx/include" ]; }
have_shim() { [ -f "$SHIM" ]; }
have_model() { [ -f "$MODEL" ]; }
have_embedder() { [ -f "$EMBEDDER/model.safetensors" ]; }

# prepare WHAT...: sees to it that java, engine (MLX and the shim), model, gtk (for the app) and for tests embedder and valkey are there. All missing
# tools are named before any work starts.
prepare() {
    local what tools=jdk
    set_places
    JAVA_HASH=$(java_hash)
    for what in "$@"; do
        case $what in
            engine)
                have_mlx || tools="$tools python"
                have_shim || tools="$tools cxx cmake"
                ;;
            model) have_model || tools="$tools python" ;;
            embedder) have_embedder || tools="$tools python" ;;
            valkey) tools="$tools valkey" ;;
            gtk) tools="$tools gtk" ;;
        esac
    done
    # shellcheck disable=SC2086  # one word a tool
    need $tools
    for what in "$@"; do "prepare_$what"; done
}

# Nothing but the tool itself.
prepare_valkey() { find_valkey; }
prepare_gtk() { find_gtk; }

prepare_engine() {
    have_mlx && have_shim && return
    need_supported_system
    lock "$CREMA_HOME/.preparing"
    have_mlx || fetch_mlx
    have_shim || build_shim
    unlock
}

prepare_model() {
    have_model && return
    lock "$CREMA_HOME/.preparing"
    have_model || fetch_model
    unlock
}

prepare_embedder() {
    have_embedder && return
    lock "$CREMA_HOME/.preparing"
    have_embedder || fetch_embedder
    unlock
}

prepare_java() {
    have_java && return
    lock "$ROOT/app/target/.preparing"
    have_java || build_java
    unlock
}

build_shim() {
    new_staging "$MLX_HOME"
    step "building the MLX shim" '' build-shim compile_shim
    publish "$STAGING" "$SHIM_HOME"
    STAGING=''
    # Shims of sources long gone. A process that still runs on one keeps its mapping.
    find "$MLX_HOME" -maxdepth 1 -name 'shim-*' -mtime +30 -exec rm -rf {} +
}

compile_shim() {
    cmake -S "$ROOT/mlx-native/src/main/native" -B "$STAGING" -DCMAKE_BUILD_TYPE=Release -DMLX_ROOT="$MLX_HOME/mlx"
    cmake --build "$STAGING" --parallel 4
}

build_java() {
    [ -f "$JAVA_STAMP" ] || say "the first build takes minutes: Maven fetches the libraries it needs"
    rm -rf "$ROOT/app/target/lib"
    step "building the Java modules" '' build-java package_java
    printf '%s\n' "$JAVA_HASH" >"$JAVA_STAMP"
}

package_java() {
    cd "$ROOT" || return
    ./mvnw -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true package
}
