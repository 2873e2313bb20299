#!/usr/bin/env bash
# The full screens in a real terminal (tmux): they draw, follow its size, and give it back however they
# end. No broker: they say that they connect.
set -euo pipefail

command -v tmux >/dev/null || { echo "no tmux"; exit 77; }
top=$(mktemp -d)
runs=0
terminal() { tmux -S "$top/socket-$runs" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null || true; rm -rf "$top"' EXIT
open="--commands tcp://127.0.0.1:1 --public-feed tcp://127.0.0.1:2 --staff-feed tcp://127.0.0.1:3 --device 1 --hall 1"
shell="env PS1='$ ' bash --norc --noprofile"

# shows TEXT: the terminal shows it within half a minute.
shows() {
    for ((i = 0; i < 600; i++)); do
        [[ $(terminal capture-pane -p -t t) != *"$1"* ]] || return 0
        sleep 0.05
    done
    printf "no '%s' in\n%s\n" "$1" "$(terminal capture-pane -p -t t)"
    exit 1
}

run() { # PROGRAM OPTIONS
    terminal kill-server 2>/dev/null || true
    runs=$((runs + 1)) # a server that ends keeps its socket for a while
    terminal new-session -d -s t -x 80 -y 24 "$shell"
    shows '$'
    terminal send-keys -t t "$HALLQ_BIN/$*; echo ended \$?; stty -a | tr ';' '\n' | grep -o ' -\?icanon\| -\?echo '" Enter
}

# given_back CODE: the program has ended so, the shell's screen is there again, with lines and echo.
given_back() {
    shows "ended $1"
    shows ' icanon'
    shows ' echo'
    terminal send-keys -t t 'echo a''nd typed' Enter
    shows 'and typed'
}

pid_of() { pgrep -P "$(terminal display-message -p -t t '#{pane_pid}')" -f "$1"; }

for program in hallq-display hallq-counter hallq-console; do
    run "$program" $open --counter 3
    shows '正在连接'
    terminal resize-window -t t -x 100 -y 30
    shows '正在连接'
    kill -TERM "$(pid_of "$program")"
    given_back 0
done

run hallq-display $open
shows '正在连接'
terminal send-keys -t t q
given_back 0

run hallq-counter $open --counter 3
shows '正在连接'
terminal send-keys -t t C-c
given_back 0

run hallq-console $open --lang en
shows 'connecting'
terminal send-keys -t t '?'
shows 'Tab changes tables'
terminal send-keys -t t x q
given_back 0

run hallq-display $open
shows '正在连接'
kill -ABRT "$(pid_of hallq-display)"
given_back 134

run hallq-counter $open
shows '--counter'
given_back 2

# Without a terminal.
code=0
said=$("$HALLQ_BIN/hallq-display" $open --lang en </dev/null 2>&1) || code=$?
[[ $code == 2 && $said == *--plain* ]] || { echo "$code: $said"; exit 1; }

# On a terminal that cannot draw.
refused() { # TERM-WORDS TEXT
    terminal kill-server 2>/dev/null || true
    runs=$((runs + 1))
    terminal new-session -d -s t -x 100 -y 24 "$shell"
    shows '$'
    terminal send-keys -t t "env $1 $HALLQ_BIN/$program $open --counter 3 --lang en; echo ended \$?" Enter
    shows "$2"
    shows '--plain'
    shows 'ended 2'
}
for program in hallq-display hallq-counter hallq-console; do
    refused TERM=dumb 'cannot move its cursor'
done
program=hallq-display
refused TERM=no-such-type 'not known (TERM=no-such-type)'
refused '-u TERM' 'not known'

# A window too small for anything.
run hallq-display $open --lang en
terminal resize-window -t t -x 20 -y 5
shows 'too small: 20x5'
shows 'or use --plain'
terminal resize-window -t t -x 80 -y 24
shows 'no broker answers at tcp://127.0.0.1:1'
terminal send-keys -t t q
given_back 0
