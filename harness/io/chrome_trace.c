/* chrome_trace.c - see chrome_trace.h. */
#include "chrome_trace.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"

struct flexsa_chrome_trace {
    struct flexsa_output *output;
    bool has_events;
};

static enum flexsa_status put_text(struct flexsa_chrome_trace *trace, const char *text, struct flexsa_error *err)
{
    return flexsa_output_write(trace->output, text, strlen(text), err);
}

/* Writes and frees the object. */
static enum flexsa_status put_json(struct flexsa_chrome_trace *trace, const char *before, cJSON *object,
                                   struct flexsa_error *err)
{
    char *text = cJSON_PrintUnformatted(object);
    enum flexsa_status status = text ? put_text(trace, before, err)
                                     : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for an event of a trace");

    if (status == FLEXSA_OK)
        status = put_text(trace, text, err);
    cJSON_free(text);
    cJSON_Delete(object);
    return status;
}

/* The same for an event; args is taken over. */
static enum flexsa_status put_event(struct flexsa_chrome_trace *trace, cJSON *event, cJSON *args,
                                    struct flexsa_error *err)
{
    const char *before = trace->has_events ? ",\n" : "\n";

    cJSON_AddItemToObject(event, "args", args);
    trace->has_events = true;
    return put_json(trace, before, event, err);
}

static cJSON *new_event(const char *name, const char *phase, unsigned process, unsigned track)
{
    cJSON *event = cJSON_CreateObject();

    cJSON_AddStringToObject(event, "name", name);
    cJSON_AddStringToObject(event, "ph", phase);
    cJSON_AddNumberToObject(event, "pid", process);
    if (track)
        cJSON_AddNumberToObject(event, "tid", track);
    return event;
}

/* Metadata: a name, then a place in the order. */
static enum flexsa_status put_name(struct flexsa_chrome_trace *trace, const char *named, const char *sorted,
                                   struct flexsa_track at, const char *name, struct flexsa_error *err)
{
    cJSON *args = cJSON_CreateObject(), *place = cJSON_CreateObject();
    enum flexsa_status status;

    cJSON_AddStringToObject(args, "name", name);
    cJSON_AddNumberToObject(place, "sort_index", at.track ? at.track : at.process);
    status = put_event(trace, new_event(named, "M", at.process, at.track), args, err);
    if (status == FLEXSA_OK)
        return put_event(trace, new_event(sorted, "M", at.process, at.track), place, err);
    cJSON_Delete(place);
    return status;
}

enum flexsa_status flexsa_chrome_trace_process(struct flexsa_chrome_trace *trace, unsigned process, const char *name,
                                               struct flexsa_error *err)
{
    return put_name(trace, "process_name", "process_sort_index", (struct flexsa_track){process, 0}, name, err);
}

enum flexsa_status flexsa_chrome_trace_track(struct flexsa_chrome_trace *trace, struct flexsa_track track,
                                             const char *name, struct flexsa_error *err)
{
    return put_name(trace, "thread_name", "thread_sort_index", track, name, err);
}

enum flexsa_status flexsa_chrome_trace_slice(struct flexsa_chrome_trace *trace, const struct flexsa_slice *slice,
                                             cJSON *args, struct flexsa_error *err)
{
    cJSON *event = new_event(slice->name, "X", slice->track.process, slice->track.track);

    cJSON_AddNumberToObject(event, "ts", (double)slice->begin);
    cJSON_AddNumberToObject(event, "dur", (double)slice->length);
    cJSON_AddStringToObject(event, "cat", slice->category);
    if (slice->colour)
        cJSON_AddStringToObject(event, "cname", slice->colour);
    return put_event(trace, event, args, err);
}

/* ---- open and close ------------------------------------------------------------ */

enum flexsa_status flexsa_chrome_trace_open(struct flexsa_chrome_trace **out, const char *path, struct flexsa_error *err)
{
    struct flexsa_chrome_trace *trace = calloc(1, sizeof *trace);
    enum flexsa_status status;

    *out = NULL;
    if (!trace)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to write it", path);
    status = flexsa_output_open(&trace->output, path, err);
    if (status == FLEXSA_OK)
        status = put_text(trace, "{\"traceEvents\":[", err);
    if (status == FLEXSA_OK)
        *out = trace;
    else
        flexsa_chrome_trace_close(trace, NULL, false, NULL);
    return status;
}

enum flexsa_status flexsa_chrome_trace_close(struct flexsa_chrome_trace *trace, cJSON *about, bool keep,
                                             struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;

    if (!trace) {
        cJSON_Delete(about);
        return FLEXSA_OK;
    }
    if (keep)
        status = put_json(trace, "\n],\n\"displayTimeUnit\":\"ms\",\n\"otherData\":", about, err);
    else
        cJSON_Delete(about);
    if (keep && status == FLEXSA_OK)
        status = put_text(trace, "}\n", err);
    if (keep && status == FLEXSA_OK)
        status = flexsa_output_close(trace->output, true, err);
    else
        flexsa_output_close(trace->output, false, NULL);
    free(trace);
    return status;
}
