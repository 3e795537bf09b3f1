/* cpu.c - the CPU as a backend: one device, the kernels of kernels.def, and their peers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "cpu/isa.h"
#include "cpu/kernel.h"
#include "cpu/cpu_job.h"
#include "cpu/machine.h"
#include "cpu/peaks.h"
#include "cpu/reference.h"

/* The rows that this compiler could build, with the instruction set of each. */
#define QM_KERNEL(name, isa) extern const struct qm_cpu_kernel name;
#include "kernels_built.def"
#undef QM_KERNEL

static const struct {
	const struct qm_cpu_kernel *kernel;
	enum qm_isa isa;
} table[] = {
#define QM_KERNEL(name, isa) { &name, QM_ISA_##isa },
#include "kernels_built.def"
#undef QM_KERNEL
};

enum { ROWS = sizeof table / sizeof table[0] };

/* The references come first: they are always there. */
static size_t kernel_count(void)
{
	return qm_family_count + ROWS + qm_peer_count();
}

static const struct qm_kernel *kernel(size_t index)
{
	if (index < qm_family_count)
		return &qm_references[index];
	if (index < qm_family_count + ROWS)
		return &table[index - qm_family_count].kernel->base;
	return &qm_peer_at(index - qm_family_count - ROWS)->base;
}

static size_t device_count(struct qm_err *err)
{
	(void)err;
	return 1;
}

static bool describe(size_t index, struct qm_device_info *info, struct qm_err *err)
{
	(void)index, (void)err;
	memset(info, 0, sizeof *info);
	info->is_cpu = true;
	snprintf(info->id, sizeof info->id, "cpu");
	qm_cpu_name(info->name, sizeof info->name);
	return true;
}

static void close_device(struct qm_device *device)
{
	if (!device)
		return;
	qm_team_close(device->team);
	qm_peer_libraries_close(device->libraries);
	free(device);
}

static struct qm_device *open_device(size_t index, const struct qm_open *how,
                                     struct qm_err *err)
{
	struct qm_device *device = calloc(1, sizeof *device);

	(void)index;
	if (!device) {
		qm_fail(err, QM_WRONG, "not enough memory");
		return NULL;
	}
	device->team = qm_team_open(how->threads, err);
	device->libraries = qm_peer_libraries_open();
	if (device->team && device->libraries)
		return device;
	if (device->team)
		qm_fail(err, QM_WRONG, "not enough memory");
	close_device(device);
	return NULL;
}

static size_t threads(const struct qm_device *device)
{
	return qm_team_threads(device->team);
}

static void placement(const struct qm_device *device, char *text, size_t size)
{
	snprintf(text, size, "%s", qm_team_placement(device->team));
}

static bool may_use(enum qm_isa isa, struct qm_err *err)
{
	const char *const name = qm_isa_name(isa);

	if (qm_isa_allowed() & 1u << isa)
		return true;
	if (qm_isa_detected() & 1u << isa)
		return qm_fail(err, QM_SKIPPED, "%s is switched off by --isa", name);
	return qm_fail(err, QM_SKIPPED, "this processor has no %s", name);
}

static bool can_run_peer(const struct qm_device *device, const struct qm_peer *peer,
                         struct qm_err *err)
{
	if (!peer->from->base.file && !may_use(peer->from->isa, err))
		return false;
	if (peer->from->base.file && qm_isa_allowed() != qm_isa_detected())
		return qm_fail(err, QM_SKIPPED, "%s chooses its instruction sets itself, and some are "
		               "switched off by --isa", peer->from->base.name);
	return qm_peer_load(device->libraries, peer, err);
}

static bool can_run(const struct qm_device *device, const struct qm_kernel *kernel,
                    struct qm_err *err)
{
	const struct qm_peer *const peer = qm_peer_of(kernel);

	if (peer)
		return can_run_peer(device, peer, err);
	if (qm_is_reference(kernel))
		return true;
	for (size_t i = 0; i < ROWS; i++)
		if (&table[i].kernel->base == kernel)
			return may_use(table[i].isa, err);
	return qm_fail(err, QM_SKIPPED, "not a kernel of the CPU");
}

static void library(const struct qm_device *device, const struct qm_kernel *kernel,
                    struct qm_library *to)
{
	*to = *qm_peer_library(device->libraries, qm_peer_of(kernel));
}

/* Every class is measured, whichever kernels there are: a class takes milliseconds. */
static bool peaks(struct qm_device *device, const struct qm_kernel *const *kernels,
                  size_t count, struct qm_peaks *to, struct qm_err *err)
{
	(void)kernels, (void)count;
	return qm_cpu_peaks(device->team, to, err);
}

static size_t caches(const struct qm_device *device)
{
	struct qm_levels levels;

	qm_team_levels(device->team, &levels);
	return levels.count ? levels.room[levels.count - 1] : 0;
}

const struct qm_backend qm_cpu_backend = {
	.name = "cpu",
	.kernel_count = kernel_count,
	.kernel = kernel,
	.device_count = device_count,
	.describe = describe,
	.open = open_device,
	.close = close_device,
	.threads = threads,
	.placement = placement,
	.can_run = can_run,
	.library = library,
	.peaks = peaks,
	.caches = caches,
	.prepare = qm_job_prepare,
	.code = qm_job_code,
	.rotate = qm_job_rotate,
	.run = qm_job_run,
	.fetch = qm_job_fetch,
	.release = qm_job_release,
};
