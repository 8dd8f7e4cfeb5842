# aws.sh — the real aws CLI against the simulator: one at a time, or many in one process. It must not know what a test checks. sim.sh has set the
# endpoint and the credentials.
# shellcheck shell=bash

AWS_LIB=$(dirname "${BASH_SOURCE[0]}")

# aws_find: every working aws, one a line, without duplicates
aws_find() {
    local candidate real seen=
    while IFS= read -r candidate; do
        # A shim of pyenv is replaced by the program that it starts.
        case $candidate in */shims/*) candidate=$(pyenv which aws 2>/dev/null) || continue ;; esac
        real=$(readlink -f "$candidate")
        case $seen in *"|$real|"*) continue ;; esac
        seen="$seen|$real|"
        "$real" --version >/dev/null 2>&1 && printf '%s\n' "$real"
    done < <(type -ap aws)
}

# aws_use AWS: the one that aws_batch runs from now on
aws_use() {
    local first
    AWS=$1
    IFS= read -r first <"$AWS"
    AWS_PYTHON=
    case $first in '#!'*python*)
        AWS_PYTHON=${first#'#!'}
        "$AWS_PYTHON" -c 'import awscli.clidriver' 2>/dev/null || AWS_PYTHON=
        ;;
    esac
    rm -rf "${AWS_OUT:-}"
    AWS_OUT=$(mktemp -d "$SIM_DIR/aws.XXXXXX")
}

# aws_batch: reads lines "label: [NAME=value...] operation arguments...", without the word lightsail, but with the word sts
aws_batch() {
    if [ -n "$AWS_PYTHON" ]; then
        "$AWS_PYTHON" "$AWS_LIB/aws_batch.py" "$AWS_OUT"
        return
    fi
    local line label service
    while IFS= read -r line; do
        case $line in '' | '#'*) continue ;; esac
        label=${line%%:*}
        eval "set -- ${line#*:}"
        local environment=()
        while [[ ${1:-} == *=* && ${1:-} != -* ]]; do environment+=("$1") && shift; done
        service=lightsail
        [ "$1" != sts ] || { service=sts && shift; }
        env "${environment[@]}" "$AWS" $service --endpoint-url "$AWS_ENDPOINT_URL" "$@" \
            >"$AWS_OUT/$label.out" 2>"$AWS_OUT/$label.err"
        printf '%s' $? >"$AWS_OUT/$label.status"
    done
}

aws_out() { # LABEL [JQ-FILTER]: the output of a command of the batch
    jq -r "${2:-.}" "$AWS_OUT/$1.out" 2>&1
}

aws_err() { # LABEL: the last words of the error, in one line
    tr -s '\n' ' ' <"$AWS_OUT/$1.err"
}

aws_status() { cat "$AWS_OUT/$1.status"; }
