#!/usr/bin/env python3
"""The unit's system call filter: the broker works under it. systemd is not needed: the filter's lines are read, and what
they take away is refused with EPERM, as systemd would. That the rest lies in what they allow, @system-service, is not asked."""

import ctypes
import os
import re
import struct
import subprocess
import sys

from hall import Broker, check, equal, program, run

UNIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../packaging/hallqd.service')

# systemd's sets (`systemd-analyze syscall-filter`, 252), as far as the processor has the calls.
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

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7fff0000, 0x00050000 | 1  # EPERM
NUMBER_AT = 0  # of struct seccomp_data


def calls(words):
    for word in words:
        yield from calls(SETS[word].split()) if word in SETS else [word]


def refused():
    """The names of the calls that the unit takes away."""
    names = set()
    with open(UNIT) as unit:
        for words in re.findall(r'^SystemCallFilter=(.*)$', unit.read(), re.M):
            if words.startswith('~'):
                names |= set(calls(words[1:].split()))
            else:
                names -= set(calls(words.split()))
    return names


def numbers_of(names):
    """Of those this processor has."""
    text = subprocess.run(['cc', '-E', '-dM', '-include', 'sys/syscall.h', '-x', 'c', '/dev/null'], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    known = dict(re.findall(r'^#define __NR_(\w+) (\d+)$', text, re.M))
    return [int(known[name]) for name in sorted(names) if name in known]


def refuse(numbers):
    """From here on this process, and what it starts, is refused these calls."""
    steps = [(LOAD, 0, 0, NUMBER_AT)]
    steps += [(EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program):
        raise OSError(ctypes.get_errno(), 'seccomp')


class Refused(Broker):
    """A broker without these calls."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def command(self):
        words = super().command()
        at = words.index(program('hallqd'))
        given = ','.join(str(n) for n in numbers_of(self.names))
        return [*words[:at], sys.executable, os.path.abspath(__file__), 'refuse', given, *words[at:]]


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
        values = nice_values(broker.process.pid)
        equal(values['ZMQbg/IO/1'] - values['hallqd'], 10, 'how much the feeds yield to the loop')
        equal(values['ZMQbg/IO/0'], values['hallqd'], 'nice value of the commands')
        broker.stop()


def without_setpriority_the_broker_works_as_well():
    with Refused({'setpriority'}) as broker:
        broker.client('kiosk').must('ping')
        values = nice_values(broker.process.pid)
        equal(len(set(values.values())), 1, 'nice values')


if __name__ == '__main__':
    if sys.argv[1:2] == ['refuse']:
        refuse([int(n) for n in sys.argv[2].split(',')])
        os.execvp(sys.argv[3], sys.argv[3:])
    run(the_broker_works_under_the_units_filter, without_setpriority_the_broker_works_as_well)
