#!/usr/bin/env bash
# CONTRIBUTING.md, "Add a resource in four steps", followed in a copy of this tree: each block that names a file is written to that file, then the
# provider is built, and the new resource is planned, applied, imported and destroyed, and tested by the conformance suite. The objects are copied as
# well, so little is compiled.
. "$(dirname "$0")/../lib/tf.sh"
. "$ROOT/tests/lib/guide.sh"
tf_setup
[ ! -e "$BUILD/obj/provider/base/arena.o" ] || nm "$BUILD/obj/provider/base/arena.o" | grep -qE '__(asan|tsan)_' && skip_all "this build has sanitizers"
[ -e "$BUILD/schemac" ] || skip_all "there is no build whose objects could be used"

copy=$TEST_DIR/copy
mkdir -p "$copy/build"
tar -C "$ROOT" --exclude=./build --exclude=./.git --exclude='*.tfstate*' --exclude=.terraform -cf - . | tar -C "$copy" -xf -
cp -a "$BUILD"/{obj,lib,gen,schemac} "$copy/build/"
cp -a "$BUILD/terraform-provider-lightsail" "$BUILD/quants-infra" "$BUILD/lightsail-sim" "$copy/build/" # unchanged objects are not linked again
mkdir "$copy/build/tests"
[ ! -x "$BUILD/tests/conformance" ] || cp -a "$BUILD/tests/conformance" "$copy/build/tests/"

# ---- the steps ----
sed -n '/^## Add a resource in four steps/,/^## Code style/p' "$ROOT/CONTRIBUTING.md" >"$TEST_DIR/steps.md"
is "$(grep -cE '^\*\*[1-4]\. ' "$TEST_DIR/steps.md")" 4 "there are four steps"
guide_blocks "$TEST_DIR/steps.md" "$TEST_DIR/blocks"
for block in "$TEST_DIR/blocks"/*; do
    file=$(sed -nE '1s,^(# |// |/\* )([a-z_]+/[A-Za-z0-9_./-]+)( \*/)?$,\2,p' "$block")
    [ -n "$file" ] || continue
    mkdir -p "$copy/$(dirname "$file")"
    sed 1d "$block" >"$copy/$file"
    pass "a step writes $file"
done
cd "$copy" || exit 1
is "$(find "$TEST_DIR/blocks" -name '*.c')" "" "and no C"
is "$(find schemas tests/conformance/inputs -newer "$TEST_DIR/steps.md" -name '*.json' | sort | tr '\n' ' ')" \
    "schemas/address.json tests/conformance/inputs/lightsail_address.json " "one record and its input"
runs "the example is formatted" "$TERRAFORM" fmt -check -diff examples/resources/lightsail_address

make B=build build/terraform-provider-lightsail >"$TEST_DIR/step" 2>&1
step_ok $? "it builds"
is "$(grep -cE '^ +CC +provider/(base|tf|lightsail|runtime|plugin)/' "$TEST_DIR/step")" 0 "no layer below is compiled again"
make B=build docs >"$TEST_DIR/step" 2>&1
step_ok $? "make docs"
contains "$(cat docs/resources/address.md)" '"lightsail:AllocateStaticIp"' "its page has a policy"
contains "$(cat docs/index.md)" '(resources/address.md)' "and the index a link to it"

# ---- the result ----
if [ -x build/tests/conformance ]; then
    B=build tools/conformance.sh --only lightsail_address >"$TEST_DIR/step" 2>&1
    step_ok $? "the conformance suite passes"
    like "$(tail -n 1 "$TEST_DIR/step")" '^[0-9]{3,} checks, 0 failed$' "with hundreds of checks"
else
    skip 2 "build/tests/conformance is not built (make units)"
fi
tf_override "$copy/build/terraform-provider-lightsail"
sim_start
tf_dir address
cp examples/resources/lightsail_address/resource.tf "$TF_DIR/"
tf_ok apply
is "$(world_static_ip_names)" example-address "the static IP exists"
tf_plan_is_empty "a second plan is empty"
rm "$TF_DIR/terraform.tfstate"
read -r _ _ address id < <(grep '^terraform import' examples/resources/lightsail_address/import.sh)
tf_ok import "$address" "$id"
tf_ok destroy
world_is_empty "nothing is left"
sim_fault '{"operation":"AllocateStaticIp","kind":"lost","when":"first"}'
tf_ok apply
is "$(sim_metric AllocateStaticIp)" 2 "after a lost response it reads, and does not send the request again"
tf_ok destroy
cd "$ROOT" || exit 1
rm -rf "$copy"
done_testing
