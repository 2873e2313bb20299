#!/usr/bin/env bash
# hallq-admin with a running broker: every command once, and the refusals an administrator meets.
set -euo pipefail

[[ -x $HALLQ_BIN/hallqd ]] || { echo "no hallqd"; exit 77; }
top=$(mktemp -d)
broker=
trap '[[ -z $broker ]] || kill "$broker"; wait; rm -rf "$top"' EXIT
cd "$top"
source "$HALLQ_SOURCE/tests/broker.sh"
unset HALLQ_KEY
english=LC_ALL=en_US.UTF-8
failed=0

broker_start
commands=$(broker_at commands)

# expect CODE TEXT WORDS...: hallq-admin must end with CODE and say TEXT.
expect() {
    local wanted=$1 text=$2 code=0 said
    shift 2
    said=$(env "$english" "$HALLQ_BIN/hallq-admin" --key "${key:-data/admin.key}" --commands "$commands" "$@" 2>&1) || code=$?
    if [[ $code != "$wanted" || $said != *"$text"* ]]; then
        printf 'for    %s\nwanted %s: %s\ngot    %s: %s\n\n' "$*" "$wanted" "$text" "$code" "$said"
        failed=1
    fi
}

said=$(env "$english" "$HALLQ_BIN/hallq-admin" --commands "$commands" report 2>&1) && { echo "let in without a key"; failed=1; }
[[ $said == *"it may need a key: --key FILE"* ]] || { echo "without a key: $said"; failed=1; }
expect 1 "refused: there is no such hall" report
expect 1 'hall 1 "城关移动营业厅" is not known to this broker' apply "$HALLQ_SOURCE/halls/county.yaml"
expect 1 "nothing was sent: add --new" apply "$HALLQ_SOURCE/halls/county.yaml"
expect 1 "refused: there is no such hall" report
expect 0 "the settings of hall 1 are in force, version 1" apply --new "$HALLQ_SOURCE/halls/county.yaml"
before=$(TZ=Asia/Shanghai date +%F)
said=$(env "$english" "$HALLQ_BIN/hallq-admin" check "$HALLQ_SOURCE/halls/county.yaml")
after=$(TZ=Asia/Shanghai date +%F) # another one if it is midnight there
[[ $said == *"the hall's local time is now $before"* || $said == *"the hall's local time is now $after"* ]] || { echo "check: $said"; failed=1; }
expect 0 "(Asia/Shanghai, UTC+8)" check "$HALLQ_SOURCE/halls/county.yaml"
expect 0 "the settings of hall 1 are in force, version 2" apply "$HALLQ_SOURCE/halls/county.yaml"
expect 0 '"version":3' --json apply "$HALLQ_SOURCE/halls/county.yaml"
expect 0 "the settings of hall 2 are in force, version 1" apply --new "$HALLQ_SOURCE/halls/township.yaml"
# another hall's file that still says hall: 1, a name that changed, a contradiction
sed 's/^hall: 2/hall: 1/' "$HALLQ_SOURCE/halls/township.yaml" >other.yaml
expect 1 'hall 1 is "城关移动营业厅" now, and "河口乡移动营业厅" in the file' apply other.yaml
expect 1 'hall 1 "城关移动营业厅" is known to this broker already; nothing was sent' apply --new other.yaml
expect 1 "nothing was sent: add --rename" apply other.yaml
expect 2 "give --yaml or --json, not both" settings --yaml --json
expect 2 "give --csv or --json, not both" report --json --csv
expect 2 "--yaml does not go with hallq-admin report" report --yaml
expect 2 "--csv does not go with hallq-admin settings" settings --csv
expect 0 '城关移动营业厅' settings
expect 2 "county.yaml is of hall 1, and --hall says 2" --hall 2 apply "$HALLQ_SOURCE/halls/county.yaml"
expect 2 "county.yaml is of hall 1, and --hall says 2" --hall 2 check "$HALLQ_SOURCE/halls/county.yaml"
sed '/^name:/s/en: Chengguan/en: Changguan/' "$HALLQ_SOURCE/halls/county.yaml" >renamed.yaml
expect 1 "nothing was sent: add --rename" apply renamed.yaml
sed 's/城关移动营业厅/城东移动营业厅/' "$HALLQ_SOURCE/halls/county.yaml" >renamed.yaml
expect 0 "version 4" apply --rename renamed.yaml
expect 0 "version 5" apply --rename "$HALLQ_SOURCE/halls/county.yaml"
# a hall made by a slip goes again; one in use stays
sed 's/^hall: 2/hall: 11/' "$HALLQ_SOURCE/halls/township.yaml" >slip.yaml
expect 0 "the settings of hall 11 are in force, version 1" apply --new slip.yaml
expect 2 '"x" is no hall' hall remove x
expect 2 "hall 11 is named, and --hall says 12" --hall 12 hall remove 11
expect 0 "hall 11 is removed" hall remove 11
expect 1 "there is no such hall" hall remove 11
expect 1 "there is no such hall" --hall 11 settings
expect 0 '"hallRemoved"' --hall 11 export
expect 0 "the settings of hall 11 are in force, version 2" apply --new slip.yaml
expect 0 "hall 11 is removed" hall remove 11
# the settings as a file again
admin() { env "$english" "$HALLQ_BIN/hallq-admin" --key data/admin.key --commands "$commands" "$@"; }
for hall in 1 2; do
    admin --hall $hall settings | sed 's/"zoneChanges":\[[^]]*\],//' >before.json
    admin --hall $hall settings --yaml >written.yaml
    expect 0 "no errors" check written.yaml
    expect 0 "are in force" apply written.yaml
    admin --hall $hall settings | sed 's/"zoneChanges":\[[^]]*\],//' >after.json
    cmp before.json after.json || { echo "hall $hall: the settings written and applied again differ"; failed=1; }
done
expect 0 '"letter":"V"' settings
expect 0 '河口乡移动营业厅' --hall 2 settings

expect 0 "the PIN of 101 is set" pin 101 <<<1357
expect 1 "a PIN is 4 to 12 digits" pin 101 <<<12
expect 1 "may not be a run of digits" pin 101 <<<4567
expect 1 "there is no such person" pin 9999 <<<1357
expect 2 '"x" is no person' pin x <<<1357
printf '# all\n\n102 5687\n103 56798\n' >pins
for mode in 644 640 604 620 602; do
    chmod $mode pins
    expect 5 "others may read or write pins, which holds PINs: chmod 600 pins first" pin --file pins
done
chmod 600 pins
expect 0 "the PIN of 103 is set" pin --file pins
printf '102\n' >pins
expect 1 "pins:1: write a number and a PIN" pin --file pins
# all or nothing: a line before the bad one is not set
pins_set() { admin export 2>/dev/null | grep -c '"pinSet"'; }
set_before=$(pins_set)
printf '101 4312\n102\n' >pins
expect 1 "pins:2: write a number and a PIN" pin --file pins
expect 1 "pins is wrong: no PIN was changed" pin --file pins
printf '101 4312\n102 43x1\n' >pins
expect 1 "pins:2: a PIN is 4 to 12 digits (person 102)" pin --file pins
printf '101 4312\n102 4312\n101 5423\n' >pins
expect 1 "pins:3: person 101 stands already on line 1; remove one" pin --file pins
printf '101 4312\n9876 4312\n' >pins
expect 1 "pins:2: there is no person 9876 in this hall" pin --file pins
printf '101 4312\n102 0102\n103 7777\n301 4312\n' >pins
expect 1 "pins:2: person 102: a PIN may not be the own staff number: choose another" pin --file pins
expect 1 "pins:3: person 103: a PIN may not repeat itself as 7777 or 2525 do: choose another" pin --file pins
expect 1 "pins:4: person 301: the PIN of a lead or manager has six digits at least: choose a longer one" pin --file pins
printf '101 ４３１２\n' >pins
expect 1 "pins:1: there are full-width digits; write 0 to 9" pin --file pins
printf '101 4312\0\n' >pins
expect 1 "pins:1: write a number and a PIN" pin --file pins
printf '0101 4312\n' >pins
expect 1 "pins:1: leading zeros are not kept (0101); write 101" pin --file pins
expect 2 "leading zeros are not kept (0101); write 101" pin 0101 <<<4312
printf '101\u30004312\n' >pins
expect 1 "pins:1: there is another blank (U+3000) than a space; write a space" pin --file pins
printf '101 4312\n' | iconv -t UTF-16 >pins
expect 1 "pins is in UTF-16" pin --file pins
printf '101 4312\n' | iconv -t UTF-16LE >pins
expect 1 "pins is in UTF-16" pin --file pins
printf '101 4312\n\xd5\xc5 4312\n' >pins
expect 1 "pins:2: it is not UTF-8; save the file in UTF-8" pin --file pins
expect 1 "there are full-width digits; write 0 to 9" pin 101 <<<１３５７
expect 1 "there is a blank in it; write digits alone" pin 101 <<<"13 57"
expect 5 ". is no file but a folder" pin --file .
expect 5 "/dev/zero is no file but a device" pin --file /dev/zero
mkfifo pipe
expect 5 "pipe is no file but a pipe" pin --file pipe
[[ $(pins_set) == "$set_before" ]] || { echo "a PIN of a bad file was set"; failed=1; }
printf '# none\n' >pins
expect 0 "0 PINs are set (pins)" pin --file pins
expect 0 "0 PINs are set" pin --file <(printf '# none\n')
printf '\xef\xbb\xbf101 1357\r\n\r\n104\t56798\r\n' >pins
expect 0 "2 PINs are set (pins)" pin --file pins

expect 2 "only counter terminals (--role counter) take --counter" keys add slip --role kiosk --halls 1 --counter 1
expect 1 "no hall named has a counter 77" keys add slip --role counter --halls 1 --counter 77
[[ ! -e slip.key ]] || { echo "a key for a counter that is not there"; failed=1; }
expect 0 "note: this broker has no hall 99 yet" keys add early --role kiosk --halls 99,99
expect 0 "early | kiosk | 99 | any | valid" keys list
expect 0 "last heard (time of hall 1)" keys list
expect 0 "last heard (UTC)" --hall 99 keys list
expect 0 "counter-3.key is written" keys add counter-3 --role counter --halls 1,2 --counter 3
[[ $(stat -c %a counter-3.key) == 600 ]] || { echo "mode"; failed=1; }
grep -qx "commands: $commands" counter-3.key || { echo "endpoint"; failed=1; }
# a client whose lines nobody can keep says so as well
# (of a hall that is open whenever this runs)
sed -e '/^hours:/,/^$/c hours: {daily: 00:00-24:00}' -e '/^holidays:/,/^$/d' -e 's/^hall: 2/hall: 3/; s/河口乡/常开/' \
    "$HALLQ_SOURCE/halls/township.yaml" >always.yaml
expect 0 "the settings of hall 3 are in force" apply --new always.yaml
expect 0 "kiosk.key is written" keys add kiosk --role kiosk --halls 3
code=0
said=$(echo ping | "$HALLQ_BIN/hallq-kiosk" --lang en --plain --key kiosk.key 2>&1 >/dev/full) || code=$?
[[ $code == 5 && $said == *"the output cannot be written: no space left"* ]] || { echo "kiosk: $code $said"; failed=1; }
code=0
said=$(echo "issue 1" | "$HALLQ_BIN/hallq-kiosk" --lang en --plain --device 1 --commands 'tcp://*:1' --public-feed tcp://127.0.0.1:1 2>&1) || code=$?
[[ $code == 2 && $said == *"the wildcard is the broker's"* ]] || { echo "kiosk: $code $said"; failed=1; }
expect 5 "is there already" keys add counter-3 --role counter --halls 1
for role in kiosk counter display guide; do
    expect 2 "say by --halls which halls \"x-$role\" belongs to" keys add "x-$role" --role "$role"
    expect 2 "say by --halls which halls \"x-$role\" belongs to" keys add "x-$role" --role "$role" --all-halls
done
expect 2 "or --all-halls if it is of all" keys add chief --role manager
expect 2 "give --halls or --all-halls, not both" keys add chief --role manager --halls 1 --all-halls
expect 0 "chief.key is written" keys add chief --role manager --all-halls
expect 0 "chief | manager | all | any | valid | -" keys list
mkdir other
expect 1 'there is a device "counter-3" already: choose another name' keys add counter-3 --role counter --halls 1 --out other
[[ ! -e other/counter-3.key ]] || { echo "a refused key was kept"; failed=1; }
key=counter-3.key expect 1 "may not do that" keys list
cp counter-3.key old.key
expect 0 "the old key is good no more" keys rotate counter-3 --overlap 0
grep -qx 'counter: *3' counter-3.key || { echo "rotated"; failed=1; }
key=counter-3.key expect 1 "may not do that" keys list
key=old.key expect 1 "does not take this key" keys list
"$HALLQ_BIN/hallq-admin" init elsewhere >/dev/null
key=elsewhere/admin.key expect 1 "is not the broker of this key" keys list
kill -STOP "$broker"
expect 1 "does not take this key, or hangs" keys list
kill -CONT "$broker"
expect 2 "say by --role" keys enrol window-1
expect 0 "type it in the browser before " keys enrol window-1 --role counter --counter 3
expect 0 "window-1 | counter | 1 | 3 | not enrolled yet (browser) | -" keys list
expect 1 '"window-1" is a browser and has no key file to change: make a new code by keys enrol window-1' keys rotate window-1
[[ ! -e window-1.key && ! -e window-1.key.new ]] || { echo "a key file of a browser"; failed=1; }
# until when the code is good is told in the hall's time, whatever this machine's zone is
earliest=$(TZ=Asia/Shanghai date -d '+14 min' '+%F %R')
said=$(TZ=America/New_York admin keys enrol window-1 --role counter --counter 3)
latest=$(TZ=Asia/Shanghai date -d '+16 min' '+%F %R')
until=$(sed -n "s/.* before \(.*\), by the hall's clock.*/\1/p" <<<"$said")
[[ -n $until && ! $until < $earliest && ! $until > $latest ]] || { echo "not $earliest to $latest: $said"; failed=1; }
expect 1 "\"chief\" is another device's name: choose another one" keys enrol chief --role lead
expect 2 'a browser is enrolled as counter, guide, lead or manager; if "stand"' keys enrol stand --role kiosk
expect 2 "only counter terminals (--role counter) take --counter" keys enrol stand --role lead --counter 3
expect 1 "no hall named has a counter 77" keys enrol stand --role counter --counter 77
expect 1 '"admin" is the key in use, which cannot revoke itself: use another' keys revoke admin
# a refusal in Chinese names no field of the schema
said=$("$HALLQ_BIN/hallq-admin" --lang zh --key data/admin.key --commands "$commands" purge --day "$(date -d '+2 days' +%F)" 2>&1) && { echo "purged"; failed=1; }
[[ $said == *"只能清除以前日期的客户信息（日期）" ]] || { echo "in Chinese: $said"; failed=1; }
expect 0 "done" keys revoke window-1
expect 0 "tablet.key is written" keys add tablet --role guide --halls 1
cp tablet.key old.key
expect 2 "is no value of --overlap" keys rotate tablet --overlap 1441
expect 0 "the old key is good for 60 more minutes" keys rotate tablet
for file in tablet.key old.key; do key=$file expect 1 "may not do that" keys list; done
expect 0 "tablet | guide | 1 | any | valid, its old key until $(date +%Y)" keys list
[[ $(admin keys list) == *"tablet | guide | 1 | any | valid, its old key until "*" | $(date +%Y)"* ]] || { echo "last heard"; failed=1; }
earliest=$(TZ=Asia/Shanghai date -d '+55 min' '+%F %R')
until=$(TZ=America/New_York admin keys list | sed -n 's/^tablet .*old key until \([^|]*\) | .*/\1/p')
latest=$(TZ=Asia/Shanghai date -d '+61 min' '+%F %R')
[[ -n $until && ! $until < $earliest && ! $until > $latest ]] || { echo "the list: not $earliest to $latest: $until"; failed=1; }
expect 1 'no device "tabletop"' keys rotate tabletop
expect 0 "done" keys revoke counter-3
expect 0 "done" keys revoke tablet
for file in tablet.key old.key; do key=$file expect 1 "does not take this key" keys list; done
expect 0 "counter-3 | counter | 1,2 | 3 | revoked" keys list
expect 0 '"name":"counter-3"' --json keys list
key=counter-3.key expect 1 "" keys list

expect 0 "the backup first is written" backup first
expect 1 "refused" backup first
for name in ../first . .. .hid first.new A; do
    expect 2 "the first not ., the end not .new" backup "$name"
done
expect 0 "business day" report
expect 0 "1 Enquiries | " report # the kiosk above had a ticket if the hall is open now
admin report --csv >report.csv
[[ $(head -c 3 report.csv) == $'\xef\xbb\xbf' ]] || { echo "a table without its mark"; failed=1; }
grep -q $'^1 Enquiries,[01],0,0,0,0\\.0,.*\r$' report.csv || { cat report.csv; failed=1; }
expect 0 "figures from 2026-01-01 to $(date +%Y)-" range --from 2026-01-01 --by month
expect 0 "Enquiries | " range
expect 1 "at most 3660 days" range --from 1990-01-01
expect 1 "that business day has not begun" range --from 2999-01-01
expect 2 "year" range --by year
admin range --csv >range.csv
[[ $(head -c 3 range.csv) == $'\xef\xbb\xbf' ]] || { echo "a table without its mark"; failed=1; }
grep -q $'^Enquiries,[01],0,0,0,0,.*\r$' range.csv || { cat range.csv; failed=1; }
grep -q $'^mean wait\\, min,\|^"mean wait, min",' range.csv || { echo "no word of what a figure is"; failed=1; }
sed 's/zh: 咨询, en: Enquiries/zh: 咨询, en: "a | \\"b\\", c"/' "$HALLQ_SOURCE/halls/county.yaml" >odd.yaml
expect 0 "are in force" apply odd.yaml
expect 0 '1 a \| "b", c | ' report
admin report --csv >report.csv
grep -q '^"1 a | ""b"", c",[01],0' report.csv || { cat report.csv; failed=1; }
expect 0 "are in force" apply "$HALLQ_SOURCE/halls/county.yaml"
for words in report "report --csv" settings "settings --yaml" export "keys list" "--json report"; do
    code=0
    # shellcheck disable=SC2086
    said=$(admin $words 2>&1 >/dev/full) || code=$?
    [[ $code == 5 && $said == *"cannot be written: no space left"* ]] || { echo "$words: $code $said"; failed=1; }
done
expect 0 "records, as of" export
expect 0 '"settingsApplied"' export
last=$(admin export 2>&1 >/dev/null | sed -n 's/.*as of //p')
expect 0 "0 records, as of $last" --after 999999 export # the end, not where it was looked for
expect 1 "that business day has not begun" report --day 2999-01-01
expect 0 "done" purge --day "$(date -d '2 days ago' +%F)" # later than what a day that begins purges by itself
expect 1 "refused: it is so already" clock accept
expect 0 " 0 bad" scrub
expect 5 "is in use; stop hallqd first" verify data
expect 5 "is in use; stop hallqd first" restore data/backups/first data

# 1357 and the PINs of the file must be nowhere
if grep -aqE '"pin"|56798' log; then
    echo "a PIN in the log"
    failed=1
fi
kill "$broker"
wait "$broker" || failed=1
broker=
expect 0 "sound:" verify data
expect 0 "restored to data" restore data/backups/first data
expect 0 "sound:" verify data
exit $failed
