/* peers_test.c - each peer that is installed here, against the definition of its family:
 * ragged shapes, single elements, extremes, one thread and two; on which processors its
 * threads work; and that they rest afterwards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpu/team.h"
#include "harness/backends.h"
#include "harness/check.h"
#include "tests/checks.h"

enum { TEAMS = 2, TASKS_MAX = 64 };

static const struct qm_shape shapes[] = {
	{ 1, 1, 1 }, { 1, 1, 7 }, { 2, 3, 5 }, { 7, 65, 5 }, { 5, 63, 33 }, { 1, 130, 131 },
	{ 6, 64, 64 }, { 17, 31, 129 }, { 64, 1, 257 }, { 33, 97, 1031 },
};

static int wrong;

static void expect(bool good, const char *kernel, size_t threads, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s, %zu threads: %s\n", kernel, threads, what);
	wrong = 1;
}

/* A thread of this process. */
struct task {
	long id;
	double seconds;   /* that it has worked */
	char allowed[64]; /* processors */
};

static void read_line(long id, const char *file, const char *key, char *text, size_t size)
{
	char path[80], line[256];
	FILE *f;

	snprintf(path, sizeof path, "/proc/self/task/%ld/%s", id, file);
	text[0] = '\0';
	f = fopen(path, "r");
	while (f && !text[0] && fgets(line, sizeof line, f))
		if (strncmp(line, key, strlen(key)) == 0)
			snprintf(text, size, "%.*s", (int)strcspn(line + strlen(key), "\n"),
			         line + strlen(key));
	if (f)
		fclose(f);
}

static size_t read_tasks(struct task task[TASKS_MAX])
{
	DIR *const dir = opendir("/proc/self/task");
	struct dirent *entry;
	size_t count = 0;

	while (dir && count < TASKS_MAX && (entry = readdir(dir))) {
		struct task *const t = &task[count];
		char text[64];

		t->id = strtol(entry->d_name, NULL, 10);
		if (t->id <= 0)
			continue;
		read_line(t->id, "schedstat", "", text, sizeof text);
		t->seconds = strtod(text, NULL) * 1e-9;
		read_line(t->id, "status", "Cpus_allowed_list:\t", t->allowed, sizeof t->allowed);
		count++;
	}
	if (dir)
		closedir(dir);
	return count;
}

static double before_of(const struct task *task, size_t count, long id)
{
	for (size_t i = 0; i < count; i++)
		if (task[i].id == id)
			return task[i].seconds;
	return 0;
}

static bool one_of(const char *words, const char *word)
{
	const size_t n = strlen(word);

	for (const char *at = words; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (strcspn(at, " ") == n && memcmp(at, word, n) == 0)
			return true;
	return false;
}

/* How many threads work, a fifth at least of what the busiest does: a thread that only waits
 * does less.  The caller is on the first of the team's processors, the others are bound to
 * the rest.
 */
static size_t working(const struct qm_backend *cpu, const struct qm_device *device,
                      struct qm_job *job, const char *name)
{
	const size_t threads = cpu->threads(device);
	struct task before[TASKS_MAX], after[TASKS_MAX];
	const size_t had = read_tasks(before);
	double gained[TASKS_MAX], largest = 0;
	struct qm_timing timing;
	struct qm_err err;
	char placement[512];
	size_t count, busy = 0;

	/* The system adds up what threads have worked a few hundred times a second. */
	for (double seconds = 0; seconds < 0.05; seconds += timing.seconds)
		expect(cpu->run(job, &timing, &err), name, threads, "runs");
	count = read_tasks(after);
	cpu->placement(device, placement, sizeof placement);
	for (size_t i = 0; i < count; i++) {
		gained[i] = after[i].seconds - before_of(before, had, after[i].id);
		largest = fmax(largest, gained[i]);
	}

	const char *const rest = placement + strcspn(placement, " ");

	for (size_t i = 0; i < count; i++) {
		if (gained[i] < largest / 5)
			continue;
		busy++;
		expect(after[i].id == getpid() || one_of(rest, after[i].allowed), name,
		       threads, "a thread of it is not bound to a processor of its own, of the team");
	}
	return largest > 0 ? busy : threads; /* this system does not tell */
}

/* On a busy machine a thread may be kept from working: then they are counted again. */
static void check_tasks(const struct qm_backend *cpu, const struct qm_device *device,
                        struct qm_job *job, const char *name)
{
	enum { TRIES = 20 };
	const size_t threads = cpu->threads(device);
	int tries = 0;

	while (tries < TRIES && working(cpu, device, job, name) != threads)
		tries++;
	expect(tries < TRIES, name, threads, "not as many threads work as were asked for");
}

/* Threads that wait busily take processors from what is measured next. */
static void check_rest(const struct qm_backend *cpu, const struct qm_device *device,
                       const char *name)
{
	struct task before[TASKS_MAX], after[TASKS_MAX];
	const size_t had = read_tasks(before);
	double gained = 0;

	usleep(50000);

	const size_t count = read_tasks(after);

	for (size_t i = 0; i < count; i++)
		gained += after[i].seconds - before_of(before, had, after[i].id);
	expect(gained < 0.01, name, cpu->threads(device), "its threads do not rest when it is done");
}

static struct qm_job *make(const struct qm_backend *cpu, struct qm_device *device,
                           const struct qm_kernel *kernel, const struct qm_problem *p)
{
	struct qm_costs costs;
	struct qm_err err = { 0 };
	struct qm_job *const job = cpu->prepare(device, kernel, p, &costs, &err);

	/* It may leave operands to others, but those that it takes it must multiply. */
	expect(job || err.code == QM_SKIPPED, kernel->name, cpu->threads(device), err.text);
	return job;
}

static void check_placement(const struct qm_backend *cpu, struct qm_device *device,
                            const struct qm_kernel *kernel)
{
	struct qm_problem p;
	struct qm_err err;

	if (!qm_problem_create(&p, kernel->family, (struct qm_shape){ 384, 512, 1024 }, &err)) {
		expect(false, kernel->name, 0, err.text);
		return;
	}
	qm_problem_fill(&p, QM_DATA_NORMAL, CHECK_SEED);

	struct qm_job *const job = make(cpu, device, kernel, &p);

	if (job) {
		check_tasks(cpu, device, job, kernel->name);
		check_rest(cpu, device, kernel->name);
	}
	cpu->release(job);
	qm_problem_destroy(&p);
}

static bool check_problem(const struct qm_backend *cpu, struct qm_device *device,
                          const struct qm_kernel *kernel, const struct qm_problem *p)
{
	const size_t bytes = p->shape.m * p->shape.n * 4;
	struct qm_err err = { 0 };
	struct qm_checker *const checker = qm_checker_create(p, INFINITY, CHECK_SEED, &err);
	void *const c = malloc(bytes);
	struct qm_job *const job = make(cpu, device, kernel, p);
	struct qm_timing timing;
	struct qm_costs costs;
	struct qm_checked checked;

	for (int again = 0; job && again < 2; again++) {
		memset(c, 0xAA, bytes);
		expect(cpu->run(job, &timing, &err) && cpu->fetch(job, c, &costs, &err) &&
		       qm_checker_judge(checker, kernel, c, &checked, &err), kernel->name,
		       cpu->threads(device), err.text);
	}
	cpu->release(job);
	free(c);
	qm_checker_destroy(checker);
	return job;
}

static void check_values(const struct qm_backend *cpu, struct qm_device *device,
                         const struct qm_kernel *kernel)
{
	size_t taken = 0, left = 0;
	struct qm_err err;

	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
		for (int data = 0; data < QM_DATA_COUNT; data++) {
			struct qm_problem p;

			if (!qm_problem_create(&p, kernel->family, shapes[i], &err)) {
				expect(false, kernel->name, 0, err.text);
				return;
			}
			qm_problem_fill(&p, (enum qm_data)data, CHECK_SEED);
			if (check_problem(cpu, device, kernel, &p))
				taken++;
			else
				left++;
			qm_problem_destroy(&p);
		}
	expect(taken > 4 * left, kernel->name, cpu->threads(device), "most operands are taken");
	printf("%s, %zu threads: %zu products\n", kernel->name, cpu->threads(device), taken);
}

/* Sums of 8-bit products: of A + 128 they go far beyond 2^24 and of A they do not; and both
 * do, to odd numbers, which a peer may leave to others, but not round.
 */
static void check_large(const struct qm_backend *cpu, struct qm_device *device,
                        const struct qm_kernel *kernel, bool large)
{
	const struct qm_shape s = { 3, 5, 4001 };
	struct qm_problem p;
	struct qm_err err;

	if (strcmp(kernel->family->name, "i8") != 0 ||
	    !qm_problem_create(&p, kernel->family, s, &err))
		return;
	for (size_t i = 0; i < s.m; i++)
		for (size_t l = 0; l < s.k; l++)
			((int8_t *)p.a.codes)[i * p.a.row_bytes + l] =
				large ? 127 : (int8_t)((int)(l % 3) - 1);
	for (size_t j = 0; j < s.n; j++)
		for (size_t l = 0; l < s.k; l++)
			((int8_t *)p.b.codes)[j * p.b.row_bytes + l] =
				large ? 127 : (int8_t)(127 - (int)((l + j) % 2));
	expect(check_problem(cpu, device, kernel, &p) || large, kernel->name,
	       cpu->threads(device), "takes operands whose sums are small");
	qm_problem_destroy(&p);
}

int main(int argc, char **argv)
{
	(void)argc;
	qm_team_wait_politely(argv);

	const struct qm_backend *const cpu = qm_backends[0];
	struct qm_err err = { 0 };
	size_t ran = 0;

	/* One thread first: no other exists yet. */
	for (size_t team = 1; team <= TEAMS; team++) {
		struct qm_device *const device =
			cpu->open(0, &(struct qm_open){ .threads = team }, &err);

		if (!device) {
			printf("%zu threads: left out, %s\n", team, err.text);
			continue;
		}
		for (int values = 0; values < 2; values++)
			for (size_t i = 0; i < cpu->kernel_count(); i++) {
				const struct qm_kernel *const kernel = cpu->kernel(i);

				if (!kernel->library)
					continue;
				if (!cpu->can_run(device, kernel, &err)) {
					if (values)
						printf("%s: left out, %s\n", kernel->name, err.text);
					continue;
				}
				ran++;
				if (!values) {
					check_placement(cpu, device, kernel);
					continue;
				}
				check_values(cpu, device, kernel);
				check_large(cpu, device, kernel, false);
				check_large(cpu, device, kernel, true);
			}
		cpu->close(device);
	}
	return wrong ? 1 : ran > 0 ? 0 : 77;
}
