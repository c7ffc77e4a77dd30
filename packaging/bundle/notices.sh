# shellcheck shell=bash
# The licences of all that is inside: a list made from the dependencies, and the texts that come with them.

collect_notices() {
    mkdir -p "$NOTICES/libraries"
    cp "$ROOT/LICENSE" "$NOTICES/LICENSE"
    list_libraries >"$NOTICES/THIRD-PARTY.txt"
    library_texts
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

# What the jars say of their own licence.
library_texts() {
    local jar name scratch
    for jar in "$ROOT"/app/target/lib/*.jar; do
        name=$(basename "$jar" .jar)
        scratch=$(mktemp -d "$WORK/notice-XXXXXX")
        (cd "$scratch" && "$JAVA_HOME/bin/jar" tf "$jar" | grep -E '^(META-INF/)?(LICENSE|NOTICE|COPYING|AL2\.0|LGPL2\.1|about)[^/]*$' >list) || true
        if [ -s "$scratch/list" ]; then
            (cd "$scratch" && tr '\n' '\0' <list | xargs -0 "$JAVA_HOME/bin/jar" xf "$jar" && rm list)
            mkdir "$NOTICES/libraries/$name"
            find "$scratch" -type f -exec cp {} "$NOTICES/libraries/$name" \;
        fi
        rm -rf "$scratch"
    done
}
