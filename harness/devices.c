/* devices.c - the devices of every backend, and the user's choice among them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/devices.h"
#include "harness/text.h"

static bool no_memory(struct qm_err *err)
{
	return qm_fail(err, QM_WRONG, "not enough memory");
}

static bool add_missing(struct qm_devices *d, const struct qm_backend *backend,
                        const char *reason, struct qm_err *err)
{
	struct qm_missing_device *const grown =
		realloc(d->missing, (d->missing_count + 1) * sizeof *grown);

	if (!grown)
		return no_memory(err);
	d->missing = grown;
	grown[d->missing_count].backend = backend;
	snprintf(grown[d->missing_count].reason, sizeof grown->reason, "%s", reason);
	d->missing_count++;
	return true;
}

static bool add_device(struct qm_devices *d, const struct qm_backend *backend,
                       size_t index, struct qm_err *err)
{
	struct qm_err reason = { 0 };
	struct qm_found_device found = { backend, index, d->count, { .id = "" } };

	if (!backend->describe(index, &found.info, &reason))
		return add_missing(d, backend, reason.text, err);

	struct qm_found_device *const grown =
		realloc(d->device, (d->count + 1) * sizeof *grown);

	if (!grown)
		return no_memory(err);
	d->device = grown;
	grown[d->count++] = found;
	return true;
}

static bool find_all(struct qm_devices *d, struct qm_err *err)
{
	memset(d, 0, sizeof *d);
	for (size_t i = 0; i < qm_backend_count; i++) {
		const struct qm_backend *const backend = qm_backends[i];
		struct qm_err reason = { 0 };
		const size_t count = backend->device_count(&reason);

		if (count == 0 &&
		    !add_missing(d, backend, *reason.text ? reason.text : "no device",
		                 err))
			return false;
		for (size_t j = 0; j < count; j++)
			if (!add_device(d, backend, j, err))
				return false;
	}
	return true;
}

/* From the most exact way to name a device to the loosest: the first that fits any device
 * decides, so that "0" is a number even if a name holds a 0.
 */
static bool by_id(const struct qm_found_device *x, const char *word)
{
	return qm_glob(word, x->info.id);
}

static bool by_number(const struct qm_found_device *x, const char *word)
{
	char number[24];

	snprintf(number, sizeof number, "%zu", x->number);
	return strcmp(word, number) == 0;
}

static bool by_backend(const struct qm_found_device *x, const char *word)
{
	return strcmp(word, x->backend->name) == 0;
}

static bool by_name(const struct qm_found_device *x, const char *word)
{
	return qm_contains(x->info.name, word) || qm_contains(x->info.driver, word);
}

/* Sets chosen[] of the devices that the word fits; how many. */
static size_t choose(const struct qm_devices *d, const char *word, bool *chosen)
{
	static bool (*const ways[])(const struct qm_found_device *, const char *) = {
		by_id,
		by_number,
		by_backend,
		by_name,
	};
	size_t count = 0;

	for (size_t way = 0; !count && way < sizeof ways / sizeof ways[0]; way++)
		for (size_t i = 0; i < d->count; i++)
			if (ways[way](&d->device[i], word)) {
				chosen[i] = true;
				count++;
			}
	return count;
}

static const char *id_name(size_t index, const void *arg)
{
	return ((const struct qm_devices *)arg)->device[index].info.id;
}

static bool unknown(const struct qm_devices *d, const char *word, struct qm_err *err)
{
	char list[1400] = "";
	struct qm_text text = { list, sizeof list, 0 };
	const size_t backend = strcspn(word, ":");

	for (size_t i = 0; i < d->missing_count; i++)
		if (strlen(d->missing[i].backend->name) == backend &&
		    strncmp(d->missing[i].backend->name, word, backend) == 0)
			return qm_fail(err, QM_USAGE, "--device %s: %s", word,
			               d->missing[i].reason);
	for (size_t i = 0; i < d->count; i++)
		qm_text_add(&text, "\n  %zu  %s  %s", i, d->device[i].info.id,
		            d->device[i].info.name);
	for (size_t i = 0; i < d->missing_count; i++)
		qm_text_add(&text, "\n  -  %s  none: %s", d->missing[i].backend->name,
		            d->missing[i].reason);

	const char *const near = qm_nearest(word, d->count, id_name, d);

	return qm_fail(err, QM_USAGE, "--device: no device is called '%s'%s%s%s%s", word,
	               near ? "; did you mean '" : "; there are:", near ? near : "",
	               near ? "'?  There are:" : "", list);
}

/* Keeps the chosen devices, in their order. */
static void keep(struct qm_devices *d, const bool *chosen)
{
	size_t count = 0;

	for (size_t i = 0; i < d->count; i++)
		if (chosen[i])
			d->device[count++] = d->device[i];
	d->count = count;
}

bool qm_devices_choose(const struct qm_list *wanted, struct qm_devices *d,
                       struct qm_err *err)
{
	bool *chosen = NULL, ok = find_all(d, err);

	if (!ok || wanted->count == 0)
		goto out;
	chosen = calloc(d->count + 1, sizeof *chosen);
	ok = chosen || no_memory(err);
	for (size_t i = 0; ok && i < wanted->count; i++)
		ok = choose(d, wanted->item[i], chosen) ||
		     unknown(d, wanted->item[i], err);
	if (ok) {
		keep(d, chosen);
		d->missing_count = 0; /* what was asked for is there */
	}
out:
	free(chosen);
	if (!ok)
		qm_devices_free(d);
	return ok;
}

void qm_devices_free(struct qm_devices *d)
{
	free(d->device);
	free(d->missing);
	memset(d, 0, sizeof *d);
}
