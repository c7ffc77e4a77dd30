# shellcheck shell=bash
# Finds the tools Crema is built with; names the missing ones with the command that installs them.

# What the user has set, before the search sets it for the build.
USER_JAVA_HOME=${JAVA_HOME-}
USER_CXX=${CXX-}

# Folders that may hold a JDK, best first.
jdk_candidates() {
    printf '%s\n' "${CREMA_JAVA_HOME-}" "${JAVA_HOME-}"
    if is_macos; then
        /usr/libexec/java_home -v 25+ 2>/dev/null || true
        local prefix
        for prefix in /opt/homebrew /usr/local; do
            printf '%s\n' "$prefix"/opt/openjdk{@25,}/libexec/openjdk.jdk/Contents/Home
        done
    fi
    printf '%s\n' /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* /usr/lib/jvm/*
    local java
    if java=$(command -v java) && java=$(readlink -f "$java" 2>/dev/null); then dirname "$(dirname "$java")"; fi
}

# Sets JAVA_HOME to a JDK (not a JRE) of version 25 or later.
find_jdk() {
    local home version
    while IFS= read -r home; do
        if [ ! -x "$home/bin/javac" ] || [ ! -r "$home/release" ]; then continue; fi
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if [ "${version:-0}" -ge 25 ]; then
            export JAVA_HOME=$home
            return 0
        fi
    done < <(jdk_candidates)
    return 1
}

find_cxx() {
    # Without the command line tools, macOS's c++ is a stub that opens a dialog.
    if is_macos && ! xcode-select -p >/dev/null 2>&1; then return 1; fi
    local name
    for name in "${CXX-}" c++ g++ clang++; do
        if [ -n "$name" ] && command -v "$name" >/dev/null; then
            CXX=$(command -v "$name")
            export CXX
            return 0
        fi
    done
    return 1
}

find_cmake() { command -v cmake >/dev/null && cmake --version >/dev/null 2>&1; }

# Sets PYTHON to an interpreter that has pip.
find_python() {
    local name
    for name in python3 python; do
        if command -v "$name" >/dev/null && "$name" -m pip --version >/dev/null 2>&1; then
            PYTHON=$name
            return 0
        fi
    done
    return 1
}

# A team's cache server, for the tests; Valkey and Redis speak the same protocol.
find_valkey() { command -v valkey-server >/dev/null || command -v redis-server >/dev/null; }

# What JavaFX loads on Linux; its tests draw without a screen, but not without Pango and a font.
# All of the list is read: one that its reader leaves early fails (pipefail) although the library is in it.
find_gtk() { is_macos || { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep 'libgtk-3\.so\.0' >/dev/null; }

tool_name() {
    case $1 in
        gtk) echo 'GTK 3, for the app' ;;
        valkey) echo 'a Valkey or Redis server, for the tests' ;;
        jdk) echo 'a JDK, version 25 or later' ;;
        cxx) echo 'a C++ compiler' ;;
        cmake) echo 'CMake' ;;
        python) echo 'Python 3 with pip' ;;
    esac
}

package_manager() {
    local name
    if is_macos; then
        echo brew
        return
    fi
    for name in apt-get dnf; do
        if command -v "$name" >/dev/null; then
            echo "$name"
            return
        fi
    done
    echo none
}

# The package that brings a tool; nothing where the package manager has none.
package_of() {
    case $1:$2 in
        brew:jdk) echo openjdk@25 ;;
        brew:cmake) echo cmake ;;
        brew:python) echo python ;;
        apt-get:jdk) if apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then echo openjdk-25-jdk-headless; fi ;;
        apt-get:cxx) echo g++ ;;
        apt-get:cmake) echo cmake ;;
        apt-get:gtk) echo libgtk-3-0 fonts-dejavu-core ;;
        dnf:gtk) echo gtk3 dejavu-sans-fonts ;;
        apt-get:python) echo python3-pip ;;
        brew:valkey | dnf:valkey) echo valkey ;;
        apt-get:valkey) if apt-cache show valkey-server >/dev/null 2>&1; then echo valkey-server; else echo redis-server; fi ;;
        dnf:jdk) echo java-25-openjdk-devel ;;
        dnf:cxx) echo gcc-c++ ;;
        dnf:cmake) echo cmake ;;
        dnf:python) echo python3-pip ;;
    esac
}

as_root() { if [ "$(id -u)" = 0 ] || [ "$1" = brew ]; then echo ''; else echo 'sudo '; fi; }

# One command a line that brings the given tools; a line starting with # where no command can.
install_commands() {
    local manager tool package packages=''
    manager=$(package_manager)
    for tool in "$@"; do
        package=$(package_of "$manager" "$tool")
        if [ -n "$package" ]; then
            packages="$packages $package"
        elif [ "$manager:$tool" = brew:cxx ]; then
            echo 'xcode-select --install'
        elif [ "$tool" = jdk ]; then
            echo "# no package of this system has JDK 25: unpack one (Eclipse Temurin, say) and set JAVA_HOME to its folder," \
                "or with SDKMAN: sdk install java 25-tem"
        else
            echo "# install $(tool_name "$tool") with this system's package manager"
        fi
    done
    case $manager in
        brew) if [ -n "$packages" ]; then echo "brew install$packages"; fi ;;
        *) if [ -n "$packages" ]; then echo "$(as_root "$manager")$manager install -y$packages"; fi ;;
    esac
}

# Finds the given tools; MISSING then holds those that are not there.
find_tools() {
    local tool
    MISSING=''
    for tool in "$@"; do
        "find_$tool" || MISSING="$MISSING $tool"
    done
}

# need TOOL...: finds them all, or ends with a list of what is missing and how to get it.
need() {
    local tool line
    find_tools "$@"
    if [ -n "$MISSING" ]; then
        say "this machine lacks what Crema is built with:"
        for tool in $MISSING; do say "  $(tool_name "$tool")"; done
        say "install with:"
        # shellcheck disable=SC2086  # one word a tool
        install_commands $MISSING | while IFS= read -r line; do say "  $line"; done
        exit 1
    fi
}

# MLX's package is built for these systems only; anything else ends here, before a download.
need_supported_system() {
    local version
    case $(uname -s):$(uname -m) in
        Darwin:arm64)
            version=$(macos_major)
            [ "$version" -ge 14 ] || die 1 "MLX needs macOS 14 or later; this is $version. './crema serve --backend lite' works."
            ;;
        Linux:x86_64 | Linux:aarch64)
            version=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/glibc //')
            case $version in
                2.3[5-9] | 2.[4-9]? | [3-9].*) ;;
                *) die 1 "MLX needs glibc 2.35 or later; this system has ${version:-another C library}. './crema serve --backend lite' works." ;;
            esac
            ;;
        *) die 1 "MLX exists for Apple silicon and for Linux on x86_64 and aarch64; this is $(uname -s) on $(uname -m). './crema serve --backend lite' works." ;;
    esac
}

macos_major() { sw_vers -productVersion | cut -d . -f 1; }
