/*
 * gui_sessions.h — sessions with the desktop of a computer of Lightsail for Research. It must not know what an
 * instance is.
 */
#ifndef SIM_API_GUI_SESSIONS_H
#define SIM_API_GUI_SESSIONS_H

#include "kind.h"

/* Applies a planned word to the instance. */
void gui_session_transition(struct resource *instance, const char *word);

/* From now on the instance counts as a computer of Lightsail for Research, which has a desktop. */
void gui_session_allow(struct resource *instance);

#endif
