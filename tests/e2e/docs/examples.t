#!/usr/bin/env bash
# The examples of the documentation are run: each is planned, applied, imported as its import.sh says (a third of them in each run), and destroyed.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/sample.sh"
tf_setup
sim_start
tf_shared_provider
shopt -s nullglob globstar

# The text of the example, with the provider declared where the example does not declare it. The modules are at the same place.
ln -s "$ROOT/terraform" "$TEST_DIR/terraform"
use_example() {
    local folder=$1
    tf_dir "${folder#"$ROOT"/}"
    cp "$folder"/*.tf "$TF_DIR/"
    ! grep -qs '^module ' "$TF_DIR"/*.tf || tf_step get || step_ok 1 "$name: terraform get"
    grep -qs required_providers "$TF_DIR"/*.tf || cp "$ROOT/terraform/modules/lightsail/instance/versions.tf" "$TF_DIR/versions.tf"
}

# The ID of an applied resource, for a page that shows an access key of the account of AWS's documentation.
id_of() { # ADDRESS
    jq -r --arg address "$1" '.resources[] | select("\(.type).\(.name)" == $address) | .instances[0].attributes.id' "$TF_DIR/applied.tfstate"
}

# Each import command of the documentation, on an empty state. The ARN that the text shows is replaced by the one of the simulator's account.
import_example() { # FOLDER
    local verb address id arn
    mv "$TF_DIR/terraform.tfstate" "$TF_DIR/applied.tfstate"
    while read -r _ verb address id; do
        case $id in
        arn:*)
            arn=$(jq -r --arg address "$address" '.resources[] | select("\(.type).\(.name)" == $address)
                                                  | .instances[0].attributes | .[$kind] // .arn' \
                --arg kind "$(grep -q ':Instance/' <<<"$id" && echo instance_arn || echo arn)" "$TF_DIR/applied.tfstate")
            id=$arn
            ;;
        *,AKIA*) id=$(id_of "$address") ;;
        esac
        rm -f "$TF_DIR/terraform.tfstate"
        tf_step "$verb" "$address" "$id"
        step_ok $? "$name: terraform import $address $id"
    done < <(grep '^terraform import ' "$1/import.sh")
    mv "$TF_DIR/applied.tfstate" "$TF_DIR/terraform.tfstate"
}

# The import block of the page, on an empty state: the object is imported unchanged. (The block with an identity needs a newer Terraform; identity.t
# tests its call.)
import_by_block() { # TYPE
    mv "$TF_DIR/terraform.tfstate" "$TF_DIR/applied.tfstate"
    awk '/^```/ { inside = $0 == "```terraform"; block = ""; next } inside { block = block $0 "\n" }
         inside && /^}/ && block ~ /^import/ && block ~ /\n  id = / { printf "%s", block; exit }' "$ROOT/docs/resources/${1#lightsail_}.md" >"$TF_DIR/import.tf"
    if grep -q ',AKIA' "$TF_DIR/import.tf"; then
        sed -i "s/ id = .*/ id = \"$(id_of "$(sed -n 's/^ *to *= //p' "$TF_DIR/import.tf")")\"/" "$TF_DIR/import.tf"
    fi
    # The other objects of the example exist, too, and are not imported.
    tf_step plan "-target=$(sed -n 's/^ *to *= //p' "$TF_DIR/import.tf")"
    step_ok $? "$name: a plan with the import block of the page"
    tf_said 'Plan: 1 to import, ' "$name: imports one resource"
    rm "$TF_DIR/import.tf"
    mv "$TF_DIR/applied.tfstate" "$TF_DIR/terraform.tfstate"
}

# The operations in the policy of the page, for each type that the example and its modules use.
allowed_operations() {
    local kind type modules
    mapfile -t modules < <(cd "$TF_DIR" && sed -nE 's/^ +source += "(\..*)"$/\1/p' ./*.tf)
    (cd "$TF_DIR" && cat ./*.tf "${modules[@]/%//main.tf}") | sed -nE 's/^(resource|data|ephemeral) "lightsail_([a-z_]+)".*/\1 \2/p' | sort -u | while read -r kind type; do
        case $kind in
        resource) kind=resources ;;
        data) kind=data-sources ;;
        ephemeral) kind=ephemeral-resources ;;
        esac
        sed -nE 's/^ +"lightsail:([A-Za-z]+)",?$/\1/p' "$ROOT/docs/$kind/$type.md"
    done | sort -u
}

# The functions in the console (not OpenTofu's, which ends the provider before it evaluates: 1.12.6): the expression after `value =` of each output,
# with the data and the state of the example.
ask_console() {
    local output expression # on one line, because the console reads lines
    for output in $(sed -n 's/^output "\(.*\)" {$/\1/p' "$TF_DIR/function.tf"); do
        expression=$(sed -n "/^output \"$output\" {\$/,/^}/p" "$TF_DIR/function.tf" | sed '1d;$d;s/^ *value *= *//' | sed '$!s/[]}]$/&,/' | tr '\n' ' ')
        printf 'jsonencode(%s)\n' "$expression" | "$TERRAFORM" -chdir="$TF_DIR" console >"$TEST_DIR/step" 2>&1
        is "$(jq -r . "$TEST_DIR/step" | jq -cS .)" "$(tf_output "$output" | jq -cS .)" "$name: the console gives the value of the output $output"
    done
}

folders=()
for file in "$ROOT"/examples/**/*.tf; do
    [[ $file != "$ROOT"/examples/actions/* ]] || continue # needs a newer Terraform: actions.t
    folders+=("$(dirname "$file")")
done
mapfile -t folders < <(printf '%s\n' "${folders[@]}" | sort -u)
[ ${#folders[@]} -gt 0 ]
ok $? "there are examples"
runs "they are formatted" "$TERRAFORM" fmt -check -diff -recursive "$ROOT/examples"

sample_begin 3 imports # half of the runs of Terraform are for them, and the conformance suite imports every type
for folder in "${folders[@]}"; do
    name=${folder#"$ROOT"/}
    use_example "$folder"
    sim_metrics_reset
    tf_ok apply
    tf_plan_is_empty "$name: a second plan has nothing to do"
    [ ! -f "$folder/function.tf" ] || tf_is_opentofu || ask_console
    if [ -f "$folder/import.sh" ] && in_sample; then
        import_example "$folder"
        import_by_block "$(basename "$folder")"
    fi
    tf_ok destroy
    world_is_empty "$name: nothing is left"
    is "$(comm -23 <(sim_http GET /_sim/metrics | jq -r '.calls | to_entries[] | select(.value > 0).key' | sort) <(allowed_operations))" "" \
        "$name: the IAM policy of its pages is sufficient"
done

done_testing
