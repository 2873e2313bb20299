#!/usr/bin/env bash
# A simulated morning in the county hall: a fresh broker, its keys, the hall's people, and the hall display in this terminal.
# Called by `./dev run`; HALLQ_BIN names the folder of the built programs. Ctrl-C ends all of it with a summary.
# Where there is no terminal the display tells its calls as sentences.
#
#     morning.sh [--lang zh|en]
#
# HALLQ_SPEED (60)  how many times as fast as a clock      HALLQ_FROM, HALLQ_TO (08:30, 12:30)  which part of the day
# HALLQ_SEED (1)    another morning                        HALLQ_LANG (from LANG)               as --lang
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
bin=${HALLQ_BIN:?HALLQ_BIN names the folder of the built programs}
speed=${HALLQ_SPEED:-60} from=${HALLQ_FROM:-08:30} to=${HALLQ_TO:-12:30} seed=${HALLQ_SEED:-1}
lang=${HALLQ_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}
wrong=''
case "${1:-} ${2:-}" in
' ') ;;
'--lang zh' | '--lang en') lang=$2 ;;
*)
    wrong=yes
    ;;
esac
case $lang in en*) lang=en ;; *) lang=zh ;; esac
case $(locale charmap 2>/dev/null) in UTF-8) ;; *) export LC_ALL=C.UTF-8 ;; esac
visitor=13 clerk=113 # one more counter, for whoever wants to try; the recorded day needs all of the other twelve
pin=246810

say() { # name of a row of morning.def, what is filled in
    local column=1 text
    [ "$lang" = zh ] || column=2
    text=$(sed -n "s/^WORD($1, \"\(.*\)\", \"\(.*\)\")\$/\\$column/p" "$top/bench/morning.def")
    text=${text//'{0}'/${2:-}}
    printf '%s\n' "${text//'{1}'/${3:-}}"
}
if [ -n "$wrong" ]; then
    say OPTIONS >&2
    exit 2
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/hallq.XXXXXX")
broker='' people=''

stop() { # a process of ours, by its pid; waits for it
    [ -n "$1" ] || return 0
    kill -TERM "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

finish() {
    trap - EXIT
    trap '' INT TERM
    stop "$people"
    stop "$broker"
    if [ -s "$work/people.log" ] && [ ! -s "$work/summary" ]; then
        cat "$work/people.log" # they did not begin, and say why
    elif [ -s "$work/people.log" ]; then
        tail -n +3 "$work/people.log" | sort | uniq -c | sort -rn | head -n 5
    fi
    if [ -s "$work/summary" ]; then
        echo
        say SUMMARY
        cat "$work/summary"
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 0' INT TERM

admin() { "$bin/hallq-admin" --lang "$lang" --key "$work/data/admin.key" "$@" >>"$work/admin.log" 2>&1; }

fail() {
    say FAILED >&2
    cat "$work/admin.log" "$work/broker.log" >&2 2>/dev/null || true
    exit 1
}

# Hall time begins a little before `from`, while keys are made, on a Tuesday to come: time never goes back, and the hall is
# not on holiday then.
start_at() {
    local opening
    opening=$(TZ=UTC date -d "$(date -d 'next tuesday' +%F) $from" +%s)
    TZ=UTC date -d "@$((opening - ${speed%.*} * 8))" +%FT%T+08:00
}

start_broker() {
    "$bin/hallq-admin" --lang "$lang" init "$work/data" >"$work/admin.log" 2>&1 || fail
    "$bin/hallqd" --data "$work/data" --commands 'tcp://127.0.0.1:*' --public-feed 'tcp://127.0.0.1:*' \
        --staff-feed 'tcp://127.0.0.1:*' --lead-feed 'tcp://127.0.0.1:*' --metrics 0 --port-file "$work/ports" \
        --speed "$speed" --start-at "$(start_at)" >"$work/broker.log" 2>&1 &
    broker=$!
    for _ in $(seq 100); do
        [ -s "$work/ports" ] && return 0
        kill -0 "$broker" 2>/dev/null || fail
        sleep 0.05
    done
    fail
}

endpoint() { sed -n "s/^$1[=: ]*//p" "$work/ports"; }

# The admin's key was written before the ports were known.
set_endpoints() {
    sed -i -e "s|^commands:.*|commands: $(endpoint commands)|" \
        -e "s|^public-feed:.*|public-feed: $(endpoint public-feed)|" \
        -e "s|^staff-feed:.*|staff-feed: $(endpoint staff-feed)|" \
        -e "s|^lead-feed:.*|lead-feed: $(endpoint lead-feed)|" "$work/data/admin.key"
}

make_keys() {
    mkdir "$work/keys"
    sed -e "/- {id: 12, zone: vip/a\\  - {id: $visitor, zone: aftersales, services: [3, 2]}" \
        -e 's/^kiosk_tickets_per_min:.*/kiosk_tickets_per_min: 0/' "$top/halls/county.yaml" >"$work/hall.yaml"
    admin apply --new "$work/hall.yaml" || fail
    admin keys add kiosk --role kiosk --halls 1 --out "$work/keys" || fail
    admin keys add display --role display --halls 1 --out "$work/keys" || fail
    admin keys add console --role lead --halls 1 --out "$work/keys" || fail
    for n in $(seq 12) "$visitor"; do
        admin keys add "counter-$n" --role counter --halls 1 --counter "$n" --out "$work/keys" || fail
    done
    (umask 077 && for id in $(seq 101 114) 201 202 301 302 401; do echo "$id $pin"; done >"$work/pins")
    admin pin --file "$work/pins" || fail
}

start_people() {
    "$bin/hallq-sim" --lang "$lang" --keys "$work/keys" --day "$top/bench/days/warsaw_busy.csv" \
        --plan "$top/bench/days/warsaw_busy_plan.csv" --services "$top/bench/days/warsaw_busy_service.csv" \
        --from "$from" --to "$to" --speed "$speed" --seed "$seed" --pin "$pin" \
        --hold 0.02 --transfer 0.02 >"$work/summary" 2>"$work/people.log" &
    people=$!
}

say STARTING
start_broker
set_endpoints
make_keys
start_people
say OPEN "$speed" "$(say SPAN "$from" "$to")"
join() { # what it is, program, key: the command alone, to be copied whole
    printf '  %s\n    %s/%s --key %s/keys/%s.key\n' "$1" "$bin" "$2" "$work" "$3"
}
join "$(say COUNTER "$visitor" "$(say SIGN_ON "$clerk" "$pin")")" hallq-counter "counter-$visitor"
join "$(say KIOSK)" hallq-kiosk kiosk
join "$(say CONSOLE "$(say SIGN_ON 301 "$pin")")" hallq-console console
say ENDS

if [ -t 0 ] && [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
    read -r -t "${HALLQ_PAUSE:-5}" -p "$(say DISPLAY)" || true
    "$bin/hallq-display" --lang "$lang" --key "$work/keys/display.key" </dev/tty &
else
    "$bin/hallq-display" --lang "$lang" --key "$work/keys/display.key" --sentences &
fi
display=$!
exec 2>>"$work/shell.log" # what the shell says of a process that was killed would spoil the screen
trap 'stop "$display"; exit 0' INT TERM
# The morning ends by itself, or when the display is closed.
while kill -0 "$people" 2>/dev/null && kill -0 "$display" 2>/dev/null; do sleep 0.2; done
stop "$display"
