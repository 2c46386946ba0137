/* stream.h - stdio. */
#ifndef SHIM_STREAM_H
#define SHIM_STREAM_H

#include <stdio.h>

/* What stream_start needs from the loader. In the constructor. */
void stream_look_up(void);

/* When the runtime starts: let streams read, write and close through us. */
void stream_start(void);

/* Before a call of libc's that locks the stream (NULL: all of them): park while another coroutine has
 * it. After it: let others try, given what stream_enter returned. Any context. */
const void *stream_enter(FILE *stream);
void stream_leave(const void *lock);

#endif
