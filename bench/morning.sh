#!/usr/bin/env bash
# A simulated busy Monday morning (bench/days/README.md) in the county hall: a fresh broker, its keys, the hall's people and their shift lead, whose story this
# terminal tells. The same people come to two more halls of their own, unseen, whose leads do otherwise; the end sets the
# three side by side. Called by `./dev run`; HALLQ_BIN names the folder of the built programs. Ctrl-C ends all of it with a summary.
# Where there is no terminal the display tells its calls as sentences, too.
#
#     morning.sh [--lang zh|en]
#
# HALLQ_SPEED (90)  how many times as fast as a clock      HALLQ_FROM, HALLQ_TO (09:30, 12:30)  which part of the day
# HALLQ_SEED (1)    another morning                        HALLQ_LANG (from LANG)               as --lang
# HALLQ_SCREEN=yes  the full screen of the display at once
# HALLQ_LEAD (advice)  the lead who is seen: none, complaints, advice
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
bin=${HALLQ_BIN:?HALLQ_BIN names the folder of the built programs}
speed=${HALLQ_SPEED:-90} from=${HALLQ_FROM:-09:30} to=${HALLQ_TO:-12:30} seed=${HALLQ_SEED:-1}
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
visitor=13 clerk=113 # one more counter, for whoever wants to try; the plan has clerks for the other twelve
pin=246810
leads=(none complaints advice)
live=${HALLQ_LEAD:-advice}

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
home=$work/live # of one hall: its data, keys, figures
ahead=8        # seconds until the opening, for people to sign on
broker='' people='' teller='' gateway='' others=()

stop() { # a process of ours, by its pid; waits for it
    [ -n "$1" ] || return 0
    kill -TERM "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

figure() { # lead, name: of its figures, empty before it has any
    local file=$work/$1/figures
    [ "$1" != "$live" ] || file=$work/live/figures
    sed -n "s/.*\"$2\": \([^,}]*\).*/\1/p" "$file" 2>/dev/null || true
}

compare() { # the leads, a row each: the figures first, since they are as wide in every language
    local lead name LC_ALL=C.UTF-8 # a point in the figures
    echo
    say COMPARED
    for lead in "${leads[@]}"; do
        name=$(say "LEAD_$lead")
        [ "$lead" != "$live" ] || name=$(say SEEN "$name")
        case $(figure "$lead" whole),$lead in
        true,*) ;;
        "false,$live") name=$(say CUT "$name") ;;
        *)
            printf '%8s %7s %7s   %s\n' - - - "$(say NOT_DONE "$name")"
            continue
            ;;
        esac
        printf '%6.1f %% %7.1f %7.1f   %s\n' "$(figure "$lead" over_20 | sed 's/$/e2/')" "$(figure "$lead" p90_min)" \
            "$(figure "$lead" window_hours)" "$name"
    done
}

finish() {
    trap - EXIT
    trap '' INT TERM
    stop "$gateway"
    stop "$people"
    stop "$broker"
    stop "$teller"
    for other in "${others[@]}"; do stop "$other"; done
    if [ -s "$home/people.log" ] && [ ! -s "$home/summary" ]; then
        cat "$home/people.log" # they did not begin, and say why
    elif [ -s "$home/people.log" ]; then
        tail -n +3 "$home/people.log" | sort | uniq -c | sort -rn | head -n 5
    fi
    if [ -s "$home/summary" ]; then
        echo
        say SUMMARY
        cat "$home/summary"
        compare
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 0' INT TERM

admin() { "$bin/hallq-admin" --lang "$lang" --key "$home/data/admin.key" "$@" >>"$home/admin.log" 2>&1; }

fail() {
    say FAILED >&2
    cat "$home/admin.log" "$home/broker.log" >&2 2>/dev/null || true
    exit 1
}

# Hall time begins a little before `from`, on a Monday to come: time never goes back, and the hall is not on holiday then.
start_at() { # seconds of hall time until then
    local opening
    opening=$(TZ=UTC date -d "$(date -d 'next monday' +%F) $from" +%s)
    TZ=UTC date -d "@$((opening - $1))" +%FT%T+08:00
}

start_broker() { # speed, start of hall time, endpoints
    rm -f "$home/ports"
    "$bin/hallqd" --data "$home/data" --commands "$3" --public-feed "$4" --staff-feed "$5" --lead-feed "$6" --metrics 0 \
        --port-file "$home/ports" --speed "$1" --start-at "$2" >"$home/broker.log" 2>&1 &
    broker=$!
    for _ in $(seq 400); do
        [ -s "$home/ports" ] && return 0
        kill -0 "$broker" 2>/dev/null || fail
        sleep 0.05
    done
    fail
}

endpoint() { sed -n "s/^$1[=: ]*//p" "$home/ports"; }

# The admin's key was written before the ports were known.
set_endpoints() {
    sed -i -e "s|^commands:.*|commands: $(endpoint commands)|" \
        -e "s|^public-feed:.*|public-feed: $(endpoint public-feed)|" \
        -e "s|^staff-feed:.*|staff-feed: $(endpoint staff-feed)|" \
        -e "s|^lead-feed:.*|lead-feed: $(endpoint lead-feed)|" "$home/data/admin.key"
}

make_keys() {
    mkdir "$home/keys"
    sed -e "/- {id: 12, zone: vip/a\\  - {id: $visitor, zone: aftersales, services: [3, 2]}" \
        -e 's/^kiosk_tickets_per_min:.*/kiosk_tickets_per_min: 0/' \
        -e 's/^  deadline_s: .*/  deadline_s: 1/' "$top/halls/county.yaml" >"$home/hall.yaml"
    admin apply --new "$home/hall.yaml" || fail
    admin keys add kiosk --role kiosk --halls 1 --out "$home/keys" || fail
    admin keys add display --role display --halls 1 --out "$home/keys" || fail
    for name in console lead; do
        admin keys add "$name" --role lead --halls 1 --out "$home/keys" || fail
    done
    for n in $(seq 12) "$visitor"; do
        admin keys add "counter-$n" --role counter --halls 1 --counter "$n" --out "$home/keys" || fail
    done
    (umask 077 && for id in $(seq 101 114) 201 202 301 302 401; do echo "$id $pin"; done >"$home/pins")
    admin pin --file "$home/pins" || fail
}

# The browsers' way in, at the usual port or, where that is taken, at any; entry by a click is for this hall alone.
start_gateway() {
    local port pages=()
    [ ! -f "$bin/../web/index.html" ] || pages=(--pages "$bin/../web")
    [ ! -f "$bin/../voice-made" ] || pages+=(--voice "$bin/../voice")
    admin keys add web --role gateway --halls 1 --out "$home/keys" || fail
    (umask 077 && printf 'key: %s\nclerk: %s %s %s\nlead: %s %s\n' "$home/data/admin.key" "$clerk" "$pin" "$visitor" 301 "$pin" >"$home/demo")
    for port in 7380 0; do
        "$bin/hallq-web" --lang "$lang" --key "$home/keys/web.key" --port "$port" --port-file "$home/web-port" --demo "$home/demo" \
            "${pages[@]}" >>"$home/web.log" 2>&1 &
        gateway=$!
        for _ in $(seq 100); do
            [ ! -s "$home/web-port" ] || return 0
            kill -0 "$gateway" 2>/dev/null || break
            sleep 0.05
        done
        stop "$gateway"
        gateway=''
    done
    cat "$home/web.log" >&2
    fail
}

start_people() { # their lead
    "$bin/hallq-sim" --lang "$lang" --keys "$home/keys" --profile "$top/bench/days/county_profile.csv" \
        --plan "$top/bench/days/monday_plan.csv" --services "$top/bench/days/warsaw_busy_service.csv" \
        --crowd 1.1 --from "$from" --to "$to" --speed "$speed" --seed "$seed" --pin "$pin" --hold 0.02 --transfer 0.02 \
        --lead "$1" --json "$home/figures" --story "$home/story" >"$home/summary" 2>"$home/people.log" &
    people=$!
}

# Keys are made while hall time goes as a clock does, so that a slow machine misses nothing of the morning.
open_hall() {
    local any='tcp://127.0.0.1:*' soon=$((ahead * ${speed%.*}))
    mkdir -p "$home"
    "$bin/hallq-admin" --lang "$lang" init "$home/data" >"$home/admin.log" 2>&1 || fail
    start_broker 1 "$(start_at $((soon + 1800)))" "$any" "$any" "$any" "$any"
    set_endpoints
    make_keys
    set -- "$(endpoint commands)" "$(endpoint public-feed)" "$(endpoint staff-feed)" "$(endpoint lead-feed)"
    stop "$broker"
    start_broker "$speed" "$(start_at "$soon")" "$@"
}

# The same morning in another hall, for its figures alone: as fast as the one that is seen, so that what the machine delays is
# the same in both, but with more time for its people to sign on, since nobody waits for it yet.
play_unseen() { # a lead
    trap - EXIT
    trap 'stop "$people"; stop "$broker"; exit 0' TERM
    trap '' INT
    home=$work/$1 ahead=$((2 * ahead)) people='' broker='' gateway=''
    open_hall
    start_people "$1"
    wait "$people" || true
    stop "$broker"
}

say STARTING
open_hall
start_gateway
start_people "$live"
for lead in "${leads[@]}"; do
    [ "$lead" = "$live" ] && continue
    (play_unseen "$lead") >/dev/null 2>&1 &
    others+=($!)
done
if [ -f "$bin/../web/index.html" ]; then
    say WEB "http://127.0.0.1:$(sed -n 's/^port: //p' "$home/web-port")/"
    [ ! -f "$bin/../voice-made" ] || say VOICE
else
    say NO_PAGES
fi
say OPEN "$speed" "$(say SPAN "$from" "$to")"
join() { # what it is, program, key: the command alone, to be copied whole
    printf '  %s\n    %s/%s --key %s/keys/%s.key\n' "$1" "$bin" "$2" "$home" "$3"
}
join "$(say COUNTER "$visitor" "$(say SIGN_ON "$clerk" "$pin")")" hallq-counter "counter-$visitor"
join "$(say KIOSK)" hallq-kiosk kiosk
join "$(say CONSOLE "$(say SIGN_ON 301 "$pin")")" hallq-console console
say ENDS

screen=${HALLQ_SCREEN:-}
if [ -z "$screen" ] && [ -t 0 ] && [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
    if read -r -t "${HALLQ_PAUSE:-5}" -p "$(say DISPLAY)"; then screen=yes; else echo; fi
fi
if [ -n "$screen" ]; then
    "$bin/hallq-display" --lang "$lang" --key "$home/keys/display.key" </dev/tty &
elif [ -t 1 ]; then
    sleep infinity & # the story is enough for one terminal
else
    "$bin/hallq-display" --lang "$lang" --key "$home/keys/display.key" --sentences &
fi
display=$!
if [ -z "$screen" ]; then
    tail -n +1 -F "$home/story" 2>/dev/null &
    teller=$!
fi
exec 2>>"$work/shell.log" # what the shell says of a process that was killed would spoil the screen
trap 'stop "$display"; exit 0' INT TERM
# The morning ends by itself, or when the display is closed.
while kill -0 "$people" 2>/dev/null && kill -0 "$display" 2>/dev/null; do sleep 0.2; done
stop "$display"
# The others began a little later, and the last of a longer line may still be served there.
said=''
for other in "${others[@]}"; do
    for _ in $(seq 600); do
        kill -0 "$other" 2>/dev/null || break
        [ -n "$said" ] || { say WAITING; said=yes; }
        sleep 0.2
    done
done
