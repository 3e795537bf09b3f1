/* interrupt.c - Ctrl-C asks for an end; a second one gets it at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>
#include <string.h>

#include "harness/batch.h"

static volatile sig_atomic_t asked;

static void ask(int signal)
{
	(void)signal;
	asked = 1;
}

bool qm_interrupted(void)
{
	return asked;
}

void qm_catch_interrupts(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = ask;
	action.sa_flags = (int)SA_RESETHAND;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}
