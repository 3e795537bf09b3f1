/* journal_row.c - a row as a line of the journal, and back: one table for both ways.
 *
 * The key of a row, its device and what follows from the plan are not in it; nor are the
 * statistics, which follow from the samples, and the roof, which is measured anew.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/context_json.h"
#include "harness/crash.h"
#include "harness/journal_row.h"
#include "harness/stats.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define AT(member) offsetof(struct qm_result, member)
#define TEXT(member) TEXT_OF, AT(member), sizeof((struct qm_result *)0)->member

static const struct field {
	const char *key;
	enum { REAL, SIZE, LONG, FLAG, TEXT_OF } kind;
	size_t at, room;
} fields[] = {
	{ "reason", TEXT(reason) },
	{ "checked", SIZE, AT(checked), 0 },
	{ "unordered", REAL, AT(unordered), 0 },
	{ "timer", TEXT(timer) },
	{ "wall", REAL, AT(wall), 0 },
	{ "code", TEXT(code) },
	{ "a_bytes", SIZE, AT(a_bytes), 0 },
	{ "b_bytes", SIZE, AT(b_bytes), 0 },
	{ "error", REAL, AT(error), 0 },
	{ "pack", REAL, AT(costs.pack), 0 },
	{ "compile", REAL, AT(costs.compile), 0 },
	{ "first_launch", REAL, AT(costs.first_launch), 0 },
	{ "upload", REAL, AT(costs.upload), 0 },
	{ "download", REAL, AT(costs.download), 0 },
	{ "shared", FLAG, AT(costs.shared), 0 },
	{ "packed_bytes", SIZE, AT(costs.packed_bytes), 0 },
	{ "standard_time", REAL, AT(standard_time), 0 },
	{ "bytes", REAL, AT(roof.bytes), 0 },
	{ "intensity", REAL, AT(roof.intensity), 0 },
	{ "interval", REAL, AT(trust.facts.interval), 0 },
	{ "drift", REAL, AT(trust.facts.drift), 0 },
	{ "steal", REAL, AT(trust.facts.steal), 0 },
	{ "involuntary", REAL, AT(trust.facts.involuntary), 0 },
	{ "event_wall", REAL, AT(trust.facts.event_wall), 0 },
	{ "event_rejected", FLAG, AT(trust.facts.event_rejected), 0 },
	{ "mhz", REAL, AT(trust.mhz.median), 0 },
	{ "mhz_low", REAL, AT(trust.mhz.low), 0 },
	{ "mhz_high", REAL, AT(trust.mhz.high), 0 },
	{ "energy", FLAG, AT(energy.asked), 0 },
	{ "measured", FLAG, AT(energy.measured), 0 },
	{ "joules", REAL, AT(energy.joules), 0 },
	{ "idle_watts", REAL, AT(energy.idle_watts), 0 },
	{ "window", REAL, AT(energy.seconds), 0 },
	{ "products", LONG, AT(energy.products), 0 },
	{ "source", TEXT(energy.source) },
	{ "domains", TEXT(energy.domains) },
	{ "energy_reason", TEXT(energy.reason) },
};

static json_t *value_json(const struct qm_result *row, const struct field *f)
{
	const void *const at = (const char *)row + f->at;

	switch (f->kind) {
	case REAL: return qm_json_number(*(const double *)at);
	case SIZE: return json_integer((json_int_t) * (const size_t *)at);
	case LONG: return json_integer((json_int_t) * (const uint64_t *)at);
	case FLAG: return json_boolean(*(const bool *)at);
	default: return qm_json_text(at);
	}
}

static void set_value(struct qm_result *row, const struct field *f, const json_t *value)
{
	void *const at = (char *)row + f->at;

	switch (f->kind) {
	case REAL: *(double *)at = json_is_null(value) ? NAN : json_number_value(value); break;
	case SIZE: *(size_t *)at = (size_t)json_integer_value(value); break;
	case LONG: *(uint64_t *)at = (uint64_t)json_integer_value(value); break;
	case FLAG: *(bool *)at = json_is_true(value); break;
	case TEXT_OF:
		snprintf(at, f->room, "%s",
		         json_string_value(value) ? json_string_value(value) : "");
	}
}

json_t *qm_journal_row(const struct qm_result *row)
{
	json_t *const object = json_object();
	json_t *const samples = json_array(), *const iterations = json_array();

	json_object_set_new(object, "row", qm_json_text(row->name));
	json_object_set_new(object, "status", json_integer(row->status));
	json_object_set_new(object, "check", json_integer(row->check));
	for (size_t i = 0; i < COUNT(fields); i++)
		json_object_set_new(object, fields[i].key, value_json(row, &fields[i]));
	for (size_t i = 0; i < row->sample_count; i++) {
		json_array_append_new(samples, qm_json_number(row->samples[i]));
		json_array_append_new(iterations,
		                      json_integer((json_int_t)row->iterations[i]));
	}
	json_object_set_new(object, "samples", samples);
	json_object_set_new(object, "iterations", iterations);
	return object;
}

static bool take_samples(struct qm_result *row, const json_t *line)
{
	const json_t *const samples = json_object_get(line, "samples");
	const json_t *const iterations = json_object_get(line, "iterations");
	const size_t n = json_array_size(samples);

	free(row->samples);
	free(row->iterations);
	row->sample_count = 0;
	row->samples = calloc(n + 1, sizeof *row->samples);
	row->iterations = calloc(n + 1, sizeof *row->iterations);
	if (!row->samples || !row->iterations || n != json_array_size(iterations))
		return false;
	for (size_t i = 0; i < n; i++) {
		row->samples[i] = json_number_value(json_array_get(samples, i));
		row->iterations[i] = (uint64_t)json_integer_value(
			json_array_get(iterations, i));
	}
	row->sample_count = n;
	return true;
}

static bool take_row(struct qm_result *row, const json_t *line)
{
	const json_int_t status = json_integer_value(json_object_get(line, "status"));
	const json_int_t check = json_integer_value(json_object_get(line, "check"));

	if (status < QM_ROW_OK || status > QM_ROW_SKIPPED || check < QM_CHECK_NONE ||
	    check >= QM_CHECK_COUNT || !take_samples(row, line) ||
	    (status == QM_ROW_OK && row->sample_count == 0))
		return false;
	row->status = (enum qm_status)status;
	row->check = (enum qm_check)check;
	for (size_t i = 0; i < COUNT(fields); i++)
		set_value(row, &fields[i], json_object_get(line, fields[i].key));
	if (row->status == QM_ROW_OK) {
		row->time = qm_summarise(row->samples, row->sample_count);
		row->trust.facts.samples = row->sample_count;
		qm_trust_judge(&row->trust);
	}
	return true;
}

static bool take_crash(struct qm_result *row, const json_t *line)
{
	row->status = QM_ROW_FAILED;
	snprintf(row->reason, sizeof row->reason, "it died of %s",
	         qm_crash_signal(
			 (int)json_integer_value(json_object_get(line, "signal"))));
	return true;
}

void qm_journal_take(const json_t *line, struct qm_result *row, bool *done, size_t count)
{
	const char *const measured = json_string_value(json_object_get(line, "row"));
	const char *const crashed = json_string_value(json_object_get(line, "crash"));
	const char *const name = measured ? measured : crashed;

	for (size_t i = 0; name && i < count; i++)
		if (strcmp(row[i].name, name) == 0)
			done[i] = measured ? take_row(&row[i], line)
			                   : take_crash(&row[i], line);
}
