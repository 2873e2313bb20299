// hallfile_test.c - each kind of slip in a hall file is told of at its line and column, with what
// is wrong and what to write instead.
//
// A case changes one place of a small correct file, and names all that must be reported, one
// "line:column: sentence" a line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "broker/hall/settings/check.h"
#include "clients/hallfile/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09
#define TEXT_SIZE 8192

// Line numbers of the cases are of this file.
static const char correct[] = "hall: 1\n"                                       // 1
                              "name: {zh: 厅, en: Hall}\n"                      // 2
                              "time_zone: Asia/Shanghai\n"                      // 3
                              "hours:\n"                                        // 4
                              "  mon-fri: 08:30-12:00, 13:30-18:00\n"           // 5
                              "  sat: closed\n"                                 // 6
                              "holidays:\n"                                     // 7
                              "  2026-10-01: closed\n"                          // 8
                              "zones:\n"                                        // 9
                              "  - {id: main, name: {zh: 大厅}}\n"              // 10
                              "services:\n"                                     // 11
                              "  - id: 1\n"                                     // 12
                              "    name: {zh: 咨询}\n"                          // 13
                              "    letter: A\n"                                 // 14
                              "    target_service_min: 5\n"                     // 15
                              "    target_wait_min: 10\n"                       // 16
                              "    zone: main\n"                                // 17
                              "  - id: 2\n"                                     // 18
                              "    name: {zh: 受理}\n"                          // 19
                              "    letter: B\n"                                 // 20
                              "    target_service_min: 1.5\n"                   // 21
                              "    target_wait_min: 10\n"                       // 22
                              "counters:\n"                                     // 23
                              "  - id: 1\n"                                     // 24
                              "    services: [1, 2]\n"                          // 25
                              "    policy: {kind: preference, limit_min: 20}\n" // 26
                              "staff:\n"                                        // 27
                              "  - {id: 7, name: 王芳, role: clerk}\n"          // 28
                              "reinstate: {kind: behind, behind: 2}\n"          // 29
                              "journal_days: 90\n";                             // 30

static const struct slip {
    const char *find, *put, *told;
} slips[] = {
    // the file
    {"hall: 1\n", "hall: 1\nhall2: [\n",
     "2:8: the bracket that begins here is not closed, or lacks a comma; write it"},
    {"services: [1, 2]", "services: [1,\n      [2]\n      [3]]",
     "27:7: a comma or the closing ] is missing; check here and the line above"},
    {"hall: 1\n", "hall: \"\xff\"\n",
     "1:8: the file is not in UTF-8 (perhaps in GB18030, which Notepad calls ANSI); save it in "
     "UTF-8"},
    {"journal_days: 90\n", "journal_days: 90\n---\nhall: 2\n",
     "31:1: the file holds several documents; remove this --- and what follows"},
    {"hall: 1\n", "hall: &h 1\nlevel: *h\n",
     "2:8: aliases such as *h are not allowed; write the content out"},
    {"zh: 咨询", "zh: \"咨询", "13:16: the quotes are not closed; write the second one"},
    {"en: Hall}", "en: \"Hall}\nlevel: \"county\"",
     "2:19: the quotes that begin here end on line 3 only; see that each is closed"},
    // keys
    {"time_zone:", "timezone:",
     "1:1: \"time_zone\" is missing; add it as a time zone, as Asia/Shanghai\n"
     "3:1: the key \"timezone\" is not known; write time_zone perhaps"},
    {"    zone: main\n", "    zone: main\n    target_wait_s: 600\n",
     "18:5: the key \"target_wait_s\" is not known; write target_wait_min perhaps"},
    {"role: clerk", "role: clerk, x9: 1",
     "28:36: the key \"x9\" is not known; here may stand id, name, role, may_call_named"},
    {"journal_days: 90\n", "journal_days: 90\nhall: 2\n",
     "31:1: \"hall\" stands already on line 1; remove one"},
    {"    letter: A\n", "",
     "12:5: \"letter\" is missing; add it as the letter of its tickets, as A"},
    {"journal_days: 90", "? [a]\n: 90", "30:3: this key is not a word; write key: value"},
    // types
    {"hall: 1", "hall: one", "1:7: here is \"one\"; write a whole number, as 15"},
    {"hall: 1", "hall: 010", "1:7: leading zeros are not kept (010); write 10"},
    {"hall: 1", "hall: -1", "1:7: here is \"-1\"; write a whole number, as 15"},
    {"hall: 1", "hall:", "1:6: here is nothing; write a whole number, as 15"},
    {"hall: 1", "hall: 4294967296", "1:7: 4294967296 is out of range; write 1 to 99999"},
    {"target_service_min: 5", "target_service_min: 5s",
     "15:25: here is \"5s\"; write a number, as 15 or 1.5"},
    {"target_service_min: 5", "target_service_min: 1,5",
     "15:25: the comma in \"1,5\" is no decimal point; write 1.5"},
    {"target_service_min: 5", "target_service_min: 05",
     "15:25: leading zeros are not kept (05); write 5"},
    {"target_service_min: 5", "target_service_min: 00.5",
     "15:25: leading zeros are not kept (00.5); write 0.5"},
    {"target_service_min: 5", "target_service_min: 1e1",
     "15:25: here is \"1e1\"; write a number, as 15 or 1.5"},
    {"hall: 1\n", "hall: 1\nday_starts:\n",
     "2:12: here is nothing; write a time of day, as 00:00, or remove the key"},
    {"    zone: main\n", "    zone: [main]\n",
     "17:11: here is a list; write the code of a zone, as main"},
    {"{zh: 咨询}", "咨询", "13:11: here is \"咨询\"; write a name, as {zh: 咨询, en: Enquiries}"},
    {"[1, 2]", "1", "25:15: here is \"1\"; write a list: each item on a line after -, or [1, 2]"},
    {"kind: preference", "kind: fair",
     "26:20: here is \"fair\"; write one of oldest, preference, ratio"},
    {"role: clerk", "role: clerk, may_call_named: yes",
     "28:52: here is \"yes\"; write true or false"},
    {"    zone: main\n", "    hours: 9-5\n",
     "17:12: here is \"9-5\"; write hours, as mon-fri: 08:30-18:30"},
    {"name: 王芳", "name: [王芳]", "28:19: here is a list; write a person's name, as 王芳"},
    {"zh: 厅", "zh: {a: b}", "2:12: here is keys with values; write a Chinese name, as 咨询"},
    // hours and dates
    {"08:30-12:00, 13:30-18:00", "8.30-12:00",
     "5:12: \"8.30-12:00\" is no opening time; write 08:30-12:00, 13:30-18:00 or closed"},
    {"sat: closed", "sat: 08:30-24:30",
     "6:8: \"08:30-24:30\" is no opening time; write 08:30-12:00, 13:30-18:00 or closed"},
    {"sat: closed", "samstag: closed",
     "6:3: \"samstag\" names no weekday; write mon-fri, sat,sun or daily"},
    {"sat: closed", "fri,sat: closed",
     "6:3: \"fri,sat\" names a day that stands already on line 5; write each day once"},
    {"sat: closed", "sun-mon: closed",
     "6:3: \"sun-mon\" goes past the end of the week; write sun,mon"},
    {"sat: closed", "fri-tue: closed",
     "6:3: \"fri-tue\" goes past the end of the week; write fri-sun,mon-tue"},
    {"sat: closed", "sat-mon,tue: closed",
     "6:3: \"sat-mon,tue\" goes past the end of the week; write sat-sun,mon"},
    {"sat: closed", "周日-周一: closed",
     "6:3: \"周日-周一\" goes past the end of the week; write 周日,周一"},
    {"sat: closed", "sat-mom: closed",
     "6:3: \"sat-mom\" names no weekday; write mon-fri, sat,sun or daily"},
    {"08:30-12:00, 13:30", "13:30-18:00, 08:30",
     "5:12: the spans overlap or stand in the wrong order; write them in order of time"},
    {"sat: closed", "sat: 18:00-09:00",
     "6:8: \"18:00-09:00\" does not end after it begins; one that goes past midnight is split "
     "there: "
     "18:00-24:00, and from 00:00 on the next day, and day_starts set to a time after closing"},
    // quiet hours
    {"sat: closed", "sat: closed\nvoice: {quiet: 22:00-07:00}",
     "7:16: \"22:00-07:00\" does not end after it begins; for one that goes past midnight write "
     "00:00-07:00, 22:00-24:00"},
    {"sat: closed", "sat: closed\nvoice: {quiet: closed}",
     "7:16: \"closed\" is no part of a day; write 12:00-13:30, 20:00-24:00"},
    {"sat: closed", "sat: closed\nvoice: {quiet: 12-13}",
     "7:16: \"12-13\" is no part of a day; write 12:00-13:30, 20:00-24:00"},
    {"sat: closed", "sat: closed\nvoice: {quiet: '13:00-14:00, 12:00-13:00'}",
     "7:16: the spans overlap or stand in the wrong order; write them in order of time"},
    {"sat: closed", "sat: closed\nvoice: {one: 幺}", "7:14: here is \"幺\"; write one of yi, yao"},
    {"sat: closed", "sat: closed\nvoice: {times: 4}", "7:16: 4 is out of range; write 1 to 3"},
    {"sat: closed", "sat: closed\nvoice: {deadline_s: 0}",
     "7:21: 0 is out of range; write 1 to 120"},
    {"2026-10-01: closed", "2026-02-29: closed",
     "8:3: \"2026-02-29\" is no date; write 2026-10-01, or 2026-10-01..2026-10-07 (62 days at "
     "most)"},
    {"2026-10-01: closed", "2026-10-07..2026-10-01: closed",
     "8:3: \"2026-10-07..2026-10-01\" ends before it begins; write the first day first, as "
     "2026-10-01..2026-10-07"},
    {"2026-10-01: closed", "2026-07-01..2026-08-31: closed\n  2026-08-31: closed",
     "9:15: this date is given already by line 8; write it once"},
    {"2026-10-01: closed", "2026-07-01..2026-09-01: closed",
     "8:3: \"2026-07-01..2026-09-01\" is 63 days, and a range is 62 at most; write several"},
    {"2026-10-01: closed", "9999-12-31..2026-10-01: closed",
     "8:3: \"9999-12-31..2026-10-01\" is too far off; write dates up to 2169-12-31"},
    {"2026-10-01: closed", "9999-12-31: closed",
     "8:3: \"9999-12-31\" is too far off; write dates up to 2169-12-31"},
    {"2026-10-01: closed", "2169-12-31..2170-01-01: closed",
     "8:3: \"2169-12-31..2170-01-01\" is too far off; write dates up to 2169-12-31"},
    {"2026-10-01: closed", "2026-10-01: closed\n  2026-09-30..2026-10-02: 09:00-12:00",
     "9:27: this date is given already by line 8; write it once"},
    {"2026-10-01: closed", "2026-10-01: {hours: closed, nam: {zh: 国庆}}",
     "8:31: the key \"nam\" is not known; write name perhaps"},
    {"hall: 1\n", "hall: 1\nday_starts: \"24:00\"\n",
     "2:13: \"24:00\" is no time of day; write 00:00 to 23:59"},
    {"Asia/Shanghai", "Asia/Peking",
     "3:12: this system knows no time zone \"Asia/Peking\"; write a name such as Asia/Shanghai"},
    {"Asia/Shanghai", "localtime",
     "3:12: \"localtime\" is no place's zone, and may be another one on another machine; write a "
     "name such as Asia/Shanghai"},
    {"Asia/Shanghai", "posixrules",
     "3:12: \"posixrules\" is no place's zone, and may be another one on another machine; write a "
     "name such as Asia/Shanghai"},
    {"Asia/Shanghai", "right/Asia/Urumqi",
     "3:12: \"right/Asia/Urumqi\" is no place's zone, and may be another one on another machine; "
     "write a name such as Asia/Urumqi"},
    {"Asia/Shanghai", "posix/localtime",
     "3:12: \"posix/localtime\" is no place's zone, and may be another one on another machine; "
     "write a name such as Asia/Shanghai"},
    {"Asia/Shanghai", "../../etc/passwd",
     "3:12: this system knows no time zone \"../../etc/passwd\"; write a name such as "
     "Asia/Shanghai"},
    // ranges, in the units of the file
    {"hall: 1", "hall: 100000", "1:7: 100000 is out of range; write 1 to 99999"},
    {"journal_days: 90", "journal_days: 6", "30:15: 6 is out of range; write 7 to 3660"},
    {"target_wait_min: 10\n    zone", "target_wait_min: 0.5\n    zone",
     "16:22: 0.5 is out of range; write 1 to 240"},
    {"limit_min: 20", "limit_min: 300", "26:43: 300 is out of range; write 1 to 240"},
    {"behind: 2", "behind: 101", "29:35: 101 is out of range; write 0 to 100"},
    {"    zone: main\n", "    numbers: 1-\n",
     "17:14: \"1-\" is no range of numbers; write first and last, as 1-999"},
    {"    zone: main\n", "    numbers: 1--5\n",
     "17:14: \"1--5\" is no range of numbers; write first and last, as 1-999"},
    {"    zone: main\n", "    numbers: +1 - 5\n",
     "17:14: \"+1 - 5\" is no range of numbers; write first and last, as 1-999"},
    {"    zone: main\n", "    numbers: 1-4294967297\n",
     "17:14: \"1-4294967297\" is no range of numbers; write first and last, as 1-999"},
    {"    zone: main\n", "    numbers: 999-1\n",
     "17:14: \"999-1\" ends before it begins; write the first number first, as 1-999"},
    {"    zone: main\n", "    numbers: 001-999\n",
     "17:14: leading zeros are not kept (001-999); write 1-999"},
    {"    zone: main\n", "    numbers: 1 - 0999\n",
     "17:14: leading zeros are not kept (1 - 0999); write 1-999"},
    {"    zone: main\n", "    numbers: 0-999\n", "17:14: 0 is out of range; write 1 to 99999"},
    {"    zone: main\n", "    numbers: 1-0\n",
     "17:14: \"1-0\" is no range of numbers; write first and last, as 1-999"},
    {"    zone: main\n", "    numbers: 100000-1\n",
     "17:14: \"100000-1\" is no range of numbers; write first and last, as 1-999"},
    {"    zone: main\n", "    numbers: 1-100000\n",
     "17:14: 100000 is out of range; write 1 to 99999"},
    {"    zone: main\n", "    numbers: 0-4294967295\n",
     "17:14: 0 is out of range; write 1 to 99999\n"
     "17:14: 4294967295 is out of range; write 1 to 99999"},
    {"    zone: main\n", "    numbers: 000-099\n", "17:14: 0 is out of range; write 1 to 99999"},
    {"    zone: main\n", "    numbers:\n",
     "17:13: here is nothing; write a range of numbers, as 1-999, or remove the key"},
    {"zh: 咨询", "zh: \"\"", "13:16: here is nothing; write a Chinese name, as 咨询"},
    {"id: main,", "id: Main,",
     "10:10: \"Main\" is no code; write 1 to 16 of a..z, 0..9 and -\n"
     "17:11: there is no zone \"main\"; write one of zones, or add it there"},
    {"hall: 1\n", "hall: 1\nlevel: city\n", "2:8: here is \"city\"; write one of county, township"},
    // cross-checks
    {"letter: B", "letter: A", "20:13: the letter A is used already by line 14; choose another"},
    {"letter: B", "letter: bb",
     "20:13: \"bb\" is no ticket letter; write one or two capital letters, such as A or AB"},
    {"  - id: 2", "  - id: 1",
     "18:9: the number 1 is used already by line 12; choose another\n"
     "25:19: there is no service 2; write the id of one of services"},
    {"[1, 2]", "[1, 2, 9]", "25:22: there is no service 9; write the id of one of services"},
    {"[1, 2]", "[1, 2, 1]", "25:22: service 1 stands already at line 25; remove one"},
    {"    zone: main\n", "    zone: cellar\n",
     "17:11: there is no zone \"cellar\"; write one of zones, or add it there"},
    {"preference, limit_min: 20", "preference",
     "26:13: preference and ratio need limit_min, a limit of waiting; add it, 1 to 240"},
    {"preference, limit_min: 20", "ratio, limit_min: 20",
     "26:13: the policy ratio needs shares; write service and count of each"},
    {"preference, limit_min: 20", "ratio, limit_min: 20, ratio: [{service: 3, count: 1}]",
     "26:60: this counter does not give service 3; write one of its services"},
    {"journal_days: 90", "moves:\n  - {service: 2, to_service: 1}",
     "31:15: 2 is still in the settings; remove this move"},
    {"journal_days: 90", "moves:\n  - {to_service: 1}",
     "31:5: the move is unclear; write the removed service or the removed counter, one of them"},
    // webhooks: of the addresses that will not do the first words alone
    {"journal_days: 90", "webhooks:\n  - {id: 1, url: 'ftp://a/b', events: [ticket_called]}",
     "31:18: \"ftp://a/b\" is no address to tell; write one that begins with http:// or https://, "
     "of "
     "512 characters at most, without blanks, # and user name"},
    {"journal_days: 90", "webhooks:\n  - {id: 1, url: 'https://', events: [ticket_called]}",
     "31:18: \"https://\" is no address to tell; write one that begins with http:// or https://, "
     "of "
     "512 characters at most, without blanks, # and user name"},
    {"journal_days: 90", "webhooks:\n  - {id: 1, url: 'http://a:b@c/', events: [ticket_called]}",
     "31:18: \"http://a:b@c/\" is no address to tell; write one that begins with http:// or "
     "https://, of 512 characters at most, without blanks, # and user name"},
    {"journal_days: 90",
     "webhooks:\n  - {id: 1, url: 'http://a', events: [ticket_called, ticket_called]}",
     "31:54: that event stands already at line 31; remove one"},
    {"journal_days: 90", "webhooks:\n  - {id: 1, url: 'http://a', events: []}",
     "31:38: there is none; write at least one"},
    {"journal_days: 90", "webhooks:\n  - {id: 100, url: 'http://a', events: [day_opened]}",
     "31:10: 100 is out of range; write 1 to 99"},
    {"journal_days: 90",
     "webhooks:\n  - {id: 1, url: 'http://a', events: [day_opened]}\n  - {id: 1, url: 'http://b', "
     "events: [day_opened]}",
     "32:10: the number 1 is used already by line 31; choose another"},
    {"journal_days: 90", "webhooks:\n  - {id: 1, events: [day_opened]}",
     "31:5: \"url\" is missing; add it as an address, as https://example.cn/hallq"},
    // characters that may not stand in a text
    {"zh: 厅, en: Hall", "zh: 厅, en: \"Ha\\0l\"",
     "2:22: in the value of \"en\" is a control character (U+0000); remove it"},
    {"zh: 厅, en: Hall", "zh: 厅, en: \"Ha\\nl\"",
     "2:22: in the value of \"en\" is a line break (U+000A); remove it"},
    {"zh: 咨询", "zh: \"咨\\t询\"", "13:18: in the value of \"zh\" is a tab (U+0009); remove it"},
    {"zh: 咨询", "zh: 咨\u202e询",
     "13:17: in the value of \"zh\" is an invisible character (U+202E); remove it"},
    {"zh: 咨询", "zh: 咨\u200b询",
     "13:17: in the value of \"zh\" is an invisible space (U+200B); remove it"},
    {"zh: 咨询", "zh: 咨\u00ad询",
     "13:17: in the value of \"zh\" is an invisible character (U+00AD); remove it"},
    {"zh: 咨询", "zh: \"\\u2028\"",
     "13:17: in the value of \"zh\" is an invisible character (U+2028); remove it"},
    {"name: 王芳", "name: 王\U000e0041芳",
     "28:20: in the value of \"name\" is an invisible character (U+E0041); remove it"},
    {"id: main,", "id: \"ma\\0in\",",
     "10:13: in the value of \"id\" is a control character (U+0000); remove it"},
    {"hall: 1\n", "hall: 1\u200e\n",
     "1:8: in the value of \"hall\" is an invisible character (U+200E); remove it"},
    {"hall: 1\n", "hall\u061c: 1\n",
     "1:1: \"hall\" is missing; add it as a whole number, as 15\n"
     "1:5: here is an invisible character (U+061C); remove it"},
    {"sat: closed", "sat: \"closed\\0\"",
     "6:15: in the value of \"hours\" is a control character (U+0000); remove it"},
    {"  sat: closed", "  \"sat\\0\": closed",
     "6:7: here is a control character (U+0000); remove it"},
    {"2026-10-01: closed", "2026-10-01: {hours: closed, name: {zh: \"国\\n庆\"}}",
     "8:44: in the value of \"zh\" is a line break (U+000A); remove it"},
    // what an input method puts in place of YAML's own
    {"hall: 1\n", "hall：1\n", "1:5: here is a full-width colon (U+FF1A); write :"},
    {"{zh: 厅, en: Hall}", "{zh：厅，en：Hall}",
     "2:10: here is a full-width colon (U+FF1A); write :\n"
     "2:12: here is a full-width comma (U+FF0C); write ,\n"
     "2:15: here is a full-width colon (U+FF1A); write :"},
    {"{zh: 厅, en: Hall}", "{zh: 厅， en: Hall}",
     "2:13: here is a full-width comma (U+FF0C); write ,"},
    {"{zh: 厅, en: Hall}", "｛zh: 厅, en: Hall｝",
     "2:7: here is a full-width brace (U+FF5B); write {"},
    {"{zh: 厅, en: Hall}", "{zh: 厅, en: Hall｝",
     "2:23: here is a full-width brace (U+FF5D); write }"},
    {"[1, 2]", "［1, 2］", "25:15: here is a full-width bracket (U+FF3B); write ["},
    {"[1, 2]", "[1，2]", "25:17: here is a full-width comma (U+FF0C); write ,"},
    {"[1, 2]", "[１, 2]", "25:16: here is a full-width character (U+FF11); write 1"},
    {"hall: 1\n", "hall:　1\n", "1:6: here is a full-width space (U+3000); write a space"},
    {"hall: 1\n", "hall: 1　\n", "1:8: here is a full-width space (U+3000); write a space"},
    {"    letter: A\n", "    letter: A　\n",
     "14:14: here is a full-width space (U+3000); write a space"},
    {"    letter: A\n", "　　letter: A\n",
     "14:1: here is a full-width space (U+3000); write a space"},
    {"hall: 1\n", "\t\nhall: 1\n", "1:1: here is a tab (U+0009); write a space"},
    {"    letter: A\n", "\tletter: A\n", "14:1: here is a tab (U+0009); write a space"},
    {"    letter: A\n", "    letter: Ａ\n",
     "14:13: here is a full-width character (U+FF21); write A"},
    {"    letter: A\n", "    letter: “A”\n", "14:13: here is a curly quote (U+201C); write \""},
    {"  sat: closed", "  sat：closed", "6:6: here is a full-width colon (U+FF1A); write :"},
    {"  sat: closed", "  周六：closed", "6:5: here is a full-width colon (U+FF1A); write :"},
    {"  sat: closed", "  周六，周日: closed", "6:5: here is a full-width comma (U+FF0C); write ,"},
    {"08:30-12:00, 13", "08:30-12:00，13", "5:23: here is a full-width comma (U+FF0C); write ,"},
    {"08:30-12:00, 13", "０８：３０-12:00, 13",
     "5:12: here is a full-width character (U+FF10); write 0"},
    {"08:30-12:00, 13", "08:30—12:00, 13", "5:17: here is a long dash (U+2014); write -"},
    {"2026-10-01: closed", "2026－10－01: closed",
     "8:7: here is a full-width hyphen (U+FF0D); write -"},
    {"Asia/Shanghai", "“Asia/Shanghai”", "3:12: here is a curly quote (U+201C); write \""},
    {"hall: 1\n", "hall: 1\nday_starts: “06:00”\n",
     "2:13: here is a curly quote (U+201C); write \""},
    {"role: clerk", "role:\u00a0clerk", "28:28: here is a no-break space (U+00A0); write a space"},
    {"hall: 1\n", "hall: 1 \a\n", "1:9: here is a control character (U+0007); remove it"},
    // what stands there, and the form for that key
    {"  mon-fri: 08:30-12:00, 13:30-18:00", "  daily: [08:30-12:00, 13:30-18:00]",
     "5:10: here is a list; write the times in one line, as 08:30-12:00, 13:30-18:00, or closed"},
    {"  sat: closed", "  sat:",
     "6:7: here is nothing; write the times in one line, as 08:30-12:00, 13:30-18:00, or closed"},
    {"  2026-10-01: closed\n", "",
     "7:10: here is nothing; write holidays, as 2026-10-01: closed, or remove the key"},
    {"target_wait_min: 10\n    zone", "target_wait_min: 99999999999\n    zone",
     "16:22: 99999999999 is out of range; write 1 to 240"},
    {"journal_days: 90", "journal_days: 99999999999",
     "30:15: 99999999999 is out of range; write 7 to 3660"},
    {"sat: closed", "sat: 18:00-02:00",
     "6:8: \"18:00-02:00\" does not end after it begins; one that goes past midnight is split "
     "there: "
     "18:00-24:00, and from 00:00 on the next day, and day_starts set to a time after closing"},
    {"sat: closed", "sat: 09:00-09:00",
     "6:8: \"09:00-09:00\" begins and ends at the same time; for the whole day write 00:00-24:00"},
    {"id: 7", "id: 0101", "28:10: leading zeros are not kept (0101); write 101"},
    {"id: 7", "id: 100000000", "28:10: 100000000 is out of range; write 1 to 99999999"},
    {"id: 7", "id: 1.5", "28:10: here is \"1.5\"; write a whole number, as 15"},
    {"zh: 咨询", "zh: ~",
     "13:16: here is ~, which is YAML for nothing; write a Chinese name, as 咨询"},
    {"zh: 咨询", "zh: \" \"", "13:16: the text has no visible character; write a name"},
    {"zh: 咨询", "zh: \ufe0f", "13:16: the text has no visible character; write a name"},
    {"zh: 咨询", "zh: \u0301", "13:16: the text has no visible character; write a name"},
    {"zh: 咨询", "zh: \ue000", "13:16: the text has no visible character; write a name"},
    {"zh: 咨询", "zh: \ufffd",
     "13:16: the text holds U+FFFD, in the place of a character that a conversion lost; write it "
     "anew"},
    {"zh: 咨询", "zh: 咨\ufffd",
     "13:16: the text holds U+FFFD, in the place of a character that a conversion lost; write it "
     "anew"},
    {"zh: 咨询", "zh: 　", "13:16: the text has no visible character; write a name"},
    {"name: 王芳", "name: \" \"", "28:19: the text has no visible character; write a name"},
    {"letter: A", "letter:", "14:12: here is nothing; write the letter of its tickets, as A"},
    {"hall: 1\n", "hall: 1\nlevel:\n  [county]\n", "3:3: here is a list; write county or township"},
    // several at once, in order of place
    {"letter: A\n    target_service_min: 5", "letter: 1\n    target_service_min: 0.1",
     "14:13: \"1\" is no ticket letter; write one or two capital letters, such as A or AB\n"
     "15:25: 0.1 is out of range; write 0.1667 to 240"},
    // warnings
    {"Asia/Shanghai", "Etc/GMT+8",
     "3:12: \"Etc/GMT+8\" is UTC−8, and no place's zone; check it, a hall in China writes "
     "Asia/Shanghai"},
    {"Asia/Shanghai", "EST5EDT",
     "3:12: \"EST5EDT\" is UTC−4 / UTC−5, and no place's zone; check it, a hall in China writes "
     "Asia/Shanghai"},
    {"Asia/Shanghai", "UTC",
     "3:12: \"UTC\" is UTC+0, and no place's zone; check it, a hall in China writes Asia/Shanghai"},
    {"[1, 2]", "[1]", "18:5: no counter gives service 2; add it to the services of a counter"},
    {"preference, limit_min", "oldest, limit_min",
     "26:39: with the policy oldest the limit does nothing; remove it, or choose preference or "
     "ratio"},
    {"hall: 1\n", "hall: 1\nlevel: county\n",
     "6:12: only 4.5 hours on end; a hall of county level or above is expected to open for 10 on "
     "end"},
};

// The correct file with its one `find` replaced.
static void text_change(const struct slip *slip, char text[TEXT_SIZE]) {
    const char *at = strstr(correct, slip->find);
    assert_non_null(at);
    snprintf(text, TEXT_SIZE, "%.*s%s%s", (int)(at - correct), correct, slip->put,
             at + strlen(slip->find));
}

static void told_print(const struct hallfile_result *result, char told[TEXT_SIZE]) {
    size_t told_len = 0;
    told[0] = '\0';
    for (size_t i = 0; i < result->problem_count; i++) {
        const struct hallfile_problem *p = &result->problems[i];
        told_len += (size_t)snprintf(told + told_len, TEXT_SIZE - told_len, "%s%u:%u: %s",
                                     i ? "\n" : "", p->line, p->column, p->text);
    }
}

static void slip__is_told_at_its_place(void **state) {
    (void)state;
    char text[TEXT_SIZE], told[TEXT_SIZE];
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        struct arena a;
        struct hallfile_result result;
        arena_init(&a, 0);
        text_change(&slips[i], text);
        int err = hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_EN, &a, &result);
        told_print(&result, told);
        assert_int_equal(err, result.error_count ? ERR_INVALID : ERR_OK);
        assert_int_equal(!result.settings, result.error_count > 0);
        size_t errors = 0;
        for (size_t k = 0; k < result.problem_count; k++)
            errors += !result.problems[k].warning;
        assert_int_equal(result.error_count, errors); // as many as are told
        if (strcmp(told, slips[i].told)) {
            print_error("for    %s\nwanted %s\ngot    %s\n\n", slips[i].put, slips[i].told, told);
            wrong++;
        }
        arena_fini(&a);
    }
    assert_int_equal(wrong, 0);
}

// What is wrong, after what of the file, and what comes after it. The sentence ends in what to write.
static const struct {
    const char *find, *wrong;
} advised[] = {
    {"journal_days: ", "090"},
    {"target_service_min: ", "05"},
    {"target_service_min: ", "1,5"},
    {"time_zone: ", "localtime"},
    {"time_zone: ", "posix/Asia/Tokyo"},
    {"time_zone: ", "right/No/Where"},
    {"time_zone: ", "posixrules"},
    {"time_zone: ", "Asia/Beijing"},
    {"numbers: ", "999-1"},
    {"numbers: ", "001-999"},
    {"numbers: ", "1 - 0999"},
    {"numbers: ", "1-0"},
    {"numbers: ", "99999-1"},
    {"numbers: ", "100000-1"},
    {"numbers: ", "x"},

    {"mon-fri: ", "09:00-09:00"},
    {"mon-fri: ", "24:00-24:00"},
    {"mon-fri: ", "24:00-08:00"},
    {"mon-fri: ", "noon"},
    {"2026-10-", "07..2026-10-01"},
    {"2026-10-", "07..2020-10-01"},
    {"2026-10-", "00"},
    {"letter: ", "a"},
    {"letter: ", "ABC"},
};

// The last words: after "write ", or after ", as ".
static const char *advice_of(char *told) {
    char *from = strstr(told, "; "), *at = NULL;
    for (char *next = from; next && (next = strstr(next, "write ")); next += 6)
        at = next + 6;
    for (char *next = from; next && (next = strstr(next, " as ")); next += 4)
        at = next + 4;
    if (at)
        at[strcspn(at, " \n")] = '\0';
    if (at && strlen(at) && at[strlen(at) - 1] == ',')
        at[strlen(at) - 1] = '\0';
    return at;
}

static void advice__is_accepted(void **state) {
    (void)state;
    char text[TEXT_SIZE], told[TEXT_SIZE], rows[TEXT_SIZE], put[256];
    for (size_t i = 0; i < sizeof advised / sizeof advised[0]; i++) {
        struct arena a;
        struct hallfile_result result;
        struct slip slip = {.find = strcmp(advised[i].find, "numbers: ") ? advised[i].find
                                                                         : "letter: "};
        const char *after = strchr(strstr(correct, slip.find), '\n'), *value = advised[i].wrong;
        arena_init(&a, 0);
        for (int times = 0; times < 2; times++) {
            bool is_date = !strcmp(slip.find, "2026-10-") && times;
            snprintf(put, sizeof put, "%s%s%s%s",
                     slip.find == advised[i].find ? "" : "letter: A\n    ",
                     is_date ? "" : advised[i].find, value, *slip.find == '2' ? ": closed" : "");
            const char *at = strstr(correct, slip.find);
            snprintf(text, sizeof text, "%.*s%s%s", (int)(at - correct), correct, put, after);
            int err = hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_EN, &a, &result);
            told_print(&result, told);
            if (!times)
                snprintf(rows, sizeof rows, "%s", told);
            if (err != (times ? ERR_OK : ERR_INVALID))
                fail_msg("%s%s: %s\nadvised: %s\n%s", advised[i].find, advised[i].wrong, rows,
                         times ? value : "", told);
            value = times ? value : advice_of(told);
            if (!value)
                fail_msg("%s%s: no advice: %s", advised[i].find, advised[i].wrong, rows);
            value = arena_text(&a, value);
        }
        arena_fini(&a);
    }
}

static void correct_file__loads_without_a_word(void **state) {
    (void)state;
    struct arena a;
    struct hallfile_result result;
    char told[TEXT_SIZE];
    arena_init(&a, 0);
    assert_int_equal(hallfile_load(correct, strlen(correct), NOW_MS, LANGUAGE_EN, &a, &result),
                     ERR_OK);
    told_print(&result, told);
    assert_string_equal(told, "");
    arena_fini(&a);
}

// What people may write though it looks strange.
static const struct {
    const char *find, *put;
} fine[] = {
    {"hall: 1\n", "\xef\xbb\xbfhall: 1\n"}, // a byte order mark
    {"hall: 1\n", "---\r\nhall: 1\r\n"},
    {"hall: 1\n", "hall: 1 # 编号：1，全角　也可\n"},
    {"zh: 厅", "zh: 城关，移动：营业厅（一）“好”"},
    {"zh: 厅", "zh: \"城关，en：x　\""},
    {"zh: 厅", "zh: 葛\U000e0100 ☎\ufe0f"}, // the form of the character before
    {"    zone: main\n", "    zone: main\n    bring: [{zh: \"身份证\\n户口本\"}]\n"},
    {"zh: 厅, en: Hall", "zh: 'VIP，en: 厅', en: \"a：b\""},
    {"id: 7", "id: 20261234"},
    {"hall: 1\n", "hall:\t1\n"},
    {"target_service_min: 5", "target_service_min: 0.1666666666666666666666666"},
    {"  sat: closed", "  周六: 休息"},
    {"  sat: closed", "  sat: 8:30-24:00"},
};

static void strange_file__is_fine(void **state) {
    (void)state;
    char text[TEXT_SIZE], told[TEXT_SIZE];
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        struct arena a;
        struct hallfile_result result;
        arena_init(&a, 0);
        text_change(&(struct slip){fine[i].find, fine[i].put, ""}, text);
        hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_EN, &a, &result);
        told_print(&result, told);
        assert_string_equal(told, "");
        assert_int_equal(result.settings->hall, 1);
        arena_fini(&a);
    }
}

static void told_of(const char *data, size_t size, enum language language, const char *wanted) {
    struct arena a;
    struct hallfile_result result;
    char told[TEXT_SIZE];
    arena_init(&a, 0);
    assert_int_equal(hallfile_load(data, size, NOW_MS, language, &a, &result), ERR_INVALID);
    told_print(&result, told);
    assert_string_equal(told, wanted);
    arena_fini(&a);
}

static void file_of_another_kind__is_named(void **state) {
    (void)state;
    static const char empty[] = "the file is empty; start from an example in halls/";
    char wanted[TEXT_SIZE];
    snprintf(wanted, sizeof wanted, "1:1: %s", empty);
    told_of("", 0, LANGUAGE_EN, wanted);
    told_of("\xef\xbb\xbf", 3, LANGUAGE_EN, wanted);
    told_of("# only a comment\n", 17, LANGUAGE_EN, wanted);
    static const char utf16[] =
        "1:1: the file is in UTF-16, which Notepad calls Unicode; save it in UTF-8";
    told_of("\xff\xfeh\0a\0", 6, LANGUAGE_EN, utf16);
    told_of("h\0a\0", 4, LANGUAGE_EN, utf16);
    told_of("hall: 1\nname: {zh: \xcc\xfc}\n", 23, LANGUAGE_ZH, // GB18030
            "2:12: 文件不是 UTF-8 编码（可能是 GB18030，记事本称为 ANSI）；请另存为 UTF-8");
    told_of("hall: [1\nname: 2\n", 17, LANGUAGE_ZH,
            "1:7: 从这里开始的括号没有写完，或其中少了逗号；请补上");
}

static void folder__is_named_as_one(void **state) {
    (void)state;
    struct arena a;
    struct hallfile_result result;
    arena_init(&a, 0);
    assert_int_equal(hallfile_read("/tmp", NOW_MS, LANGUAGE_EN, &a, &result), ERR_INVALID);
    assert_string_equal(result.problems[0].text, "this is no file but a folder; name a hall file");
    arena_fini(&a);
}

static void units__become_seconds_and_silence_defaults(void **state) {
    (void)state;
    struct arena a;
    struct hallfile_result result;
    arena_init(&a, 0);
    hallfile_load(correct, strlen(correct), NOW_MS, LANGUAGE_ZH, &a, &result);
    const Hallq__HallSettings *s = result.settings;
    assert_non_null(s);
    assert_int_equal(s->services[1]->target_service_s, 90);
    assert_int_equal(s->services[0]->target_wait_s, 600);
    assert_int_equal(s->services[0]->last_number, 999);
    assert_int_equal(s->services[0]->daily_cap, 999);
    assert_int_equal(s->counters[0]->policy->limit_s, 1200);
    assert_string_equal(s->counters[0]->name->zh, "1号窗口");
    assert_string_equal(s->counters[0]->name->en, "Counter 1");
    assert_int_equal(s->n_hours, 6);
    assert_int_equal(s->hours[4]->weekday, 5);
    assert_int_equal(s->hours[4]->spans[1]->from_min, 13 * 60 + 30);
    assert_int_equal(s->hours[5]->n_spans, 0);
    assert_int_equal(s->holidays[0]->day, 20727); // 2026-10-01
    assert_int_equal(s->journal_days, 90);
    assert_int_equal(s->contact_days, 7);
    assert_int_equal(s->zone_changes[0]->offset_s, 28800);
    arena_fini(&a);
}

static void sentence__is_chinese_when_asked(void **state) {
    (void)state;
    static const struct slip slip = {"letter: B", "letter: A",
                                     "20:13: 票号字母 A 与第 14 行重复；请换一个字母"};
    struct arena a;
    struct hallfile_result result;
    char text[TEXT_SIZE], told[TEXT_SIZE];
    arena_init(&a, 0);
    text_change(&slip, text);
    hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_ZH, &a, &result);
    told_print(&result, told);
    assert_string_equal(told, slip.told);
    arena_fini(&a);
}

static void flood_of_slips__is_cut(void **state) {
    (void)state;
    struct arena a;
    struct hallfile_result result;
    char text[TEXT_SIZE] = "";
    size_t text_len = 0;
    for (int i = 0; i < 300; i++)
        text_len += (size_t)snprintf(text + text_len, TEXT_SIZE - text_len, "key%d: 1\n", i);
    arena_init(&a, 0);
    hallfile_load(text, text_len, NOW_MS, LANGUAGE_EN, &a, &result);
    assert_int_equal(result.problem_count, HALLFILE_PROBLEMS_MAX + 1);
    assert_string_equal(result.problems[HALLFILE_PROBLEMS_MAX].text,
                        "there are more; correct the first 100 and check again");
    arena_fini(&a);
}

static void missing_file__is_not_found(void **state) {
    (void)state;
    struct arena a;
    struct hallfile_result result;
    arena_init(&a, 0);
    assert_int_equal(hallfile_read("no-such-hall.yaml", NOW_MS, LANGUAGE_EN, &a, &result),
                     ERR_NOT_FOUND);
    arena_fini(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
