#!/usr/bin/env bash
# The kiosk's prompt in a real terminal (tmux), with a broker: what is typed before the next prompt takes
# no ticket, and a broker that goes away is told once.
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

screen() { terminal capture-pane -p -t t -S -; }

# shows TEXT [TIMES]: the terminal shows it so often within half a minute.
shows() {
    for ((i = 0; i < 600; i++)); do
        [[ $(screen | grep -cF -- "$1") -lt ${2:-1} ]] || return 0
        sleep 0.05
    done
    printf "no '%s' in\n%s\n" "$1" "$(screen)"
    exit 1
}

# shows_no TEXT: nor has it shown it.
shows_no() {
    [[ $(screen) != *"$1"* ]] || { printf "'%s' in\n%s\n" "$1" "$(screen)"; exit 1; }
}

admin() { "$HALLQ_BIN/hallq-admin" --key data/admin.key --commands "$(broker_at commands)" \
    --public-feed "$(broker_at public-feed)" "$@" >/dev/null; }

broker_start
# Open at whatever hour the test runs.
sed -e '/^holidays:/,/^$/d' -e 's/daily: 08:30-18:30/daily: 00:00-24:00/' "$HALLQ_SOURCE/halls/county.yaml" >hall.yaml
admin apply --new hall.yaml
admin keys add kiosk --role kiosk --halls 1

prompt='takes a ticket, Enter looks again:'
terminal new-session -d -s t -x 80 -y 50 "$HALLQ_BIN/hallq-kiosk --lang en --key kiosk.key 2>&1; sleep 60"
shows "$prompt"
# One press too many, another service typed ahead, and a letter without Enter.
terminal send-keys -t t a Enter Enter d Enter d
shows 'your number'
shows "$prompt" 2
shows_no 'D001'
terminal send-keys -t t e Enter
shows 'E001'
shows "$prompt" 3
shows_no 'D001'
shows 'your number' 2
# Once the prompt is there the next ticket is the next customer's.
terminal send-keys -t t d Enter
shows 'D001'
shows "$prompt" 4

# A broker that goes away.
kill -KILL "$broker"
wait "$broker" || true
broker=
shows 'no broker answers at tcp://127.0.0.1:'
terminal send-keys -t t d Enter
shows 'no broker answers at tcp://127.0.0.1:' 2
shows "$prompt" 5
shows_no RETRY_LATER
[[ $(screen | grep -c 'no broker answers') == 2 ]] || { screen; exit 1; }
