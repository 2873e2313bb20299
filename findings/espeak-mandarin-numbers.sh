#!/usr/bin/env bash
# espeak-ng 1.51 (Debian 12's 1.51+dfsg-10), voice cmn-latn-pinyin: a number that is spoken is not the number that was written.
#
# The voice says Mandarin from hanzi and from pinyin, and takes digits as well. Seen, of text that one would read out to people:
#
#   "102"    yi bai er        the zero inside is not spoken, without which listeners take the number for 120 (一百零二 needs its 零)
#   "1002"   yi qian er       likewise: for 1200
#   "B3"     p                no digit at all: a digit behind a letter is taken for the tone of a syllable in pinyin
#   "A3"     a, third tone    the same; "A1" to "A4" differ by tone alone
#   "２号"   hao              a full-width digit is silent, without a word of it
#
# One hanzi a digit is spoken as written ("A零四五" is A, ling, si, wu). Nothing warns: exit status 0, nothing on standard error.
#
# It matters to us because "A102, window 3" is what a hall's loudspeaker has to say: clips are made of one hanzi digit at a time,
# and letters by themselves.
#
# Needs apt-get with a Debian 12 mirror (packages are only unpacked in a temporary folder). Exits 1 if something else is seen, 77 where it
# cannot be tried.
set -euo pipefail

version=1.51+dfsg-10+deb12u2
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
chmod 755 "$top" # apt's own user downloads here
cd "$top"
apt-get -qq download "espeak-ng=$version" "libespeak-ng1=$version" "espeak-ng-data=$version" libpcaudio0 libsonic0 >apt.log 2>&1 ||
    { echo "no espeak-ng $version to be had"; exit 77; }
for package in ./*.deb; do dpkg -x "$package" .; done
libraries=$(dirname "$(find . -name 'libespeak-ng.so.1')")
data=$(dirname "$(find . -name phontab | head -n 1)")

# The phonemes without stress, tones and marks between words.
spoken() {
    LD_LIBRARY_PATH=$libraries ESPEAK_DATA_PATH=$(dirname "$data") usr/bin/espeak-ng -v cmn-latn-pinyin -x -q "$1" 2>errors |
        tr -d "',_|! 0-9[]\n"
}

failed=0
expect() { # TEXT PHONEMES
    local is
    is=$(spoken "$1")
    printf '%-12s %s\n' "$1" "$is"
    if [ "$is" != "$2" ] || [ -s errors ]; then
        echo "  wanted $2"
        failed=1
    fi
}

expect 102 "jipai@r"              # as 一百二: no "ling"
expect 一百零二 "jipailiN@r"      # what one says
expect 1002 "jitS;hiEn@r"
expect B3 "p"
expect A3 "A"
expect A零四五 "eiliNsiwu"
expect ２号 "XAu"
exit "$failed"
