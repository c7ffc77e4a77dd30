# shellcheck shell=bash
# Starts the Java side.

# The proxy, with or without the app around it.
run_proxy() {
    local argument previous='' backend=${CREMA_BACKEND-} model=${CREMA_MODEL-} help=''
    for argument in "$@"; do
        case $previous in
            --backend) backend=$argument ;;
            --model) model=$argument ;;
        esac
        case $argument in
            --backend=*) backend=${argument#*=} ;;
            --model=*) model=${argument#*=} ;;
            -h | --help) help=yes ;;
        esac
        previous=$argument
    done
    if [ -n "$help" ]; then
        prepare java
    else
        if [ "${1-}" = app ]; then prepare gtk; fi
        prepare_server "$backend" "$model"
    fi
    run_java "$@"
}

# Claude Code, whose arguments are its own, or the benchmark: which model it runs on, the environment and config.json say.
run_on_model() {
    if [ "${2-}" = --help ]; then prepare java; else prepare_server "${CREMA_BACKEND-}" "${CREMA_MODEL-}"; fi
    run_java "$@"
}

# prepare_server BACKEND MODEL: what a server with these settings needs.
prepare_server() {
    case $1 in
        lite | LITE)
            # An embedding model needs the engine beside any backend.
            if [ -n "${CREMA_CACHING_EMBEDDING_MODEL-}" ]; then prepare java engine; else prepare java; fi
            ;;
        *)
            if [ -n "$2" ]; then prepare java engine; else prepare java engine model; fi
            ;;
    esac
}

run_java_command() {
    prepare java
    run_java "$@"
}

# The tools first: the Java side cannot tell of a missing JDK. A JSON document is all there is on standard output.
run_doctor() {
    case " $* " in
        *' --json '*) show_tools >&2 ;;
        *) show_tools ;;
    esac
    run_java_command "$@"
}

show_tools() {
    local tool
    for tool in jdk cxx cmake python; do
        if "find_$tool"; then
            printf '%-7s  %-7s  %s\n' ok "$tool" "$(tool_place "$tool")"
        else
            printf '%-7s  %-7s  missing; install with: %s\n' PROBLEM "$tool" "$(install_commands "$tool")"
        fi
    done
}

tool_place() {
    case $1 in
        jdk) echo "$JAVA_HOME" ;;
        cxx) echo "$CXX" ;;
        cmake) command -v cmake ;;
        python) "$PYTHON" -c 'import sys; print(sys.executable)' ;;
    esac
}

# Replaces this shell, so that signals reach the JVM and its exit status is ours.
run_java() {
    local java=$JAVA_HOME/bin/java
    # Claude Code runs the user's own builds: they get the user's own tools.
    if [ -n "$USER_JAVA_HOME" ]; then JAVA_HOME=$USER_JAVA_HOME; else unset JAVA_HOME; fi
    if [ -n "$USER_CXX" ]; then CXX=$USER_CXX; else unset CXX; fi
    mkdir -p "$CREMA_HOME/logs" "$CREMA_HOME/tmp"
    trap - EXIT INT TERM HUP
    # shellcheck disable=SC2086  # options of the user, split into words
    exec "$java" \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -XX:+UseSerialGC -Xmx1g -XX:-UsePerfData -XX:ErrorFile="$CREMA_HOME/logs/jvm-error-%p.log" \
        -Djava.io.tmpdir="$CREMA_HOME/tmp" -Dfile.encoding=UTF-8 \
        -Dcrema.native="$SHIM" -Dcrema.default.model="$MODEL" -Dcrema.launcher="$ROOT/crema" \
        ${CREMA_JAVA_OPTS-} -cp "$ROOT/app/target/lib/*:$ROOT/app/target/crema-app.jar" dev.crema.app.Main "$@"
}

# Maven comes last, so that its totals close the output.
run_tests() {
    local failed=''
    prepare java engine model embedder valkey gtk
    export CREMA_NATIVE=$SHIM CREMA_TEST_MODEL=$MODEL
    run_child "$ROOT/packaging/launcher/test.sh" || failed="$failed launcher"
    run_child "$ROOT/packaging/bundle/test.sh" || failed="$failed packaging"
    run_child "$ROOT/clients/run" || failed="$failed clients"
    run_child verify_java "$@" || failed="$failed maven"
    [ -z "$failed" ] || die 1 "tests failed:$failed"
}

verify_java() {
    cd "$ROOT" || return
    ./mvnw -B verify -Dcrema.native="$SHIM" -Dcrema.test.model="$MODEL" -Dcrema.test.embedder="$EMBEDDER" "$@"
}
