// What the marks of the schema say of events, as the broker reads them.
#include "tests/rules/fixture.h"

#include <stdlib.h>
#include <string.h>

static Hallq__Event event_with(Hallq__Event__BodyCase body_case, void *body) {
    Hallq__Event event = HALLQ__EVENT__INIT;
    event.body_case = body_case;
    event.ticket_issued = body; // a union of pointers
    return event;
}

// Whatever event is marked so: the number of its device is found, wherever it stands.
static void an_event_that_devices_follow__says_which_one(void **state) {
    const ProtobufCMessageDescriptor *type = &hallq__event__descriptor;
    size_t looked = 0;
    (void)state;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCMessageDescriptor *body_type = type->fields[i].descriptor;
        if (type->fields[i].type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        char *body = calloc(1, body_type->sizeof_message);
        body_type->message_init((ProtobufCMessage *)body);
        Hallq__Event event = event_with((Hallq__Event__BodyCase)type->fields[i].id, body);
        assert_string_equal(event_name(&event), type->fields[i].name);
        if (event_follows(&event) & FOLLOW_DEVICES) {
            const ProtobufCFieldDescriptor *device =
                protobuf_c_message_descriptor_get_field_by_name(body_type, "device");
            *(uint32_t *)(body + device->offset) = 7;
            assert_int_equal(event_device(&event), 7);
            looked++;
        }
        free(body);
    }
    assert_true(looked >= 5);
}

static void an_event_to_come__is_followed_by_nothing(void **state) {
    const ProtobufCMessageDescriptor *known = &hallq__event__descriptor;
    (void)state;
    for (unsigned to_come = 110; to_come < 1000; to_come++) {
        if (protobuf_c_message_descriptor_get_field(known, to_come))
            continue;
        Hallq__Event event = event_with((Hallq__Event__BodyCase)to_come, NULL);
        assert_int_equal(event_follows(&event), FOLLOW_NOTHING);
        assert_string_equal(event_name(&event), "unknown");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
