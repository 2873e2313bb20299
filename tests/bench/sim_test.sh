#!/usr/bin/env bash
# hallq-sim as people type it, without a broker: what it does not take, whom it does not reach, and a
# summary that cannot be written.
set -euo pipefail

days=$HALLQ_SOURCE/bench/days
failed=0
sim() {
    timeout 30 "$HALLQ_BIN/hallq-sim" --lang en --commands tcp://127.0.0.1:1 --public-feed tcp://127.0.0.1:1 \
        --day "$days/warsaw_busy.csv" --plan "$days/warsaw_busy_plan.csv" --services "$days/warsaw_busy_service.csv" "$@"
}

# expect CODE TEXT OPTIONS...
expect() {
    local wanted=$1 text=$2 code=0 said
    shift 2
    said=$(sim "$@" 2>&1) || code=$?
    if [[ $code != "$wanted" || $said != *"$text"* ]]; then
        printf 'for    %s\nwanted %s: %s\ngot    %s: %s\n\n' "$*" "$wanted" "$text" "$code" "$said"
        failed=1
    fi
}

while read -r option value; do
    expect 2 "usage: hallq-sim" "--$option" "$value"
done <<'END'
hall 1.5
hall 0
hall +1
hall 0x1
leave 3rd
seed -1
seed 1e3
speed inf
crowd -1
crowd nan
speed 1e2
hold 2
from 24:59
from +8:30
from 8:60
to 8
to :30
lead boss
spares 1.5
lang fr
END
expect 1 "no broker answers at tcp://127.0.0.1:1"
expect 1 "no machine of that name" --commands tcp://no-such-machine.invalid:7301
expect 1 "没有服务端应答" --lang zh
expect 1 "/no/folder/story: cannot be written" --story /no/folder/story

code=0
said=$(sim --help 2>&1 >/dev/full) || code=$?
[[ $code == 1 && $said == *"cannot be written: no space left"* ]] || { echo "a full disk: $code $said"; failed=1; }
exit $failed
