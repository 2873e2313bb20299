// draw_measures.c - what was done, the newest first, with what came of it beneath.
#include "draw.h"

#include "clients/text/measure.h"

#define INDENT 4

void draw_measures(const struct drawing *d, int x, int y, int width, int rows) {
    char line[PHRASE_SIZE];
    const struct hallq_view *v = d->v;
    if (rows < 3)
        return;
    draw_heading(d, false, x, y, width, text_of(TEXT_PAGE_MEASURES, d->language) + 1);
    int row = 1;
    for (size_t i = v->now.n_measures; i-- > 0 && row < rows;) {
        const Hallq__MeasureNow *now = v->now.measures[i];
        measure_done(line, v, now, d->language);
        canvas_text(d->c, x + 1, y + row++, width - 2, STYLE_PLAIN, line);
        for (size_t j = 0; j < now->n_lines && row < rows; j++) {
            measure_outcome(line, v, now, j, d->language);
            canvas_text(d->c, x + INDENT, y + row++, width - INDENT - 1, STYLE_DIM, line);
        }
    }
    if (!v->now.n_measures && v->loaded)
        canvas_text(d->c, x + 2, y + 1, width - 3, STYLE_DIM,
                    text_of(TEXT_NO_MEASURES, d->language));
}
