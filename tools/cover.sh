#!/usr/bin/env bash
# Prints the coverage of provider/ by the tests, from the data of `make cover`: a line for each file, the blocks of more than ten lines that were not
# run, and the sum.
#   tools/cover.sh BUILD [LEAST]     fails when fewer than LEAST per cent of the lines were run (85), or when a block has no entry in tools/cover.exceptions
#
# An entry is "file: function  # the reason"; the block is that function's.
set -eu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$1 least=${2:-85}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One gcov for each object: a file in several of them counts with the highest count of each line.
find "$build/obj/provider" -name '*.gcno' -print0 | xargs -0 -n 20 gcov --json-format --stdout >"$work/all.json" 2>"$work/complaints" || {
    cat "$work/complaints" >&2
    exit 1
}
jq -c '.files[] | select(.file | startswith("provider/")) | .file as $file | .lines[] | [$file, .line_number, .count, .function_name // ""]' "$work/all.json" |
    jq -r '@tsv' | sort -t $'\t' -k 1,1 -k 2,2n >"$work/lines"

awk -F '\t' -v least="$least" -v exceptions=tools/cover.exceptions '
    BEGIN {
        while ((getline line <exceptions) > 0)
            if (line !~ /^#/ && split(line, part, "  # ") == 2) explained[part[1]] = 1
    }
    function end_of_block() {
        if (block > 10 && !((file ": " first_function) in explained)) { blocks[++block_count] = file ":" first ": " block " lines in " first_function }
        block = 0
    }
    function end_of_file() {
        if (file == "") return
        end_of_block()
        printf "%6.1f %%  %5d of %5d  %s\n", 100 * run / total, run, total, file
        all_run += run; all += total; run = total = 0
    }
    function end_of_line() {
        if (number == "") return
        total++
        if (count > 0) { run++; end_of_block() }
        else { if (block == 0) { first = number; first_function = name } block++ }
    }
    $1 != file { end_of_line(); number = ""; end_of_file(); file = $1; block = 0 }
    $2 != number { end_of_line(); number = $2; count = 0; name = $4 }
    { if ($3 > count) count = $3 }
    END {
        end_of_line(); end_of_file()
        for (i = 1; i <= block_count; i++) print "not run: " blocks[i]
        share = 100 * all_run / all
        printf "%6.1f %%  %d of %d lines of provider/, %d unexplained blocks of more than ten lines\n", share, all_run, all, block_count
        exit share < least || block_count > 0
    }' "$work/lines"
