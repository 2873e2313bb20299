// command.c - words are read by the type of the field that they fill: a number, a text, a flag, a ticket, a list
// with commas, the name of an enum's value. What only the broker can judge (ranges, rights, states) is left to it.
#include "command.h"

#include <ctype.h>
#include <string.h>

#include "base/count.h"
#include "base/number.h"
#include "base/role_bits.h"
#include "base/wire/field.h"

#define PARTS_MAX 12 // behind a verb
#define NAME_MAX_LEN 24
#define READ_PREFIX "get_"

enum part_kind { PART_NONE, PART_WORD, PART_MAYBE, PART_PAIR, PART_FLAG };

static const struct verb {
    Hallq__Request__BodyCase body_case;
    enum text help;
    struct part {
        enum part_kind kind;
        const char
            *word; // of a pair, a flag; of a word that may be left out: what it is then, or ""
        const char *field; // of the command, or of a message in it: "which.code"
    } parts[PARTS_MAX];
} verbs[] = {
#define WORD(field)                                                                                \
    { PART_WORD, "", #field }
#define MAYBE(field)                                                                               \
    { PART_MAYBE, "", #field }
#define ELSE(word, field)                                                                          \
    { PART_MAYBE, #word, #field }
#define PAIR(name, field)                                                                          \
    { PART_PAIR, #name, #field }
#define FLAG(word, field)                                                                          \
    { PART_FLAG, #word, #field }
#define VERB(CASE, ...) {HALLQ__REQUEST__BODY_##CASE, TEXT_VERB_##CASE, {__VA_ARGS__}},
#include "verbs.def"
#undef VERB
#undef WORD
#undef MAYBE
#undef ELSE
#undef PAIR
#undef FLAG
};

// ---------------------------------------------------------------- who has a verb

static unsigned roles_of(Hallq__Request__BodyCase body_case) {
    switch (body_case) {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff)                                         \
    case HALLQ__REQUEST__BODY_##CASE:                                                              \
        return devices;
#include "proto/commands.def"
#undef COMMAND
    case HALLQ__REQUEST__BODY__NOT_SET:
    case _HALLQ__REQUEST__BODY__CASE_IS_INT_SIZE:
        break;
    }
    return 0;
}

static unsigned roles_at(enum program program) {
    static const unsigned roles[] = {
        [PROGRAM_KIOSK] = KIOSK,
        [PROGRAM_COUNTER] = COUNTER,
        [PROGRAM_DISPLAY] = DISPLAY,
        [PROGRAM_CONSOLE] = GUIDE | LEAD | MANAGER,
    };
    return roles[program];
}

static const ProtobufCFieldDescriptor *body_of(const struct verb *verb) {
    return protobuf_c_message_descriptor_get_field(&hallq__request__descriptor, verb->body_case);
}

// Whether `word` is a name of the schema as people write it: '-' for '_', small letters.
static bool is_named(const char *word, const char *name) {
    for (; *word && *name; word++, name++)
        if (*word != (*name == '_' ? '-' : tolower((unsigned char)*name)))
            return false;
    return !*word && !*name;
}

static const struct verb *verb_find(enum program program, const char *word) {
    if (!strcmp(word, "cap")) // as it was named before
        word = "raise-cap";
    for (size_t i = 0; i < COUNT(verbs); i++) {
        const char *name = body_of(&verbs[i])->name;
        if (!strncmp(name, READ_PREFIX, strlen(READ_PREFIX)))
            name += strlen(READ_PREFIX);
        if (is_named(word, name))
            return roles_of(verbs[i].body_case) & roles_at(program) ? &verbs[i] : NULL;
    }
    return NULL;
}

// ---------------------------------------------------------------- a value

static ProtobufCMessage *message_new(struct arena *a, const ProtobufCMessageDescriptor *type) {
    ProtobufCMessage *m = arena_need(a, type->sizeof_message);
    type->message_init(m);
    return m;
}

static int hex_digit(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

static bool bytes_read(struct arena *a, const char *hex, ProtobufCBinaryData *ret) {
    size_t size = strlen(hex) / 2;
    uint8_t *data = arena_need(a, size + 1);
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        data[i] = (uint8_t)(high << 4 | low);
    }
    *ret = (ProtobufCBinaryData){size, data};
    return strlen(hex) % 2 == 0;
}

static bool enum_read(const ProtobufCEnumDescriptor *type, const char *word, int *ret) {
    for (unsigned i = 0; i < type->n_values; i++)
        if (is_named(word, type->values[i].name) && type->values[i].value) {
            *ret = type->values[i].value;
            return true;
        }
    return false;
}

// A number as printed, A012 or a012, or the ticket's id, digits alone.
static void which_read(char *text, Hallq__Which *ret) {
    if (number_read(text, 0, UINT64_MAX, &ret->ticket))
        return;
    *text = (char)toupper((unsigned char)*text);
    ret->number = text;
}

static bool value_read(struct arena *a, const ProtobufCFieldDescriptor *f, char *text, void *ret);
static bool list_read(struct arena *a, const ProtobufCFieldDescriptor *f, char *text,
                      const char *between, ProtobufCMessage *m);

// A message of two fields, written "7:1+3": a counter and its services, a service and people.
static bool two_read(struct arena *a, char *text, ProtobufCMessage *m) {
    const ProtobufCFieldDescriptor *first = &m->descriptor->fields[0], *second = first + 1;
    char *one = strsep(&text, ":");
    if (m->descriptor->n_fields != 2 || !text)
        return false;
    return value_read(a, first, one, field_member(m, first->offset)) &&
           (is_repeated(second) ? list_read(a, second, text, "+", m)
                                : value_read(a, second, text, field_member(m, second->offset)));
}

static bool value_read(struct arena *a, const ProtobufCFieldDescriptor *f, char *text, void *ret) {
    uint32_t number;
    uint64_t moment;
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
        if (!number_read_32(text, 0, INT32_MAX, &number))
            return false;
        *(int32_t *)ret = (int32_t)number;
        return true;
    case PROTOBUF_C_TYPE_UINT32:
        return number_read_32(text, 0, UINT32_MAX, ret);
    case PROTOBUF_C_TYPE_UINT64:
        return number_read(text, 0, UINT64_MAX, ret);
    case PROTOBUF_C_TYPE_INT64:
        if (!number_read(text, 0, INT64_MAX, &moment))
            return false;
        *(int64_t *)ret = (int64_t)moment;
        return true;
    case PROTOBUF_C_TYPE_ENUM:
        return enum_read(f->descriptor, text, ret);
    case PROTOBUF_C_TYPE_STRING:
        *(char **)ret = text;
        return true;
    case PROTOBUF_C_TYPE_BYTES:
        return bytes_read(a, text, ret);
    case PROTOBUF_C_TYPE_BOOL: // a flag
        *(protobuf_c_boolean *)ret = true;
        return true;
    case PROTOBUF_C_TYPE_MESSAGE:
        *(ProtobufCMessage **)ret = message_new(a, f->descriptor);
        if (f->descriptor == &hallq__which__descriptor)
            which_read(text, *(Hallq__Which **)ret);
        else if (is_repeated(f))
            return two_read(a, text, *(ProtobufCMessage **)ret);
        return true;
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        break; // no command has a field of this type
    }
    return false;
}

// Items with commas between them, or pluses: numbers of services, each of which has to be there, messages of two
// fields, or codes of topics.
static bool list_read(struct arena *a, const ProtobufCFieldDescriptor *f, char *text,
                      const char *between, ProtobufCMessage *m) {
    size_t each = value_size(f->type);
    size_t most = f->type == PROTOBUF_C_TYPE_STRING ? LIMIT_TOPICS : LIMIT_SERVICES;
    size_t *count = field_member(m, f->quantifier_offset);
    char *items = arena_need(a, most * each);
    *(char **)field_member(m, f->offset) = items;
    for (char *item = strsep(&text, between); item; item = strsep(&text, between)) {
        if (f->type == PROTOBUF_C_TYPE_STRING && !*item)
            continue;
        if (*count == most || !value_read(a, f, item, items + *count * each))
            return false;
        ++*count;
    }
    return true;
}

// The message that has the field of a part, and the field. A word makes a message that is not there yet; a pair
// does not and gets NULL, since it adds to a ticket or an end that another word has named.
static ProtobufCMessage *message_of(struct arena *a, ProtobufCMessage *body,
                                    const struct part *part,
                                    const ProtobufCFieldDescriptor **ret_field) {
    char outer[NAME_MAX_LEN];
    const char *dot = strchr(part->field, '.');
    *ret_field = protobuf_c_message_descriptor_get_field_by_name(body->descriptor, part->field);
    if (!dot)
        return body;
    size_t outer_len = (size_t)(dot - part->field);
    memcpy(outer, part->field, outer_len);
    outer[outer_len] = 0;
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(body->descriptor, outer);
    ProtobufCMessage **inner = field_member(body, f->offset);
    *ret_field = protobuf_c_message_descriptor_get_field_by_name(f->descriptor, dot + 1);
    if (!*inner && part->kind != PART_PAIR)
        *inner = message_new(a, f->descriptor);
    return *inner;
}

static bool part_fill(struct arena *a, ProtobufCMessage *body, const struct part *part,
                      char *text) {
    const ProtobufCFieldDescriptor *f;
    ProtobufCMessage *m = message_of(a, body, part, &f);
    if (!m)
        return false;
    return is_repeated(f) ? list_read(a, f, text, ",", m)
                          : value_read(a, f, text, field_member(m, f->offset));
}

// ---------------------------------------------------------------- a line

static size_t parts_count(const struct verb *verb, enum part_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < PARTS_MAX; i++)
        count += verb->parts[i].kind == kind;
    return count;
}

// The words stand in the order of the verb's parts. When fewer are given than may be, the last are missing.
static bool words_fill(const struct verb *verb, struct arena *a, ProtobufCMessage *body,
                       const struct words *w) {
    size_t given = w->count - 1, needed = parts_count(verb, PART_WORD), at = 1;
    if (given < needed || given > needed + parts_count(verb, PART_MAYBE))
        return false;
    size_t more = given - needed;
    for (const struct part *p = verb->parts; p < verb->parts + PARTS_MAX; p++) {
        char *text = NULL;
        if (p->kind == PART_WORD || (p->kind == PART_MAYBE && more)) {
            more -= p->kind == PART_MAYBE;
            text = w->words[at++];
        } else if (p->kind == PART_MAYBE && *p->word) {
            text = arena_text(a, p->word);
        }
        if (text && !part_fill(a, body, p, text))
            return false;
    }
    return true;
}

// Flags that make a message are ways to end a ticket, and exclude each other.
static bool flags_fill(const struct verb *verb, struct arena *a, ProtobufCMessage *body,
                       struct words *w) {
    size_t messages = 0;
    for (const struct part *p = verb->parts; p < verb->parts + PARTS_MAX; p++) {
        const ProtobufCFieldDescriptor *f;
        if (p->kind != PART_FLAG || !words_drop(w, p->word))
            continue;
        message_of(a, body, p, &f);
        messages += f->type == PROTOBUF_C_TYPE_MESSAGE;
        if (!part_fill(a, body, p, NULL))
            return false;
    }
    return messages < 2;
}

static bool pairs_fill(const struct verb *verb, struct arena *a, ProtobufCMessage *body,
                       const struct words *w) {
    for (size_t i = 0; i < w->pair_count; i++) {
        const struct part *p = verb->parts;
        while (p < verb->parts + PARTS_MAX &&
               (p->kind != PART_PAIR || strcmp(p->word, w->pairs[i].name) != 0))
            p++;
        bool known = p < verb->parts + PARTS_MAX;
        if (!known || words_value(w, p->word) != w->pairs[i].value) // given twice
            return false;
        if (*w->pairs[i].value && !part_fill(a, body, p, w->pairs[i].value))
            return false;
    }
    return true;
}

enum command_answer command_build(struct command *ret, struct arena *a, struct words *w,
                                  const struct arguments *args) {
    const struct verb *verb = verb_find(args->program, w->words[0]);
    if (!verb)
        return COMMAND_UNKNOWN;
    const ProtobufCFieldDescriptor *f = body_of(verb);
    ProtobufCMessage *body = message_new(a, f->descriptor);
    Hallq__Request *request = arena_need(a, sizeof *request);
    *ret = (struct command){request, verb->help};
    hallq__request__init(request);
    request->hall = args->hall;
    request->body_case = verb->body_case;
    *(ProtobufCMessage **)field_member(&request->base, f->offset) = body;
    if (!flags_fill(verb, a, body, w) || !words_fill(verb, a, body, w) ||
        !pairs_fill(verb, a, body, w))
        return COMMAND_USAGE;
    if (verb->body_case == HALLQ__REQUEST__BODY_SIGN_ON && !request->sign_on->counter)
        request->sign_on->counter = args->counter;
    return COMMAND_BUILT;
}

size_t command_help(enum program program, enum text *ret_texts, size_t room) {
    size_t count = 0;
    for (size_t i = 0; i < COUNT(verbs) && count < room; i++)
        if (roles_of(verbs[i].body_case) & roles_at(program))
            ret_texts[count++] = verbs[i].help;
    return count;
}

bool command_help_of(enum program program, const char *verb, enum text *ret_text) {
    const struct verb *found = verb_find(program, verb);
    if (found)
        *ret_text = found->help;
    return found;
}
