// command.h - a line of plain mode becomes a request. The verbs are the rows of commands.def.
#ifndef HALLQ_COMMAND_H
#define HALLQ_COMMAND_H

#include "clients/text/text.h"
#include "options.h"
#include "words.h"

// A request and all it points to but the words, which must outlive it.
struct command {
    Hallq__Request request;
    Hallq__Which which;
    Hallq__Line line;
    uint32_t numbers[LIMIT_SERVICES];
    char *texts[LIMIT_TOPICS];
    uint8_t code[32];
    Hallq__Finish finish; // what a call takes along
    Hallq__NoShow no_show;
    enum text help; // how the verb is written, also when the words were wrong
    union {
        Hallq__Issue issue;
        Hallq__CheckIn check_in;
        Hallq__Cancel cancel;
        Hallq__Rate rate;
        Hallq__Reinstate reinstate;
        Hallq__CallNext call_next;
        Hallq__CallNamed call_named;
        Hallq__Recall recall;
        Hallq__Start start;
        Hallq__Hold hold;
        Hallq__Resume resume;
        Hallq__Transfer transfer;
        Hallq__Finish finish;
        Hallq__Further further;
        Hallq__NoShow no_show;
        Hallq__SignOn sign_on;
        Hallq__ChangePin change_pin;
        Hallq__SignOff sign_off;
        Hallq__CounterOpen counter_open;
        Hallq__CounterClose counter_close;
        Hallq__CounterPause counter_pause;
        Hallq__CounterResume counter_resume;
        Hallq__CounterServices counter_services;
        Hallq__CounterFree counter_free;
        Hallq__ServiceSuspend service_suspend;
        Hallq__ServiceUnsuspend service_unsuspend;
        Hallq__RaiseCap raise_cap;
        Hallq__RevealContact reveal_contact;
        Hallq__ForgetContact forget_contact;
        Hallq__Ping ping;
        Hallq__GetSnapshot get_snapshot;
        Hallq__GetPlace get_place;
        Hallq__GetTicket get_ticket;
        Hallq__GetHeld get_held;
        Hallq__GetLine get_line;
        Hallq__GetReport get_report;
        Hallq__GetSettings get_settings;
    } body;
};

enum command_answer {
    COMMAND_BUILT,
    COMMAND_UNKNOWN, // no such verb for this program
    COMMAND_USAGE,   // wrong words: `help` says how it is written
};

// command_build: borrows the words, flags taken out. `counter`: of a sign-on that names none.
enum command_answer command_build(struct command *c, struct words *w, const struct options *o);

// command_help: the help texts of a program's verbs, in the table's order. Returns how many.
size_t command_help(enum program program, enum text *ret_texts, size_t room);

// command_help_of: the help text of one verb; false if the program has none of that name.
bool command_help_of(enum program program, const char *verb, enum text *ret_text);

#endif
