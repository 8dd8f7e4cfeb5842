# guide.sh — extracts the blocks of code from a guide, in their order, so that tests can run them.
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

# The file name of a block, from its first line: "# main.tf", "# ~/.aws/config".
guide_file_name() { # BLOCK
    sed -nE '1s,^# ([A-Za-z0-9_.~/-]*[./][A-Za-z0-9_.-]+)$,\1,p' "$1"
}
