#include "broker/hall/case/sealing.h"

#include "broker/hall/core/cases.h"

static int next_number(struct state *s, uint32_t hall, struct case_sealing *ret) {
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    ret->opens = true;
    ret->number = err ? 0 : row->cases + 1;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int case_sealing(struct state *s, const Hallq__Request *request, struct case_sealing *ret) {
    Hallq__CaseRow *row;
    Hallq__WorkSlip *slip;
    int err = ERR_OK;
    bool steps = request->body_case == HALLQ__REQUEST__BODY_STEP_CASE;
    bool settles = request->body_case == HALLQ__REQUEST__BODY_SETTLE_WORK_SLIP;
    bool opens = request->body_case == HALLQ__REQUEST__BODY_OPEN_CASE ||
                 request->body_case == HALLQ__REQUEST__BODY_GIVE_OPINION ||
                 request->body_case == HALLQ__REQUEST__BODY_SEND_WORK_SLIP ||
                 request->body_case == HALLQ__REQUEST__BODY_BOOK_SLOT ||
                 request->body_case == HALLQ__REQUEST__BODY_SWAP_TICKET;
    *ret = (struct case_sealing){.of_case = opens || steps || settles};
    if (opens)
        return next_number(s, request->hall, ret);
    if (steps)
        err = case_find(s, request->hall, request->step_case->case_id, &row);
    if (steps && !err)
        ret->number = request->step_case->case_id;
    if (settles)
        err = work_slip_find(s, request->hall, request->settle_work_slip->work_slip, &slip);
    if (settles && !err)
        ret->number = request->settle_work_slip->work_slip;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
