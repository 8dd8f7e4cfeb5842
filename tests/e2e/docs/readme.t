#!/usr/bin/env bash
# "Quick start" of README.md: the commands of both blocks in one shell print what the page shows, and the provider block at the end is valid. Addresses
# and times may differ; … stands for anything.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/guide.sh"
tf_setup
tf_use_mirror # the first command of the block
sim_start --pending-ms 20 --operation-ms 10
tf_environment dev
mkdir -p "$TEST_DIR/bin" "$TEST_DIR/ansible/inventory"
ln -s "$TERRAFORM" "$TEST_DIR/bin/terraform"
PATH=$TEST_DIR/bin:$PATH
export NO_COLOR=1 TF_CLI_ARGS_init=-no-color TF_CLI_ARGS_apply=-no-color TF_CLI_ARGS_destroy=-no-color TF_CLI_ARGS_output=-no-color
unset AWS_REGION AWS_DEFAULT_REGION # the folder says where
cd "$TEST_DIR" || exit 1

sed -n '/^## Quick start$/,/^## With AWS$/p' "$ROOT/README.md" >minute.md
guide_blocks minute.md blocks
is "$(cd blocks && echo *)" "001.bash 002.text 003.console" "README.md has the commands, their output and the queries"

# A line of the page as an extended regular expression.
pattern() {
    sed -E -e 's/[][\\.*^$(){}?+|]/\\&/g' -e 's/…/.*/g' -e 's/[0-9]+(\\\.[0-9]+){3}(\/[0-9]+)?/[0-9.\/]+/g' -e 's/after [0-9]+s/after [0-9]+s/' <<<"$1"
}
# The price on the page is the simulator's; another endpoint has other prices.
cost=$(world_price micro_3_0 micro_3_0)
shows() { # LINE
    grep -qE -- "^$(pattern "${1/monthly_cost = 10/monthly_cost = $cost}")\$" "$TEST_DIR/step"
    ok $? "it prints: $1" || diag "$(cat "$TEST_DIR/step")"
}
run() { # COMMAND
    eval "$1" >"$TEST_DIR/step" 2>&1 </dev/null
    step_ok $? "$1"
}

guide_commands minute.md | sed 's/ *#.*//' >commands
first=$(head -n 2 commands)
is "$first" "make && make install
build/lightsail-sim --port 4566 &" "it begins with a build, an installation and a simulator, which this test has"
sed -i "1,2d; s/4566/$SIM_PORT/" commands
while IFS= read -r command <&3; do
    run "$command"
done 3<commands
while IFS= read -r line; do
    [[ ! $line =~ [[:alnum:]] ]] || shows "$line"
done <"$TEST_DIR/blocks/002.text"

while IFS= read -r line <&3; do
    case $line in
    '$ '*) run "${line#'$ '}" ;;
    *) shows "$line" ;;
    esac
done 3<"$TEST_DIR/blocks/003.console"
world_is_empty "nothing is left"

# ---- "With AWS" ----
cd "$TEST_DIR" || exit 1
guide_blocks "$ROOT/README.md" all
mapfile -t configurations < <(ls all/*.hcl)
is "${#configurations[@]}" 1 "it shows one configuration"
tf_dir alone
cp "${configurations[0]}" "$TF_DIR/main.tf"
tf_ok init
tf_ok validate
runs "it is formatted" "$TERRAFORM" fmt -check -diff "$TF_DIR"
done_testing
