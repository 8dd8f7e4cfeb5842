# client.sh — the Terraforms and OpenTofus that tests run besides the usual one: their paths, their versions, and their features.
# shellcheck shell=bash
# Knows tools/clients.sha256 and tests/lib/client.features; must not know what a test does with a client. A test sources it before tf_setup.

ROOT=${ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
. "$ROOT/tests/lib/tap.sh"
CLIENT_FEATURES=$ROOT/tests/lib/client.features

# Prints the path of the pinned client that is the oldest, the newest, or has this name. When it is missing: the reason, and status 1.
client_pinned() { # oldest|newest|NAME
    local name
    case $1 in
    oldest) name=$(awk 'NR == 1 {print $3}' "$ROOT/tools/clients.sha256") ;;
    newest) name=$(awk 'END {print $3}' "$ROOT/tools/clients.sha256") ;;
    *) name=$1 ;;
    esac
    if [ -x "$ROOT/build/clients/$name" ] && [ -f "$ROOT/build/clients/$name.so" ]; then
        printf '%s\n' "$ROOT/build/clients/$name"
        return
    fi
    printf '%s is not here: %s\n' "$name" "$(cat "$ROOT/build/clients/$name.missing" 2>/dev/null || echo "run 'make deps'")"
    return 1
}

# Prints the product and version of a program: "Terraform 1.15.5", "OpenTofu 1.12.0-dev". Fails for any other program.
client_is() { # PROGRAM
    local said
    said=$(TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1 "$1" version 2>/dev/null </dev/null) || return 1
    said=$(sed -nE 's/^(Terraform|OpenTofu) v([0-9][^ ]*).*/\1 \2/p' <<<"$said" | head -n 1)
    [ -n "$said" ] && printf '%s\n' "$said"
}

# Prints nothing when a client has a feature of client.features, otherwise the reason. A development version (1.17.0-dev) counts as released.
client_lacks() { # "PRODUCT VERSION" FEATURE
    local product=${1% *} version=${1#* } since
    since=$(awk -F ' *[|] *' -v feature="$2" -v column="$([ "$product" = OpenTofu ] && echo 3 || echo 2)" '$1 == feature {print $column}' "$CLIENT_FEATURES")
    case $since in
    '') echo "tests/lib/client.features does not know '$2'" ;;
    -) echo "no $product has it yet" ;;
    *) [ "$(printf '%s\n' "$since" "${version%%-*}" | sort -V | head -n 1)" = "$since" ] || echo "$product has it since $since" ;;
    esac
}

# For a test of one feature: $TERRAFORM if it is set, otherwise the newest pinned client. Skips the whole test when the client is missing or lacks the
# feature.
client_for() { # FEATURE
    local is reason
    [ -n "${TERRAFORM:-}" ] || TERRAFORM=$(client_pinned newest) || skip_all "$TERRAFORM"
    export TERRAFORM
    is=$(client_is "$TERRAFORM") || skip_all "$TERRAFORM is neither a Terraform nor an OpenTofu"
    reason=$(client_lacks "$is" "$1")
    [ -z "$reason" ] || skip_all "$is: $reason"
}
