#!/usr/bin/env bash
# schema.t — `terraform providers schema -json`, which editors and their language servers read: nothing of the records in schemas/ is missing, and
# nothing is without a description. By the usual client, by the newest of build/clients, and by those of CLIENTS=path,path.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

# Which kinds of things a client tells of: by what its own answer has, and from which version it must have it.
kinds_of() { # VERSION
    local kinds="provider resource data" since
    for since in function:1.8 ephemeral:1.10 identity:1.12 list:1.14 action:1.14; do
        [ "$(printf '%s\n' "${since#*:}" "${1%%-*}" | sort -V | head -n 1)" != "${since#*:}" ] || kinds+=" ${since%%:*}"
    done
    printf '%s\n' "$kinds"
}

cat "$BUILD"/gen/records/*.json >"$TEST_DIR/records.json" # whole ones, as schemac -r writes them
missing() { # KINDS <JSON
    jq -r --slurpfile records "$TEST_DIR/records.json" --arg kinds "$1" -f "$ROOT/tests/e2e/engine/schema.jq" 2>&1
}

tf_config </dev/null
clients=("$TERRAFORM")
mapfile -t -O 1 clients < <(printf '%s\n' "$ROOT"/build/clients/terraform-*[0-9] | sort -V | tail -n 1; tr , '\n' <<<"${CLIENTS:-}")
for client in "${clients[@]}"; do
    [ -n "$client" ] && [ -x "$client" ] || continue
    version=$("$client" version 2>/dev/null | sed -nE '1s/^Terraform v//p')
    if [ -z "$version" ]; then # OpenTofu has lists and actions in no version yet
        diag "$client is no Terraform: what it shows is what an older Terraform does"
        continue
    fi
    "$client" -chdir="$TF_DIR" providers schema -json >"$TEST_DIR/schema.json" 2>"$TEST_DIR/step"
    ok $? "Terraform $version tells the schemas" || diag "$(cat "$TEST_DIR/step")"
    is "$(missing "$(kinds_of "$version")" <"$TEST_DIR/schema.json")" "" "complete for a language server ($(kinds_of "$version"))"
done

# The check finds what it looks for.
broken=$(jq -c 'first(.provider_schemas[]).resource_schemas.lightsail_instance.block |= (del(.attributes.user_data_wo.write_only, .attributes.name.description)
    | .attributes.tags.deprecated = true | del(.attributes.arn))' "$TEST_DIR/schema.json" | missing "provider resource data")
contains "$broken" "user_data_wo: write_only differs" "what is not write-only any more is found"
contains "$broken" "lightsail_instance.name: no description" "and what has no description"
contains "$broken" "tags: deprecated differs" "and what is deprecated without a reason"
contains "$broken" "arn: not there" "and what is gone"
done_testing
