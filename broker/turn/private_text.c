#include "broker/turn/private_text.h"

size_t private_texts(const Hallq__Request *request, struct private_text ret[PRIVATE_TEXTS_MAX]) {
    size_t count = 0;
#define TEXT(CASE, member, field, KIND)                                                            \
    if (request->body_case == HALLQ__REQUEST__BODY_##CASE)                                         \
        ret[count++] = (struct private_text){PRIVATE_##KIND, &request->member->field};
#define TEXT_IN(CASE, member, part, field, KIND)                                                   \
    if (request->body_case == HALLQ__REQUEST__BODY_##CASE && request->member->part)                \
        ret[count++] = (struct private_text){PRIVATE_##KIND, &request->member->part->field};
#include "proto/texts.def"
#undef TEXT_IN
#undef TEXT
    return count;
}
