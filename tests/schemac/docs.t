#!/usr/bin/env bash
# The pages of documentation: docs/ equals the output for schemas/ and examples/; a page has everything that its record declares; a missing part of a
# page is an error with the file to write. UPDATE=1 writes the golden file anew.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=$(realpath "${B:-build}")
schemac=$BUILD/schemac
. "$root/tests/lib/tap.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- this project's pages ----
cd "$root" || exit 1
shopt -s nullglob
records=(schemas/*.json schemas/*/*.json)
"$schemac" -d "$work/docs" -e examples "${records[@]}" 2>"$work/messages"
is "$?$(cat "$work/messages")" 0 "every record has a page, and every page has its example"
pages=0
for record in "${records[@]}"; do
    [[ $record != schemas/history/* ]] || continue
    pages=$((pages + 1 + $(jq '.views // [] | length' "$record")))
done
is "$(find "$work/docs" -name '*.md' | wc -l)" "$pages" "as many pages as records and views of them"
for page in index.md resources data-sources ephemeral-resources functions list-resources actions; do
    is "$(diff -ru "docs/$page" "$work/docs/$page" 2>&1)" "" "docs/$page equals the output of make docs"
done

# ---- a record with everything ----
cd "$root/tests/schemac/good" || exit 1
page_of_thing() { # FOLDER: only the record of lightsail_thing; others would need examples, too
    "$schemac" -p -d "$1" -e "${2:-examples}" thing.json history/thing.v0.json 2>"$work/messages"
}
page_of_thing "$work/good"
is "$?$(cat "$work/messages")" 0 "a page with every key"
[ "${UPDATE:-0}" != 1 ] || cp "$work/good/resources/thing.md" expected/thing.md.expected
is_file "$work/good/resources/thing.md" expected/thing.md.expected "it is as expected"
for attribute in $(jq -r '[.. | .name? // empty] | unique[]' thing.json); do
    grep -q "^- \`$attribute\` (" "$work/good/resources/thing.md" || [ "$attribute" = thing ]
    ok $? "it describes $attribute"
done

# ---- a record with views ----
"$schemac" -p -d "$work/views" -e examples crate.json 2>"$work/messages"
is "$?$(cat "$work/messages")" 0 "pages of a resource and its views"
for page in data-sources/crate data-sources/crates list-resources/crate; do
    golden=expected/${page%%-*}_${page#*/}.md.expected
    [ "${UPDATE:-0}" != 1 ] || cp "$work/views/$page.md" "$golden"
    is_file "$work/views/$page.md" "$golden" "$page.md is as expected"
done
for attribute in instance_name note seal; do
    is "$(grep -rl "^- \`$attribute\` (" "$work/views")" "$work/views/resources/crate.md" "no view has $attribute"
done

# ---- writing ----
touch -d 2001-01-01 "$work/good/resources/thing.md"
echo 'By hand.' >"$work/good/resources/by_hand.md"
cp "$work/good/resources/thing.md" "$work/good/resources/gone.md"
page_of_thing "$work/good"
is "$(find "$work/good" -name thing.md -newermt 2002-01-01)" "" "an unchanged page is not written again"
ok "$([ ! -e "$work/good/resources/gone.md" ]; echo $?)" "the page of a removed record is deleted"
ok "$([ -e "$work/good/resources/by_hand.md" ]; echo $?)" "a page without the mark of schemac is kept"

# ---- missing parts ----
fails_with() { # TEXT DESCRIPTION
    page_of_thing "$work/bad" "$work/examples"
    is $? 2 "$2"
    contains "$(cat "$work/messages")" "$1" "and the error says what to write"
}
mkdir -p "$work/examples"
fails_with 'resources/lightsail_thing/resource.tf' "a page without an example is an error"
cp -r examples/. "$work/examples"
example=$work/examples/resources/lightsail_thing
rm "$example/import.sh"
fails_with 'resources/lightsail_thing/import.sh' "so is a resource without an import command"
echo '# later' >"$example/import.sh"
fails_with 'write terraform import ADDRESS ID' "so is a script without the command"
for id in one one,7,8; do
    echo "terraform import lightsail_thing.one $id" >"$example/import.sh"
    fails_with 'does not match its identity' "so is the id $id for two attributes"
done
"$schemac" -d "$work/bad" thing.json history/thing.v0.json 2>"$work/messages"
is $? 2 "pages without a folder of examples are refused"
done_testing
