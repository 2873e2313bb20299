#!/usr/bin/env python3
"""Secrets: who is answered again, and what becomes of texts whose keys are gone."""

import glob
import os

from hall import PIN, Broker, Reason, check, equal, pb, run, settings

CONTACT = '13912345678'
NOTE = '带了旧手机'


def refused(reply):
    equal(reply.WhichOneof('body'), 'refusal', 'the answer')
    return Reason.Name(reply.refusal.reason), reply.refusal.detail


def reveals(broker):
    return [(entry.device, entry.staff) for entry in broker.journal() for event in entry.events
            if event.WhichOneof('body') == 'contact_revealed']


def a_contact_is_shown_to_who_is_there_and_each_time_on_record():
    for keyed in (False, True):
        with Broker(keyed=keyed) as broker:
            broker.apply(settings())
            ticket = broker.client('kiosk').must('issue', service=1, contact=CONTACT).ticket.ticket
            lead = broker.lead()
            request = lead.request('reveal_contact', which={'ticket': ticket}, reason='call back')
            equal(lead.ask(request).done.ticket.contact, CONTACT, 'the contact')
            equal(lead.ask(request).done.ticket.contact, CONTACT, 'the contact, for who never heard the answer')
            equal(len(reveals(broker)), 2, 'looks on record')
            lead.must('sign_off')
            equal(refused(lead.ask(request))[0], 'NOT_SIGNED_ON', 'the same bytes after sign-off')
            broker.restart()
            lead.connect()
            equal(refused(lead.ask(request))[0], 'NOT_SIGNED_ON', 'the same bytes after a restart')
            lead.must('sign_on', staff=1301, pin=PIN)
            equal(lead.ask(request).done.ticket.contact, CONTACT, 'the contact, for the same person')
            equal([staff for _, staff in reveals(broker)], [1301] * 3, 'looks on record')


def a_number_is_of_one_command_alone():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        first = kiosk.request('issue', service=1, contact=CONTACT)
        given = kiosk.ask(first).done.ticket
        for fields in ({'service': 2, 'contact': CONTACT}, {'service': 1, 'contact': '13912345679'}, {'service': 1}):
            other = pb.Request()
            other.CopyFrom(first)
            other.issue.CopyFrom(pb.Issue(**fields))
            equal(refused(kiosk.ask(other)), ('BAD_MESSAGE', 'number'), f'another body, {fields}')
        equal(kiosk.ask(first).done.ticket, given, 'the same body')
        broker.restart()
        kiosk.connect()
        equal(kiosk.ask(first).done.ticket, given, 'the same body after a restart')
        other = pb.Request()
        other.CopyFrom(first)
        other.issue.service = 2
        equal(refused(kiosk.ask(other)), ('BAD_MESSAGE', 'number'), 'another body after a restart')
        desk = broker.counter(1)
        call = desk.request('call_next')
        called = desk.ask(call).done.ticket
        equal(desk.ask(call).done.ticket, called, 'the call again')
        desk.must('start')
        desk.must('finish')
        broker.set_pins(102)
        desk.must('sign_on', staff=102, pin=PIN, counter=1)
        equal(refused(desk.ask(call)), ('BAD_MESSAGE', 'number'), 'the call again, by the next clerk')
        seqs = [event.seq for entry in broker.journal() for event in entry.events]
        equal(len(seqs), len(set(seqs)), 'events')


def no_contact_stands_in_the_folder():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        kiosk.must('issue', service=1, contact=CONTACT)
        broker.stop()
        for name in glob.glob(os.path.join(broker.data, '**'), recursive=True):
            if os.path.isfile(name):
                with open(name, 'rb') as f:
                    check(CONTACT.encode() not in f.read(), f'{name} holds no contact')


def a_text_whose_key_is_gone_is_empty_and_harms_nobody():
    with Broker() as broker:
        broker.apply(settings())
        kiosk, guide = broker.client('kiosk'), broker.client('guide')
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)
        noted = guide.must('issue', service=1, note=NOTE, contact=CONTACT).ticket.ticket
        equal(guide.must('get_ticket', which={'ticket': noted}).note, NOTE, 'the note')
        broker.stop()
        for name in glob.glob(os.path.join(broker.data, 'keys', '*.key')):
            os.unlink(name)
        broker.start()
        guide.connect()
        lead = broker.lead()
        for again in range(2):  # before and after the day has another key
            undone = broker.metrics()[1]['hallq_turns_undone_total']
            equal(guide.must('get_ticket', which={'ticket': noted}).note, '', 'the note without its key')
            equal(lead.must('reveal_contact', which={'ticket': noted}, reason='why').ticket.contact, '', 'the contact')
            equal(broker.metrics()[1]['hallq_turns_undone_total'], undone, 'turns undone')
            newer = guide.must('issue', service=1, note=NOTE).ticket.ticket
            equal(guide.must('get_ticket', which={'ticket': newer}).note, NOTE, 'a note of the new key')
        kiosk.connect()
        kiosk.must('issue', service=1)


if __name__ == '__main__':
    run(a_contact_is_shown_to_who_is_there_and_each_time_on_record, a_number_is_of_one_command_alone,
        no_contact_stands_in_the_folder, a_text_whose_key_is_gone_is_empty_and_harms_nobody)
