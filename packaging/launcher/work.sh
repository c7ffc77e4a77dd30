# shellcheck shell=bash
# Long steps: one at a time, shown while they run, undone when they are interrupted.

STAGING='' # scratch folder of the current step
LOCK=''    # lock held
CHILD=''   # process group at work

clean_up() {
    trap '' INT TERM HUP
    if [ -n "$CHILD" ]; then
        kill -TERM -- "-$CHILD" 2>/dev/null || true
        wait "$CHILD" 2>/dev/null || true
    fi
    if [ -n "$STAGING" ]; then rm -rf "$STAGING"; fi
    unlock
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# lock FILE: waits until no other launcher works on the same files. The lock is a link whose target names its owner,
# because making a link is atomic on every file system and needs no tool that macOS lacks.
lock() {
    local file=$1 owner told=''
    mkdir -p "$(dirname "$file")"
    until ln -sn "process-$$" "$file" 2>/dev/null; do
        owner=$(readlink "$file" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "${owner#process-}" 2>/dev/null; then
            # Its owner was killed. Renaming lets one waiter alone remove it.
            mv "$file" "$file.$$" 2>/dev/null && rm -f "$file.$$"
            continue
        fi
        if [ -z "$told" ]; then
            say "waiting for another crema (${owner#process-}) that is preparing the same files"
            told=yes
        fi
        sleep 0.5
    done
    LOCK=$file
}

unlock() {
    if [ -n "$LOCK" ]; then rm -f "$LOCK"; fi
    LOCK=''
}

# new_staging FOLDER: a scratch folder inside FOLDER, so that moving a result out of it is one rename.
new_staging() {
    mkdir -p "$1"
    # What killed runs left behind; the caller holds the lock.
    rm -rf "$1"/.staging-*
    STAGING=$(mktemp -d "$1/.staging-XXXXXX")
}

drop_staging() {
    rm -rf "$STAGING"
    STAGING=''
}

# publish SOURCE FOLDER: a finished result appears as a whole; an incomplete one of that name makes room.
publish() {
    rm -rf "$2"
    mv "$1" "$2"
}

# Runs a command in a process group of its own, so that all it starts ends with it, and waits for it.
run_child() {
    local status=0
    start_child "$@"
    wait "$CHILD" || status=$?
    CHILD=''
    return "$status"
}

start_child() {
    set -m
    "$@" </dev/null &
    CHILD=$!
    set +m
}

# step LABEL MEGABYTES LOG COMMAND...: runs a command with its output in a log, shown only if it fails. On a terminal
# the line counts seconds, or megabytes of the staging folder where a size is given.
step() {
    local label=$1 megabytes=$2 log=$CREMA_HOME/logs/$3.log status=0 start=$SECONDS
    shift 3
    mkdir -p "$CREMA_HOME/logs"
    say "$label …"
    start_child "$@" >"$log" 2>&1
    if [ -t 2 ]; then
        while kill -0 "$CHILD" 2>/dev/null; do
            printf '\r\033[K  %s' "$(progress "$megabytes" "$start")" >&2
            sleep 0.5
        done
        printf '\r\033[K' >&2
    fi
    wait "$CHILD" || status=$?
    CHILD=''
    if [ "$status" != 0 ]; then
        tail -n 40 "$log" >&2
        die 1 "$label failed (status $status). All of its output is in $log"
    fi
}

progress() {
    local kilobytes
    if [ -n "$1" ]; then
        kilobytes=$(du -sk "$STAGING" 2>/dev/null | cut -f 1)
        kilobytes=$((${kilobytes:-0} / 1024))
        printf '%s of %s MB' "$((kilobytes < $1 ? kilobytes : $1))" "$1"
    else
        printf '%s s' "$((SECONDS - $2))"
    fi
}
