# tf.sh — the shared parts of the end-to-end tests: a Terraform without this user's settings, and the steps of a test.
# shellcheck shell=bash
# Knows Terraform's command line; must not know any resource.
#
#   . "$(dirname "$0")/../../lib/tf.sh"
#   tf_setup                     # scratch folder, clean environment, the provider under test
#   sim_start --latency-ms 20    # tests/lib/sim.sh
#   tf_config <<'END' … END      # a configuration of one file; no init needed
#   tf_ok apply
#   tf_plan_is_empty "the plan is empty"
#   done_testing

set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=${B:-build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
. "$ROOT/tests/lib/tap.sh"
. "$ROOT/tests/lib/sim.sh"
. "$ROOT/tests/lib/keys.sh"
. "$ROOT/tests/lib/world.sh"

# ---- set-up ------------------------------------------------------------------------------------------------------

# Creates the scratch folder build/test-tmp/<test> (TEST_TMP is another name for the middle), removes variables from the environment that could
# interfere, and installs the provider for Terraform: by dev_overrides (no init), or by a mirror for tests that call `tf_use_mirror`.
tf_setup() {
    TEST_DIR=$BUILD/${TEST_TMP:-test-tmp}/$(basename "$0" .t)
    rm -rf "$TEST_DIR"
    mkdir -p "$TEST_DIR/home"
    local variable
    for variable in $(compgen -e | grep -E '^(AWS_|TF_|TOFU_|PLUGIN_|GRPC_)|_(proxy|PROXY)$' || true); do
        unset "$variable"
    done
    unset http_proxy https_proxy all_proxy
    export HOME=$TEST_DIR/home CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1
    export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY AWS_REGION=ap-northeast-1
    export AWS_EC2_METADATA_DISABLED=true LIGHTSAIL_READ_LAG_MS=300 # no lag unless a test sets one
    # A run of Terraform ends before its garbage needs to be collected: this saves a sixth of its processor time.
    export GOGC=off GOMEMLIMIT=512MiB
    local command
    for command in init plan apply destroy import refresh; do
        export "TF_CLI_ARGS_$command=-no-color -input=false"
    done
    for command in validate show get; do
        export "TF_CLI_ARGS_$command=-no-color"
    done
    TERRAFORM=$("$ROOT/tools/terraform-path.sh") || exit 1
    PROVIDER=${PROVIDER:-$BUILD/terraform-provider-lightsail}
    tf_override "$PROVIDER"
}

# Uses this program as the provider without an init.
tf_override() {
    local folder=$TEST_DIR/provider
    rm -rf "$folder"
    mkdir -p "$folder"
    ln -s "$1" "$folder/terraform-provider-lightsail"
    printf 'provider_installation {\n  dev_overrides {\n%s\n  }\n  direct {}\n}\n' \
        "$("$ROOT/tools/version.sh" addresses | sed "s|.*|    \"&\" = \"$folder\"|")" >"$TEST_DIR/terraformrc"
    export TF_CLI_CONFIG_FILE=$TEST_DIR/terraformrc
}

# Installs the provider as `make install` does, into this test's own home; from then on `init` is needed.
tf_use_mirror() {
    B=$BUILD PREFIX=$HOME/.local "$ROOT/tools/install.sh" >/dev/null || exit 1
    : >"$TEST_DIR/terraformrc"
}

# Whether the client is an OpenTofu.
tf_is_opentofu() {
    "$TERRAFORM" version 2>/dev/null | grep -q '^OpenTofu'
}

# A working folder, created when it is missing.
tf_dir() {
    TF_DIR=$TEST_DIR/$1
    mkdir -p "$TF_DIR"
}

# Copies terraform/ into the scratch folder and works in one of its environments, so that the source tree is not changed.
tf_environment() {
    [ -d "$TEST_DIR/terraform" ] || tar -C "$ROOT" --exclude=.terraform --exclude='*.tfstate*' --exclude=terraform.tfvars \
        --exclude=.terraform.lock.hcl -cf - terraform | tar -C "$TEST_DIR" -xf -
    TF_DIR=$TEST_DIR/terraform/environments/$1
}

# Writes the configuration from standard input to the folder NAME (default "work"), with the provider declared.
tf_config() {
    tf_dir "${1:-work}"
    {
        printf 'terraform {\n  required_providers {\n    lightsail = { source = "quants-infra/lightsail" }\n  }\n}\n'
        cat
    } >"$TF_DIR/main.tf"
}

# tf_config_quick TEXT…: the same, with a provider that polls often
tf_config_quick() {
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
$*
END
}

# Prints the block `config` of an example's file as JSON without spaces, for the protocol client.
tf_example_config() { # FILE
    local text
    text=$(sed -n '/^  config {$/,/^  }$/{//!p}' "$1" | sed 's/ #.*$//')
    tf_config examples <<<"output \"config\" { value = jsonencode({ $text
}) }"
    "$TERRAFORM" -chdir="$TF_DIR" apply -auto-approve >"$TEST_DIR/step" 2>&1 </dev/null
    "$TERRAFORM" -chdir="$TF_DIR" output -raw config 2>/dev/null
}

# Makes the clocks of the provider, the command-line tool and the simulator run RATE times faster, for tests of long waits. Call it before sim_start.
tf_fast_clock() { # RATE
    LIGHTSAIL_TEST_CLOCK=$1@$(perl -MTime::HiRes=clock_gettime,CLOCK_MONOTONIC -e 'printf "%d", 1000 * clock_gettime(CLOCK_MONOTONIC)')
    export LIGHTSAIL_TEST_CLOCK
}

# From now on all runs of Terraform share one provider process, which runs in debug mode: half of their processor time is starting processes and the
# TLS handshake. For tests of resources only: the start, the end and the log of a provider are not tested then, its cached data are shared between the
# runs, and a relative path begins in FOLDER. The process has the current environment, so call it after each sim_start. tf_own_provider ends it.
tf_shared_provider() { # [FOLDER]
    tf_own_provider
    local folder=${1:-$TEST_DIR/shared} end_with_parent=()
    ! command -v setpriv >/dev/null || end_with_parent=(setpriv --pdeathsig KILL)
    mkdir -p "$folder"
    : >"$TEST_DIR/reattach" # the file of an earlier one
    (cd "$folder" && exec "${end_with_parent[@]}" "$PROVIDER" -debug >"$TEST_DIR/reattach" 2>"$TEST_DIR/provider.log" </dev/null) &
    TF_SHARED_PID=$!
    trap 'tf_own_provider; sim_stop' EXIT
    wait_until 30 tf_provider_is_there
    TF_REATTACH_PROVIDERS=$(sed -n "s/.*TF_REATTACH_PROVIDERS='\(.*\)'.*/\1/p" "$TEST_DIR/reattach")
    [ -n "$TF_REATTACH_PROVIDERS" ] || bail "the provider does not start: $(cat "$TEST_DIR/provider.log")"
    export TF_REATTACH_PROVIDERS
}
tf_provider_is_there() { grep -q "TF_REATTACH_PROVIDERS='.*'" "$TEST_DIR/reattach" || ! kill -0 "$TF_SHARED_PID" 2>/dev/null; }
tf_own_provider() {
    [ -n "${TF_SHARED_PID:-}" ] || return 0
    unset TF_REATTACH_PROVIDERS
    kill -INT "$TF_SHARED_PID" 2>/dev/null
    wait "$TF_SHARED_PID" || diag "the shared provider ended with $?: $(tail -n 20 "$TEST_DIR/provider.log")"
    TF_SHARED_PID=
}

# Providers of other names that implement only their own schema: Terraform loads the schema of each provider in a state, and nothing else of the
# provider that a resource is moved from. Without a shared provider only.
tf_stand_in() { # NAME…
    local name host # of Terraform and of OpenTofu
    {
        printf 'provider_installation {\n  dev_overrides {\n'
        for host in registry.terraform.io registry.opentofu.org; do
            printf '    "%s/quants-infra/lightsail" = "%s"\n' "$host" "$TEST_DIR/provider"
            for name in "$@"; do
                mkdir -p "$TEST_DIR/$name"
                ln -sf "$PROVIDER" "$TEST_DIR/$name/terraform-provider-$name"
                printf '    "%s/hashicorp/%s" = "%s"\n' "$host" "$name" "$TEST_DIR/$name"
            done
        done
        printf '  }\n}\n'
    } >"$TEST_DIR/terraformrc"
}

# ---- steps -------------------------------------------------------------------------------------------------------

# Runs Terraform in $TF_DIR, without a terminal for questions.
tf() {
    "$TERRAFORM" -chdir="$TF_DIR" "$@" 2>&1 </dev/null
}

# `tf apply` and `tf destroy` need no approval.
tf_step() {
    [ "$1" != apply ] && [ "$1" != destroy ] || set -- "$1" -auto-approve "${@:2}"
    tf "$@" >"$TEST_DIR/step"
}

# A test: STATUS is 0. Otherwise the output of the last step is shown.
step_ok() { # STATUS NAME
    ok "$1" "$2" || { diag "$(cat "$TEST_DIR/step")" && return 1; }
}

# A test: the command succeeds.
tf_ok() {
    tf_step "$@"
    step_ok $? "terraform ${*//$TEST_DIR/…}"
}

# A test: the command fails.
tf_fails() {
    ! tf_step "$@"
    step_ok $? "terraform ${*//$TEST_DIR/…} fails"
}

# Runs Terraform in its own process group, as at a terminal, and sends the group one Ctrl-C as soon as the command READY succeeds. Returns the status
# of Terraform; its output is the last step.
tf_interrupt() { # READY ARGUMENT…
    local ready=$1 waiter
    shift
    rm -f "$TEST_DIR/interrupted.pid"
    (
        set -m
        "$TERRAFORM" -chdir="$TF_DIR" "$@" >"$TEST_DIR/step" 2>&1 </dev/null &
        echo $! >"$TEST_DIR/interrupted.pid"
        wait $!
    ) &
    waiter=$!
    tf_is_ready() { { [ -s "$TEST_DIR/interrupted.pid" ] && "$ready"; } || ! kill -0 "$waiter" 2>/dev/null; }
    wait_until 60 tf_is_ready && kill -INT -- "-$(cat "$TEST_DIR/interrupted.pid")" || diag "'$ready' did not succeed"
    wait "$waiter"
}

# A test: the plan is empty.
tf_plan_is_empty() { # NAME [OPTION…]
    tf_step plan -detailed-exitcode "${@:2}"
    step_ok $? "$1"
}

# A test: the plan has exactly these "action address" lines.
tf_plan_is() { # NAME [LINE…]
    "$TERRAFORM" -chdir="$TF_DIR" plan -json >"$TEST_DIR/step" 2>&1 </dev/null
    sed -n '/"type":"planned_change"/{s/.*"@message":"\(.*\): Plan to \([a-z]*\)".*/\2 \1/;s/\\"/"/g;p}' "$TEST_DIR/step" | sort >"$TEST_DIR/actual"
    printf '%s\n' "${@:2}" | sort >"$TEST_DIR/expected"
    is_file "$TEST_DIR/actual" "$TEST_DIR/expected" "$1" || diag "$(cat "$TEST_DIR/step")"
}

# The output of the last step as one line, without the boxes of Terraform's messages.
step_text() {
    sed 's/^[│╷╵] \{0,1\}//' "$TEST_DIR/step" | tr -s ' \n' ' '
}

# A test: the output of the last step contains this.
tf_said() { # TEXT NAME
    contains "$(step_text)" "$1" "$2"
}

tf_state_list() {
    "$TERRAFORM" -chdir="$TF_DIR" state list 2>/dev/null | sort
}

# Prints one output value as JSON.
tf_output() {
    "$TERRAFORM" -chdir="$TF_DIR" output -json "$1" 2>/dev/null
}
