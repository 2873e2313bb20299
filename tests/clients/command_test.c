// Plain mode: words into requests, messages into words.
#include "clients/line/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "clients/libhallq/json.h"
#include "clients/line/fields.h"

static enum command_answer build(enum program program, const char *text, char **ret_json) {
    struct arguments args = {.program = program, .hall = 1, .counter = 3};
    struct command c;
    struct arena a;
    struct words w;
    char *line = strdup(text);
    arena_init(&a, 0);
    assert_true(words_split(&w, line));
    enum command_answer answer = command_build(&c, &a, &w, &args);
    *ret_json = answer == COMMAND_BUILT ? hallq_json_print(c.request, false) : NULL;
    arena_fini(&a);
    free(line);
    return answer;
}

static const struct {
    enum program program;
    const char *line, *json;
} verb_cases[] = {
    {PROGRAM_KIOSK, "issue 2", "{\"issue\":{\"service\":2}}"},
    {PROGRAM_KIOSK, "issue 2 class=1 next=3,4 contact=138 note=\"a b\" away",
     "{\"issue\":{\"service\":2,\"customerClass\":1,\"nextServices\":[3,4],\"contact\":\"138\","
     "\"note\":\"a b\",\"away\":true}}"},
    {PROGRAM_KIOSK, "issue 2 printer=7", "{\"issue\":{\"service\":2,\"printer\":7}}"},
    {PROGRAM_KIOSK, "place a012 code=00ff",
     "{\"getPlace\":{\"which\":{\"number\":\"A012\",\"code\":\"AP8=\"}}}"},
    {PROGRAM_KIOSK, "cancel 17", "{\"cancel\":{\"which\":{\"ticket\":\"17\"}}}"},
    {PROGRAM_COUNTER, "rate 5", "{\"rate\":{\"score\":5}}"},
    {PROGRAM_KIOSK, "rate A001 4", "{\"rate\":{\"which\":{\"number\":\"A001\"},\"score\":4}}"},
    {PROGRAM_COUNTER, "call-next", "{\"callNext\":{}}"},
    {PROGRAM_COUNTER, "resume A012 here",
     "{\"resume\":{\"which\":{\"number\":\"A012\"},\"here\":true}}"},
    {PROGRAM_COUNTER, "transfer service 3",
     "{\"transfer\":{\"to\":{\"kind\":\"SERVICE\",\"id\":3}}}"},
    {PROGRAM_COUNTER, "transfer counter 5 at-end note=x",
     "{\"transfer\":{\"to\":{\"kind\":\"COUNTER\",\"id\":5},\"note\":\"x\",\"atEnd\":true}}"},
    {PROGRAM_CONSOLE, "transfer clerk 101 ticket=B2 come-back",
     "{\"transfer\":{\"which\":{\"number\":\"B2\"},\"to\":{\"kind\":\"CLERK\",\"id\":101},"
     "\"comeBack\":true}}"},
    {PROGRAM_COUNTER, "finish outcome=done topics=a,b",
     "{\"finish\":{\"outcome\":\"done\",\"topics\":[\"a\",\"b\"]}}"},
    {PROGRAM_COUNTER, "call-named A012 reason=upset",
     "{\"callNamed\":{\"which\":{\"number\":\"A012\"},\"reason\":\"upset\"}}"},
    {PROGRAM_COUNTER, "sign-on 1001 2468",
     "{\"signOn\":{\"staff\":1001,\"pin\":\"2468\",\"counter\":3}}"},
    {PROGRAM_COUNTER, "sign-on 1001 2468 counter=4",
     "{\"signOn\":{\"staff\":1001,\"pin\":\"2468\",\"counter\":4}}"},
    {PROGRAM_COUNTER, "counter-open", "{\"counterOpen\":{}}"},
    {PROGRAM_CONSOLE, "counter-pause break 5",
     "{\"counterPause\":{\"counter\":5,\"reason\":\"break\"}}"},
    {PROGRAM_CONSOLE, "counter-free 5 waiting",
     "{\"counterFree\":{\"counter\":5,\"ticketState\":\"WAITING\"}}"},
    {PROGRAM_CONSOLE, "counter-services 5 1,2",
     "{\"counterServices\":{\"counter\":5,\"services\":[1,2]}}"},
    {PROGRAM_CONSOLE, "sign-on 20261234 2468",
     "{\"signOn\":{\"staff\":20261234,\"pin\":\"2468\",\"counter\":3}}"},
    {PROGRAM_CONSOLE, "counter-services 5", "{\"counterServices\":{\"counter\":5}}"},
    {PROGRAM_CONSOLE, "service-suspend 3 printer",
     "{\"serviceSuspend\":{\"service\":3,\"reason\":\"printer\"}}"},
    {PROGRAM_CONSOLE, "see-alert 3", "{\"seeAlert\":{\"alert\":\"3\"}}"},
    {PROGRAM_CONSOLE, "alerts", "{\"getAlerts\":{}}"},
    {PROGRAM_CONSOLE, "raise-cap 3 400", "{\"raiseCap\":{\"service\":3,\"cap\":400}}"},
    {PROGRAM_CONSOLE, "take-measure open-counter counter=7 alert=12",
     "{\"takeMeasure\":{\"alert\":\"12\",\"measure\":{\"kind\":\"OPEN_COUNTER\",\"counter\":7}}}"},
    {PROGRAM_CONSOLE, "take-measure divert services=2,3 zone=self people=8 minutes=30",
     "{\"takeMeasure\":{\"measure\":{\"kind\":\"DIVERT\",\"services\":[2,3],\"zone\":\"self\","
     "\"people\":8,\"minutes\":30}}}"},
    {PROGRAM_CONSOLE, "take-measure divert hall=2",
     "{\"takeMeasure\":{\"measure\":{\"kind\":\"DIVERT\",\"toHall\":2}}}"},
    {PROGRAM_CONSOLE, "take-measure notice code=busy",
     "{\"takeMeasure\":{\"measure\":{\"kind\":\"NOTICE\",\"textCode\":\"busy\"}}}"},
    {PROGRAM_COUNTER, "call-help upset", "{\"callHelp\":{\"reason\":\"upset\"}}"},
    {PROGRAM_COUNTER, "call-help", "{\"callHelp\":{}}"},
    {PROGRAM_COUNTER, "withdraw-help", "{\"withdrawHelp\":{}}"},
    {PROGRAM_CONSOLE, "see-help 4", "{\"seeHelp\":{\"help\":4}}"},
    {PROGRAM_CONSOLE, "come-to-help 4", "{\"comeToHelp\":{\"help\":4}}"},
    {PROGRAM_CONSOLE, "settle-help 4 not-needed",
     "{\"settleHelp\":{\"help\":4,\"end\":\"NOT_NEEDED\"}}"},
    {PROGRAM_CONSOLE,
     "open-case complaint help=4 source=passed-on class=network topic=bill severity=grave "
     "service=2",
     "{\"openCase\":{\"kind\":\"COMPLAINT\",\"source\":\"PASSED_ON\",\"classCode\":\"network\","
     "\"topic\":\"bill\",\"severity\":\"GRAVE\",\"service\":2,\"help\":4}}"},
    {PROGRAM_COUNTER, "open-case praise ticket=A012 contact=138 note=kind",
     "{\"openCase\":{\"kind\":\"PRAISE\",\"which\":{\"number\":\"A012\"},\"contact\":\"138\","
     "\"note\":\"kind\"}}"},
    {PROGRAM_KIOSK,
     "give-opinion suggestion note=chairs ticket=A012 code=ff contact=138 topic=bill",
     "{\"giveOpinion\":{\"kind\":\"SUGGESTION\",\"which\":{\"number\":\"A012\",\"code\":\"/"
     "w==\"},\"contact\":\"138\",\"note\":\"chairs\",\"topic\":\"bill\"}}"},
    {PROGRAM_CONSOLE, "step-case 7 taken staff=301",
     "{\"stepCase\":{\"caseId\":7,\"what\":\"TAKEN\",\"staff\":301}}"},
    {PROGRAM_CONSOLE, "step-case 7 sorted kind=unsolved class=network topic=bill severity=minor",
     "{\"stepCase\":{\"caseId\":7,\"what\":\"SORTED\",\"kind\":\"UNSOLVED\",\"classCode\":"
     "\"network\",\"topic\":\"bill\",\"severity\":\"MINOR\"}}"},
    {PROGRAM_CONSOLE, "step-case 7 answered publish note=mended hours=2",
     "{\"stepCase\":{\"caseId\":7,\"what\":\"ANSWERED\",\"note\":\"mended\",\"publish\":true,"
     "\"hours\":2}}"},
    {PROGRAM_CONSOLE, "step-case 7 called-back result=not-reached",
     "{\"stepCase\":{\"caseId\":7,\"what\":\"CALLED_BACK\",\"callBack\":\"NOT_REACHED\"}}"},
    {PROGRAM_CONSOLE, "send-work-slip technical case 7 note=look hours=4",
     "{\"sendWorkSlip\":{\"about\":\"CASE\",\"subject\":7,\"department\":\"technical\",\"note\":"
     "\"look\",\"hours\":4}}"},
    {PROGRAM_CONSOLE, "send-work-slip logistics fault note=lamp",
     "{\"sendWorkSlip\":{\"about\":\"FAULT\",\"department\":\"logistics\",\"note\":\"lamp\"}}"},
    {PROGRAM_CONSOLE, "settle-work-slip 8 replied note=done",
     "{\"settleWorkSlip\":{\"workSlip\":8,\"to\":\"REPLIED\",\"note\":\"done\"}}"},
    {PROGRAM_CONSOLE, "cases after=50 closed", "{\"getCases\":{\"after\":50,\"closed\":true}}"},
    {PROGRAM_CONSOLE, "case 7", "{\"getCase\":{\"caseId\":7}}"},
    {PROGRAM_CONSOLE, "slots 1 20151", "{\"getSlots\":{\"service\":1,\"day\":20151}}"},
    {PROGRAM_CONSOLE, "book-slot 1 1740978000000 contact=138 name=Wang",
     "{\"bookSlot\":{\"service\":1,\"atMs\":\"1740978000000\",\"contact\":\"138\",\"name\":"
     "\"Wang\"}}"},
    {PROGRAM_CONSOLE, "move-booking 7 1740978000000 service=2 code=ff",
     "{\"moveBooking\":{\"of\":{\"booking\":7,\"code\":\"/"
     "w==\"},\"atMs\":\"1740978000000\",\"service\":"
     "2}}"},
    {PROGRAM_CONSOLE, "cancel-booking 7 code=ff",
     "{\"cancelBooking\":{\"of\":{\"booking\":7,\"code\":\"/w==\"}}}"},
    {PROGRAM_KIOSK, "check-in-booking 7 code=ff short=123456",
     "{\"checkInBooking\":{\"of\":{\"booking\":7,\"code\":\"/w==\",\"shortCode\":\"123456\"}}}"},
    {PROGRAM_CONSOLE, "swap-ticket A012 1740978000000 code=ff contact=138 name=Wang",
     "{\"swapTicket\":{\"which\":{\"number\":\"A012\",\"code\":\"/"
     "w==\"},\"atMs\":\"1740978000000\","
     "\"contact\":\"138\",\"name\":\"Wang\"}}"},
    {PROGRAM_CONSOLE, "booking 7 code=ff",
     "{\"getBooking\":{\"of\":{\"booking\":7,\"code\":\"/w==\"}}}"},
    {PROGRAM_CONSOLE, "bookings 20151 after=4 to-decide",
     "{\"getBookings\":{\"day\":20151,\"toDecide\":true,\"after\":\"4\"}}"},
    {PROGRAM_CONSOLE, "forget-booking 7", "{\"forgetBooking\":{\"booking\":7}}"},
    {PROGRAM_KIOSK, "case-progress 7 code=ff",
     "{\"getCaseProgress\":{\"caseId\":7,\"code\":\"/w==\"}}"},
    {PROGRAM_CONSOLE, "work-slips after=50 closed",
     "{\"getWorkSlips\":{\"after\":50,\"closed\":true}}"},
    {PROGRAM_CONSOLE, "topics 30", "{\"getTopics\":{\"days\":30}}"},
    {PROGRAM_CONSOLE, "reveal-contact 0 135790 case=7 why=call-back",
     "{\"revealContact\":{\"which\":{},\"pin\":\"135790\",\"code\":\"call-back\",\"caseId\":7}}"},
    {PROGRAM_CONSOLE, "end-measure 3", "{\"endMeasure\":{\"measure\":3}}"},
    {PROGRAM_CONSOLE, "measures", "{\"getMeasures\":{}}"},
    {PROGRAM_CONSOLE, "line 2", "{\"getLine\":{\"line\":{\"kind\":\"SERVICE\",\"id\":2}}}"},
    {PROGRAM_CONSOLE, "line counter 2 limit=5",
     "{\"getLine\":{\"line\":{\"kind\":\"COUNTER\",\"id\":2},\"limit\":5}}"},
    {PROGRAM_CONSOLE, "report 20000", "{\"getReport\":{\"day\":20000}}"},
    {PROGRAM_CONSOLE, "range 20100 20130 by=week",
     "{\"getRange\":{\"fromDay\":20100,\"toDay\":20130,\"by\":\"WEEK\"}}"},
    {PROGRAM_CONSOLE, "range 20100", "{\"getRange\":{\"fromDay\":20100}}"},
    {PROGRAM_CONSOLE, "figures", "{\"getFigures\":{}}"},
    {PROGRAM_CONSOLE, "forecast-scores", "{\"getForecastScores\":{}}"},
    {PROGRAM_CONSOLE, "forecast-scores 20150 service=2",
     "{\"getForecastScores\":{\"day\":20150,\"service\":2}}"},
    {PROGRAM_DISPLAY, "snapshot", "{\"getSnapshot\":{}}"},
    {PROGRAM_KIOSK, "check-in A012 code=ff",
     "{\"checkIn\":{\"which\":{\"number\":\"A012\",\"code\":\"/w==\"}}}"},
    {PROGRAM_KIOSK, "cancel A012 code=ff reason=left",
     "{\"cancel\":{\"which\":{\"number\":\"A012\",\"code\":\"/w==\"},\"reason\":\"left\"}}"},
    {PROGRAM_KIOSK, "rate A001 4 code=ff",
     "{\"rate\":{\"which\":{\"number\":\"A001\",\"code\":\"/w==\"},\"score\":4}}"},
    {PROGRAM_COUNTER, "call-next finish outcome=done topics=a,b note=x",
     "{\"callNext\":{\"finish\":{\"outcome\":\"done\",\"topics\":[\"a\",\"b\"],"
     "\"note\":\"x\"}}}"},
    {PROGRAM_COUNTER, "call-next finish", "{\"callNext\":{\"finish\":{}}}"},
    {PROGRAM_COUNTER, "call-next no-show", "{\"callNext\":{\"noShow\":{}}}"},
    {PROGRAM_COUNTER, "recall", "{\"recall\":{}}"},
    {PROGRAM_COUNTER, "start", "{\"start\":{}}"},
    {PROGRAM_COUNTER, "hold note=x", "{\"hold\":{\"note\":\"x\"}}"},
    {PROGRAM_COUNTER, "no-show", "{\"noShow\":{}}"},
    {PROGRAM_COUNTER, "print-slip A1", "{\"printSlip\":{\"which\":{\"number\":\"A1\"}}}"},
    {PROGRAM_CONSOLE, "print-slip A1 7",
     "{\"printSlip\":{\"which\":{\"number\":\"A1\"},\"printer\":7}}"},
    {PROGRAM_COUNTER, "reinstate A1", "{\"reinstate\":{\"which\":{\"number\":\"A1\"}}}"},
    {PROGRAM_COUNTER, "finish note=x", "{\"finish\":{\"note\":\"x\"}}"},
    {PROGRAM_COUNTER, "further 2 ticket=A1 here",
     "{\"further\":{\"which\":{\"number\":\"A1\"},\"service\":2,\"here\":true}}"},
    {PROGRAM_COUNTER, "transfer service 3 service=4 reason=sick",
     "{\"transfer\":{\"to\":{\"kind\":\"SERVICE\",\"id\":3},\"service\":4,"
     "\"reason\":\"sick\"}}"},
    {PROGRAM_COUNTER, "change-pin 1234 5678",
     "{\"changePin\":{\"oldPin\":\"1234\",\"newPin\":\"5678\"}}"},
    {PROGRAM_COUNTER, "sign-off", "{\"signOff\":{}}"},
    {PROGRAM_CONSOLE, "counter-open 5", "{\"counterOpen\":{\"counter\":5}}"},
    {PROGRAM_CONSOLE, "counter-close 5", "{\"counterClose\":{\"counter\":5}}"},
    {PROGRAM_CONSOLE, "counter-pause \"\"", "{\"counterPause\":{}}"},
    {PROGRAM_CONSOLE, "counter-resume 5", "{\"counterResume\":{\"counter\":5}}"},
    {PROGRAM_CONSOLE, "counter-free 5 no-show",
     "{\"counterFree\":{\"counter\":5,\"ticketState\":\"NO_SHOW\"}}"},
    {PROGRAM_CONSOLE, "service-unsuspend 3", "{\"serviceUnsuspend\":{\"service\":3}}"},
    {PROGRAM_CONSOLE, "cap 3 400", "{\"raiseCap\":{\"service\":3,\"cap\":400}}"},
    {PROGRAM_CONSOLE, "forget-contact 17", "{\"forgetContact\":{\"which\":{\"ticket\":\"17\"}}}"},
    {PROGRAM_CONSOLE, "reveal-contact A1 246810 why=call reason=x",
     "{\"revealContact\":{\"which\":{\"number\":\"A1\"},\"reason\":\"x\",\"pin\":\"246810\","
     "\"code\":\"call\"}}"},
    {PROGRAM_COUNTER, "ticket A1", "{\"getTicket\":{\"which\":{\"number\":\"A1\"}}}"},
    {PROGRAM_COUNTER, "held 3", "{\"getHeld\":{\"counter\":3}}"},
    {PROGRAM_CONSOLE, "report", "{\"getReport\":{}}"},
    {PROGRAM_CONSOLE, "what-if open=7,8 close=3 later=900",
     "{\"whatIf\":{\"open\":[7,8],\"close\":[3],\"laterS\":900}}"},
    {PROGRAM_CONSOLE, "what-if services=7:1+3,8:2 elsewhere=1:12,2:3",
     "{\"whatIf\":{\"services\":[{\"counter\":7,\"services\":[1,3]},{\"counter\":8,\"services\":[2]"
     "}],"
     "\"elsewhere\":[{\"service\":1,\"people\":12},{\"service\":2,\"people\":3}]}}"},
    {PROGRAM_DISPLAY, "settings", "{\"getSettings\":{}}"},
    {PROGRAM_DISPLAY, "ping", "{\"ping\":{}}"},
    {PROGRAM_KIOSK, "issue 2 class=", "{\"issue\":{\"service\":2}}"},
};

static void each_verb__becomes_its_request(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(verb_cases); i++) {
        char *json, wanted[512];
        snprintf(wanted, sizeof wanted, "{\"hall\":1,%s", verb_cases[i].json + 1);
        assert_int_equal(build(verb_cases[i].program, verb_cases[i].line, &json), COMMAND_BUILT);
        assert_string_equal(json, wanted);
        free(json);
    }
}

// Whether a case has the verb and, unless it is empty, a word of it that begins so.
static bool is_tried(const char *verb, size_t verb_len, const char *part, size_t part_len) {
    for (size_t i = 0; i < COUNT(verb_cases); i++) {
        const char *line = verb_cases[i].line;
        if (strncmp(line, verb, verb_len) != 0 || (line[verb_len] && line[verb_len] != ' '))
            continue;
        for (const char *at = line + verb_len; part_len && *at; at++)
            if (*at == ' ' && !strncmp(at + 1, part, part_len))
                return true;
        if (!part_len)
            return true;
    }
    return false;
}

// The help of a verb begins with it and names all that may stand behind it, name=VALUE and flags in brackets; so
// the table of the verbs, its helps and the cases above hold each other to what there is.
static void each_verb__is_tried_with_all_that_its_help_names(void **state) {
    static const enum program programs[] = {PROGRAM_KIOSK, PROGRAM_COUNTER, PROGRAM_DISPLAY,
                                            PROGRAM_CONSOLE};
    size_t seen = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(programs); i++) {
        enum text texts[64];
        size_t count = command_help(programs[i], texts, COUNT(texts));
        for (size_t j = 0; j < count; j++) {
            const char *help = text_of(texts[j], LANGUAGE_EN);
            size_t verb_len = strcspn(help, " ");
            assert_memory_equal(help, text_of(texts[j], LANGUAGE_ZH), verb_len);
            if (!is_tried(help, verb_len, "", 0))
                fail_msg("no case for %s", help);
            for (const char *at = strchr(help, '='); at; at = strchr(at + 1, '=')) {
                const char *name = at;
                while (name[-1] != ' ' && name[-1] != '[')
                    name--;
                if (!is_tried(help, verb_len, name, (size_t)(at + 1 - name)))
                    fail_msg("no case for %.*s of %s", (int)(at - name), name, help);
            }
            seen++;
        }
    }
    assert_true(seen > 60); // kiosk 8, counter 25, display 3, console 26: some in more than one
}

static void wrong_words__are_told_how_it_is_written(void **state) {
    (void)state;
    static const struct {
        enum program program;
        const char *line;
        enum command_answer answer;
    } cases[] = {
        {PROGRAM_KIOSK, "issue", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue x", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 1 2", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 1 colour=red", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 99999999999", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue -1", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 12abc", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue +1", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 4294967297", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 1 class=2x", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 1 next=2,", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 1 next=2,,3", COMMAND_USAGE},
        {PROGRAM_KIOSK, "issue 1 note=a note=b", COMMAND_USAGE},
        {PROGRAM_KIOSK, "place A1 code=xyz", COMMAND_USAGE},
        {PROGRAM_KIOSK, "place A1 code=0", COMMAND_USAGE},
        {PROGRAM_COUNTER, "transfer hall 3", COMMAND_USAGE},
        {PROGRAM_COUNTER, "finish topics=a,b,c,d,e,f", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "counter-free 5 gone", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "counter-services 5 1,x", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "counter-services 5 ,", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "take-measure no-kind", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "take-measure notice alert=x", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "end-measure", COMMAND_USAGE},
        {PROGRAM_CONSOLE, "report 4294967295", COMMAND_USAGE},
        {PROGRAM_KIOSK, "call-next", COMMAND_UNKNOWN},
        {PROGRAM_DISPLAY, "issue 1", COMMAND_UNKNOWN},
        {PROGRAM_COUNTER, "call-next outcome=done", COMMAND_USAGE},
        {PROGRAM_COUNTER, "call-next no-show outcome=done", COMMAND_USAGE},
        {PROGRAM_COUNTER, "call-next finish no-show", COMMAND_USAGE},
        {PROGRAM_COUNTER, "rate 5 code=ff", COMMAND_USAGE},
        {PROGRAM_COUNTER, "line 1 2 3", COMMAND_USAGE},
        {PROGRAM_COUNTER, "line no-kind 2", COMMAND_USAGE},
        {PROGRAM_COUNTER, "dance", COMMAND_UNKNOWN},
        {PROGRAM_COUNTER, "get-line 1", COMMAND_UNKNOWN},
        {PROGRAM_COUNTER, "get_line 1", COMMAND_UNKNOWN},
        {PROGRAM_COUNTER, "set-pin 101 246810", COMMAND_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *json;
        assert_int_equal(build(cases[i].program, cases[i].line, &json), cases[i].answer);
    }
}

static void words__keep_quoted_blanks(void **state) {
    (void)state;
    struct words w;
    char line[] = "  transfer  service 3\tnote=\"a \\\"b\\\" = c\" come-back ";
    assert_true(words_split(&w, line));
    assert_int_equal(w.count, 4);
    assert_string_equal(words_value(&w, "note"), "a \"b\" = c");
    assert_string_equal(words_value(&w, "none"), "");
    assert_true(words_drop(&w, "come-back"));
    assert_false(words_drop(&w, "transfer")); // the verb is none
    assert_int_equal(w.count, 3);
    char open[] = "issue note=\"a";
    assert_false(words_split(&w, open));
    char many[] = "a b c d e f g h i j k l m n o p q";
    assert_false(words_split(&w, many));
    char empty[] = "   ";
    assert_true(words_split(&w, empty));
    assert_int_equal(w.count, 0);
}

static void fields__read_as_words(void **state) {
    (void)state;
    static const char json[] =
        "{\"done\":{\"ticket\":{\"ticket\":\"17\",\"number\":\"A045\",\"state\":\"WAITING\","
        "\"orMore\":true,\"code\":\"AP8=\",\"note\":\"a \\\"b\\\"\",\"nextServices\":[3,4],"
        "\"steps\":[{\"service\":1,\"topics\":[\"x\",\"y\"]},{\"service\":2}],\"day\":-3},"
        "\"why\":{\"rule\":\"OLDEST\",\"secondNumber\":\"业\"}}}";
    char error[HALLQ_JSON_ERROR_SIZE], *text = NULL;
    size_t text_size;
    struct arena a;
    arena_init(&a, 0);
    Hallq__Reply *reply =
        hallq_json_parse(&hallq__reply__descriptor, json, strlen(json), &a, error);
    assert_non_null(reply);
    FILE *out = open_memstream(&text, &text_size);
    fields_print(out, "", &reply->base);
    fclose(out);
    assert_string_equal(
        text, " done.ticket.ticket=17 done.ticket.number=A045 done.ticket.state=WAITING"
              " done.ticket.or_more=true done.ticket.code=00ff done.ticket.steps.0.service=1"
              " done.ticket.steps.0.topics=x,y done.ticket.steps.1.service=2"
              " done.ticket.next_services=3,4 done.ticket.note=\"a \\\"b\\\"\" done.ticket.day=-3"
              " done.why.rule=OLDEST done.why.second_number=业");
    free(text);
    arena_fini(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
