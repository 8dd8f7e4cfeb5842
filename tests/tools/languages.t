#!/usr/bin/env bash
# Pages in two languages have the same commands: the blocks of code are equal except for their comments, and the number of chapters and the links are
# the same.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/lib/tap.sh"
cd "$root" || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The blocks of code with their fences, without comments.
code() { awk '/^ *```/ { inside = !inside; print; next } inside' "$1" | sed -E 's/(^| +)# .*$//; s/ +$//'; }
# The targets of the links, sorted; each language links to pages of its own.
ends() { grep -oE '\]\([^)#]+' "$1" | sed 's/^](//; s/\.zh-CN\././' | sort -u; }
headings() { awk '/^ *```/ { inside = !inside } !inside' "$1" | grep -oE '^#+ ' | paste -sd' '; }

translations=0
while IFS= read -r chinese; do
    english=${chinese/.zh-CN/}
    translations=$((translations + 1))
    for what in code ends; do
        $what "$english" >"$scratch/english"
        $what "$chinese" >"$scratch/chinese"
        is_file "$scratch/chinese" "$scratch/english" "$chinese has the $what of $english"
        ok "$([ -s "$scratch/english" ]; echo $?)" "and it is not empty"
    done
    is "$(headings "$chinese")" "$(headings "$english")" "$chinese has the chapters of $english"
done < <(git ls-files '*.zh-CN.md' 2>/dev/null | grep . || find . -name '*.zh-CN.md' -not -path './build/*')
ok "$([ "$translations" -ge 2 ]; echo $?)" "there are translations"

# It finds differences.
printf '```bash\nmake # all\n```\n' >"$scratch/one"
printf '```bash\nmake # 全部\n```\n' >"$scratch/two"
is "$(code "$scratch/one")" "$(code "$scratch/two")" "a comment may be in any language"
sed -i 's/make/make test/' "$scratch/two"
isnt "$(code "$scratch/one")" "$(code "$scratch/two")" "a command is the same in each"
done_testing
