"""The systems side by side: each started by the bench as a process of its own, on the loopback, with its data in a fresh
folder, and ended by its own pid, or with the bench, however that ends.

Durable means: on the disk before the answer. hallqd and beanstalkd -f 0 always; Redis with appendfsync always; PostgreSQL
with fsync and synchronous_commit on. NATS JetStream answers once the file is written and syncs it every two minutes: its
figures are not durable ones.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

import bench
import halls

LIMIT_S = 30


def find(name, *folders):
    path = os.pathsep.join([os.environ.get('PATH', ''), '/usr/sbin', *folders])
    return shutil.which(name, path=path)


class Server:
    """One process. Subclasses say how it is called and how to start it."""
    system = program = version_option = ''
    durable, publishes = True, True

    def __init__(self, root, env=None, inside=()):
        self.root, self.env, self.inside = root, dict(env or {}), list(inside)
        self.process, self.folder, self.runs = None, None, 0
        self.port = self.feed_port = 0

    @classmethod
    def found(cls):
        return find(cls.program)

    @classmethod
    def version(cls):
        words = bench.first_line(cls.found(), cls.version_option)
        return words

    def command(self):
        raise NotImplementedError

    def fresh(self):
        """Fills self.folder, which does not exist yet."""
        os.makedirs(self.folder)

    def user(self):
        return {}

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        self.runs += 1
        self.folder = os.path.join(self.root, f'{self.system}-{os.getpid()}-{self.runs}')
        self.fresh()
        os.sync()  # what was copied shall not be written while we measure
        self.port = self.feed_port = halls.system.port()
        self.log = open(self.folder + '.log', 'ab')
        words = [*halls.system.BOUND, *self.command()]
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                        env={**os.environ, **self.env}, cwd=self.folder, **self.user())
        self.wait()
        return self

    def ready(self):
        try:
            socket.create_connection(('127.0.0.1', self.port), 1).close()
            return True
        except OSError:
            return False

    def wait(self):
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end and self.process.poll() is None:
            if self.ready():
                return
            time.sleep(0.02)
        log = open(self.folder + '.log').read()[-2000:]
        self.__exit__()
        raise RuntimeError(f'{self.system} did not start: {log}')

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal())
            try:
                self.process.wait(LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if os.path.exists(self.folder + '.log'):
            os.unlink(self.folder + '.log')

    def stop_signal(self):
        return signal.SIGKILL

    def figures(self):
        """What it says of itself after a run, beside what its clients saw."""
        return {}


class Redis(Server):
    system, program, version_option = 'redis', 'redis-server', '--version'

    def command(self):
        return [*self.inside, self.found(), '--bind', '127.0.0.1', '--port', str(self.port), '--dir', self.folder,
                '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--auto-aof-rewrite-percentage', '0',
                '--client-output-buffer-limit', 'pubsub 0 0 0', '--maxclients', '20000']


class Postgres(Server):
    """By its own initdb; never as root, which it refuses."""
    system, program, version_option = 'postgres', 'postgres', '--version'
    settings = {'listen_addresses': '127.0.0.1', 'unix_socket_directories': '', 'max_connections': '700',
                'fsync': 'on', 'synchronous_commit': 'on', 'full_page_writes': 'on', 'shared_buffers': '512MB',
                'max_wal_size': '4GB', 'logging_collector': 'off'}

    @classmethod
    def found(cls):
        versions = [f'/usr/lib/postgresql/{n}/bin' for n in (17, 16, 15, 14)]
        return find(cls.program, *versions)

    def user(self):
        if os.geteuid():
            return {}
        return {'user': 'nobody', 'group': pwd.getpwnam('nobody').pw_gid, 'extra_groups': []}

    def own(self, folder):
        if not os.geteuid():
            nobody = pwd.getpwnam('nobody')
            for path, _, names in os.walk(folder):
                for name in [path, *(os.path.join(path, n) for n in names)]:
                    os.chown(name, nobody.pw_uid, nobody.pw_gid)

    def template(self):
        path = os.path.join(self.root, 'postgres-template')
        if os.path.isdir(path):
            return path
        os.makedirs(path + '.making', exist_ok=True)
        self.own(path + '.making')
        initdb = os.path.join(os.path.dirname(os.path.realpath(self.found())), 'initdb')
        subprocess.run([initdb, '-D', path + '.making', '-U', 'bench', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale', 'C'],
                       check=True, stdout=subprocess.DEVNULL, cwd=path + '.making', timeout=120, **self.user())
        os.rename(path + '.making', path)
        return path

    def fresh(self):
        shutil.copytree(self.template(), self.folder)
        self.own(self.folder)
        os.chmod(self.folder, 0o700)

    def command(self):
        words = [*self.inside, os.path.realpath(self.found()), '-D', self.folder, '-p', str(self.port)]
        for name, value in self.settings.items():
            words += ['-c', f'{name}={value}']
        return words

    def ready(self):
        try:
            with open(os.path.join(self.folder, 'postmaster.pid')) as f:
                return 'ready' in f.read()
        except OSError:
            return False

    def stop_signal(self):
        return signal.SIGINT  # the fast shutdown: it ends its children


class Beanstalkd(Server):
    system, program, version_option = 'beanstalkd', 'beanstalkd', '-v'
    publishes = False

    def command(self):
        return [*self.inside, self.found(), '-l', '127.0.0.1', '-p', str(self.port), '-b', self.folder, '-f', '0']


class Nats(Server):
    system, program, version_option = 'nats', 'nats-server', '--version'
    durable = False

    def command(self):
        return [*self.inside, self.found(), '-a', '127.0.0.1', '-p', str(self.port), '-js', '-sd', self.folder]


class RawPub(Server):
    """A PUB socket of libzmq with nothing behind it: `rate` messages a second to so many readers, 0: all they take."""
    system = 'pub'
    durable = False

    def __init__(self, root, readers, rate=0):
        super().__init__(root)
        self.readers, self.rate = readers, rate

    def command(self):
        return [bench.program('hallq-limits'), 'pub', str(self.port), str(self.readers), str(self.rate)]


class Hallq(Server):
    """hallqd on a copy of a prepared hall."""
    system = 'hallq'

    def __init__(self, root, prepared, env=None, inside=()):
        super().__init__(root, env, inside)
        self.prepared = prepared

    @classmethod
    def found(cls):
        return bench.program('hallqd')

    def __enter__(self):
        self.broker = self.prepared.broker(env=self.env, inside=self.inside)
        os.sync()
        try:
            self.start_s = self.broker.start(120)
        except halls.system.Failed as failed:
            raise RuntimeError(f'{failed}: {self.broker.log()[-2000:]}') from failed
        self.port = int(self.broker.commands.rsplit(':', 1)[1])
        self.feed_port = int(self.broker.public_feed.rsplit(':', 1)[1])
        self.process = self.broker.process
        return self

    def __exit__(self, *_):
        self.broker.kill()
        self.process = None
        shutil.rmtree(self.broker.data, ignore_errors=True)

    def figures(self):
        rows = self.broker.metrics()[1]
        return {'checkpoints': rows['hallq_checkpoints_total'], 'checkpoint_us': rows['hallq_checkpoint_us_total'],
                'checkpoint_max_ms': rows['hallq_checkpoint_us_max'] / 1000}


class Before(Server):
    """hallqd of another commit, from a checkout that is built, on a hall that this commit's own programs prepared."""
    system = 'hallq'

    def __init__(self, root, tree, counters):
        super().__init__(os.path.join(root, 'before'))
        self.tree, self.bin = tree, os.path.join(tree, 'build', 'release', 'bin')
        self.env = {'HALLQ_SOURCE': tree, 'HALLQ_BIN': self.bin, 'HALLQ_BUILD': os.path.dirname(self.bin)}
        self.template = os.path.join(self.root, f'hall-{counters}-1-1')
        os.makedirs(self.root, exist_ok=True)
        subprocess.run([sys.executable, '-B', '-c', f'import halls; halls.Halls({self.root!r}, counters={counters}).prepare()'],
                       check=True, env={**os.environ, **self.env}, cwd=os.path.join(tree, 'bench', 'lib'), timeout=600)

    def fresh(self):
        shutil.copytree(self.template, self.folder)

    def command(self):
        self.feed_port = halls.system.port()
        hallqd = os.path.join(self.bin, 'hallqd')
        known = subprocess.run([hallqd, '--help'], capture_output=True, text=True, timeout=LIMIT_S).stdout
        words = [hallqd, '--data', self.folder, '--commands', f'tcp://127.0.0.1:{self.port}', '--public-feed',
                 f'tcp://127.0.0.1:{self.feed_port}', '--metrics', '0', '--start-at', halls.system.opening()]
        for feed in ('--staff-feed', '--lead-feed'):
            words += [feed, f'tcp://127.0.0.1:{halls.system.port()}'] if feed in known else []
        return words


PEERS = (Redis, Postgres, Beanstalkd, Nats)
