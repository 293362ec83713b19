/* signature.c - see signature.h. */
#include "signature.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../driver/mismatch.h"

static const char *const names[FLEXSA_NUM_FAILURES] = {
    "", "value", "stray", "missing", "result", "nothing checked", "timing", "failed", "illegal", "crash",
};

void flexsa_signature_print(const struct flexsa_signature *signature, char text[FLEXSA_SIGNATURE_BYTES])
{
    char modes[32] = "";

    if (signature->modes)
        flexsa_modes_text(signature->modes, modes);
    snprintf(text, FLEXSA_SIGNATURE_BYTES, "%s%s%s%s%s", names[signature->failure], signature->modes ? " " : "", modes,
             signature->thing[0] ? " " : "", signature->thing);
}

/* "... Assertion failed in top.unit.rules.NAME: why": from NAME on. Where in the design is left out. */
static const char *assertion_name(const char *text)
{
    static const char before[] = "Assertion failed in ";
    const char *name = strstr(text, before);

    if (!name)
        return NULL;
    name += strlen(before);
    for (const char *at = name; *at && *at != ':'; at++)
        if (*at == '.')
            name = at + 1;
    return name;
}

struct flexsa_signature flexsa_signature_of_text(enum flexsa_failure failure, const char *text)
{
    struct flexsa_signature signature = {.failure = failure};
    const char *assertion = assertion_name(text);
    size_t used = 0;

    if (assertion) {
        used = (size_t)snprintf(signature.thing, sizeof signature.thing, "assertion ");
        text = assertion;
    }
    while (*text && *text != '\n' && *text != ';' && used + 1 < sizeof signature.thing) {
        const bool hex = text[0] == '0' && text[1] == 'x';

        if (!isdigit((unsigned char)*text)) {
            signature.thing[used++] = *text == '#' || !isprint((unsigned char)*text) ? '?' : *text;
            text++;
            continue;
        }
        signature.thing[used++] = '*';
        text += hex ? 2 : 0;
        while (hex ? isxdigit((unsigned char)*text) : isdigit((unsigned char)*text))
            text++;
    }
    while (used > 0 && signature.thing[used - 1] == ' ')
        used--;
    signature.thing[used] = '\0';
    return signature;
}

bool flexsa_signature_keeps(const struct flexsa_signature *before, const struct flexsa_signature *now)
{
    const bool modes = now->modes == before->modes || (now->modes && (now->modes & ~before->modes) == 0);

    return now->failure == before->failure && modes && strcmp(now->thing, before->thing) == 0;
}
