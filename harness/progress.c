/* progress.c - a line on the terminal that says how far the work is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "harness/progress.h"

enum { BAR = 20, LINE_MAX_LENGTH = 240 };

/* Drawing must not disturb what is measured. */
static const double least_pause = 0.1;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col;
	return 80;
}

/* What is left by the estimates, times how far they were off until now. */
static double seconds_left(const struct qm_progress *p)
{
	const double pace = p->done > 0 ? p->spent / p->done : 1;

	return (p->total - p->done) * pace - (now() - p->started - p->spent);
}

static void format_seconds(char *text, size_t size, double seconds)
{
	const unsigned long s = seconds > 0 ? (unsigned long)(seconds + 0.5) : 0;

	if (s < 60)
		snprintf(text, size, "%lus", s);
	else if (s < 3600)
		snprintf(text, size, "%lum%02lus", s / 60, s % 60);
	else
		snprintf(text, size, "%luh%02lum", s / 3600, s / 60 % 60);
}

/* [#####...............]  3/12  1m05s left  label, cut to the width of the terminal. */
static void draw(struct qm_progress *p)
{
	const size_t width =
		terminal_width() - 1; /* the last column would break the line */
	const double part = p->total > 0 ? p->done / p->total : 0;
	const size_t full = (size_t)((part < 1 ? part : 1) * BAR);
	char left[32], bar[BAR + 1], line[LINE_MAX_LENGTH];

	memset(bar, '.', BAR);
	memset(bar, '#', full);
	bar[BAR] = '\0';
	format_seconds(left, sizeof left, seconds_left(p));
	snprintf(line, sizeof line, "[%s] %zu/%zu  %s left  %s", bar, p->step, p->steps,
	         left, p->label);
	fprintf(stderr, "\r\033[K%.*s", (int)width, line);
	fflush(stderr);
	p->drawn = now();
}

void qm_progress_start(struct qm_progress *p, size_t steps, double total_seconds,
                       bool enabled)
{
	*p = (struct qm_progress){
		.enabled = enabled,
		.steps = steps,
		.total = total_seconds,
		.started = now(),
	};
}

void qm_progress_step(struct qm_progress *p, const char *label, double seconds)
{
	p->done += p->current;
	p->spent = now() - p->started;
	p->current = seconds;
	if (p->step < p->steps)
		p->step++;
	snprintf(p->label, sizeof p->label, "%s", label);
	qm_progress_tick(p);
}

void qm_progress_tick(struct qm_progress *p)
{
	if (p->enabled && (p->drawn == 0 || now() - p->drawn >= least_pause))
		draw(p);
}

void qm_progress_hide(struct qm_progress *p)
{
	if (!p->enabled || p->drawn == 0)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->drawn = 0;
}

void qm_progress_done(struct qm_progress *p)
{
	qm_progress_hide(p);
	p->enabled = false;
}
