#!/usr/bin/env python3
"""The broker's own key, and what keeps its secrets: it changes its key and no hall stands still; its memory is closed to
others; it does not start on a folder that others may write."""

import os
import shutil
import subprocess

from hall import Broker, Program, check, equal, folder, program, read_key, run, settings


def line_add(path, line):
    with open(path, 'a') as file:
        file.write(line + '\n')


def the_broker_changes_its_key_and_no_terminal_is_visited():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.admin('backup', 'before')
        files = {name: broker.key_file(name, role) for name, role in (('kiosk', 'kiosk'), ('display', 'display'))}
        said = broker.admin('keys', 'next-server', broker.data, local=True)
        line = next(line.strip() for line in said.splitlines() if 'server-key-next:' in line)
        for path in (*files.values(), broker.admin_key):
            line_add(path, line)
        with Program('kiosk', key=files['kiosk']) as kiosk, Program('display', key=files['display']) as display:
            display.expect(r'^fresh$')
            kiosk.ok('issue 1')
            display.expect(r'^event .*A001')
            broker.stop()
            os.rename(os.path.join(broker.data, 'server.key.next'), os.path.join(broker.data, 'server.key'))
            broker.start()
            kiosk.ok('issue 1')  # the same process, by the other key
            display.expect(r'^event .*A002')
        # what is written from now on has the new key alone
        new = read_key(broker.key_file('lead', 'lead'))
        equal('server-key-next' in new, False, 'a line of a key to come in a file written after the change')
        equal(new['server-key'], line.split(': ')[1], 'the key in a file written after the change')
        broker.admin('keys', 'rotate', 'kiosk')
        equal(read_key(os.path.join(broker.home, 'kiosk.key'))['server-key'], new['server-key'], 'the same, rotated')
        # a file that was not changed beforehand is of no use, and says so
        unchanged = os.path.join(broker.home, 'unchanged.key')
        with open(files['display']) as file:
            lines = [text for text in file if 'server-key-next' not in text]
        with os.fdopen(os.open(unchanged, os.O_WRONLY | os.O_CREAT, 0o600), 'w') as file:
            file.writelines(lines)
        with Program('display', key=unchanged) as display:
            display.expect('is not our broker')
        # a backup of before the change knows the old key alone, which the new one says that it follows
        broker.stop()
        check('sound' in broker.admin('verify', broker.data, local=True), 'the folder with its new key')
        broker.admin('restore', os.path.join(broker.data, 'backups', 'before'), broker.data, local=True)
        broker.start()
        broker.admin('keys', 'list')


def the_broker_changes_a_key_that_is_a_credential():
    with Broker(keyed=True) as broker:
        broker.stop()
        credentials = folder('credentials')
        key = os.path.join(credentials, 'server.key')
        os.rename(os.path.join(broker.data, 'server.key'), key)
        broker.env = {'CREDENTIALS_DIRECTORY': credentials}
        broker.start()
        said = broker.admin('keys', 'next-server', broker.data, local=True, code=5)
        check('--keys' in said, said)
        said = broker.admin('keys', 'next-server', broker.data, '--keys', key, local=True)
        line_add(broker.admin_key, next(line.strip() for line in said.splitlines() if 'server-key-next:' in line))
        broker.stop()
        os.replace(os.path.join(broker.data, 'server.key.next'), key)
        broker.start()
        broker.admin('keys', 'list')
        broker.stop()
        check('sound' in broker.admin('verify', broker.data, local=True), 'the folder')


def a_next_key_of_an_earlier_version_is_learned_by_a_start():
    """It does not say which it follows."""
    with Broker(keyed=True) as broker:
        said = broker.admin('keys', 'next-server', broker.data, local=True)
        line_add(broker.admin_key, next(line.strip() for line in said.splitlines() if 'server-key-next:' in line))
        following = os.path.join(broker.data, 'server.key.next')
        with open(following, 'r+') as file:
            lines = [line for line in file if not line.startswith('follows:')]
            file.seek(0)
            file.truncate()
            file.writelines(lines)
        broker.restart()
        broker.stop()
        os.replace(following, os.path.join(broker.data, 'server.key'))
        broker.start()
        broker.admin('keys', 'list')


def its_memory_is_closed():
    """No core file, and nobody of the same user may look: the kernel gives the process's own files to root."""
    with Broker() as broker:
        pid = broker.process.pid
        with open(f'/proc/{pid}/limits') as limits:
            core = next(line.split() for line in limits if line.startswith('Max core file size'))
        equal(core[4:6], ['0', '0'], 'bytes of a core file')
        broker.stop()
    broker = Broker(inside=[] if os.geteuid() else ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'])
    os.chmod(os.path.dirname(broker.home), 0o711)
    built, copy, command = program('hallqd'), os.path.join(broker.home, 'hallqd'), broker.command
    shutil.copy(built, copy)  # where that user may reach it, wherever the tree lies
    broker.command = lambda: [copy if word == built else word for word in command()]
    if not os.geteuid():
        os.chown(broker.home, 65534, 65534)
        os.close(os.open(broker.log_path, os.O_WRONLY | os.O_CREAT))
    with broker:
        equal(os.stat(f'/proc/{broker.process.pid}/mem').st_uid, 0, 'owner of its memory')


def others_may_not_write_its_folder():
    with Broker() as broker:
        broker.stop()
        for mode in (0o777, 0o702, 0o1777):
            os.chmod(broker.data, mode)
            done = subprocess.run(broker.command(), capture_output=True, text=True, timeout=60)
            equal(done.returncode, 2, f'exit of hallqd on a folder of mode {mode:o}, which said {done.stdout}{done.stderr};')
            check('others may write the data folder' in done.stdout + done.stderr, f'{done.stdout}{done.stderr}')
        for mode in (0o750, 0o755):
            os.chmod(broker.data, mode)
            broker.start()
            broker.stop()


if __name__ == '__main__':
    run(the_broker_changes_its_key_and_no_terminal_is_visited, the_broker_changes_a_key_that_is_a_credential,
        a_next_key_of_an_earlier_version_is_learned_by_a_start, its_memory_is_closed, others_may_not_write_its_folder)
