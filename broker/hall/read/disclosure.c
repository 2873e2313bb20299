// disclosure.c - looks leave a trace: the journal says which data a person was shown, where it is
// more than their work shows them anyway. A look is recorded before it is answered, and changes no
// row.
#include "broker/hall/read/disclosure.h"

#include "base/backup_name.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/read/range.h"

// True if the line is the line of the asker's counter, or of the person signed on there.
static bool waits_here(const struct deciding *d, const Hallq__Line *line) {
    return line && ((line->kind == HALLQ__LINE__KIND__COUNTER && line->id == d->counter) ||
                    (line->kind == HALLQ__LINE__KIND__CLERK && line->id == d->staff));
}

// True if the ticket is at the asker's counter, waits for it, or was held or finished there by the
// same person: a ticket keeps the counter where it was last, and another person may sit there by
// now.
static bool is_own(const struct deciding *d, const Hallq__TicketRow *t) {
    bool here = t->counter == d->counter;
    if (!d->counter)
        return false;
    switch (t->state) {
    case HALLQ__TICKET__STATE__WAITING:
        return waits_here(d, t->line);
    case HALLQ__TICKET__STATE__CALLED:
    case HALLQ__TICKET__STATE__SERVING:
        return here;
    case HALLQ__TICKET__STATE__HELD:
    case HALLQ__TICKET__STATE__FINISHED:
        return here && t->clerk == d->staff;
    case HALLQ__TICKET__STATE__NO_STATE:
    case HALLQ__TICKET__STATE__EXPECTED:
    case HALLQ__TICKET__STATE__NO_SHOW:
    case HALLQ__TICKET__STATE__CANCELLED:
    case _HALLQ__TICKET__STATE_IS_INT_SIZE:
        break;
    }
    return false;
}

static int note_look(struct deciding *d, uint64_t ticket) {
    Hallq__TicketRow *t;
    int err = ticket_row_get(d->state, key_ticket(d->hall, ticket), &t);
    if (err || is_own(d, t))
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    EMIT(d, NOTE_READ, NoteRead, note_read, read);
    read->ticket = ticket;
    read->by = by_make(d);
    return ERR_OK;
}

static void journal_look(struct deciding *d, const Hallq__Request *request) {
    EMIT(d, JOURNAL_READ, JournalRead, journal_read, read);
    read->hall = request->hall;
    read->after = request->get_journal->after;
    read->by = by_make(d);
}

int disclosure_check(struct deciding *d, const Hallq__Request *request) {
    if (request->body_case == HALLQ__REQUEST__BODY_GET_REPORT &&
        request->get_report->day > d->row->day)
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_TO_COME, NULL);
    if (request->body_case == HALLQ__REQUEST__BODY_GET_RANGE)
        return range_check(d, request->get_range);
    if (request->body_case != HALLQ__REQUEST__BODY_BACKUP)
        return ERR_OK;
    if (!backup_name_ok(request->backup->name))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "name");
    if (request->backup->keep > LIMIT_BACKUPS_KEPT)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "keep");
    return ERR_OK;
}

static void backup_look(struct deciding *d, const Hallq__Request *request) {
    EMIT(d, BACKUP_ASKED, BackupAsked, backup_asked, asked);
    asked->name = request->backup->name;
    asked->by = by_make(d);
}

int disclosure_decide(struct deciding *d, const Hallq__Request *request, uint64_t shown) {
    if (request->body_case == HALLQ__REQUEST__BODY_GET_TICKET && shown)
        return note_look(d, shown);
    if (request->body_case == HALLQ__REQUEST__BODY_GET_JOURNAL)
        journal_look(d, request);
    if (request->body_case == HALLQ__REQUEST__BODY_BACKUP)
        backup_look(d, request);
    return ERR_OK;
}

// The events of looks are kept in the journal alone.
#define APPLY_LOOK(noun, Type)                                                                     \
    int apply_##noun(struct change *c, const Hallq__##Type *event) {                               \
        (void)c;                                                                                   \
        (void)event;                                                                               \
        return ERR_OK;                                                                             \
    }
APPLY_LOOK(note_read, NoteRead)
APPLY_LOOK(journal_read, JournalRead)
APPLY_LOOK(backup_asked, BackupAsked)
