# tap.sh — TAP for shell tests: counted results, diagnostics, a plan at the end.
# It must not know what is tested. A test sources it, asserts, and ends with done_testing.
# shellcheck shell=bash

tap_count=0
tap_failed=0

diag() { # every line of the arguments as a comment on stderr
    local line
    while IFS= read -r line; do printf '# %s\n' "$line" >&2; done <<<"$*"
}

# ok STATUS NAME: STATUS is an exit code, so that `ok $? name` and `ok 0 name` are easy to read. Returns it.
ok() {
    tap_count=$((tap_count + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d - %s\n' "$tap_count" "$2"
        return 0
    fi
    tap_failed=$((tap_failed + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$2"
    return 1
}

pass() { ok 0 "$1"; }

fail() { # NAME [WHY...]
    ok 1 "$1" || true
    shift
    [ $# -eq 0 ] || diag "$*"
    return 1
}

is() { # GOT WANTED NAME
    if [ "$1" = "$2" ]; then
        ok 0 "$3"
        return
    fi
    fail "$3" "got:    $1"$'\n'"wanted: $2"
}

isnt() { # GOT UNWANTED NAME
    if [ "$1" != "$2" ]; then
        ok 0 "$3"
        return
    fi
    fail "$3" "got what it must not be: $1"
}

like() { # GOT EXTENDED-REGEX NAME
    if [[ $1 =~ $2 ]]; then
        ok 0 "$3"
        return
    fi
    fail "$3" "got:        $1"$'\n'"must match: $2"
}

unlike() { # GOT EXTENDED-REGEX NAME
    if [[ ! $1 =~ $2 ]]; then
        ok 0 "$3"
        return
    fi
    fail "$3" "got:            $1"$'\n'"must not match: $2"
}

contains() { # GOT PLAIN-TEXT NAME
    case $1 in
    *"$2"*) ok 0 "$3" ;;
    *) fail "$3" "got:          $1"$'\n'"must contain: $2" ;;
    esac
}

is_file() { # GOT-FILE WANTED-FILE NAME
    local difference
    if difference=$(diff -u "$2" "$1" 2>&1); then
        ok 0 "$3"
        return
    fi
    fail "$3" "$difference"
}

runs() { # NAME COMMAND...: the command must succeed; its output is shown when it does not
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        ok 0 "$name"
        return
    fi
    fail "$name" "exit $? of: $*"$'\n'"$output"
}

# Runs the command repeatedly until it succeeds. SECONDS is for a machine without other load; a busy one has ten times as long.
wait_until() { # SECONDS COMMAND...
    local end=$((SECONDS + 10 * $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

plan() { # a number of tests announced beforehand; done_testing then prints none
    tap_planned=$1
    printf '1..%d\n' "$1"
}

skip() { # COUNT WHY: this number of tests is skipped
    local i
    for ((i = 0; i < $1; i++)); do
        tap_count=$((tap_count + 1))
        printf 'ok %d # SKIP %s\n' "$tap_count" "$2"
    done
}

skip_all() { # WHY: before any test
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

bail() { # WHY: the following tests would have no meaning
    printf 'Bail out! %s\n' "$*"
    exit 255
}

done_testing() { # the plan, and an exit status for people who do not use prove
    [ -n "${tap_planned:-}" ] || printf '1..%d\n' "$tap_count"
    [ "$tap_failed" -eq 0 ] || diag "$tap_failed of $tap_count tests failed"
    exit $((tap_failed > 0))
}
