#!/usr/bin/env python3
"""The units' system call filters: the broker, a kiosk's printer and the voice work under theirs. systemd is not needed: the filter's lines are read, and what
they take away is refused with EPERM, as systemd would. That the rest lies in what they allow, @system-service, is not asked."""

import errno
import os
import re
import sys

import seccomp

from hall import BUILD, Broker, Lines, check, equal, folder, program, run, settings, skip

UNITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'packaging')

# systemd's sets (`systemd-analyze syscall-filter`, 252).
SETS = {
    '@privileged': '@chown @clock @module @raw-io @reboot @swap _sysctl acct bpf capset chroot fanotify_init fanotify_mark '
                   'nfsservctl open_by_handle_at pivot_root quotactl quotactl_fd setdomainname setfsuid setfsuid32 '
                   'setgroups setgroups32 sethostname setresuid setresuid32 setreuid setreuid32 setuid setuid32 vhangup',
    '@resources': 'ioprio_set mbind migrate_pages move_pages nice sched_setaffinity sched_setattr sched_setparam '
                  'sched_setscheduler set_mempolicy set_mempolicy_home_node setpriority setrlimit',
    '@chown': 'chown chown32 fchown fchown32 fchownat lchown lchown32',
    '@clock': 'adjtimex clock_adjtime clock_adjtime64 clock_settime clock_settime64 settimeofday',
    '@module': 'delete_module finit_module init_module',
    '@raw-io': 'ioperm iopl pciconfig_iobase pciconfig_read pciconfig_write',
    '@reboot': 'kexec_file_load kexec_load reboot',
    '@swap': 'swapoff swapon',
}

def calls(words):
    for word in words:
        yield from calls(SETS[word].split()) if word in SETS else [word]


def refused(unit='hallqd'):
    """The names of the calls that the unit takes away."""
    names = set()
    with open(os.path.join(UNITS, f'{unit}.service')) as unit:
        for words in re.findall(r'^SystemCallFilter=(.*)$', unit.read(), re.M):
            if words.startswith('~'):
                names |= set(calls(words[1:].split()))
            else:
                names -= set(calls(words.split()))
    return names


def without(names, *words):
    """A command that is refused these calls."""
    return [sys.executable, os.path.abspath(__file__), 'refuse', ','.join(names), *words]


def refuse(names):
    """From here on this process, and what it starts, is refused these calls."""
    bars = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in names:
        bars.add_rule(seccomp.ERRNO(errno.EPERM), name)
    bars.load()


class Refused(Broker):
    """A broker without these calls."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def command(self):
        words = super().command()
        at = words.index(program('hallqd'))
        return [*words[:at], *without(self.names, *words[at:])]


class Nicer(Broker):
    """A broker that yields to others by so much more than its tests do."""

    def __init__(self, more):
        super().__init__()
        self.more = more

    def command(self):
        return ['nice', '-n', str(self.more), *super().command()]


def nice_values(pid):
    """Of each thread, by its name."""
    values = {}
    for task in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{task}/stat') as stat:
            name, rest = re.match(r'\d+ \((.*)\) (.*)', stat.read()).groups()
        values[name] = int(rest.split()[16])
    return values


def the_broker_works_under_the_units_filter():
    check('bpf' in refused() and 'nice' in refused(), 'the filter is read')
    with Refused(refused()) as broker:
        broker.client('kiosk').must('ping')
        feeds_yield(broker)
        broker.stop()


def feeds_yield(broker):
    values = nice_values(broker.process.pid)
    equal(values['ZMQbg/IO/1'], min(values['hallqd'] + 10, 19), 'nice value of the feeds')
    equal(values['ZMQbg/IO/0'], values['hallqd'], 'nice value of the commands')


def the_feeds_yield_to_a_loop_that_yields_itself():
    for more in (3, 8, 15):  # also where no higher value is left, and where 10 alone would put them before the loop
        with Nicer(more) as broker:
            broker.client('kiosk').must('ping')
            feeds_yield(broker)
            broker.stop()


def without_setpriority_the_broker_works_as_well():
    with Refused({'setpriority'}) as broker:
        broker.client('kiosk').must('ping')
        values = nice_values(broker.process.pid)
        equal(len(set(values.values())), 1, 'nice values')


def service(name, broker, *options):
    """A client under its unit's filter, in the bare environment that a service has."""
    words = without(refused(name), program(name), '--lang', 'en', '--commands', broker.commands, '--public-feed', broker.public_feed, '--hall', '1', *options)
    return Lines(name, ['env', '-i', f'PATH={os.environ["PATH"]}', *words])


def a_kiosk_s_printer_works_under_its_units_filter():
    with Broker() as broker:
        broker.apply(settings())
        slips = os.path.join(folder('slip'), 'slips')
        with service('hallq-kiosk', broker, '--device', '77', '--printer', f'file:{slips}', '--page-code', 'window1page') as kiosk:
            kiosk.expect('^the printer is ready$')
            kiosk.process.terminate()


def the_voice_works_under_its_units_filter():
    pack = os.path.join(BUILD, 'voice')
    if not os.path.exists(pack):
        skip('no voice is built')
    with Broker() as broker:
        broker.apply(settings(voice='{languages: chinese, without_chime: true}'))
        desk = broker.counter(1)
        with service('hallq-announce', broker, '--device', '78', '--pack', pack, '--sound', 'null', '--tell') as voice:
            voice.expect('"stale":false')
            broker.client('kiosk').must('issue', service=1)
            desk.must('call_next')
            voice.expect('"spoken":."A001"')
            voice.process.terminate()


if __name__ == '__main__':
    if sys.argv[1:2] == ['refuse']:
        refuse(sys.argv[2].split(','))
        os.execvp(sys.argv[3], sys.argv[3:])
    run(the_broker_works_under_the_units_filter, the_feeds_yield_to_a_loop_that_yields_itself,
        without_setpriority_the_broker_works_as_well, a_kiosk_s_printer_works_under_its_units_filter, the_voice_works_under_its_units_filter)
