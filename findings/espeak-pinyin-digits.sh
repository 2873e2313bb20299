#!/usr/bin/env bash
# espeak-ng 1.51 (Debian 12's espeak-ng), voice cmn-latn-pinyin: the digits of a ticket and of a counter are not all said.
#
# The zero inside a number is left out: 102 is said "yi bai er" (一百二), which people hear as 120; it should be "yi bai ling er". A letter
# with a digit behind it is taken for a syllable with its tone: of "A3" and "B3" no three is heard, of B3 not even a B that could be told.
# Full-width digits are silent. Words given one by one, as pinyin or hanzi, are said right.
#
# It matters to us because a ticket is called by its number: a pack is made of one clip a word (clients/voice/clip.def), and no sentence is
# given to the engine as a whole.
#
# Needs espeak-ng; prints the phonemes of each and plays nothing. Exits 1 if something else is seen, 77 where it cannot be tried.
set -euo pipefail

command -v espeak-ng >/dev/null || { echo "no espeak-ng"; exit 77; }
espeak-ng --version
failed=0

said() { espeak-ng -v cmn-latn-pinyin -q -x "$1" | tr -d ' \n'; }

shows() { # text, phonemes of the whole, what it shows
    local got
    got=$(said "$1")
    printf '%-6s %-28s %s\n' "$1" "$got" "$3"
    [[ $got == "$2" ]] || { echo "  wanted $2"; failed=1; }
}

shows 102 "j,i55pai21_|_|'@r51_|" "yi bai er: no zero"
shows A3 "'A214_|" "one syllable, in the third tone: no three"
shows B3 "p_|" "a consonant: neither B nor three"
shows ０ "" "nothing"
shows ling2 "l'i35N_|" "the zero, as a word"
shows 零 "l'i35N_|" "the same in hanzi"
exit $failed
