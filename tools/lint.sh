#!/usr/bin/env bash
# The rules of this project that no compiler checks, each complaint with the fix.
#   tools/lint.sh [FILE…]   C files under provider/ and tests/; default: all of them, the shell scripts, and the texts of the folders in tools/plain.clean
set -eu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shopt -s globstar nullglob

files=("$@")
[ $# -gt 0 ] || files=(provider/**/*.[ch] tests/**/*.[ch])
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
found=$work/found
: >"$found"

complain() { # FILE LINE MESSAGE
    printf '%s:%s: %s\n' "$@" >>"$found"
}

# forbid PATTERN MESSAGE FILE…: wherever the pattern is in code (not in comments or texts).
forbid() {
    local pattern=$1 message=$2 file line
    shift 2
    [ $# -gt 0 ] || return 0
    while IFS=: read -r file line _; do
        complain "$file" "$line" "$message"
    done < <(cd "$work/code" && { grep -HnP "$pattern" "$@" || true; })
}

# only GLOB-REGEX, but not GLOB-REGEX: the selected files of the list.
only() {
    printf '%s\n' "${files[@]}" | grep -E "$1" | { [ $# -lt 2 ] && cat || grep -vE "$2"; } || true
}

# ---- the code without its comments and texts, line for line ----
for file in "${files[@]}"; do
    echo "$work/code/${file%/*}"
done | sort -u | xargs mkdir -p
perl -e '
    my $folder = shift;
    for my $file (@ARGV) {
        open(my $in, "<", $file) or die "$file: $!\n";
        local $/;
        my $code = <$in>;
        $code =~ s{(/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])*\x27)}{my $t = $1; $t =~ s/[^\n]/ /g; $t}gse;
        open(my $out, ">", "$folder/$file") or die "$file: $!\n";
        print $out $code;
    }' "$work/code" "${files[@]}"

mapfile -t all < <(only '')
mapfile -t provider < <(only '^provider/')
mapfile -t above_base < <(only '^provider/' '^provider/base/')

# ---- calls ----
call() { # NAMES: a call of one of these functions, but not of one whose name ends with one
    printf '(?<![\w.>])(%s)\s*\(' "$1"
}
forbid "$(call 'malloc|calloc|realloc|reallocarray|free')" "memory comes from the call's arena; use arena_alloc or arena_new_object (base/arena.h), and arena_defer for a library's own" "${above_base[@]}"
forbid "$(call 'strdup|strndup|asprintf|vasprintf')" "this allocates outside the arena; use str_copy, str_z or str_printf (base/str.h)" "${above_base[@]}"
forbid "$(call 'strcpy|strncpy|strcat|strncat|stpcpy|gets')" "this writes past the end or forgets the NUL; use struct buf, str_copy or err_set_field" "${all[@]}"
forbid "$(call 'sprintf|vsprintf')" "this has no limit; use snprintf, or str_printf and buf_printf (base/str.h)" "${all[@]}"
forbid "$(call 'strtok|strtok_r|strsep')" "this writes into its input; use str_cut (base/str.h)" "${provider[@]}"
forbid "$(call 'atoi|atol|atoll|atof')" "this hides errors; use str_to_int64 (base/str.h), strtoll with a check in the simulator" "${all[@]}"
forbid "$(call 'sscanf')" "this overflows silently; use str_cut and str_to_int64 (base/str.h)" "${provider[@]}"
forbid "$(call 'localtime|gmtime|ctime|asctime')" "this is shared between threads; use gmtime_r, or clock_ (base/clock.h)" "${all[@]}"
forbid "$(call 'sleep|usleep|nanosleep')" "a plain sleep cannot be stopped; use clock_sleep (base/clock.h), in tests poll a condition with a bound" "${above_base[@]}"
forbid "$(call 'system|popen')" "a shell reads user input as code; use posix_spawn with a list of arguments" "${all[@]}"
forbid "$(call 'rand|srand|random')" "this repeats itself; use getrandom or RAND_bytes" "${provider[@]}"

# ---- output: stdout belongs to the handshake line ----
mapfile -t silent < <(only '^provider/' '^provider/(cli|schemac)/|^provider/plugin/(handshake|main)\.c')
forbid "$(call 'printf|vprintf|puts|putchar')|(?<!\w)stdout(?!\w)" "stdout belongs to the handshake line; use log_ (base/log.h) or a diagnostic" "${silent[@]}"
mapfile -t quiet < <(only '^provider/' '^provider/(cli|schemac|base)/|^provider/plugin/')
forbid "^(?!\s*fputs\(\s*, stderr\);).*(?<!\w)stderr(?!\w)|$(call 'perror')" "Terraform reads stderr as log lines; use log_ (base/log.h) or fill an err, fputs(\"fatal error: …\", stderr) before abort" "${quiet[@]}"

# ---- style ----
forbid '^\s*typedef\s+(struct|enum|union)\b' "structs and enums have no second name; write struct x where it is used" "${provider[@]}"
forbid '(?<!:)//' "// is for debugging; write /* why */ or remove it" "${all[@]}"
while IFS=: read -r file line _; do
    complain "$file" "$line" "unfinished work does not land; finish it, or write down what is missing in an issue"
done < <(grep -HnE '\b(TODO|FIXME|XXX|HACK)\b' "${all[@]}" || true)
for file in "${all[@]}"; do
    { read -r first && read -r second; } <"$file" || true
    [[ ${first:-}${second:-} == "/** ${file##*/} — "?* ]] ||
        complain "$file" 1 "a file opens with what it knows and what it must not know; write /*, then ' * ${file##*/} — …'"
done

# ---- layers: which file may include which, by provider/LAYERS ----
declare -A layers libraries
while IFS=': |' read -r layer rest; do
    row=$layer:$rest
    layers[$layer]=" $layer ${rest%%|*} " libraries[$layer]=" ${row##*|} "
done < <(grep '^[a-z]' provider/LAYERS)

# check_include FILE LINE DELIMITER HEADER
check_include() {
    local layer library=
    layer=${1#*/} && layer=${layer%%/*}
    case $1:$3$4 in
        provider/schemac/*:\"*.def | provider/plugin/wire*:\"*.pb-c.h | tests/unit/*) ;; # lists, not code; the one place; the linker checks it
        provider/*:\"*.pb-c.h) complain "$1" "$2" "only plugin/wire knows protobuf; use its structs (plugin/wire.h)" ;;
        provider/*:\"*) [[ ${layers[$layer]} == *" ${4%%/*} "* ]] ||
            complain "$1" "$2" "'$layer' may not use '${4%%/*}' (provider/LAYERS); move the code down a layer, or hand the value over as an argument" ;;
        tests/sim/*:\"*) [[ $4 != */* || $4 == api/* ]] ||
            complain "$1" "$2" "the simulator shares nothing with the provider, or a mistake made twice would pass; write its own in tests/sim" ;;
    esac
    case $4 in
        grpc/* | protobuf-c/* | curl/*) library=${4%%/*} ;;
        openssl/ssl.h) library=ssl ;;
        openssl/*) library=crypto ;;
        jansson.h) library=jansson ;;
        expat.h) library=expat ;;
        msgpack*) library=msgpackc ;;
        ini.h) library=inih ;;
        yaml.h) library=yaml ;;
    esac
    [[ $1 != provider/* || -z $library || ${libraries[$layer]} == *" $library "* ]] ||
        complain "$1" "$2" "'$layer' may not use the library $library (provider/LAYERS); go through the layer that covers it"
}
while IFS=: read -r file line text; do
    [[ $text =~ include\ *([\<\"])([^\>\"]*) ]] && check_include "$file" "$line" "${BASH_REMATCH[@]:1}"
done < <(grep -HnE '^ *# *include *[<"]' "${all[@]}" || true)

# ---- scripts ----
if [ $# -eq 0 ]; then
    scripts=(tools/**/*.sh tests/**/*.{sh,t} terraform/**/*.sh)
    if [ -n "${LINT_EVERY:-}" ]; then # the test of this script: one of so many, because shellcheck needs a minute for all on a busy machine
        . tests/lib/sample.sh
        sample_begin "$LINT_EVERY" shellcheck
        for i in "${!scripts[@]}"; do in_sample || unset "scripts[$i]"; done
    fi
    shellcheck --external-sources --severity=warning --format=gcc "${scripts[@]}" >>"$found" || true
    if terraform=$(tools/terraform-path.sh 2>"$work/no-terraform"); then
        while read -r file; do
            complain "$file" 1 "this is not formatted as terraform fmt does; run terraform fmt -recursive terraform examples"
        done < <(for folder in terraform examples; do "$terraform" fmt -check -recursive "$folder"; done 2>"$work/no-fmt" || true)
    else
        cat "$work/no-terraform" >&2
    fi
fi

# ---- texts: no word that the glossary replaces, in the folders where none is left ----
[ $# -gt 0 ] || [ ! -e tools/plain.clean ] || tools/plain.py --clean >>"$found"

sort -t : -k 1,1 -k 2,2n "$found"
[ ! -s "$found" ]
