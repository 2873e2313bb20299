// look.c - looking leaves a trace: who was shown what, where that is more than their work shows them
// anyway. A look is recorded before it is answered, and changes no row.
#include "base/backup_name.h"
#include "base/limit.h"
#include "broker/hall/change.h"
#include "broker/hall/deciding.h"
#include "broker/hall/visit.h"

// Whether the ticket is at the asker's counter, or waits for it or for who is signed on there.
static bool is_own(const struct deciding *d, const Hallq__TicketRow *t) {
    if (!d->counter)
        return false;
    if (t->counter == d->counter)
        return true;
    return t->line && t->state == HALLQ__TICKET__STATE__WAITING &&
           ((t->line->kind == HALLQ__LINE__KIND__COUNTER && t->line->id == d->counter) ||
            (t->line->kind == HALLQ__LINE__KIND__CLERK && t->line->id == d->staff));
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

int look_check(struct deciding *d, const Hallq__Request *request) {
    if (request->body_case == HALLQ__REQUEST__BODY_GET_REPORT &&
        request->get_report->day > d->row->day)
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_TO_COME, NULL);
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

int look_decide(struct deciding *d, const Hallq__Request *request, uint64_t shown) {
    if (request->body_case == HALLQ__REQUEST__BODY_GET_TICKET && shown)
        return note_look(d, shown);
    if (request->body_case == HALLQ__REQUEST__BODY_GET_JOURNAL)
        journal_look(d, request);
    if (request->body_case == HALLQ__REQUEST__BODY_BACKUP)
        backup_look(d, request);
    return ERR_OK;
}

// Kept in the journal alone.
#define APPLY_LOOK(noun, Type)                                                                     \
    int apply_##noun(struct change *c, const Hallq__##Type *event) {                               \
        (void)c;                                                                                   \
        (void)event;                                                                               \
        return ERR_OK;                                                                             \
    }
APPLY_LOOK(note_read, NoteRead)
APPLY_LOOK(journal_read, JournalRead)
APPLY_LOOK(backup_asked, BackupAsked)
