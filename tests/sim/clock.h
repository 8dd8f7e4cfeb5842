/*
 * clock.h — the time of the simulator, and waits that end when the program is stopped. It must not know why a
 * caller waits.
 */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the wall clock once, adds offset_s, and then follows the monotonic clock. */
void clock_start(int64_t offset_s);

/* Milliseconds since 1970 by the simulator's clock; never goes back. */
int64_t clock_now_ms(void);

/*
 * The time of the simulated world: the same plus everything that clock_advance() added. Signatures and the
 * Date header use the clock of the callers.
 */
int64_t clock_world_ms(void);
void clock_advance(int64_t by_ms);

/* YYYYMMDDTHHMMSSZ, the form of x-amz-date. */
void clock_print_basic(int64_t at_ms, char out[17]);

/* The reverse; false when text has another form. */
bool clock_parse_basic(const char *text, int64_t *ret_ms);

/* The form of the Date header, RFC 9110. */
void clock_print_http(int64_t at_ms, char out[30]);

/* Asks every wait to end; may be called from a signal handler. */
void clock_stop(void);

/* Sleeps; false when the program is ending. */
bool clock_sleep(int64_t duration_ms);

/* The latency of every response of the API from now on, and the wait for it. */
void clock_set_latency(int64_t each_ms);
void clock_sleep_latency(void);

/* Waits until the peer of the socket closes the connection, or the program is ending. */
void clock_wait_for_hangup(int socket);

/* Waits until clock_stop was called. */
void clock_wait_for_stop(void);

#endif
