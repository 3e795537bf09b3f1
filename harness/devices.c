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
	struct qm_found_device found = { backend, index, d->count, 0, 0, { .id = "" } };

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

/* The devices that the word fits are listed in `chosen`; how many. */
static size_t choose(const struct qm_devices *d, const char *word,
                     struct qm_found_device *chosen)
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
			if (ways[way](&d->device[i], word))
				chosen[count++] = d->device[i];
	return count;
}

/* Takes ":IofN" off the end of a word; false if it has none. */
static bool split_part(char *word, unsigned *part, unsigned *parts)
{
	char *const colon = strrchr(word, ':');
	int end = 0;

	if (!colon || sscanf(colon, ":%6uof%6u%n", part, parts, &end) != 2 || colon[end])
		return false;
	*colon = '\0';
	return true;
}

static bool divide(struct qm_found_device *x, unsigned part, unsigned parts, const char *word,
                   struct qm_err *err)
{
	const size_t length = strlen(x->info.id);

	if (part < 1 || part > parts)
		return qm_fail(err, QM_USAGE, "--device %s: expected a part from 1 to %u, such as "
		               "%s:1of2", word, parts, x->info.id);
	if (!x->backend->divides)
		return qm_fail(err, QM_USAGE, "--device %s: %s is not divided into parts%s", word,
		               x->info.id, x->info.is_cpu ? "; see --threads" : "");
	x->part = part;
	x->parts = parts;
	snprintf(x->info.id + length, sizeof x->info.id - length, ":%uof%u", part, parts);
	return true;
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

static int in_order(const void *x, const void *y)
{
	const struct qm_found_device *const a = x, *const b = y;
	const size_t of_a[] = { a->number, a->parts, a->part };
	const size_t of_b[] = { b->number, b->parts, b->part };

	for (size_t i = 0; i < 3; i++)
		if (of_a[i] != of_b[i])
			return of_a[i] < of_b[i] ? -1 : 1;
	return 0;
}

/* Keeps the chosen devices, in the machine's order, each once. */
static void keep(struct qm_devices *d, struct qm_found_device *chosen, size_t count)
{
	size_t kept = 0;

	qsort(chosen, count, sizeof *chosen, in_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || in_order(&chosen[kept - 1], &chosen[i]) != 0)
			chosen[kept++] = chosen[i];
	free(d->device);
	d->device = chosen;
	d->count = kept;
	d->missing_count = 0; /* what was asked for is there */
}

/* What one word of --device names, appended to the list. */
static bool add_word(const struct qm_devices *d, const char *word,
                     struct qm_found_device *to, size_t *count, struct qm_err *err)
{
	unsigned part = 0, parts = 0;
	char whole[256];

	snprintf(whole, sizeof whole, "%s", word);

	const bool divided = split_part(whole, &part, &parts);
	const size_t found = choose(d, whole, to + *count);

	for (size_t i = 0; divided && i < found; i++)
		if (!divide(&to[*count + i], part, parts, word, err))
			return false;
	*count += found;
	return found > 0 || unknown(d, whole, err);
}

bool qm_devices_choose(const struct qm_list *wanted, struct qm_devices *d,
                       struct qm_err *err)
{
	struct qm_found_device *chosen = NULL;
	size_t count = 0;
	bool ok = find_all(d, err);

	if (!ok || wanted->count == 0)
		goto out;
	chosen = calloc(wanted->count * d->count + 1, sizeof *chosen);
	ok = chosen || no_memory(err);
	for (size_t i = 0; ok && i < wanted->count; i++)
		ok = add_word(d, wanted->item[i], chosen, &count, err);
	if (ok)
		keep(d, chosen, count);
	else
		free(chosen);
out:
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
