#!/usr/bin/env python3
"""proto/marks.py takes the schema as it is, and refuses each way to forget a mark or to write a wrong one: with the file, the
line, and what to write. A schema that is refused writes no table."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("HALLQ_SOURCE", os.path.join(os.path.dirname(__file__), "..", ".."))
SCRIPT = os.path.join(SOURCE, "proto", "marks.py")
CARD = "message TicketCard {\n"

# What is changed, in which file, into what; and what the error must say.
CASES = [
    # what is shown
    ("event", "  uint32 counter = 4;               // (internet)\n  uint32 call_count", "  uint32 counter = 4;\n  uint32 call_count",
     "TicketCalled.counter has no mark; write (journal), (lead), (staff)"),
    ("event", "  uint32 clerk = 6;                 // (staff)\n", "  uint32 clerk = 6;                 // (stuff)\n",
     "TicketCalled.clerk: (stuff) is no mark here; write"),
    ("event", "  uint32 clerk = 6;                 // (staff)\n", "  uint32 clerk = 6;                 // (staff) (public)\n",
     "TicketCalled.clerk has 2 marks; leave one"),
    ("event", "message TicketMove {\n", "message TicketMove {\n  uint64 new = 90;\n", "TicketMove.new has no mark"),
    ("event", "  message One {\n", "  message One {\n    string new = 90;                // new\n",
     "LeftoversClosed.One.new has no mark"),
    ("event", "message TicketMove {\n", "message TicketMove {\n  repeated Exception new = 90;      // (internet)\n",
     "Exception.kind has no mark"),
    ("settings", "message Code {", "message Code {\n  string new = 90;", "Code.new has no mark"),
    ("settings", "message HallSettings {\n", "message HallSettings {\n  bool new = 90;\n", "HallSettings.new has no mark"),
    ("feed", "message CounterNow {\n", "message CounterNow {\n  bool new = 90;\n", "CounterNow.new has no mark"),
    ("common", "message Why {\n", "message Why {\n  bool new = 90;\n", "Why.new has no mark"),
    ("command", CARD, CARD + "  bool new = 90;\n", "TicketCard.new has no mark"),
    ("event", "message HoursChanged {\n", "message HoursChanged {\n  oneof opt_new { bool new = 90; } // (internet)\n",
     "HoursChanged: a oneof cannot be shown in part"),
    ("feed", "message Heartbeat {\n", "message Heartbeat {\n  uint64 new = 90;\n", "Heartbeat.new has no mark; write (public)"),
    ("feed", "message FeedBatch {\n", "message FeedBatch {\n  uint64 new = 90; // (staff)\n", "FeedBatch.new: (staff) is no mark here"),
    ("event", "message Event {\n", "message Event {\n  uint64 new = 5;\n", "Event.new has no mark; write (public)"),
    # events
    ("event", "// [public; then nothing]\n// Called to", "//\n// Called to", "TicketCalled is an event; write [AUDIENCE; then WHAT FOLLOWS]"),
    ("event", "// [public; then nothing]\n// Called to", "// [public]\n// Called to", "TicketCalled is an event; write"),
    ("event", "// [public; then nothing]\n// Called to", "// [everybody; then nothing]\n// Called to", "TicketCalled is an event; write"),
    ("event", "// [public; then nothing]\n// Called to", "// [public; then tea]\n// Called to", 'TicketCalled: then "nothing", or some of'),
    ("event", "// [public; then nothing]\n// Called to", "// [public; then log, log]\n// Called to", 'TicketCalled: then "nothing", or some of'),
    ("event", "// [public; then nothing]\n// Called to", "// [public; then devices]\n// Called to",
     "TicketCalled: devices follow it, so it needs `uint32 device`"),
    ("event", "// [public; then nothing]\n// Called to", "// [public; then nothing]\n// [staff; then nothing]\n// Called to",
     "TicketCalled has 2 marks above it"),
    ("event", "// [public; then nothing]\n// Called to", "// [public; then nothing] Called to", "TicketCalled: write its mark on the first line"),
    ("event", "// [public; then nothing]\n// Called to", "// [staff; then nothing]\n// Called to",
     "TicketCalled is [staff], and the widest of its fields is (public)"),
    ("event", "// [public; then nothing]\n// Called to", "// [journal; then nothing]\n// Called to",
     "TicketCalled is [journal], and the widest of its fields is (public)"),
    ("event", "\nmessage TicketMove {\n", "\n// [public; then nothing]\nmessage TicketMove {\n",
     "TicketMove is [public; then nothing], and no member of Request or Event"),
    # settings
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public)  after",
     "HallSettings.min_gap_s has no range; write [1..10] behind its mark, or [by a rule]"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [else 60] after",
     "HallSettings.min_gap_s has no range"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0..3600, otherwise 60] after",
     "HallSettings.min_gap_s: [otherwise 60] is no mark of a setting here; write of these: L..H"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0..3600 or so] after",
     "HallSettings.min_gap_s: [0..3600 or so] is no mark of a setting here"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0..3600, always] after",
     "HallSettings.min_gap_s: [always] is no mark of a setting here"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [3600..0] after",
     "HallSettings.min_gap_s: the range 3600..0 is empty"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0..3600, else 3601] after",
     "HallSettings.min_gap_s: else 3601? write a number of its range"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0..3600, else never] after",
     "HallSettings.min_gap_s: else never? write a number of its range"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0 or 1..3600 where hall] after",
     "HallSettings.min_gap_s: [0 or 1..3600 where hall] is no mark"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [1..3600 where topics] after",
     "HallSettings.min_gap_s: where topics? HallSettings has no such number"),
    ("settings", "  uint32 min_gap_s = 20;                   // (public) [0..3600, else 60] after", "  uint32 min_gap_s = 20;  // (public) [0..3600, as journal_days] after",
     "HallSettings.journal_days: the key journal_days is another field's already"),
    ("settings", "  uint32 journal_days = 28;                // (staff) [7", "  uint32 journal_days = 28;  // (staff) [in minutes, 7",
     "HallSettings.journal_days: [in minutes] is no mark of a setting here"),
    ("settings", "[else cancel]", "[else close]", "HallSettings.at_day_end: else close? write one of cancel, carry"),
    ("settings", "  repeated Text bring = 12;     // (internet) [0..16]", "  repeated Text bring = 12;  // (internet)",
     "Service.bring has no range"),
    ("settings", "  Finding finding = 1;      // (staff)", "  Finding finding = 1;      // (staff) [needed]",
     "TimeZone.finding: [needed] says nothing here; leave it"),
    # commands
    ("command", "// [write, hall]\n// The called ticket again.", "//\n// The called ticket again.", "Recall is a command; write [KIND, SCOPE]"),
    ("command", "// [write, hall]\n// The called ticket again.", "// [writes, hall]\n// The called ticket again.", "Recall is a command; write"),
    ("command", "// [write, hall]\n// The called ticket again.", "// [write]\n// The called ticket again.", "Recall is a command; write"),
    ("command", "// [write, hall]\n// The called ticket again.", "// [write, room]\n// The called ticket again.", "Recall is a command; write"),
    ("command", "// By counter with a person signed on.\nmessage Recall", "message Recall",
     "the last line above Recall must say who may send it"),
    ("command", "// By counter with a person signed on.\nmessage Recall", "// By clerk with a person signed on.\nmessage Recall",
     "the last line above Recall must say who may send it"),
    ("command", "// By counter with a person signed on.\nmessage Recall", "// By kiosk with a person signed on.\nmessage Recall",
     "the last line above Recall must say who may send it"),
    ("command", "// By counter with a person signed on.\nmessage Recall", "// By guide; counter with a person signed on.\nmessage Recall",
     "Recall: say of guide too whether a person is signed on"),
    ("command", "message Hold { string note = 1; }", "message Hold { string note = 1; } //", "Hold.note has no mark; write (plain), (contact)"),
    ("command", "message Hold {", "message Hold { bytes new = 90;", "Hold.new: only a string is sealed or secret; write (plain)"),
    ("command", "message Recall {}", "message Recall { string pin = 1; } // (secret)", "Recall.pin is (secret): the command is of kind pin"),
    ("command", "message Request {\n", "message Request {\n  string new = 9;\n", "Request.new has no mark; write (plain)"),
    ("command", "message Purge {", "message Purge { uint32 new = 90; } // (secret)\nmessage Old {", "Purge.new: (secret) says nothing here"),
    ("common", "message Which {\n", "message Which {\n  string new = 90;\n", "Which.new has no mark; write (plain)"),
    # roles
    ("common", "  DISPLAY = 3;    // (public)", "  DISPLAY = 3;    //", "Device.DISPLAY has no mark; write (public), (staff) or (lead)"),
    ("common", "  DISPLAY = 3;    // (public)", "  DISPLAY = 3;    // (holder)", "Device.DISPLAY: (holder) is no mark here; write"),
    ("common", "    FORWARDER = 9;", "    ROBOT = 10;\n    FORWARDER = 9;", "Device.ROBOT has no mark"),
    # what is due
    ("record", "    HOURS = 5;            // (hours: day)", "    HOURS = 5;            //", "HOURS is a kind of a due row; write (RULE: SUBJECT)"),
    ("record", "    HOURS = 5;            // (hours: day)", "    HOURS = 5;            // (hours)", "HOURS is a kind of a due row; write"),
    ("record", "    HOURS = 5;            // (hours: day)", "    HOURS = 5;            // (hours: week)", "HOURS is a kind of a due row; write"),
    ("record", "// (purge: chore 2)", "// (purge: chore)", "PURGE is a kind of a due row; write"),
    ("record", "// (purge: chore 2)", "// (purge: chore 1)", "DueRow: number its chores, each number once"),
    # answers
    ("command", "// [answer]\n// A command was applied", "// A command was applied", "Done.version has no mark"),
    ("command", "// [answer]\n// A command was applied", "// [answers]\n// A command was applied", "Done is [answers], and no member"),
    ("common", "// What a person did by hand", "// [answer]\n// What a person did by hand", "Exception is [answer], and in no Reply"),
    ("command", "message Done {\n", "message Done {\n  uint32 new = 90; // (lead)\n", "Done.new: (lead) says nothing here"),
    # the wings' blocks of numbers
    ("command", "    Recall recall = 34;", "    Recall recall = 534;\n    Ping new = 601;", "Request.recall = 534: take the next free number of counter, 600-699"),
    ("event", "    ClockSetBack clock_set_back = 96;", "    ClockSetBack clock_set_back = 800;",
     "Event.clock_set_back = 800: take the next free number of admin, 900-999"),
    ("command", "    // [visit 500-599]", "    // visit", "Request.issue is in no wing's block; write [WING FIRST-LAST]"),
    ("command", "    // [visit 500-599]", "    // [visit 550-649]", "block of visit is 550-649; write a whole hundred, or half of one, from 500 on"),
    ("command", "    // [visit 500-599]", "    // [visit 400-499]", "block of visit is 400-499; write a whole hundred, or half of one, from 500 on"),
    ("event", "    // [keep 800-899]", "    // [keep 700-799]", "700-799 of keep is the block of day; take another hundred"),
    ("event", "    // [keep 800-899]", "    // [keep 750-799]", "750-799 of keep is the block of day; take another hundred"),
    ("event", "    // [keep 800-899]", "    // [keep 825-874]", "block of keep is 825-874; write a whole hundred, or half of one, from 500 on"),
    ("common", "// Why this ticket was next", "// [answer]\n// Why this ticket was next", "Why is [answer], and an event, a snapshot"),
]


def run(schema):
    with tempfile.TemporaryDirectory() as target:
        done = subprocess.run([sys.executable, "-B", SCRIPT, schema, target], capture_output=True, text=True)
        return done, sorted(os.listdir(target))


def place_named(schema, said, wanted):
    """Whether an error begins with the file and the line of what it is about."""
    place = said.split(": ")[0].split(":")
    name = re.search(r"[A-Z]\w+(?:\.\w+)*|\d+-\d+", wanted)[0].split(".")[-1]
    with open(os.path.join(os.path.dirname(schema), place[0]), encoding="utf-8") as file:
        return name in file.read().splitlines()[int(place[1]) - 1]


def complaint(folder, file, old, new, wanted):
    """What is wrong with the answer to one change of the schema; None if nothing is."""
    schema = os.path.join(folder, "proto")
    shutil.copytree(os.path.join(SOURCE, "proto"), schema, dirs_exist_ok=True)
    path = os.path.join(schema, file + ".proto")
    with open(path, encoding="utf-8") as source:
        text = source.read()
    text, count = re.subn(re.sub(r"(\\ ){2,}", " +", re.escape(old)), lambda _: new, text)
    if count != 1:
        return f"the schema has {count} times what the case changes"
    with open(path, "w", encoding="utf-8") as changed:
        changed.write(text)
    done, tables = run(schema)
    if not done.returncode or tables:
        return f"it was taken; tables: {tables}"
    said = [line for line in done.stderr.splitlines() if wanted in line]
    if not said:
        return f"it said: {done.stderr}"
    return None if place_named(schema, said[0], wanted) else f"not the place: {said[0]}"


def main():
    done, tables = run(os.path.join(SOURCE, "proto"))
    failed = [f"the schema itself: {done.stderr}"] if done.returncode or len(tables) != 7 else []
    with tempfile.TemporaryDirectory() as folder:
        for file, old, new, wanted in CASES:
            error = complaint(folder, file, old, new, wanted)
            if error:
                failed.append(f"{file}.proto, {new!r}:\n    wanted: {wanted}\n    {error}")
    print("\n".join(failed) or f"{len(CASES)} bad schemas refused")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
