# guide.sh — takes a guide apart, so that tests can do what it tells: its blocks of code, in their order.
# shellcheck shell=bash
# Knows Markdown's fences; must not know what any command does.

# The commands of a text's bash blocks, one a line: continued lines are put together, comments and empty lines left out.
guide_commands() { # FILE
    awk '/^```bash$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$1" | guide_join
}
guide_join() {
    sed -e ':more' -e '/\\$/ { N; s/ *\\\n */ /; b more' -e '}' | grep -vE '^ *(#|$)'
}

# Writes each block of code to FOLDER/NNN.LANGUAGE.
guide_blocks() { # FILE FOLDER
    mkdir -p "$2"
    awk -v folder="$2" '
        /^```[a-z]+$/ && !file { file = sprintf("%s/%03d.%s", folder, ++count, substr($0, 4)); printf "" >file; next }
        /^```$/ { if (file) close(file); file = ""; next }
        file { print >file }' "$1"
}

# The name of the file that a block is, by its first line: "# main.tf", "# ~/.aws/config".
guide_file_name() { # BLOCK
    sed -nE '1s,^# ([A-Za-z0-9_.~/-]*[./][A-Za-z0-9_.-]+)$,\1,p' "$1"
}
