#!/usr/bin/env python3
"""The data folder, by the hands of people: what is missing or does not belong is noticed, going back never destroys, and
nobody comes in where a key is lost. What the store makes of each file is tests/store/lack_test.c's."""

import os
import re
import shutil
import stat
import subprocess

from hall import BOUND, Broker, check, equal, folder, program, run, settings, skip, without_holes


def numbers(broker):
    return [e.ticket_issued.number for e in without_holes(broker.journal()) if e.HasField('ticket_issued')]


def issue(broker, count, kiosk=None):
    kiosk = kiosk or broker.client('kiosk')
    return [kiosk.must('issue', service=1).ticket.number for _ in range(count)]


def bytes_of(path):
    with open(path, 'rb') as f:
        return f.read()


def files_of(path):
    return {name: bytes_of(os.path.join(path, name)) for name in sorted(os.listdir(path))
            if os.path.isfile(os.path.join(path, name))}


def use_key(broker, path):
    broker.admin_key = path
    if hasattr(broker, '_administrator'):
        del broker._administrator


def journal_of_the_broker(broker):
    return [e.folder_changed for e in without_holes(broker.journal(hall=0)) if e.HasField('folder_changed')]


def a_log_that_was_cleaned_away_is_missed():
    with Broker() as broker:
        broker.apply(settings())
        given = issue(broker, 20)
        broker.kill()
        log = os.path.join(broker.data, 'redo.log')
        shutil.move(log, log + '.gone')
        for _ in range(2):  # a refusal changes nothing
            said = broker.admin('verify', broker.data, local=True, code=6)
            check('redo.log is missing' in said and 'restore BACKUP' in said and 'accept-loss' in said, said)
            said = broker.refuses_to_start(4)
            check('redo.log is missing' in said and 'hallq-admin restore' in said and 'accept-loss' in said, said)
        shutil.move(log + '.gone', log)
        check('sound' in broker.admin('verify', broker.data, local=True), 'put back')
        broker.start()
        equal(numbers(broker), given, 'tickets after the log was put back')
        equal(issue(broker, 1), ['A021'])


def going_on_without_what_is_lost_is_on_record_and_keeps_all():
    with Broker() as broker:
        broker.apply(settings())
        broker.admin('backup', 'checkpoint')  # of the settings, at least
        issue(broker, 20)
        broker.kill()
        os.unlink(os.path.join(broker.data, 'redo.log'))
        there = bytes_of(os.path.join(broker.data, 'state.mdb'))
        said = broker.admin('accept-loss', broker.data, local=True)
        check('before-restore-1' in said, said)
        equal(bytes_of(os.path.join(broker.data, 'before-restore-1', 'state.mdb')), there, 'the tables set aside')
        said = broker.admin('accept-loss', broker.data, local=True, code=1)
        check('lacks nothing' in said, said)
        broker.start()
        check('folder_changed' in broker.log() and 'LOSS_ACCEPTED' in broker.log(), 'the log says so')
        changed = journal_of_the_broker(broker)
        equal([(c.kind, c.noted_turn > c.turn) for c in changed], [(2, True)], 'on record')
        issue(broker, 3)


def a_chinese_administrator_is_told_in_chinese():
    with Broker() as broker:
        broker.apply(settings())
        issue(broker, 5)
        broker.kill()
        os.unlink(os.path.join(broker.data, 'redo.log'))
        said = subprocess.run([*BOUND, program('hallq-admin'), '--lang', 'zh', 'verify', broker.data], timeout=60, text=True,
                              capture_output=True, check=False).stderr
        check('redo.log 不在' in said and '请放回移走的文件' in said, said)


def a_wrong_restore_is_taken_back_whole():
    with Broker() as broker:
        broker.apply(settings())
        first = issue(broker, 3)
        broker.admin('backup', 'b1')
        given = first + issue(broker, 4)
        broker.kill()
        backup = os.path.join(broker.data, 'backups', 'b1')
        said = broker.admin('restore', backup, broker.data, local=True)
        aside = os.path.join(broker.data, 'before-restore-1')
        check(f'hallq-admin restore {aside}' in said, said)
        kept = files_of(aside)
        equal(sorted(kept), ['lock', 'redo.log', 'state.mdb'], 'files set aside')

        said = broker.admin('restore', os.path.join(aside, 'state.mdb'), broker.data, local=True, code=5)
        check('is no backup' in said and 'Restore the whole folder' in said, said)
        check('sound' in broker.admin('verify', aside, local=True), 'a set verifies')
        broker.start()
        equal(numbers(broker), first)
        issue(broker, 2)
        broker.stop()

        said = broker.admin('restore', aside, broker.data, local=True)
        check('before-restore-2' in said, said)
        equal(files_of(aside), kept, 'the first set')
        broker.start()
        equal(numbers(broker), given, 'tickets after going back')
        equal(issue(broker, 1), ['A008'])
        equal([c.kind for c in journal_of_the_broker(broker)], [1], 'the restore on record')


def what_was_set_aside_is_never_written_into():
    with Broker() as broker:
        broker.apply(settings())
        issue(broker, 3)
        broker.admin('backup', 'b1')
        given = numbers(broker) + issue(broker, 4)
        broker.kill()
        backup = os.path.join(broker.data, 'backups', 'b1')
        broker.admin('restore', backup, broker.data, local=True)
        aside = os.path.join(broker.data, 'before-restore-1')
        kept = files_of(aside)
        link = os.path.join(folder('links'), 'other-name')
        os.symlink(aside, link)
        os.mkdir(os.path.join(broker.data, 'keys', 'folder'))
        os.symlink(os.path.join(broker.data, 'keys'), link + '-keys')
        for name in ('keys', 'keys/folder', 'keys/new', 'backups', 'backups/', 'backups/new', 'new', aside + '/new', link + '-keys'):
            target = os.path.join(broker.data, name)
            for command in (['restore', backup, target], ['init', target], ['--open', 'init', target]):
                said = broker.admin(*command, local=True, code=5)
                check(f'within the data folder {broker.data}' in said, said)
        equal(sorted(os.listdir(os.path.join(broker.data, 'backups'))), ['b1'], 'the backups')
        os.rmdir(os.path.join(broker.data, 'keys', 'folder'))
        for command in (['restore', broker.data, aside], ['restore', backup, aside + '/'], ['restore', backup, link],
                        ['init', aside], ['--open', 'init', aside], ['admin-key', aside, '--new-keys']):
            said = broker.admin(*command, local=True, code=5)
            check('has set aside of' in said and broker.data in said, said)
        at_set = Broker(data=aside, made=True)
        check('has set aside of' in at_set.refuses_to_start(2), 'a start on it')
        shutil.copytree(aside, aside + '-lacks')
        os.unlink(os.path.join(aside + '-lacks', 'redo.log'))
        said = broker.admin('accept-loss', aside + '-lacks', aside, local=True, code=5)
        check('has set aside of' in said, said)
        said = broker.admin('accept-loss', aside + '-lacks', os.path.join(broker.data, 'keys'), local=True, code=5)
        check('within the data folder' in said, said)
        equal(files_of(aside), kept, 'the set')
        moved = os.path.join(folder('moved'), 'before-restore-1')
        shutil.copytree(aside, moved)  # a folder like any other there
        broker.admin('restore', backup, moved, local=True)
        broker.admin('restore', aside, broker.data, local=True)
        broker.start()
        equal(numbers(broker), given, 'tickets after going back')


def a_backup_copied_into_place_is_no_store():
    with Broker() as broker:
        broker.apply(settings())
        first = issue(broker, 3)
        broker.admin('backup', 'b1')
        issue(broker, 4)
        broker.stop()
        state = os.path.join(broker.data, 'state.mdb')
        shutil.copy(os.path.join(broker.data, 'backups', 'b1'), state)
        for name in ('redo.log', 'lock'):
            os.unlink(os.path.join(broker.data, name))
        said = broker.admin('verify', broker.data, local=True, code=6)
        check('a backup that was copied in' in said and 'restore BACKUP' in said, said)
        said = broker.refuses_to_start(4)
        check('a backup that was copied in' in said and 'hallq-admin restore' in said, said)
        check('sound' in broker.admin('verify', os.path.join(broker.data, 'backups', 'b1'), local=True), 'the backup')
        broker.admin('restore', state, broker.data, local=True)
        broker.start()
        equal(numbers(broker), first)
        broker.restart()
        equal(issue(broker, 1), ['A004'])


def going_on_elsewhere_leaves_what_is_there_and_asks_for_keys():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.admin('backup', 'checkpoint')
        issue(broker, 5, broker.client('kiosk'))
        broker.kill()
        os.unlink(os.path.join(broker.data, 'redo.log'))
        there = files_of(broker.data)
        to = os.path.join(folder('elsewhere'), 'data')
        said = broker.admin('accept-loss', broker.data, to, local=True, code=1)
        check('--keys' in said and '--new-keys' in said and not os.path.exists(to), said)
        key = os.path.join(broker.data, 'server.key')
        said = broker.admin('accept-loss', broker.data, to, '--keys', key, local=True)
        check(f'{broker.data} is left as it is' in said and 'before-restore' not in said, said)
        check(f'copy {broker.data}/keys to {to}' in said, said)
        equal(files_of(broker.data), there, 'the folder it came from')
        equal(bytes_of(os.path.join(to, 'server.key')), bytes_of(key), 'the key')
        shutil.copytree(os.path.join(broker.data, 'keys'), os.path.join(to, 'keys'))
        said = broker.admin('accept-loss', broker.data, to, '--new-keys', local=True)  # what was there is set aside
        check(f'restore {to}/before-restore-1 {to}' in said and 'keys were revoked' in said and 'pin.key' not in said, said)
        renewed = Broker(keyed=True, data=to, made=True)
        with renewed:
            equal(renewed.admin('keys', 'list').count('valid'), 1)
            equal([c.kind for c in journal_of_the_broker(renewed)], [2], 'on record')


def the_way_back_that_is_printed_works_where_something_is_missing():
    with Broker() as broker:
        broker.apply(settings())
        issue(broker, 3)
        broker.admin('backup', 'b1')
        issue(broker, 4)
        broker.kill()
        os.unlink(os.path.join(broker.data, 'redo.log'))
        there = bytes_of(os.path.join(broker.data, 'state.mdb'))
        said = broker.admin('restore', os.path.join(broker.data, 'backups', 'b1'), broker.data, local=True)
        check('lacks something' in said, said)
        equal(bytes_of(os.path.join(broker.data, 'before-restore-1', 'state.mdb')), there, 'the tables set aside')
        command = re.search(r'hallq-admin (.*)', said).group(1).split()
        said = broker.admin(*command, local=True)  # as it stands there
        check('before-restore-2' in said, said)
        check('sound' in broker.admin('verify', broker.data, local=True), 'gone back')
        broker.start()
        equal([c.kind for c in journal_of_the_broker(broker)], [2], 'on record')
        issue(broker, 1)


def a_backup_folder_that_is_none_does_not_stop_the_hall():
    with Broker() as broker:
        broker.apply(settings())
        broker.stop()
        with open(os.path.join(broker.data, 'backups'), 'w') as f:
            f.write('a backup that was copied here')
        broker.start()
        check('folder_odd' in broker.log() and 'backups is a file where a folder belongs' in broker.log(), broker.log()[-2000:])
        issue(broker, 1)
        said = broker.admin('backup', 'b', code=1)
        check('the backup was not written' in said, said)
        os.unlink(os.path.join(broker.data, 'backups'))
        broker.admin('backup', 'b')


def files_made_by_root_are_the_folders_owners():
    """As root where that can be had: in a user namespace with more than one user."""
    if os.geteuid() != 0:
        skip('owners are given by root alone')
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        issue(broker, 2, broker.client('kiosk'))
        broker.admin('backup', 'b')
        broker.stop()
        for path, folders, files in os.walk(broker.data):
            for name in [path, *(os.path.join(path, f) for f in folders + files)]:
                os.chown(name, 12345, 23456)
        os.chmod(broker.data, 0o750)
        broker.admin('restore', os.path.join(broker.data, 'backups', 'b'), broker.data, '--new-keys', local=True)
        broker.admin('admin-key', broker.data, local=True)
        made = ['state.mdb', 'lock', 'state.mdb-lock', 'redo.log', 'before-restore-1', 'before-restore-1/lock', 'server.key',
                'admin-2.key', 'admin-3.key']
        for name in made:
            st = os.stat(os.path.join(broker.data, name))
            equal((st.st_uid, st.st_gid), (12345, 23456), f'owner of {name}')
            if name.endswith('.key'):
                equal(stat.S_IMODE(st.st_mode), 0o600, f'mode of {name}')
            elif name != 'before-restore-1':
                equal(stat.S_IMODE(st.st_mode), 0o640, f'mode of {name}')
        # and the service, which is nobody else, can work there
        broker.inside = ['setpriv', '--reuid', '12345', '--regid', '23456', '--clear-groups']
        code = subprocess.run([*broker.inside, 'test', '-x', broker.data], timeout=30, check=False).returncode
        if code == 0:
            os.chmod(broker.home, 0o777)
            broker.start()
            broker.stop()


def a_backup_of_a_name_that_is_taken_is_refused_as_such():
    with Broker() as broker:
        broker.apply(settings())
        broker.admin('backup', 'b')
        before = files_of(os.path.join(broker.data, 'backups'))
        said = broker.admin('backup', 'b', code=1)
        check('there is a backup of that name; nothing was written' in said, said)
        equal(files_of(os.path.join(broker.data, 'backups')), before, 'backups')
        made = [re.search(r'backup (hallq-\S+) is written', broker.admin('backup')).group(1) for _ in range(4)]
        equal(len(set(made)), 4, f'backups without a name: {made}')
        asked = [subprocess.Popen([*BOUND, program('hallq-admin'), '--commands', broker.commands, 'backup'],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(3)]
        for process in asked:
            said, _ = process.communicate(timeout=120)
            equal(process.returncode, 0, said)
        names = os.listdir(os.path.join(broker.data, 'backups'))
        equal(len(names), 8, f'backups: {names}')


def old_backups_go_when_asked_and_nothing_else():
    with Broker() as broker:
        broker.apply(settings())
        backups = os.path.join(broker.data, 'backups')
        for n in range(5):
            issue(broker, 1)
            broker.admin('backup', f'n{n}')
        with open(os.path.join(backups, 'notes.txt'), 'w') as f:
            f.write('not ours')
        with open(os.path.join(backups, 'half.new'), 'wb') as f:
            f.write(bytes_of(os.path.join(backups, 'n0'))[:9000])
        os.symlink('n0', os.path.join(backups, 'link'))
        with Broker() as other:
            other.apply(settings())
            other.admin('backup', 'x')
            shutil.copy(os.path.join(other.data, 'backups', 'x'), os.path.join(backups, 'a-other'))
        os.utime(os.path.join(backups, 'n0'))  # the age of a backup is that of what it holds
        said = broker.admin('backup', 'a5', '--keep', '3')
        equal(re.findall(r'the older backup (\S+) is removed', said), ['n2', 'n1', 'n0'], said)
        equal(sorted(os.listdir(backups)), ['a-other', 'a5', 'half.new', 'link', 'n3', 'n4', 'notes.txt'])
        said = broker.admin('backup', 'a5', '--keep', '1', code=1)  # refused: nothing goes
        equal(len(os.listdir(backups)), 7, said)
        broker.admin('backup', '--keep', '0', code=2)
        said = broker.admin('backup', 'a6', '--keep', '1')
        equal(sorted(os.listdir(backups)), ['a-other', 'a6', 'half.new', 'link', 'notes.txt'], said)


def a_lost_administrators_key_is_made_anew():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        kiosk_key = broker.key_file('kiosk', 'kiosk')
        issue(broker, 2, broker.client('kiosk'))
        old = os.path.join(broker.home, 'lost.key')
        shutil.move(broker.admin_key, old)
        said = broker.admin('admin-key', broker.data, local=True, code=5)
        check('is in use' in said, said)
        broker.stop()
        said = broker.admin('admin-key', broker.data, local=True)
        made = os.path.join(broker.data, 'admin-2.key')  # the lost one's device is still called admin
        check(made in said, said)
        equal(stat.S_IMODE(os.stat(made).st_mode), 0o600, 'mode')
        broker.start()
        check('folder_changed' in broker.log() and 'ADMIN_KEY_MADE' in broker.log(), broker.log()[-2000:])
        use_key(broker, made)
        listed = broker.admin('keys', 'list')
        check(re.search(r'admin-2 \| admin', listed), listed)
        changed = journal_of_the_broker(broker)
        equal([c.kind for c in changed], [3], 'on record')

        broker.stop()
        said = broker.admin('admin-key', broker.data, '--revoke-admins', local=True)
        check('2 keys were revoked' in said, said)
        newest = os.path.join(broker.data, 'admin.key')
        check(newest in said and os.path.exists(made), said)
        broker.start()
        use_key(broker, newest)
        listed = broker.admin('keys', 'list')
        equal(len(re.findall(r'\| admin \|.*revoked', listed)), 2, listed)
        check(os.path.exists(kiosk_key), 'the kiosk keeps its key')
        issue(broker, 1, broker.client('kiosk'))


def a_keyed_hall_without_its_key_does_not_start():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.stop()
        key = os.path.join(broker.data, 'server.key')
        os.rename(key, key + 's')
        for env in ({}, {'CREDENTIALS_DIRECTORY': folder('credentials')}):
            broker.env = env
            said = broker.refuses_to_start(2)
            check('server.key' in said and 'set up with keys' in said, said)
        broker.env = {}
        with open(key, 'w') as f:
            f.write('nonsense\n')
        check('server.key' in broker.refuses_to_start(2), 'a key that is none')
        os.unlink(key)
        said = broker.admin('admin-key', broker.data, local=True, code=5)
        check('--new-keys' in said, said)
        credentials = folder('credentials')
        shutil.copy(key + 's', credentials)
        os.rename(os.path.join(credentials, 'server.keys'), os.path.join(credentials, 'server.key'))
        broker.env = {'CREDENTIALS_DIRECTORY': credentials}
        broker.start()
        broker.admin('keys', 'list')


def another_halls_server_key_is_noticed():
    with Broker(keyed=True) as broker, Broker(keyed=True) as other:
        broker.apply(settings())
        broker.admin('backup', 'b')
        kiosk = broker.key_file('kiosk', 'kiosk')
        backup = os.path.join(broker.data, 'backups', 'b')
        broker.stop()
        other.stop()
        own, kept = os.path.join(broker.data, 'server.key'), os.path.join(broker.home, 'own')
        others = os.path.join(other.data, 'server.key')
        os.rename(own, kept)
        for wrong in (others, kiosk):
            shutil.copy(wrong, own)
            said = broker.refuses_to_start(2)
            check("not the key of this hall's server" in said, said)
            check('put its own server.key back' in said and '--new-keys' in said, said)
        shutil.copy(others, own)
        said = broker.admin('verify', broker.data, local=True, code=6)
        check(own in said and '--new-keys' in said, said)
        new = os.path.join(folder('restored'), 'data')
        for words in (('admin-key', broker.data), ('restore', backup, broker.data), ('restore', backup, new, '--keys', others)):
            said = broker.admin(*words, local=True, code=1)
            check("not the key of this hall's server" in said and '--keys' in said and '--new-keys' in said, said)
        check(not os.path.exists(os.path.join(new, 'state.mdb')), 'nothing is restored')
        broker.admin('restore', backup, new, '--keys', kept, local=True)
        os.replace(kept, own)
        broker.start()
        broker.admin('keys', 'list')
        broker.stop()
        shutil.copy(others, own)
        broker.admin('admin-key', broker.data, '--new-keys', local=True)
        shutil.copy(own, kept)
        use_key(broker, os.path.join(broker.data, 'admin-2.key'))
        broker.start()
        broker.admin('keys', 'list')


def a_lost_server_key_is_made_anew():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        given = issue(broker, 3, broker.client('kiosk'))
        broker.stop()
        os.unlink(os.path.join(broker.data, 'server.key'))
        said = broker.admin('admin-key', broker.data, '--new-keys', local=True)
        check('keys were revoked' in said and 'server.key' in said, said)
        use_key(broker, os.path.join(broker.data, 'admin-2.key'))
        broker.start()
        listed = broker.admin('keys', 'list')
        equal(listed.count('valid'), 1, listed)
        equal(len(given), 3)


def write_private(path, text):
    with open(path, 'w', opener=lambda name, flags: os.open(name, flags, 0o600)) as f:
        f.write(text)


def a_restore_asks_for_the_key():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        issue(broker, 3, broker.client('kiosk'))
        broker.admin('backup', 'b')
        backup = os.path.join(broker.data, 'backups', 'b')
        new = os.path.join(folder('restored'), 'data')
        said = broker.admin('restore', backup, new, local=True, code=1)
        check('--keys' in said and '--new-keys' in said, said)
        check(not os.path.exists(os.path.join(new, 'state.mdb')), 'nothing is restored')
        said = broker.admin('restore', backup, new, '--keys', backup, local=True, code=5)
        check('cannot be used' in said, said)
        said = broker.admin('restore', backup, new, '--keys', os.path.join(broker.data, 'admin.key'), local=True, code=5)
        check('administrator, not the server' in said, said)
        kept = open(os.path.join(broker.data, 'admin.key')).read().splitlines()
        halves = {line.split(':')[0]: line for line in kept}
        stray = os.path.join(folder('stray'), 'server.key')
        for words, code in (('public-key secret-key', 1), ('public-key', 5)):  # without what tells whose it is
            with open(os.path.join(broker.data, 'server.key')) as f:
                lines = [halves[word] for word in words.split()]
                lines += [line for line in f.read().splitlines() if line.split(':')[0] not in words.split()]
            write_private(stray, '\n'.join(lines) + '\n')
            said = broker.admin('restore', backup, new, '--keys', stray, local=True, code=code)
            check(('of device admin' if code == 1 else 'cannot be used') in said, said)
        shutil.copy(os.path.join(broker.data, 'server.key'), stray)
        os.chmod(stray, 0o644)
        said = broker.admin('restore', backup, new, '--keys', stray, local=True, code=5)
        check('others may read' in said and 'chmod 600' in said, said)
        check(not os.path.exists(os.path.join(new, 'server.key')), 'nothing is there')
        broker.admin('restore', backup, new, '--keys', os.path.join(broker.data, 'server.key'), local=True)
        equal(bytes_of(os.path.join(new, 'server.key')), bytes_of(os.path.join(broker.data, 'server.key')), 'the key')
        broker.admin('restore', backup, new, local=True)  # it is there now

        renewed = Broker(keyed=True, data=os.path.join(folder('renewed'), 'data'), made=True)
        said = renewed.admin('restore', backup, renewed.data, '--new-keys', local=True)
        check('keys were revoked' in said, said)
        broker.stop()
        with renewed:
            listed = renewed.admin('keys', 'list')
            equal(listed.count('valid'), 1, listed)
            check('KEYS_RENEWED' in renewed.log() or 'RESTORED' in renewed.log(), 'the log says so')
        said = broker.admin('restore', backup, new, '--new-keys', '--keys', backup, local=True, code=2)
        check('not both' in said, said)


def an_open_hall_says_that_it_is():
    with Broker() as broker:
        broker.apply(settings())
        issue(broker, 1)
        broker.admin('backup', 'b')
        broker.restart()
        new = os.path.join(folder('restored'), 'data')
        broker.admin('restore', os.path.join(broker.data, 'backups', 'b'), new, local=True)
        for option in ([], ['--new-keys'], ['--revoke-admins']):
            said = broker.admin('admin-key', new, *option, local=True, code=1)
            check('without keys' in said and 'cannot be used' not in said, said)


def words_of_a_restore_that_are_not_meant_are_told():
    with Broker() as broker:
        broker.apply(settings())
        for name in ('b1', 'b2'):
            issue(broker, 1)
            broker.admin('backup', name)
        broker.stop()
        backups = os.path.join(broker.data, 'backups')
        backup = os.path.join(backups, 'b1')
        os.utime(backup, (1, 1))
        new = os.path.join(folder('restored'), 'data')
        there = files_of(broker.data)
        said = broker.admin('restore', backups, new, local=True, code=5)
        check('a folder of backups' in said and os.path.join(backups, 'b2') in said, said)
        check('there are: ' in said and sorted(re.search('there are: (.*)', said)[1].split(', ')) == ['b1', 'b2'], said)
        ours_not = os.path.join(folder('file'), 'hall.yaml')
        for text in (settings(), 'x', '\0' * 20000):
            with open(ours_not, 'w') as f:
                f.write(text)
            said = broker.admin('restore', ours_not, new, local=True, code=5) + broker.admin('verify', ours_not, local=True, code=5)
            equal(said.count('is no backup of hallq'), 2, said)
        for command in (['restore', backup, backup], ['restore', ours_not, backup]):
            said = broker.admin(*command, local=True, code=5)
            check('is no folder' in said and 'swapped' not in said, said)
        rotten = os.path.join(folder('file'), 'b1')
        shutil.copy(backup, rotten)
        with open(rotten, 'r+b') as f:
            f.write(b'x' * 100)
        said = broker.admin('restore', rotten, new, local=True, code=6)
        check('does not hold together' in said, said)
        said = broker.admin('restore', folder('empty'), new, local=True, code=5)
        check('no store and no backup in' in said, said)
        said = broker.admin('restore', broker.data, backup, local=True, code=5)
        check(f'swapped: hallq-admin restore {backup} {broker.data}' in said, said)
        check(not os.path.exists(new), 'nothing is made')
        equal(files_of(broker.data), there, 'the data folder')


def what_is_no_lock_is_told_by_verify_and_the_start():
    with Broker() as broker:
        broker.stop()
        lock = os.path.join(broker.data, 'lock')
        elsewhere = os.path.join(folder('file'), 'lock')
        with open(elsewhere, 'w'):
            pass
        for make, words in ((os.mkdir, 'is a folder where a file belongs'), (os.mkfifo, 'is a pipe where a file belongs'),
                            (lambda path: os.symlink('/nowhere/x', path), 'is a link to nothing'),
                            (lambda path: os.symlink(elsewhere, path), 'is a link, and must be a file of this folder')):
            os.unlink(lock)
            make(lock)
            for said in (broker.admin('verify', broker.data, local=True, code=5), broker.refuses_to_start(2),
                         broker.admin('admin-key', broker.data, local=True, code=5)):
                check(f'{lock} {words}' in said, said)
            os.rmdir(lock) if os.path.isdir(lock) else os.unlink(lock)
            with open(lock, 'w'):
                pass
        equal(os.path.getsize(elsewhere), 0, 'what the link was to')
        os.rename(os.path.join(broker.data, 'redo.log'), elsewhere)
        os.symlink(elsewhere, os.path.join(broker.data, 'redo.log'))
        broker.start()


def what_others_may_read_is_told_by_verify_and_the_start():
    with Broker(keyed=True) as broker:
        broker.stop()
        keys = os.path.join(broker.data, 'keys')
        strange = os.path.join(keys, 'strange')
        for path, mode, words in ((broker.data, 0o777, 'others may write the data folder'), (keys, 0o777, 'others may read or write it'),
                                  (keys, 0o750, 'others may read or write it'), (strange, 0o755, 'others may read or write it'),
                                  (os.path.join(keys, 'pin.key'), 0o644, 'others may read or write it'),
                                  (os.path.join(broker.data, 'server.key'), 0o640, 'others may read')):
            if path == strange:
                os.mkdir(strange)
            before = stat.S_IMODE(os.stat(path).st_mode)
            os.chmod(path, mode)
            for said in (broker.admin('verify', broker.data, local=True, code=5), broker.refuses_to_start(2)):
                check(path in said and words in said, said)
            os.chmod(path, before)
            if path == strange:
                os.rmdir(strange)
            check('sound' in broker.admin('verify', broker.data, local=True), 'mended')
        broker.start()


if __name__ == '__main__':
    run(a_log_that_was_cleaned_away_is_missed, going_on_without_what_is_lost_is_on_record_and_keeps_all,
        a_chinese_administrator_is_told_in_chinese, a_wrong_restore_is_taken_back_whole,
        what_was_set_aside_is_never_written_into, a_backup_copied_into_place_is_no_store, going_on_elsewhere_leaves_what_is_there_and_asks_for_keys,
        the_way_back_that_is_printed_works_where_something_is_missing, a_backup_folder_that_is_none_does_not_stop_the_hall,
        files_made_by_root_are_the_folders_owners, a_backup_of_a_name_that_is_taken_is_refused_as_such,
        old_backups_go_when_asked_and_nothing_else, a_lost_administrators_key_is_made_anew,
        a_keyed_hall_without_its_key_does_not_start, another_halls_server_key_is_noticed, a_lost_server_key_is_made_anew,
        a_restore_asks_for_the_key,
        an_open_hall_says_that_it_is, what_is_no_lock_is_told_by_verify_and_the_start,
        what_others_may_read_is_told_by_verify_and_the_start, words_of_a_restore_that_are_not_meant_are_told)
