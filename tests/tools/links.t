#!/usr/bin/env bash
# Every link in a text leads to a file of this project, or to a heading or an anchor in it. Links to other sites are not checked.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/lib/tap.sh"
cd "$root" || exit 1

# FILE:LINE LINK for each link without a target. Code is left out: blocks and spans.
dead_links() {
    perl -CSD -Mutf8 -e '
        use File::Basename;
        sub lines { # without blocks of code
            open(my $in, "<", $_[0]) or return; my ($fence, @lines);
            while (<$in>) { if (/^\s*(```|~~~)/) { $fence = !$fence; push @lines, ""; next } push @lines, $fence ? "" : $_ } @lines }
        sub anchors {
            my (%known, %seen);
            for (lines($_[0])) {
                $known{$1} = 1 while /<a id="([^"]+)"/g;
                next unless /^#+\s+(.*?)\s*$/;
                my $slug = lc $1; $slug =~ s/\[([^\]]*)\]\([^)]*\)/$1/g; $slug =~ s/[^\w\s-]//g; $slug =~ s/\s/-/g;
                $known{$seen{$slug}++ ? "$slug-" . ($seen{$slug} - 1) : $slug} = 1 }
            \%known }
        for my $file (@ARGV) {
            my $number = 0;
            for my $line (lines($file)) {
                $number++;
                (my $text = $line) =~ s/`[^`]*`/`/g;
                while ($text =~ /\]\(([^)\s]+)\)/g) {
                    my ($path, $anchor) = split /#/, $1, 2;
                    next if $path =~ /^[a-z]+:/;
                    my $end = $path eq "" ? $file : dirname($file) . "/" . $path;
                    my $lost = !-e $end || (defined $anchor && !anchors($end)->{$anchor});
                    print "$file:$number $1\n" if $lost } } }' "$@"
}

mapfile -t texts < <(find . -name '*.md' -not -path './build/*' -not -path '*/.terraform/*' | sed 's,^\./,,' | LC_ALL=C sort)
ok "$([ ${#texts[@]} -gt 20 ]; echo $?)" "there are texts"
for text in "${texts[@]}"; do
    is "$(dead_links "$text")" "" "$text"
done

# It finds broken links.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '# A heading, of `code`\n[dead](no.md) [no anchor](#nowhere) [right](#a-heading-of-code) [web](https://example.com)\n```\n[code](no.md)\n```\n' >"$scratch/x.md"
is "$(dead_links "$scratch/x.md" | cut -d' ' -f2 | paste -sd' ')" "no.md #nowhere" "missing files and anchors are found, and only these"
done_testing
