"""What every system test stands on: where things are, the schema, saying what is wanted, ports. The tests have it from hall."""

import atexit
import importlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import namedtuple

import zmq

SOURCE = os.environ.get('HALLQ_SOURCE') or os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
BIN = os.environ.get('HALLQ_BIN') or os.path.join(SOURCE, 'build', 'sanitize', 'bin')
BUILD = os.environ.get('HALLQ_BUILD') or os.path.dirname(BIN)
LONG = bool(os.environ.get('HALLQ_LONG'))
LIMIT_S = 30  # for what takes well under a second when nobody else uses the machine
SKIPPED = 77
PIN = '246810'
BOUND = ['setpriv', '--pdeathsig', 'KILL']  # before a command: it ends with us, however we end

scratch = tempfile.mkdtemp(prefix='hallq-system.')
atexit.register(shutil.rmtree, scratch, ignore_errors=True)
context = zmq.Context()
running = []  # processes that the runner ends, should their test not


def folder(prefix='x'):
    return tempfile.mkdtemp(prefix=prefix + '.', dir=scratch)


def program(name):
    path = os.path.join(BIN, name)
    if not os.access(path, os.X_OK):
        skip(f'{path} is not built')
    return path


# ---------------------------------------------------------------- the schema

def _schema():
    """The schema's modules, made by protoc and never kept."""
    out = folder('proto')
    proto = os.path.join(SOURCE, 'proto')
    names = sorted(name for name in os.listdir(proto) if name.endswith('.proto'))
    subprocess.run(['protoc', f'--proto_path={proto}', f'--python_out={out}', *names], check=True, timeout=60)
    sys.path.insert(0, out)
    modules = [importlib.import_module(name.replace('.proto', '_pb2')) for name in names]
    everything = {}
    for module in modules:
        for name in module.DESCRIPTOR.message_types_by_name:
            everything[name] = getattr(module, name)
    return namedtuple('Schema', everything)(**everything)


pb = _schema()
Reason = pb.Refusal.Reason


def role_number(role):
    return pb.Device.Role.Value(role.upper())


# ---------------------------------------------------------------- saying what is wanted

class Failed(AssertionError):
    pass


class Skipped(Exception):
    pass


def skip(why):
    raise Skipped(why)


def check(holds, what):
    if not holds:
        raise Failed(what)


def equal(got, wanted, what=''):
    if got != wanted:
        raise Failed(f'{what or "value"}: wanted {wanted!r}, got {got!r}')


def shim(name):
    """The environment in which a program runs with that library of tests/faults/shim."""
    path = os.path.join(BUILD, 'shim', f'{name}.so')
    if not os.path.exists(path):
        skip(f'{path} is not built')
    asan = os.environ.get('ASAN_OPTIONS', '')
    return {'LD_PRELOAD': path, 'ASAN_OPTIONS': f'{asan}:verify_asan_link_order=0'.strip(':')}


def wait_for(condition, limit_s=LIMIT_S, what='', every_s=0.01):
    """What condition() returns once it is true."""
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f'not within {limit_s} s: {what or condition.__name__}')
        time.sleep(every_s)


def at_once(work, things):
    """work(thing) for all things, each in a thread, all begun together. Returns the results in order."""
    results, errors, gate = [None] * len(things), [], threading.Barrier(len(things))

    def one(i):
        try:
            gate.wait(LIMIT_S)
            results[i] = work(things[i])
        except BaseException as error:  # told below, by the thread that waits
            errors.append(error)

    threads = [threading.Thread(target=one, args=(i,), daemon=True) for i in range(len(things))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(150)
    check(errors or not any(thread.is_alive() for thread in threads), 'all at once, and all done within 150 s')
    if errors:
        raise errors[0]
    return results


# ---------------------------------------------------------------- ports

_held = []


def port():
    """A free port that stays ours: a socket is bound to it and never listens, so that nobody else is given it while a
    broker is being restarted; servers, which all set SO_REUSEADDR, may bind beside it. From below the range from which
    the kernel gives ports by itself."""
    while True:
        number = random.SystemRandom().randrange(15000, 32000)
        s = socket.socket()
        try:
            s.bind(('127.0.0.1', number))  # alone: not beside another holder
        except OSError:
            s.close()
            continue
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _held.append(s)
        return number


def let_go_of_ports():
    """Where a system knows no binding beside a holder, a free port must do."""
    while _held:
        _held.pop().close()
