/* text.c - see text.h. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `more` bytes and a NUL. */
static bool reserve(struct flexsa_text *text, size_t more)
{
    if (text->used + more + 1 > text->room && !text->failed) {
        const size_t room = 2 * (text->room + more + 1);
        char *data = realloc(text->data, room);

        text->failed = !data;
        if (data) {
            text->data = data;
            text->room = room;
        }
    }
    return !text->failed;
}

void flexsa_text_add(struct flexsa_text *text, const char *format, ...)
{
    va_list args, again;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    if (length >= 0 && reserve(text, (size_t)length)) {
        vsnprintf(text->data + text->used, (size_t)length + 1, format, again);
        text->used += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

void flexsa_text_add_html(struct flexsa_text *text, const char *plain)
{
    for (; *plain; plain++)
        switch (*plain) {
        case '<': flexsa_text_add(text, "&lt;"); break;
        case '>': flexsa_text_add(text, "&gt;"); break;
        case '&': flexsa_text_add(text, "&amp;"); break;
        default: flexsa_text_add(text, "%c", *plain);
        }
}

void flexsa_text_add_cell(struct flexsa_text *text, const char *plain)
{
    flexsa_text_add(text, "\"");
    for (; *plain; plain++)
        flexsa_text_add(text, "%s%c", *plain == '"' ? "\"" : "", *plain);
    flexsa_text_add(text, "\"");
}

void flexsa_text_free(struct flexsa_text *text)
{
    free(text->data);
    memset(text, 0, sizeof *text);
}
