# shellcheck shell=bash
# The licences of all that is inside: a list made from the dependencies, and the texts that come with them.

collect_notices() {
    mkdir -p "$NOTICES"
    cp "$ROOT/LICENSE" "$NOTICES/LICENSE"
    list_libraries >"$NOTICES/THIRD-PARTY.txt"
    jars texts "$NOTICES/libraries" "$ROOT"/app/target/lib/*.jar
    # MLX, and the mathematics that its Linux package brings.
    cp -R "$MLX_HOME"/mlx_*.dist-info/licenses "$NOTICES/mlx"
}

list_libraries() {
    local found=$ROOT/app/target/third-party.txt
    if [ ! -f "$found" ] || [ "$JAVA_STAMP" -nt "$found" ]; then
        (cd "$ROOT" && ./mvnw -B -q -pl app -am -Dmaven.test.skip=true -Dspotless.check.skip=true \
            package org.codehaus.mojo:license-maven-plugin:add-third-party) >&2
    fi
    cat <<TEXT
Crema $VERSION is licensed under the Apache License 2.0 (LICENSE). It contains:

     (MIT License) MLX $MLX_VERSION by Apple (mlx/)
     (GPL 2 with the Classpath Exception) OpenJDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release") and JavaFX; the texts are with the runtime, in legal/
TEXT
    if [ -n "$OPENBLAS_PLATFORM" ]; then
        cat <<TEXT
     (BSD 3-clause) OpenBLAS, with GCC's run-time libraries (GPL 3 with the GCC Runtime Library Exception)
TEXT
    fi
    printf '\nand these libraries, as their makers describe them:\n\n'
    grep '^     (' "$found"
}
