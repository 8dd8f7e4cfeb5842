#!/usr/bin/env bash
# tools/compat.sh: each incompatible change to a released record is found and reported with its place; compatible changes, and those that the versions
# announce, are allowed.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/lib/tap.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

is "$("$root/tools/compat.sh" 2>&1)" "" "this project has no incompatible change"

mkdir -p "$work/tools" "$work/schemas/functions"
cp "$root/tools/compat.sh" "$root/tools/version.sh" "$work/tools/"
thing='{"kind":"resource","name":"thing","identity":["name"],"standard":["arn","tags"],"views":["data","list"],"filters":["size"],"timeouts":{"create":"10m"},"attributes":[
  {"name":"name","type":"string","mode":"required","length":[1,10]},
  {"name":"size","type":"int","mode":"optional_computed","default":1,"range":[0,null]},
  {"name":"color","type":"string","mode":"optional","one_of":["red","blue"]},
  {"name":"key","type":"string","mode":"computed","sensitive":true},
  {"name":"rules","mode":"optional","nested":{"nesting":"set","attributes":[{"name":"port","type":"int","mode":"required"}]}}],
  "blocks":[{"name":"extra","nesting":"list","max_items":2,"attributes":[{"name":"text","type":"string","mode":"optional"}]}]}'
function='{"kind":"function","name":"join","parameters":[{"name":"a","type":"string"}],"result":"string"}'

restore() { # VERSION
    echo "VERSION  := ${1:-0.1.0}" >"$work/Makefile"
    echo "$thing" >"$work/schemas/thing.json"
    echo "$function" >"$work/schemas/functions/join.json"
}
restore
"$work/tools/compat.sh" snapshot
change() { # JQ-FILTER [FILE]
    local file=$work/schemas/${2:-thing.json}
    jq "$1" "$file" >"$work/changed" && mv "$work/changed" "$file"
}
breaks() { # JQ-FILTER TEXT DESCRIPTION [FILE]
    restore
    change "$1" "${4:-}"
    local said
    said=$("$work/tools/compat.sh" 2>&1)
    [ $? -eq 1 ] && [ "$(wc -l <<<"$said")" -eq 1 ] && [[ $said == "schemas/${4:-thing.json}: $2; "* ]]
    ok $? "$3" || diag "$said"
}
allows() { # JQ-FILTER DESCRIPTION [VERSION]
    restore "${3:-}"
    change "$1"
    local said
    said=$("$work/tools/compat.sh" 2>&1)
    is "$?$said" 0 "$2"
}
attribute() { # NAME: a filter for it
    printf '(.attributes[] | select(.name == "%s"))' "$1"
}

allows . "nothing changed"
allows '.attributes += [{"name":"new","type":"string","mode":"optional"}]' "a new optional attribute"
allows "$(attribute color).one_of += [\"green\"]" "another allowed value"
allows "$(attribute name).length = [1, 20]" "a wider limit"
allows "$(attribute name).mode = \"optional_computed\"" "an attribute that is optional now"
allows "$(attribute color).doc = \"Any.\"" "another text"
allows '.attributes += [{"name":"new","mode":"optional","nested":{"nesting":"list","attributes":[{"name":"a","type":"string","mode":"required"}]}}]' "a required attribute inside a new one"
allows '.standard = ["tags"] | .attributes += [{"name":"arn","type":"string","mode":"computed"}]' "a standard attribute that is written as a row"
allows '.standard += ["created_at"] | .views += ["data_list"] | .filters += ["color"]' "another standard attribute, view and filter"

breaks '.standard = ["tags"] | .version = 1' "arn: it is gone" "a standard attribute is gone"
breaks '.standard += ["availability_zone"]' "availability_zone: it is new and required" "a standard attribute that is required"
breaks '.views = ["list"]' "views.data: it is gone" "a view is gone"
breaks '.filters = []' "filters.size: it is gone" "a filter is gone"
breaks 'del(.attributes[1])' "size: it is gone" "an attribute is gone"
breaks "$(attribute size).type = \"string\"" "size: it is of another type" "another type"
breaks "$(attribute rules).nested.nesting = \"list\"" "rules: it is of another type" "another nesting"
breaks '.identity = ["size"]' "identity: it is found by something else" "another identity"
breaks "$(attribute color).mode = \"computed\"" "color: it can no longer be set" "an argument that can no longer be set"
breaks "$(attribute color).mode = \"required\"" "color: it is required now" "an argument that is required now"
breaks "$(attribute size).default = 2" "size: its default is another" "another default"

breaks "$(attribute color).change = \"replace\"" "color: its change replaces now" "a change that replaces"
breaks "$(attribute key) |= del(.sensitive)" "key: it is no longer hidden" "a secret that is shown"
breaks "$(attribute color).one_of = [\"red\"]" "color: fewer values are allowed" "fewer values"
breaks "$(attribute size).range = [0, 9]" "size: range allows less" "a narrower range"
breaks "$(attribute name).match = \"arn\"" "name: another pattern is wanted" "a pattern"
breaks "$(attribute color).conflicts = [\"size\"]" "color: conflicts names more" "a new conflict"
breaks '.attributes += [{"name":"new","type":"string","mode":"required"}]' "new: it is new and required" "a new argument that is required"
breaks "$(attribute rules).nested.attributes += [{\"name\":\"to\",\"type\":\"int\",\"mode\":\"required\"}]" "rules.to: it is new and required" "the same inside of something"
breaks '.blocks[0].max_items = 1' "extra: fewer blocks are allowed" "fewer blocks"
breaks '.timeouts = {}' "timeouts.create: it is gone" "a timeout is gone"
breaks '.parameters += [{"name":"b","type":"string"}]' "parameters: the arguments are others" "another argument of a function" functions/join.json
breaks '.result = "number"' "result: the result is of another type" "another result" functions/join.json
restore && rm "$work/schemas/thing.json"
contains "$("$work/tools/compat.sh" 2>&1)" "schemas/thing.json: it is gone; " "a record is gone"

allows "$(attribute color).mode = \"required\"" "before 1.0.0 a minor version may be incompatible" 0.2.0
restore 0.1.1 && change "$(attribute color).mode = \"required\""
ok "$("$work/tools/compat.sh" >/dev/null 2>&1; [ $? -eq 1 ]; echo $?)" "a patch version may not"
restore 0.2.0 && change 'del(.attributes[1])'
contains "$("$work/tools/compat.sh" 2>&1)" "give the record version 1" "but states must be upgraded"
allows 'del(.attributes[1]) | .version = 1' "a new version of the record is accepted" 0.2.0
rm -r "$work/schemas/released"
ok "$("$work/tools/compat.sh" >/dev/null 2>&1; [ $? -eq 1 ]; echo $?)" "without a snapshot it is an error"
done_testing
