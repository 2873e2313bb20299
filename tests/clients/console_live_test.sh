#!/usr/bin/env bash
# The console in a real terminal (tmux), with a broker: a lead signs on, sees who waits, takes a measure and ends it, reads what
# came of it, today's figures and a what-if, and is told when the broker goes away. Narrow and wide.
set -euo pipefail

command -v tmux >/dev/null || { echo "no tmux"; exit 77; }
top=$(mktemp -d)
broker=
terminal() { tmux -S "$top/socket" -f /dev/null "$@"; }
finish() {
    terminal kill-server 2>/dev/null || true
    [[ -z $broker ]] || kill -KILL "$broker" 2>/dev/null || true
    wait
    rm -rf "$top"
}
trap finish EXIT
cd "$top"
source "$HALLQ_SOURCE/tests/broker.sh"

screen() { terminal capture-pane -p -t t; }

# shows TEXT: the terminal shows it within half a minute. shows_no TEXT: it shows it no more.
shows() {
    for ((i = 0; i < 600; i++)); do
        [[ $(screen) != *"$1"* ]] || return 0
        sleep 0.05
    done
    printf "no '%s' in\n%s\n" "$1" "$(screen)"
    exit 1
}
shows_no() {
    for ((i = 0; i < 600; i++)); do
        [[ $(screen) == *"$1"* ]] || return 0
        sleep 0.05
    done
    printf "'%s' still in\n%s\n" "$1" "$(screen)"
    exit 1
}
keys() { terminal send-keys -t t "$@"; }

admin() { "$HALLQ_BIN/hallq-admin" --key data/admin.key --commands "$(broker_at commands)" \
    --public-feed "$(broker_at public-feed)" --staff-feed "$(broker_at staff-feed)" --lead-feed "$(broker_at lead-feed)" "$@" >/dev/null; }

broker_start
# Open at whatever hour the test runs.
sed -e '/^holidays:/,/^$/d' -e 's/daily: 08:30-18:30/daily: 00:00-24:00/' -e 's/double_press_s: 2/double_press_s: 0/' \
    "$HALLQ_SOURCE/halls/county.yaml" >hall.yaml
admin apply --new hall.yaml
admin keys add kiosk --role kiosk --halls 1
admin keys add console --role lead --halls 1
(umask 077; echo '301 246810' >pins)
admin pin --file pins

terminal new-session -d -s t -x 80 -y 24 "$HALLQ_BIN/hallq-console --lang en --key console.key 2>&1; sleep 60"
shows 'staff number'
keys 301 Enter
shows 'PIN'
keys 246810 Enter
shows 'sign on: done'

for ((i = 0; i < 7; i++)); do echo 'issue 1'; done | "$HALLQ_BIN/hallq-kiosk" --plain --no-events --key kiosk.key >issued
[[ $(grep -c '^ok' issued) == 7 ]] || { cat issued; exit 1; }
shows '7 waiting'
shows 'nobody' # in the place of a range: no counter is open

# A measure that lasts, what it is on record with, and its end.
keys w
shows 'guide on the floor'
keys 3
shows 'measure: done'
keys m
shows 'goes on'
keys Escape
keys w
shows 'end: guide on the floor'
keys Down Down Down Down Down Down Down Down Down Enter
shows 'end the measure: done'

# A service is suspended: an alert of its own, seen, and gone once it is taken up again.
keys s
shows 'suspend'
keys 1
shows 'is suspended'
keys e
shows 'seen by'
keys u
shows_no 'is suspended'

keys g
shows 'today so far'
keys Escape
keys i
shows 'what if these counters were open'
keys Enter
shows 'nothing was done'
keys Escape

terminal resize-window -t t -x 130 -y 40
shows '+30m'
shows 'guide on the floor'

kill -KILL "$broker"
wait "$broker" || true
broker=
shows 'no broker answers at tcp://127.0.0.1:'
shows '7 waiting' # what was known stays
