#!/usr/bin/env bash
# The short guides against the simulator: a block that names a file is written to that file, every command is run, a text after commands is their
# output (… stands for anything), and a configuration without a file name is valid by itself.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/guide.sh"
tf_setup
tf_use_mirror

exceptions=$ROOT/tests/e2e/docs/guides.exceptions
declare -A is_exception=()
while IFS= read -r line; do
    is_exception[${line%%  # *}]=${line#*  # }
done < <(grep -v '^#' "$exceptions")

mkdir -p "$TEST_DIR/bin"
for program in quants-infra lightsail-sim; do
    ln -s "$BUILD/$program" "$TEST_DIR/bin/$program"
done
ln -s "$TERRAFORM" "$TEST_DIR/bin/terraform"
! tf_is_opentofu || ln -s "$TERRAFORM" "$TEST_DIR/bin/tofu"
PATH=$TEST_DIR/bin:$PATH
export TF_CLI_ARGS_apply="-no-color -auto-approve" TF_CLI_ARGS_destroy="-no-color -auto-approve" TF_CLI_ARGS_test=-no-color
export TF_CLI_ARGS_output=-no-color NO_COLOR=1

background=
end_background() {
    [ -z "$background" ] || kill "$background" 2>/dev/null
    background=
}
trap 'end_background; sim_stop' EXIT

# Runs the commands of a block; their output is in $TEST_DIR/printed.
run_block() { # BLOCK
    local command
    : >"$TEST_DIR/printed"
    guide_join <"$1" >"$TEST_DIR/commands" # a file, because a process substitution would change the shell's $!
    while IFS= read -r command <&3; do
        if [ -n "${is_exception[$command]:-}" ]; then
            used[$command]=1
            continue
        fi
        eval "$command" >"$TEST_DIR/step" 2>&1 </dev/null
        step_ok $? "$guide: $command"
        [[ $command != *'&' ]] || background=$!
        cat "$TEST_DIR/step" >>"$TEST_DIR/printed"
    done 3<"$TEST_DIR/commands"
}

# Each line of the block is contained in a line of the output; … stands for anything.
check_text() { # BLOCK
    local line pattern
    while IFS= read -r line; do
        [[ $line =~ [[:alnum:]] ]] || continue
        pattern=$(sed -e 's/[][\\.*^$(){}?+|/]/\\&/g' -e 's/…/.*/g' <<<"$line")
        grep -qE -- "$pattern" "$TEST_DIR/printed"
        ok $? "$guide: it prints: $line" || diag "$(cat "$TEST_DIR/printed")"
    done <"$1"
}

# A configuration by itself, with the provider declared where the block does not declare it.
check_alone() { # BLOCK
    tf_dir "$guide-alone"
    rm -f "$TF_DIR"/*.tf
    cp "$1" "$TF_DIR/main.tf"
    ln -sfn "$ROOT/terraform" "$TF_DIR/terraform" # a module of the repository
    grep -q required_providers "$1" || cp "$ROOT/terraform/modules/lightsail/instance/versions.tf" "$TF_DIR/versions.tf"
    # The provider is installed once; modules are those of the block.
    { [ -d "$TF_DIR/.terraform/providers" ] && ! grep -q '^module ' "$1"; } ||
        "$TERRAFORM" -chdir="$TF_DIR" init >"$TEST_DIR/step" 2>&1 </dev/null
    tf_step validate
    step_ok $? "$guide: the configuration in $(basename "$1") is valid"
}

follow() { # GUIDE
    local block name after=
    guide=$(basename "$1" .md)
    sim_stop
    sim_start --pending-ms 20 --operation-ms 10
    mkdir -p "$TEST_DIR/$guide"
    export HOME=$TEST_DIR/$guide/home
    cp -r "$TEST_DIR/home" "$HOME"
    ln -s "$BUILD" "$TEST_DIR/$guide/build"
    cd "$TEST_DIR/$guide" || exit 1
    guide_blocks "$1" "$TEST_DIR/$guide.blocks"
    for block in "$TEST_DIR/$guide.blocks"/*; do
        name=$(guide_file_name "$block")
        name=${name/#'~'/$HOME}
        case $block in
        *.bash) run_block "$block" ;;
        *.text) [ "$after" != bash ] || check_text "$block" ;;
        *.terraform) [ -n "$name" ] || check_alone "$block" ;;
        *.ini | *.json | *.yaml) ;;
        *) fail "$guide: a block of an unknown language: $(basename "$block")" ;;
        esac
        if [ -n "$name" ] && [[ $block != *.bash ]]; then
            mkdir -p "$(dirname "$name")"
            cp "$block" "$name"
            [[ $name != *.tf && $name != *.hcl ]] || runs "$guide: $name is formatted" "$TERRAFORM" fmt -check -diff "$name"
        fi
        after=${block##*.}
    done
    end_background
    cd "$ROOT" || exit 1
}

# The guide has the same blocks of code and the same chapters in both languages; comments are translated.
check_translation() { # GUIDE
    local name folder=$TEST_DIR/translations
    name=$(basename "$1" .md)
    guide_blocks "$1" "$folder/$name"
    guide_blocks "${1%.md}.zh-CN.md" "$folder/$name.zh-CN"
    sed -i 's/ *# .*//' "$folder/$name"/* "$folder/$name.zh-CN"/*
    runs "$name: the same blocks of code in both languages" diff -r "$folder/$name" "$folder/$name.zh-CN"
    is "$(grep -c '^##' "${1%.md}.zh-CN.md")" "$(grep -c '^##' "$1")" "$name: the same chapters in both languages"
}

declare -A used=()
for text in "$ROOT"/docs/guides/*.md; do
    case $text in
    */lightsail-guide*) ;; # guide.t
    *.zh-CN.md) check_translation "${text%.zh-CN.md}.md" ;;
    */moving-from-hashicorp-aws.md) ;; # move.t
    */opentofu.md) if tf_is_opentofu; then follow "$text"; else skip 1 "opentofu.md is for OpenTofu alone"; fi ;;
    *) follow "$text" ;;
    esac
done
for command in "${!is_exception[@]}"; do
    ok $((1 - ${used[$command]:-0})) "an exception is a command of a guide: $command"
    isnt "${is_exception[$command]}" "$command" "and has a reason"
done
done_testing
