/* child.c - another program, run to its end, and what it said.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/child.h"
#include "harness/options_parse.h"

/* A result file of one row takes a few kilobytes: whoever writes more is no build of ours. */
static const size_t bytes_max = (size_t)64 << 20;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The environment without our options; the strings stay where they are. */
static char **environment(void)
{
	size_t count = 0, kept = 0;

	while (environ[count])
		count++;

	char **const to = calloc(count + 1, sizeof *to);

	for (size_t i = 0; to && i < count; i++)
		if (!qm_variable_is_option(environ[i]))
			to[kept++] = environ[i];
	return to;
}

static int start(const char *const *argv, const int *out, const int *complaint, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	char **const env = environment();
	int code = env ? posix_spawn_file_actions_init(&actions) : ENOMEM;

	if (code == 0) {
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_adddup2(&actions, out[1], 1);
		posix_spawn_file_actions_adddup2(&actions, complaint[1], 2);
		code = posix_spawn(pid, argv[0], &actions, NULL, (char *const *)argv, env);
		posix_spawn_file_actions_destroy(&actions);
	}
	free(env);
	return code;
}

struct stream {
	int fd;
	char *at;
	size_t used, room;
};

/* False at the end, or if it says too much. */
static bool take(struct stream *s)
{
	if (s->used + 4096 > s->room) {
		const size_t room = 2 * s->room + 8192;
		char *const grown = room <= bytes_max ? realloc(s->at, room) : NULL;

		if (!grown)
			return false;
		s->at = grown;
		s->room = room;
	}

	const ssize_t n = read(s->fd, s->at + s->used, s->room - s->used - 1);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	s->used += (size_t)n;
	s->at[s->used] = '\0';
	return n > 0;
}

/* Reads both streams until they end; false if the time is over first. */
static bool listen_to(struct stream *streams, double until)
{
	struct pollfd wait[2];

	for (;;) {
		const double left = until - now();

		if (streams[0].fd < 0 && streams[1].fd < 0)
			return true;
		if (left <= 0)
			return false;
		for (size_t i = 0; i < 2; i++)
			wait[i] = (struct pollfd){ .fd = streams[i].fd, .events = POLLIN };
		if (poll(wait, 2, left < 60 ? (int)(left * 1e3) + 1 : 60000) < 0 && errno != EINTR)
			return false;
		for (size_t i = 0; i < 2; i++)
			if (wait[i].fd >= 0 && wait[i].revents && !take(&streams[i])) {
				close(streams[i].fd);
				streams[i].fd = -1;
			}
	}
}

static void collect(struct qm_child *child, struct stream *streams, pid_t pid,
                    double seconds_max)
{
	const double started = now();
	int status = 0;

	child->late = !listen_to(streams, started + seconds_max);
	if (child->late)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	child->seconds = now() - started;
	child->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	child->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	for (size_t i = 0; i < 2; i++)
		if (streams[i].fd >= 0)
			close(streams[i].fd);
	child->out = streams[0].at ? streams[0].at : strdup("");
	child->length = streams[0].used;
	child->complaint = streams[1].at ? streams[1].at : strdup("");
}

bool qm_child_run(const char *const *argv, double seconds_max, struct qm_child *child,
                  struct qm_err *err)
{
	int out[2] = { -1, -1 }, complaint[2] = { -1, -1 };
	pid_t pid = 0;
	int code = 0;

	memset(child, 0, sizeof *child);
	if (pipe2(out, O_CLOEXEC) != 0)
		return qm_fail(err, QM_WRONG, "cannot make a pipe: %s", strerror(errno));
	if (pipe2(complaint, O_CLOEXEC) != 0) {
		close(out[0]), close(out[1]);
		return qm_fail(err, QM_WRONG, "cannot make a pipe: %s", strerror(errno));
	}
	code = start(argv, out, complaint, &pid);
	close(out[1]), close(complaint[1]);
	if (code != 0) {
		close(out[0]), close(complaint[0]);
		return qm_fail(err, QM_FILE, "cannot run %s: %s", argv[0], strerror(code));
	}

	struct stream streams[] = { { .fd = out[0] }, { .fd = complaint[0] } };

	collect(child, streams, pid, seconds_max);
	return child->out && child->complaint ? true
	                                      : qm_fail(err, QM_WRONG, "not enough memory");
}

void qm_child_free(struct qm_child *child)
{
	free(child->out);
	free(child->complaint);
	memset(child, 0, sizeof *child);
}
