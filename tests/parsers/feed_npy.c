/* feed_npy.c - .npy files: what is read, written and read again is equal; the file as written is 128 bytes and the elements. */
#include <stdio.h>
#include <string.h>

#include "../../harness/io/npy.h"
#include "parsers.h"

static const void *elements(const struct flexsa_npy *npy)
{
    return npy->f16 ? (const void *)npy->f16 : npy->f32;
}

void feed_npy(const uint8_t *data, size_t size)
{
    struct flexsa_error err = {""};
    struct flexsa_npy npy, again;
    char path[128];

    if (!accepted(flexsa_npy_read(file_of(0, data, size), &npy, &err), &err)) {
        require(!npy.f16 && !npy.f32 && npy.rows == 0, "nothing is left of a refused matrix");
        return;
    }
    require((npy.f16 != NULL) != (npy.f32 != NULL), "a matrix is binary16 or binary32");
    require(npy.rows > 0 && npy.cols > 0, "a matrix has elements");
    const size_t bytes = npy.rows * npy.cols * (npy.f16 ? 2 : 4);
    require(bytes < size, "the elements were in the file");
    require(memcmp(elements(&npy), data + size - bytes, bytes) == 0, "the elements are the file's last bytes");

    snprintf(path, sizeof path, "%s/matrix.npy", scratch_folder());
    require(flexsa_npy_write(path, &npy, &err) == FLEXSA_OK, "a matrix can be written");
    require(flexsa_npy_read(path, &again, &err) == FLEXSA_OK, "what was written can be read");
    require(again.rows == npy.rows && again.cols == npy.cols && !again.f16 == !npy.f16 &&
                memcmp(elements(&again), elements(&npy), bytes) == 0,
            "what was read again is equal");
    require(remove(path) == 0 && scratch_files() == 0, "one file was written, and no other");
    flexsa_npy_free(&npy);
    flexsa_npy_free(&again);
}
