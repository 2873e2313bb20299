#!/usr/bin/env python3
"""The OpenAPI document, held to what is answered: each answer of a visit fits its schema, and what is not in it fits none."""

import uuid

from gateway import Hall, check, equal, run
from session import enrol, sign_in

try:
    import jsonschema
except ImportError:
    jsonschema = None


class Document:
    def __init__(self, document):
        self.document = document

    def validator(self, name):
        return jsonschema.Draft202012Validator({'$ref': f'#/components/schemas/{name}', 'components': self.document['components']})

    def fits(self, what, name):
        errors = [f'{list(error.absolute_path)}: {error.message}' for error in self.validator(name).iter_errors(what)]
        check(not errors, f'{name}: {errors[:3]}')


def answers_fit_the_document():
    if not jsonschema:
        import sys
        print('no python3-jsonschema')
        sys.exit(77)
    with Hall() as hall:
        hall.broker.set_pins(101, 1301)
        got = hall.web.get('/v1/openapi.json')
        equal((got.status, got.headers['content-type']), (200, 'application/json'))
        document = Document(got.json)
        for name, schema in got.json['components']['schemas'].items():
            jsonschema.Draft202012Validator.check_schema(schema)
            references = [part['$ref'] for part in walk(schema) if '$ref' in part]
            check(all(ref.rsplit('/', 1)[1] in got.json['components']['schemas'] for ref in references), f'{name}: {references}')
        paths = got.json['paths']
        for command in ('issue', 'call_next', 'what_if', 'get_report', 'take_measure'):
            check(f'/v1/halls/{{hall}}/{command}' in paths, command)
        for command in ('apply_settings', 'add_device', 'get_journal', 'sign_on', 'enrol', 'backup'):
            check(f'/v1/halls/{{hall}}/{command}' not in paths, command)
        clerk, lead = enrol(hall, 'counter', 1), enrol(hall, 'lead')
        document.fits(sign_in(clerk, 101, 1), 'WebSession')
        document.fits(sign_in(lead, 1301), 'WebSession')
        issued = hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Idempotency-Key': str(uuid.uuid4())})
        document.fits(issued.json, 'Reply')
        document.fits(hall.web.get(f'/v1/halls/1/tickets/{issued.headers["location"][3:]}').json, 'WebTicket')
        document.fits(lead.get('/v1/halls/1/reports/today').json, 'WebReport')
        feeds = [hall.web.feed(), clerk.feed(), lead.feed()]
        for who, command, body in ((clerk, 'counter_open', {}), (clerk, 'call_next', {}), (clerk, 'start', {}), (clerk, 'hold', {'note': '等一下'}),
                                   (clerk, 'get_held', {}), (lead, 'get_snapshot', {}), (lead, 'get_report', {}), (lead, 'get_figures', {}),
                                   (lead, 'what_if', {}), (lead, 'get_alerts', {}), (lead, 'get_measures', {}), (lead, 'get_settings', {}),
                                   (lead, 'service_suspend', {'service': 2, 'reason': 'system-down'})):
            document.fits(who.do(command, body), 'Reply')
        for feed in feeds:
            feed.wait(lambda: 'snapshot' in feed.kinds())
            document.fits(next(data for kind, data in feed.events if kind == 'snapshot'), 'Snapshot')
            feed.wait(lambda: any(line.get('suspended') for line in feed.state['lines']))
            document.fits(feed.state, 'Snapshot')
        for answer in (hall.web.post('/v1/halls/1/issue', {'service': 9}), hall.web.get('/v1/x'), hall.web.post('/v1/halls/1/issue', '{')):
            document.fits(answer.json, 'Problem')
        check(any(document.validator('Reply').iter_errors({'done': {'ticket': {'numbers': 1}}})), 'and what is not there does not fit')


def walk(part):
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from walk(value)
    elif isinstance(part, list):
        for value in part:
            yield from walk(value)


if __name__ == '__main__':
    run(answers_fit_the_document)
