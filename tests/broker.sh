# broker.sh - for the scripts that test with a broker: source it, in a folder of the test's own.
#
# broker_start: makes ./data and starts hallqd on it at ports of its choosing, which are in ./ports; its log
# is ./log. Sets $broker, its process, which the script ends. Ends the script if it does not start.
broker_start() {
    "$HALLQ_BIN/hallq-admin" init data >/dev/null
    "$HALLQ_BIN/hallqd" --data data --commands 'tcp://127.0.0.1:*' --public-feed 'tcp://127.0.0.1:*' \
        --staff-feed 'tcp://127.0.0.1:*' --lead-feed 'tcp://127.0.0.1:*' --metrics 0 --port-file ports >log 2>&1 &
    broker=$!
    for ((i = 0; i < 600; i++)); do
        [[ ! -s ports ]] || return 0
        kill -0 "$broker" 2>/dev/null || break
        sleep 0.05
    done
    cat log
    exit 1
}

# broker_at NAME: the address of its socket, as in the options: commands, public-feed, staff-feed, lead-feed.
broker_at() { sed -n "s/^$1=//p" ports; }
