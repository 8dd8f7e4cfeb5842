# import_blocks.sh — imports the objects that an interrupted apply has left, as a user would: with the import blocks in the errors of the next apply.
# shellcheck shell=bash
# Knows how Terraform prints an error; must not know any resource.

# The `import` blocks in the output of the last step, each with the address of its error for NAME. Nothing when an error has none.
orphans_blocks() {
    awk '/^  with / { address = substr($0, 8); sub(/,$/, "", address) }
         /^Error: / { address = "" }
         /^import \{$/ { inside = 1 }
         inside { if ($1 == "to") $0 = "  to = " address; print }
         /^}$/ { inside = 0 }' "$TEST_DIR/step"
}

# Applies until no import block is left; an apply may show blocks that the previous one could not.
orphans_adopt() {
    local round
    for round in 1 2 3; do
        orphans_blocks >"$TF_DIR/orphans-$round.tf"
        [ -s "$TF_DIR/orphans-$round.tf" ] || break
        tf_step apply && break
    done
    rm -f "$TF_DIR"/orphans-*.tf
    tf_step apply
}
