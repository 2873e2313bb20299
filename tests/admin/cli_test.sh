#!/usr/bin/env bash
# hallq-admin as people type it, without a broker: exit codes, what it says, and what it leaves on
# the disk.
set -euo pipefail

admin=$HALLQ_BIN/hallq-admin
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
cd "$top"
unset HALLQ_KEY
english=LC_ALL=en_US.UTF-8
failed=0

# expect CODE TEXT COMMAND...: runs it; it must end with CODE and say TEXT.
expect() {
    local wanted=$1 text=$2 code=0 said
    shift 2
    said=$(env "$english" "$@" 2>&1) || code=$?
    if [[ $code != "$wanted" || $said != *"$text"* ]]; then
        printf 'for    %s\nwanted %s: %s\ngot    %s: %s\n\n' "$*" "$wanted" "$text" "$code" "$said"
        failed=1
    fi
}

# command line
expect 0 "usage: hallq-admin" "$admin" --help
expect 0 "用法：hallq-admin" "$admin" --lang zh --help
expect 2 "usage: hallq-admin" "$admin"
expect 2 'no command "frobnicate"' "$admin" frobnicate
expect 2 'after "keys" write one of: add, enrol, list, revoke, next-server, rotate' "$admin" keys
expect 2 'after "hall" write one of: remove' "$admin" hall rm 1
expect 2 'after "clock" write one of: show, accept, begin-day' "$admin" clock
expect 2 'after "clock" write one of: show, accept, begin-day' "$admin" clock foo
expect 2 '"0" is no value of --keep: keep so many of the newest backups, 1 to 10000' "$admin" backup --keep 0
expect 2 '1 to 99999' "$admin" --hall 100000 report
expect 2 '1 to 999 ' "$admin" keys add x --counter 1000
expect 2 "usage: hallq-admin check FILE" "$admin" check
expect 2 "--hall is given twice" "$admin" report --hall 1 --hall 2
expect 2 "--json is given twice" "$admin" report --json --json
expect 2 "what stands after --key is empty" "$admin" --key "" report
expect 2 "one of the names is empty" "$admin" check ""
expect 2 "one of the names is empty" "$admin" restore "" no
expect 2 "one of the names is empty" "$admin" restore no ""
expect 2 "--commands is given twice" "$admin" --commands tcp://127.0.0.1:1 report --commands tcp://127.0.0.1:1
expect 2 "--hall 写了两次" "$admin" --lang zh report --hall 1 --hall 1
for option in lang key keys commands public-feed staff-feed lead-feed hall halls role counter overlap out file day keep after; do
    expect 2 "what stands after --$option is empty" "$admin" --"$option" "" report
done
expect 2 '"0" is no value of --hall' "$admin" --hall 0 report
for words in "--hall 1.5" "--hall +1" "--hall 0x1" "--hall 4294967297" "--halls 1,2x" "--counter -1" "--keep 0" "--after 99999999999999999999"; do
    expect 2 "is no value of --" "$admin" --role counter $words keys add x
done
expect 2 '"2026-02-30" is no value of --day' "$admin" --day 2026-02-30 report
expect 2 '"clown" is no value of --role' "$admin" keys add x --role clown
expect 2 "say by --role" "$admin" keys add tablet
mkdir next
expect 5 "next has no server.key: name the file of the key that the broker has now by --keys" "$admin" keys next-server next
expect 0 "" "$admin" init first
cp first/server.key next/server.key
expect 0 "server-key-next: " "$admin" keys next-server next
expect 5 "next/server.key.next is there already" "$admin" keys next-server next
grep -qxF "follows: $(sed -n 's/^public-key: //p' next/server.key)" next/server.key.next || { echo "the next key does not say which it follows"; failed=1; }
[[ $(stat -c %a next/server.key.next) == 600 ]] || { echo "mode of the next server key"; failed=1; }
expect 2 '"Tablet" is no device name' "$admin" keys add Tablet --role guide
expect 2 '"../x" is no device name' "$admin" keys add ../x --role guide
expect 2 "up to which day" "$admin" purge

# addresses
wildcard="write the address terminals use, as tcp://192.168.7.1:7301; the wildcard is the broker's"
for address in 'tcp://*:17331' 'tcp://0.0.0.0:7301' 'tcp://[::]:7301'; do
    expect 2 "$wildcard" "$admin" init no --commands "$address"
    expect 2 "$wildcard" "$admin" init no --staff-feed "$address"
done
expect 2 "a port is 1 to 65535" "$admin" init no --commands tcp://127.0.0.1:65536
expect 2 "端口应为 1 到 65535" "$admin" --lang zh init no --commands tcp://127.0.0.1:0
expect 2 "the port is missing" "$admin" init no --public-feed tcp://hall.example
expect 2 "an address begins with tcp:// or ipc://" "$admin" --commands 127.0.0.1:7301 keys list
[[ ! -e no ]] || { echo "a folder was made"; failed=1; }

for address in 'tcp://[::0]:7301' 'tcp://[0:0::0]:7301' 'tcp://000.0.0.0:7301' 'tcp://0:7301'; do
    expect 2 "$wildcard" "$admin" init no --commands "$address"
done
expect 2 "there is a full-width colon (U+FF1A) in it; write :" "$admin" init no --commands 'tcp://1.2.3.4：7301'
expect 2 "全角冒号（U+FF1A）；请改用半角冒号" "$admin" --lang zh init no --commands 'tcp://1.2.3.4：7301'
twice="each address stands for one thing"
expect 2 "$twice" "$admin" init no --commands tcp://127.0.0.1:7302
expect 2 "$twice" "$admin" init no --commands tcp://127.0.0.1:9 --staff-feed tcp://localhost:9
expect 2 "$twice" "$admin" init no --open --public-feed 'tcp://[::1]:9' --staff-feed tcp://localhost:9
expect 2 "serves this machine alone" "$admin" init no --open --commands tcp://192.168.7.1:7301
expect 2 "只能在本机使用" "$admin" --lang zh init no --open --commands tcp://hall.example:7301
[[ ! -e no ]] || { echo "a folder was made"; failed=1; }
expect 0 "without keys" "$admin" init near --open --commands tcp://localhost:7301

# options
expect 0 "hallq-admin " "$admin" --version
expect 2 'there is no option "--frob"' "$admin" --frob keys list
expect 2 "没有选项“--frob”" "$admin" --lang zh --frob keys list
expect 2 '"--hall" needs a value' "$admin" report --hall
expect 2 "give --keys or --new-keys, not both" "$admin" restore a b --keys c --new-keys
expect 2 "--day does not go with hallq-admin scrub" "$admin" scrub --day 2026-10-01

# hall files
expect 0 "county.yaml: no errors" "$admin" check "$HALLQ_SOURCE/halls/county.yaml"
expect 5 "cannot be read: not found" "$admin" check none.yaml
expect 5 "无法读取 none.yaml：没有这个文件" "$admin" --lang zh check none.yaml
expect 1 "this is no file but a folder" "$admin" check .
mkfifo fifo
expect 1 "this is no file but a pipe" timeout 20 "$admin" check fifo
expect 1 "这不是文件，而是管道" timeout 20 "$admin" --lang zh check fifo
expect 1 "this is no file but a device" timeout 20 "$admin" check /dev/zero
expect 5 "fifo: is a pipe, not a key file" timeout 20 "$admin" --key fifo keys list
expect 1 "the file is empty" "$admin" check <(:)
expect 0 "no errors" "$admin" check <(cat "$HALLQ_SOURCE/halls/county.yaml")
sed 's/$/\r/' "$HALLQ_SOURCE/halls/county.yaml" >windows.yaml
expect 0 "no errors" "$admin" check windows.yaml

# what cannot be written
for program in hallqd hallq-kiosk hallq-counter hallq-display hallq-console hallq-admin; do
    for option in --help --version; do
        code=0
        said=$("$HALLQ_BIN/$program" $option 2>&1 >/dev/full) || code=$?
        [[ $code != 0 && -n $said ]] || { echo "$program $option >/dev/full: $code $said"; failed=1; }
        "$HALLQ_BIN/$program" $option >/dev/null || { echo "$program $option: $?"; failed=1; }
    done
done
expect 5 "the output cannot be written: no space left" bash -c '"$0" --help >/dev/full' "$admin"
expect 5 "the output cannot be written: no space left" bash -c '"$0" check "$1" >/dev/full' "$admin" "$HALLQ_SOURCE/halls/county.yaml"
expect 5 "the output cannot be written" bash -c '"$0" --help >&-' "$admin"
expect 5 "结果无法写出：磁盘已满" bash -c '"$0" --lang zh --help >/dev/full' "$admin"
code=0
said=$(python3 -c 'import signal, subprocess, sys
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, restore_signals=False)
p.stdout.close()
sys.exit(p.wait())' "$admin" --help 2>&1) || code=$?
[[ $code == 5 && -z $said ]] || { echo "a closed pipe: $code $said"; failed=1; }
sed 's/letter: B/letter: A/; s/target_wait_min: 5/target_wait: 5/' "$HALLQ_SOURCE/halls/county.yaml" >bad.yaml
line=$(grep -n 'target_wait: 5' bad.yaml | cut -d: -f1)
expect 1 "bad.yaml:$line:5: error: the key \"target_wait\" is not known; write target_wait_min perhaps" "$admin" check bad.yaml
expect 1 "不认识的项“target_wait”；是否应为 target_wait_min？" "$admin" --lang zh check bad.yaml
expect 1 "{\"file\":\"bad.yaml\",\"line\":$line,\"column\":5,\"warning\":false,\"text\":\"" "$admin" --json check bad.yaml
expect 1 "nothing was sent" "$admin" apply bad.yaml

# data folders
expect 0 "the data folder hall is made" "$admin" init hall --commands tcp://127.0.0.1:1
[[ $(stat -c %a hall hall/server.key hall/admin.key | tr '\n' ' ') == "700 600 600 " ]] || { echo "modes"; failed=1; }
grep -q '^commands: tcp://127.0.0.1:1$' hall/admin.key || { echo "endpoint"; failed=1; }
expect 1 "holds a store already" "$admin" init hall
expect 0 "sound:" "$admin" verify hall
expect 5 "" "$admin" verify none
cp hall/state.mdb copy
expect 1 "has no server.key" "$admin" restore copy again
expect 0 "restored to again" "$admin" restore copy again --keys hall/server.key
expect 0 "sound:" "$admin" verify again
at=$(grep -abo admin copy | sed -n '1s/:.*//p') # sed reads it all: grep must not meet a closed pipe
printf 'rot' | dd of=copy bs=1 seek="$at" conv=notrunc status=none
expect 6 "" "$admin" verify copy

# where the ports are written: nothing of others' is replaced, and it is told before the broker starts
"$admin" --open init ports-hall >/dev/null
daemon() { "$HALLQ_BIN/hallqd" --data ports-hall --commands 'tcp://127.0.0.1:*' --public-feed 'tcp://127.0.0.1:*' \
    --staff-feed 'tcp://127.0.0.1:*' --lead-feed 'tcp://127.0.0.1:*' --metrics 0 --port-file "$@"; }
export -f daemon
ln -s copy port-link
for name in /dev/null ports-hall port-link fifo hall/server.key; do
    expect 2 "it is no port file of an earlier start" timeout 20 bash -c 'daemon "$1"' - "$name"
done
expect 2 "no/such" timeout 20 bash -c 'daemon no/such/ports'
[[ -L port-link && -c /dev/null && -s hall/server.key ]] || { echo "something was replaced"; failed=1; }
expect 2 "need an address each" "$HALLQ_BIN/hallqd" --data ports-hall --commands tcp://127.0.0.1:9 --public-feed tcp://localhost:9

# hallqd's own options
for option in data commands public-feed staff-feed lead-feed metrics port-file log speed start-at; do
    expect 2 "what stands after --$option is empty" "$HALLQ_BIN/hallqd" --"$option" ""
done
expect 2 "--data is given twice" "$HALLQ_BIN/hallqd" --data ports-hall --data other
expect 2 "--metrics is given twice" "$HALLQ_BIN/hallqd" --metrics 1 --data ports-hall --metrics 1

# parts of another kind than they should be, each named, in both languages, before anything is touched
"$admin" init odd >/dev/null
odd() { # WHAT KIND: the part is made of the other kind
    expect 5 "odd/$1 is $2 where" timeout 20 "$admin" verify odd
    expect 5 "请移走它" timeout 20 "$admin" --lang zh verify odd
}
rm odd/redo.log
mkdir odd/redo.log
odd redo.log "a folder"
expect 2 "odd/redo.log is a folder where a file belongs" timeout 20 "$HALLQ_BIN/hallqd" --data odd --metrics 0
expect 5 "odd/redo.log is a folder" "$admin" restore copy odd
rmdir odd/redo.log
rm -rf odd/keys
echo x >odd/keys
odd keys "a file"
expect 2 "odd/keys is a file where a folder belongs" timeout 20 "$HALLQ_BIN/hallqd" --data odd --metrics 0
# at a terminal in the language people have there
said=$(LC_ALL=zh_CN.UTF-8 script -qec "timeout 20 '$HALLQ_BIN/hallqd' --data odd --metrics 0" /dev/null </dev/null) || true
[[ $said == *"hallqd：odd：无效：odd/keys 是文件，应为文件夹：请移走它"* ]] || { echo "hallqd in Chinese: $said"; failed=1; }
rm odd/keys
echo x >odd/backups
odd backups "a file"
rm odd/backups
rm -f odd/redo.log
ln -s nowhere odd/redo.log
expect 5 "odd/redo.log is a link to nothing" "$admin" verify odd
rm odd/redo.log
mv odd/server.key odd/server.key.kept
mkfifo odd/server.key
odd server.key "a pipe"
expect 2 "odd/server.key is a pipe" timeout 20 "$HALLQ_BIN/hallqd" --data odd --metrics 0
rm odd/server.key
expect 5 "fifo cannot be used: a pipe" timeout 20 "$admin" admin-key odd --keys fifo
mv odd/server.key.kept odd/server.key
mv odd/state.mdb odd/state.kept
mkfifo odd/state.mdb
odd state.mdb "a pipe"
expect 2 "odd/state.mdb is a pipe" timeout 20 "$HALLQ_BIN/hallqd" --data odd --metrics 0
rm odd/state.mdb
: >odd/state.mdb
expect 6 "the store in odd is broken: odd/state.mdb is an empty file, it holds no data; restore from a backup" "$admin" verify odd
expect 6 "是空文件" "$admin" --lang zh verify odd
expect 4 "bring back a backup with hallq-admin restore" timeout 20 "$HALLQ_BIN/hallqd" --data odd --metrics 0
rm odd/state.mdb
mv odd/state.kept odd/state.mdb
expect 0 "sound:" "$admin" verify odd

# what is no backup; nothing is left of a restore that was refused
cp hall/state.mdb whole
head -c 20000 whole >cut-off
: >empty
for name in fifo /dev/null; do
    expect 5 "$name is not a backup and not a data folder" timeout 20 "$admin" verify "$name"
    expect 5 "$name is not a backup and not a data folder" timeout 20 "$admin" restore "$name" fresh
done
expect 5 "不是备份，也不是数据目录，而是管道" timeout 20 "$admin" --lang zh restore fifo fresh
expect 6 "cut-off is broken and cannot be restored from" "$admin" verify cut-off
expect 6 "empty is broken and cannot be restored from: empty is an empty file" "$admin" verify empty
expect 6 "" "$admin" restore cut-off fresh
expect 6 "" "$admin" restore empty fresh
expect 5 "there is no none: check the name" "$admin" restore none fresh
expect 1 "has no server.key" "$admin" restore whole fresh
[[ ! -e fresh ]] || { echo "a refused restore left: $(ls -A fresh)"; failed=1; }
mkdir fresh
expect 1 "has no server.key" "$admin" restore whole fresh
[[ -z $(ls -A fresh) ]] || { echo "a refused restore left: $(ls -A fresh)"; failed=1; }

# names that are taken, by a link to nothing as well, are passed over
ln -s nowhere odd/before-restore-1
ln -s nowhere odd/before-restore-3.new
expect 1 "odd/server.key is not the key of this hall's server" "$admin" restore whole odd
expect 1 "请用 --keys 指明原来的 server.key" "$admin" --lang zh restore whole odd
mv odd/server.key odd/server.key.own
cp hall/server.key odd/server.key
expect 0 "kept in odd/before-restore-2;" "$admin" restore whole odd
expect 0 "kept in odd/before-restore-4;" "$admin" restore whole odd
[[ -L odd/before-restore-1 && -L odd/before-restore-3.new && -z $(find odd -name '*.new' ! -type l) ]] || { ls -A odd; failed=1; }
mv odd/server.key.own odd/server.key
expect 0 "restored to odd" "$admin" restore odd/before-restore-2 odd
expect 0 "the server's key was copied to fresh/server.key" "$admin" restore whole fresh --keys hall/server.key

# an init cut short goes on where it was
"$admin" --open init cut >/dev/null
expect 0 "the data folder cut is made; the administrator's key is cut/admin.key" "$admin" init cut
expect 1 "holds a store already" "$admin" init cut

# nobody answers; a key file that others may read
# within three seconds, and two more for a busy machine
expect 3 "no broker answers at tcp://127.0.0.1:1;" timeout 5 "$admin" --key hall/admin.key keys list
expect 3 "there is no machine of that name" timeout 5 "$admin" --key hall/admin.key --commands tcp://no-such-machine.invalid:7301 keys list
expect 3 "找不到这个主机名" "$admin" --lang zh --key hall/admin.key --commands tcp://no-such-machine.invalid:7301 keys list
printf 'role: clown\n' >bad.key
chmod 600 bad.key
expect 5 "密钥文件不能用：bad.key：第 1 行：role：角色为" "$admin" --lang zh --key bad.key keys list
chmod 644 hall/admin.key
expect 5 "hall/admin.key 可由他人读取：请先 chmod 600 它" "$admin" --lang zh --key hall/admin.key keys list
expect 5 "name this administrator's key file by --key" "$admin" --key hall/admin.key keys list
expect 5 "admin.key" "$admin" keys list

exit $failed
