#!/usr/bin/env bash
# docs/demo.cast: a recording that players can read, of the current demonstration, without any text about the machine on which it was recorded.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/lib/tap.sh"
cast=$root/docs/demo.cast
is "$(head -n 1 "$cast" | jq -c '[.version, (.width > 79), (.height > 23)]')" "[2,true,true]" "it begins as a recording of asciicast's version 2"
is "$(tail -n +2 "$cast" | jq -s 'length > 100 and all(.[]; length == 3 and (.[0] | type) == "number" and .[1] == "o" and (.[2] | type) == "string")')" true \
    "each event has a time and a text"
is "$(tail -n +2 "$cast" | jq -s 'map(.[0]) | . == sort and last < 90')" true "in order, and shorter than a minute and a half"
shown=$(tail -n +2 "$cast" | jq -rj '.[2]' | sed -e 's/\x1b\[[0-9;]*m//g' -e 's/\r$//')
count=0
while IFS= read -r line; do # the titles and commands that the script prints; variables may have any value
    count=$((count + 1))
    line=${line#*[\" ]}
    line=${line%\"}
    pattern=$(sed -E -e 's/[][\\.*^$(){}?+|]/\\&/g' -e 's/\\\$[a-z]+/.*/g' <<<"$line")
    grep -qE -- "^(== |\\$ )$pattern\$" <<<"$shown"
    ok $? "it shows: $line"
done < <(sed -nE 's/^(say|run) (.*)$/\1 \2/p' "$root/tools/demo.sh" | sed -E 's/^say "(.*)"$/"\1"/; s/^run /"/')
ok "$([ "$count" -gt 10 ]; echo $?)" "all of them"
contains "$shown" "Apply complete! Resources: 6 added, 0 changed, 0 destroyed." "six objects are created"
contains "$shown" "Destroy complete! Resources: 6 destroyed." "and removed"
unlike "$shown" "(/root|/home|/tmp|/mnt)/" "no folder of the recording machine is in it"
done_testing
