/* text.h - text that grows. */
#ifndef FLEXSA_TEXT_H
#define FLEXSA_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Owned; zero-initialise, free with flexsa_text_free. `data` is NULL while empty, else NUL-terminated. */
struct flexsa_text {
    char *data;
    size_t used, room;
    bool failed; /* no memory: nothing more is added */
};

void flexsa_text_add(struct flexsa_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* With <, > and & made harmless for HTML. */
void flexsa_text_add_html(struct flexsa_text *text, const char *plain);
/* In double quotes, quotes doubled: one CSV cell. */
void flexsa_text_add_cell(struct flexsa_text *text, const char *plain);
void flexsa_text_free(struct flexsa_text *text);

#endif /* FLEXSA_TEXT_H */
