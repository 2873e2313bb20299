#!/usr/bin/env python3
"""Over TLS with a given certificate: commands, a feed, and cookies that go over TLS alone."""

import http.client
import os
import shutil
import ssl
import subprocess

from gateway import PIN, Broker, Web, check, equal, folder, program, run, settings, wait_for
from session import enrol


class Secure(Web):
    """A browser that knows the certificate."""

    def connection(self):
        return http.client.HTTPSConnection('localhost', self.port, timeout=30, context=ssl.create_default_context(cafile=self.certificate))


class Both:
    def __init__(self, broker, web):
        self.broker, self.web = broker, web


def tls_carries_all_of_it():
    if not shutil.which('openssl'):
        print('no openssl')
        raise SystemExit(77)
    home = folder('tls')
    certificate, key = os.path.join(home, 'cert.pem'), os.path.join(home, 'key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', certificate,
                    '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], check=True, capture_output=True, timeout=60)
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101)
        web = Secure(broker, ['--tls-cert', certificate, '--tls-key', key])
        web.certificate = certificate
        web.start().ready()
        feed = web.feed()
        equal(web.post('/v1/halls/1/issue', {'service': 1}, headers={'Origin': f'https://localhost:{web.port}'}).status, 200)
        equal(web.post('/v1/halls/1/issue', {'service': 1}, headers={'Origin': f'http://localhost:{web.port}'}).reason, 'FOREIGN_ORIGIN')
        feed.wait(lambda: any(line.get('issued') == 1 for line in feed.state.get('lines', [])), 'the ticket on the feed')
        clerk = enrol(Both(broker, web), 'counter', 1)
        answer = clerk.post('/v1/session', {'staff': 101, 'pin': PIN, 'counter': 1})
        equal(answer.status, 200)
        check(all('Secure' in value for name, value in answer.all_headers if name.lower() == 'set-cookie'), 'over TLS alone')
        web.stop()
        wait_for(lambda: feed.ended, what='the end of the stream')
        with open(key, 'w') as f:
            f.write('nonsense')
        web.process = None
        done = subprocess.run([program('hallq-web'), '--lang', 'en', '--key', web.key, '--port', '0', '--tls-cert', certificate,
                               '--tls-key', key], capture_output=True, text=True, timeout=30)
        equal(done.returncode, 1)
        check('cannot listen' in done.stderr, done.stderr)


run(tls_carries_all_of_it)
