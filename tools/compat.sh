#!/usr/bin/env bash
# Compares the records of schemas/ with those of the last release, in schemas/released/VERSION/, and prints changes that would break a working
# configuration or state.
#   tools/compat.sh             compare; a line for each incompatible change, with the fix
#   tools/compat.sh snapshot    store the records for the version in the Makefile: a part of every release
#
# An incompatible change is allowed when the provider's version announces it (another minor version before 1.0.0, another major one after). One that
# changes the form of a resource's state needs a new "version" of its record as well, because old states must be upgraded.
set -eu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shopt -s nullglob
version=$(tools/version.sh)

records() { # FOLDER: the files of its records, from there
    (cd "$1" && printf '%s\n' *.json {data,ephemeral,list,actions,functions}/*.json)
}

if [ "${1:-}" = snapshot ]; then
    released=schemas/released/$version
    rm -rf schemas/released
    while read -r record; do
        mkdir -p "$released/$(dirname "$record")"
        cp "schemas/$record" "$released/$record"
    done < <(records schemas)
    exit
fi

snapshots=(schemas/released/*/)
if [ ${#snapshots[@]} -ne 1 ]; then
    echo "schemas/released/ has no snapshot, or several; run tools/compat.sh snapshot when a version is released" >&2
    exit 1
fi
released=${snapshots[0]%/}
before=${released##*/}
# The number that an incompatible change must increase: the minor version before 1.0.0, the major one after.
epoch() { sed -E 's/^0\.([0-9]+)\..*/0.\1/; t; s/^([0-9]+)\..*/\1/' <<<"$1"; }
is_new_epoch=true
[ "$(epoch "$version")" != "$(epoch "$before")" ] || is_new_epoch=false

# shellcheck disable=SC2016 # $old and $new belong to jq
program='
def rows($path): ((.attributes // []) + ((.blocks // []) | map(. + {mode: "optional", is_block: true})))[]
  | ($path + .name) as $own | {key: $own, value: .}, ((.nested // (if .is_block then . else empty end)) | rows($own + "."));
# The attributes that "standard" adds to a resource (provider/schemac/expand.c).
def text($name; $mode): {name: $name, type: "string", mode: $mode};
def added: {
  arn: [text("arn"; "computed")], created_at: [text("created_at"; "computed")], support_code: [text("support_code"; "computed")],
  availability_zone: [text("availability_zone"; "required") + {change: "replace"}],
  tags: [{name: "tags", type: ["map", "string"], mode: "optional"}, {name: "tags_all", type: ["map", "string"], mode: "computed"}],
  auto_snapshot: [{name: "auto_snapshot", mode: "optional", nested: {nesting: "single", attributes: [text("time"; "required")]}}]};
def table: .attributes = ((.attributes // []) + [.standard // [] | .[] | added[.] // [] | .[]]) | [rows("")] | from_entries;
def settable: .mode != "computed";
def narrower($old; $new): # of two intervals
  ($new != null) and (($old // [null, null]) as $o
    | (($new[0] != null) and ($o[0] == null or $new[0] > $o[0])) or (($new[1] != null) and ($o[1] == null or $new[1] < $o[1])));
# Incompatible changes: {at, text, shape}; shape: a stored state does not match any more.
def differences($old; $new):
  if $old.kind == "function" then
    if ($old.parameters // [] | map(.type)) != ($new.parameters // [] | map(.type)) or $old.variadic.type != $new.variadic.type
      then {at: "parameters", text: "the arguments are others"} else empty end,
    if $old.result != $new.result then {at: "result", text: "the result is of another type"} else empty end
  else
    ($old | table) as $before | ($new | table) as $after |
    if ($old.identity // []) != ($new.identity // []) then {at: "identity", text: "it is found by something else", shape: true} else empty end,
    (($old.timeouts // {} | keys) - ($new.timeouts // {} | keys) | .[] | {at: "timeouts.\(.)", text: "it is gone"}),
    (("views", "filters") as $key | (($old[$key] // []) - ($new[$key] // []))[] | {at: "\($key).\(.)", text: "it is gone"}),
    (($after | keys) - ($before | keys) | .[] | select($after[.].mode == "required")
       | select((split(".")[:-1] | join(".")) as $parent | $parent == "" or $before[$parent] != null) | {at: ., text: "it is new and required"}),
    ($before | to_entries[] | .key as $at | .value as $o | $after[$at] as $n |
      if $n == null then {at: $at, text: "it is gone", shape: true}
      elif $o.type != $n.type or ($o.nested.nesting // $o.nesting) != ($n.nested.nesting // $n.nesting) or ($o.is_block // false) != ($n.is_block // false)
        then {at: $at, text: "it is of another type", shape: true}
      else
        if ($o | settable) and ($n | settable | not) then {at: $at, text: "it can no longer be set"} else empty end,
        if $o.mode != "required" and $n.mode == "required" then {at: $at, text: "it is required now"} else empty end,
        if $o.mode == "computed" and ($n.mode == "optional") then {at: $at, text: "it is no longer computed"} else empty end,
        if $o.mode == "optional_computed" and $n.mode == "optional" then {at: $at, text: "it is no longer computed"} else empty end,
        if ($o | has("default")) and $o.default != $n.default then {at: $at, text: "its default is another"} else empty end,
        if $o.change != "replace" and $n.change == "replace" then {at: $at, text: "its change replaces now"} else empty end,
        if ($o.sensitive // false) and ($n.sensitive // false | not) then {at: $at, text: "it is no longer hidden"} else empty end,
        if ($o.write_only // false) != ($n.write_only // false) then {at: $at, text: "it is stored otherwise", shape: true} else empty end,
        (if $n.one_of and ($o.one_of == null or ($o.one_of - $n.one_of) != []) then {at: $at, text: "fewer values are allowed"} else empty end),
        (("range", "length", "items") as $key | if narrower($o[$key]; $n[$key]) then {at: $at, text: "\($key) allows less"} else empty end),
        if ($o | settable) and $n.match and $n.match != $o.match then {at: $at, text: "another pattern is wanted"} else empty end,
        (("conflicts", "requires", "exactly_one", "at_least_one") as $key # at_least_one of it and others is less than required
          | if ($key == "at_least_one" and $o.mode == "required") then empty elif ($o | settable) and (($n[$key] // []) - ($o[$key] // [])) != [] then {at: $at, text: "\($key) names more"} else empty end),
        (if ($n.max_items // 0) != 0 and (($o.max_items // 0) == 0 or $n.max_items < $o.max_items) then {at: $at, text: "fewer blocks are allowed"} else empty end),
        (if ($n.min_items // 0) > ($o.min_items // 0) then {at: $at, text: "more blocks are wanted"} else empty end)
      end)
  end;
$old[0] as $old | $new[0] as $new | differences($old; $new)
| (.shape // false) as $shape
| if $shape and $old.kind == "resource" and ($new.version // 0) <= ($old.version // 0)
    then "\(.at): \(.text); give the record version \(($old.version // 0) + 1), keep the old one in schemas/history/ and write an upgrade"
  elif $is_new_epoch then empty
  else "\(.at): \(.text); keep it compatible with the release, or announce it by the next version" end'

# A list that is derived from its resource now: the result of "views" and "filters" (provider/schemac/expand_view.c).
# shellcheck disable=SC2016
derived='
def row($name; $type): {name: $name, type: $type, mode: "optional"};
select(.views // [] | index("list")) | . as $record
| {kind: "list", attributes: ([row("name_regex"; "string") + {match: "regex"}]
    + (if .standard // [] | index("tags") then [row("tags"; ["map", "string"])] else [] end)
    + [.filters // [] | .[] as $filter | row($filter; first($record.attributes[] | select(.name == $filter) | .type))])}'
follows() { # RECORD: the resource from which it is derived
    local resource=schemas/${1#list/}
    [ "$1" != "$resource" ] && [ -f "$resource" ] && jq -e "$derived" "$resource" >"$made"
}
made=$(mktemp)
trap 'rm -f "$made"' EXIT

found=0
while read -r record; do
    new=schemas/$record
    if [ ! -f "$new" ] && follows "$record"; then
        new=$made
    elif [ ! -f "$new" ]; then
        [ "$is_new_epoch" = true ] && continue
        echo "schemas/$record: it is gone; keep it as deprecated, or announce it by the next version"
        found=1
        continue
    fi
    while IFS= read -r line; do
        echo "schemas/$record: $line"
        found=1
    done < <(jq -rn --argjson is_new_epoch "$is_new_epoch" --slurpfile old "$released/$record" --slurpfile new "$new" "$program" ||
        echo "the records cannot be compared; see above")
done < <(records "$released")
exit "$found"
