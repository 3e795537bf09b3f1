/* crash.c - a kernel that dies costs its row, not the run.
 *
 * What the handler calls is async-signal-safe (POSIX.1-2017, 2.4.3): no memory is taken and
 * no text is formatted by the library.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/crash.h"

/* SIGFPE is left to PoCL, whose kernels divide by zero as OpenCL allows. */
static const struct {
	int number;
	const char *name;
} deadly[] = {
	{ SIGILL, "SIGILL (an illegal instruction)" },
	{ SIGSEGV, "SIGSEGV (an address that is not its own)" },
	{ SIGBUS, "SIGBUS (an address without memory)" },
	{ SIGABRT, "SIGABRT (it, or its driver, gave up)" },
};

enum { DEADLY = sizeof deadly / sizeof deadly[0], LINE = 512 };

/* Sanitizers want to tell of such signals themselves. */
#if defined(__has_feature)
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* All that the handler can know: it is passed a number only. */
static struct {
	_Atomic(const char *) row;
	atomic_bool dying;
	int journal;
	/* The processors that the program may use: a thread of a team may use one of them, and
	 * what it starts would inherit that.  Room for 65536.
	 */
	unsigned long allowed[1024];
	size_t allowed_bytes;
	char *const *restart; /* NULL until armed */
} armed;

const char *qm_crash_signal(int number)
{
	for (size_t i = 0; i < DEADLY; i++)
		if (deadly[i].number == number)
			return deadly[i].name;
	return "a signal";
}

static size_t append(char *line, size_t used, const char *text)
{
	for (; *text && used < LINE; text++)
		line[used++] = *text;
	return used;
}

/* {"crash":"i8_avx2/cpu/...","signal":11}: names of rows need no quoting. */
static bool tell_journal(const char *name, int number)
{
	const char digits[] = { (char)('0' + number / 10), (char)('0' + number % 10),
		                '\0' };
	char line[LINE];
	size_t n = append(line, 0, "{\"crash\":\"");

	n = append(line, n, name);
	n = append(line, n, "\",\"signal\":");
	n = append(line, n, number < 10 ? digits + 1 : digits);
	n = append(line, n, "}\n");
	return n < LINE && write(armed.journal, line, n) == (ssize_t)n;
}

static void die(int number)
{
	const char *const name = atomic_load(&armed.row);
	sigset_t all;

	/* Threads that share a fault meet here: one of them acts. */
	if (atomic_exchange(&armed.dying, true))
		for (;;)
			pause();
	if (name && tell_journal(name, number)) {
		/* The mask outlives exec. */
		sigemptyset(&all);
		pthread_sigmask(SIG_SETMASK, &all, NULL);
		if (armed.allowed_bytes)
			syscall(SYS_sched_setaffinity, 0, armed.allowed_bytes, armed.allowed);
		execv("/proc/self/exe", armed.restart);
	}
	signal(number, SIG_DFL);
	raise(number);
}

void qm_crash_arm(int file, char *const *argv)
{
	const long got = syscall(SYS_sched_getaffinity, 0, sizeof armed.allowed, armed.allowed);

	armed.allowed_bytes = got > 0 ? (size_t)got : 0;
	armed.journal = file;
	armed.restart = argv;
}

/* LLVM, which OpenCL drivers bring along, takes these signals for itself when it starts. */
static void take_signals(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = die;
	for (size_t i = 0; i < DEADLY; i++)
		sigaction(deadly[i].number, &action, NULL);
}

void qm_crash_row(const char *name)
{
	if (atomic_exchange(&armed.row, name) != name && name && armed.restart && !SANITIZED)
		take_signals();
}
