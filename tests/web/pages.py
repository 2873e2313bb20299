#!/usr/bin/env python3
"""Pages from a folder: what is in it and nothing else, under a policy that lets nothing foreign in."""

import gzip
import os

from gateway import Hall, check, equal, folder, run


def a_folder():
    top = folder('pages')
    os.makedirs(os.path.join(top, 'assets', 'deep'))
    os.symlink('/etc/passwd', os.path.join(top, '.hidden'))
    for name, text in (('index.html', '<!doctype html>start'), ('display.html', 'display'), ('phone.html', 'phone'), ('favicon.ico', 'icon'),
                       ('assets/a.js', 'let a = 1;\n' * 100), ('assets/deep/b.css', 'b {}'), ('assets/c.wav', 'RIFF')):
        with open(os.path.join(top, name), 'w') as f:
            f.write(text)
    with gzip.open(os.path.join(top, 'assets/a.js.gz'), 'wt') as f:
        f.write('let a = 1;\n' * 100)
    return top


def pages_are_served_and_nothing_else():
    top = a_folder()
    with Hall(options=['--pages', top]) as hall:
        web = hall.web
        for path, kind, body in (('/', 'text/html; charset=utf-8', b'<!doctype html>start'), ('/display', 'text/html; charset=utf-8', b'display'),
                                 ('/t/1-2-abc', 'text/html; charset=utf-8', b'phone'), ('/favicon.ico', 'image/x-icon', b'icon'),
                                 ('/assets/deep/b.css', 'text/css; charset=utf-8', b'b {}'), ('/assets/c.wav', 'audio/wav', b'RIFF')):
            answer = web.get(path)
            equal((answer.status, answer.headers['content-type'], answer.body), (200, kind, body), path)
            policy = answer.headers['content-security-policy']
            check("default-src 'none'" in policy and 'unsafe' not in policy and "frame-ancestors 'none'" in policy, policy)
            equal((answer.headers['x-content-type-options'], answer.headers['referrer-policy']), ('nosniff', 'no-referrer'))
        plain = web.get('/assets/a.js')
        packed = web.get('/assets/a.js', headers={'Accept-Encoding': 'br, gzip'})
        equal(packed.headers['content-encoding'], 'gzip')
        equal(gzip.decompress(packed.body), plain.body)
        check(plain.headers['etag'] != packed.headers['etag'], 'each has its own tag')
        again = web.get('/assets/a.js', headers={'If-None-Match': plain.headers['etag']})
        equal((again.status, again.body), (304, b''))
        head = web.ask('HEAD', '/display')
        equal((head.status, head.headers['content-length'], head.body), (200, '7', b''))
        for path in ('/console', '/.hidden', '/assets/', '/assets', '/assets/x.js', '/assets/../index.html', '/assets/%2e%2e/index.html', '/etc/passwd',
                     '/assets/deep', '/index.html/', '/assets/a.js/x', '/display.html%00'):
            got, _ = web.raw(f'GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
            check(got.startswith(b'HTTP/1.1 404') or (path == '/display.html%00' and b'passwd' not in got), f'{path}: {got[:200]!r}')
        equal(web.post('/display').status, 405)
        os.unlink(os.path.join(top, 'display.html'))
        equal(web.get('/display').body, b'display', 'read at the start')


run(pages_are_served_and_nothing_else)
