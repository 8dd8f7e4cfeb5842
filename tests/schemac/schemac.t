#!/usr/bin/env bash
# The schema compiler against golden files: good/ compiles to the expected output, every record in bad/ gives exactly its messages (bad/x.json, or the
# folder bad/x with several records -> bad/x.err). UPDATE=1 writes the golden files anew.
set -u
schemac=$(realpath "${B:-build}/schemac")
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
root=$(realpath ../..)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

# ok STATUS DESCRIPTION [FILE with details]
ok() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        [ $# -lt 3 ] || sed 's/^/# /' "$3"
    fi
}

# golden EXPECTED ACTUAL DESCRIPTION
golden() {
    [ "${UPDATE:-0}" != 1 ] || cp "$2" "$1"
    diff -u "$1" "$2" >"$work/diff" 2>&1
    ok $? "$3" "$work/diff"
}

# ---- good ----
mapfile -t good < <(find good -name '*.json' | LC_ALL=C sort)
"$schemac" -o "$work" "${good[@]}" 2>"$work/messages"
ok $? "the good records are accepted" "$work/messages"
[ ! -s "$work/messages" ]
ok $? "without any message" "$work/messages"
for file in "$work"/*.c "$work"/*.h; do
    name=$(basename "$file")
    golden "good/expected/$name.expected" "$file" "good: $name is as expected"
done
mkdir -p "$work/include"
ln -s "$work" "$work/include/gen"
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    "$compiler" -std=gnu17 -Wall -Wextra -Wconversion -Werror -fsyntax-only -I"$root/provider" -I"$work/include" "$work"/*.c 2>"$work/messages"
    ok $? "$compiler accepts the output" "$work/messages"
done
# A rule of the design: declarations and initializers, never a statement.
grep -nE '^\s*(if|for|while|do|switch|return|goto)\b|\)\s*$' "$work"/*.c "$work"/*.h >"$work/messages"
[ ! -s "$work/messages" ]
ok $? "the output has no statement" "$work/messages"

# ---- writing ----
out=$work/out
mkdir "$out"
"$schemac" -o "$out" "${good[@]}"
touch -d '2001-01-01' "$out"/*
echo 'int by_hand;' >"$out/by_hand.c"
"$schemac" -o "$out" "${good[@]}"
ok $? "a second run succeeds"
[ -z "$(find "$out" -name '*.[ch]' ! -name by_hand.c -newermt '2002-01-01')" ]
ok $? "and rewrites no file"
mapfile -t fewer < <(printf '%s\n' "${good[@]}" | grep -v /thing)
"$schemac" -p -o "$out" "${fewer[@]}"
[ ! -e "$out/thing.c" ] && [ ! -e "$out/thing.h" ] && [ -e "$out/provider.c" ]
ok $? "the files of a removed record are deleted"
[ -e "$out/by_hand.c" ]
ok $? "a file that schemac did not write is kept"
"$schemac" -o "$work/no/such/folder" "${good[@]}" 2>"$work/messages"
[ $? -eq 2 ] && grep -q 'no/such/folder' "$work/messages"
ok $? "a missing folder is an error with its name" "$work/messages"
"$schemac" "${good[@]}" 2>"$work/messages"
[ $? -eq 2 ] && grep -q '^usage:' "$work/messages"
ok $? "without -o the usage is printed" "$work/messages"
"$schemac" -o "$out" good/nowhere.json 2>"$work/messages"
[ $? -eq 1 ] && grep -q '^good/nowhere.json:1:1: ' "$work/messages"
ok $? "a missing record is an error with its name" "$work/messages"

# ---- bad ----
mkdir "$work/bad"
for case in bad/*.json bad/data/*.json bad/*/; do
    case=${case%/}
    [ "$case" != bad/data ] || continue
    mapfile -t records < <(find "$case" -name '*.json' | LC_ALL=C sort)
    partial=(-p)
    [[ $case != bad/whole_* ]] || partial=()
    "$schemac" "${partial[@]}" -o "$work/bad" "${records[@]}" 2>"$work/err"
    status=$?
    golden "${case%.json}.err" "$work/err" "${case%.json}"
    [ "$status" -eq 1 ] && [ -z "$(ls "$work/bad")" ]
    ok $? "${case%.json}: exit status 1, nothing is written"
    ! grep -vE '^bad/[a-z0-9_/.]+\.json:[0-9]+:[0-9]+: .+; .+' "$work/err" >"$work/messages"
    ok $? "${case%.json}: every message has a place and a fix" "$work/messages"
done

echo "1..$count"
