#!/usr/bin/env bash
# schema.t — `terraform providers schema -json`, which editors and their language servers read: it has everything of the records in schemas/, and a
# description for everything. With the usual client, the newest of build/clients, and those of CLIENTS=path,path.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

# The kinds of schemas that a client shows: those in its output, and those that its version must have.
kinds_of() { # VERSION
    local kinds="provider resource data" since
    for since in function:1.8 ephemeral:1.10 identity:1.12 list:1.14 action:1.14; do
        [ "$(printf '%s\n' "${since#*:}" "${1%%-*}" | sort -V | head -n 1)" != "${since#*:}" ] || kinds+=" ${since%%:*}"
    done
    printf '%s\n' "$kinds"
}

cat "$BUILD"/gen/records/*.json >"$TEST_DIR/records.json" # complete records, as schemac -r writes them
missing() { # KINDS <JSON
    jq -r --slurpfile records "$TEST_DIR/records.json" --arg kinds "$1" -f "$ROOT/tests/e2e/engine/schema.jq" 2>&1
}

tf_config </dev/null
clients=("$TERRAFORM")
mapfile -t -O 1 clients < <(printf '%s\n' "$ROOT"/build/clients/terraform-*[0-9] | sort -V | tail -n 1; tr , '\n' <<<"${CLIENTS:-}")
for client in "${clients[@]}"; do
    [ -n "$client" ] && [ -x "$client" ] || continue
    version=$("$client" version 2>/dev/null | sed -nE '1s/^Terraform v//p')
    if [ -z "$version" ]; then # no version of OpenTofu has lists and actions yet
        diag "$client is not Terraform: it shows what an older Terraform shows"
        continue
    fi
    "$client" -chdir="$TF_DIR" providers schema -json >"$TEST_DIR/schema.json" 2>"$TEST_DIR/step"
    ok $? "Terraform $version shows the schemas" || diag "$(cat "$TEST_DIR/step")"
    is "$(missing "$(kinds_of "$version")" <"$TEST_DIR/schema.json")" "" "complete for a language server ($(kinds_of "$version"))"
done

# The check finds the planted differences.
broken=$(jq -c 'first(.provider_schemas[]).resource_schemas.lightsail_instance.block |= (del(.attributes.user_data_wo.write_only, .attributes.name.description)
    | .attributes.tags.deprecated = true | del(.attributes.arn))' "$TEST_DIR/schema.json" | missing "provider resource data")
contains "$broken" "user_data_wo: write_only differs" "an attribute that is not write-only any more is found"
contains "$broken" "lightsail_instance.name: no description" "a missing description is found"
contains "$broken" "tags: deprecated differs" "a deprecated attribute without a reason is found"
contains "$broken" "arn: not there" "a missing attribute is found"
done_testing
