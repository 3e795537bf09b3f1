/* info.c - `qmark info`: the machine and its devices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "harness/backends.h"
#include "harness/commands.h"
#include "harness/context_json.h"
#include "harness/doctor.h"
#include "harness/gbench.h"
#include "harness/machine_info.h"
#include "harness/section.h"
#include "harness/text.h"

static const struct qm_column machine_columns[] = {
	{ "machine", false, 0 },
	{ "", false, 0 },
};
static const struct qm_column isa_columns[] = {
	{ "instruction set", false, 0 }, { "here", false, 0 },
	{ "may be used", false, 0 },     { "kernels", true, 0 },
	{ "what it is", false, 1 },
};

static void add(struct qm_section *s, const char *name, const char *text)
{
	const char *const cell[] = { name, text };

	qm_grid_row(&s->grid, cell);
}

static void add_caches(struct qm_section *s, const struct qm_machine *m)
{
	char line[600] = "";
	struct qm_text text = { line, sizeof line, 0 };

	for (size_t i = 0; i < m->cache_count; i++) {
		const struct qm_cache_info *const c = &m->cache[i];

		qm_text_add(&text, "%sL%u %s %zu KiB", i ? ", " : "", c->level, c->type,
		            c->size / 1024);
		if (c->sharing > 1)
			qm_text_add(&text, " for %zu threads", c->sharing);
	}
	add(s, "caches", line);
}

static void add_machine(struct qm_section *s, const struct qm_machine *m)
{
	char line[600];

	snprintf(line, sizeof line, "%s, %s", m->cpu, m->arch);
	add(s, "processor", line);
	snprintf(line, sizeof line,
	         "%zu package%s, %zu core%s, %zu thread%s online; %zu may be used here",
	         m->packages, m->packages == 1 ? "" : "s", m->cores,
	         m->cores == 1 ? "" : "s", m->threads, m->threads == 1 ? "" : "s",
	         m->allowed);
	add(s, "cores", line);
	if (m->mhz) {
		snprintf(line, sizeof line, "%u MHz%s", m->mhz,
		         m->scaling ? ", and it may change under load" : "");
		add(s, "frequency", line);
	}
	add_caches(s, m);
	snprintf(line, sizeof line, "%.1f GB in %zu NUMA node%s",
	         (double)m->memory * 1e-9, m->numa_nodes, m->numa_nodes == 1 ? "" : "s");
	add(s, "memory", line);
	add(s, "system", m->kernel);
}

static void add_build(struct qm_section *s)
{
	char line[600];

	snprintf(line, sizeof line, "%s, commit %.12s%s, %s", qm_build.version,
	         qm_build.commit, qm_build.dirty ? " with changes" : "", qm_build.type);
	add(s, "qmark", line);
	snprintf(line, sizeof line, "%s, %s", qm_build.compiler, qm_build.flags);
	add(s, "compiler", line);
	snprintf(line, sizeof line, "hwloc %s, Google Benchmark %s (%s), jansson %s",
	         qm_build.hwloc, qm_gbench_version(), qm_gbench_library_build_type(),
	         jansson_version_str());
	add(s, "libraries", line);
}

static json_t *topology_json(const struct qm_machine *m)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "packages", (json_int_t)m->packages,
	                 "cores", (json_int_t)m->cores, "threads", (json_int_t)m->threads,
	                 "threads_allowed", (json_int_t)m->allowed, "numa_nodes",
	                 (json_int_t)m->numa_nodes);
}

/* In JSON: the context of a result file, and what only people ask for. */
static void machine_section(struct qm_section *s, const struct qm_options *o)
{
	struct qm_machine m;

	qm_section_start(s, "machine", machine_columns, 2);
	qm_machine_gather(&m);
	add_machine(s, &m);
	add_build(s);
	json_decref(s->json);
	s->json = qm_context_json(o, false);
	json_object_set_new(s->json, "topology", topology_json(&m));
}

static void isa_section(struct qm_section *s)
{
	qm_section_start(s, "instruction sets", isa_columns, 5);
	for (size_t i = 0; i < qm_backends_isa_count(); i++) {
		const struct qm_isa_state isa = qm_backends_isa(i);
		char kernels[24];

		snprintf(kernels, sizeof kernels, "%zu", isa.kernels);

		const char *const cell[] = { isa.name, isa.detected ? "yes" : "no",
			                     isa.allowed ? "yes" : "no", kernels,
			                     isa.idea };

		qm_grid_row(&s->grid, cell);
		json_array_append_new(s->json,
		                      json_pack("{s:s, s:s, s:b, s:b, s:I}", "name",
		                                isa.name, "idea", isa.idea, "detected",
		                                isa.detected, "allowed", isa.allowed,
		                                "kernels", (json_int_t)isa.kernels));
	}
}

static enum qm_code doctor(const struct qm_options *o, struct qm_err *err)
{
	struct qm_section section;

	qm_section_doctor(&section, "");

	const bool found = section.grid.rows > 0;
	const bool ok = qm_sections_print(&section, 1, o, err);

	if (ok && !found && !o->quiet)
		fprintf(stderr, "qmark: nothing was found that makes numbers unreliable here\n");
	qm_section_free(&section);
	return ok ? QM_OK : err->code;
}

enum qm_code qm_command_info(const struct qm_options *o, struct qm_err *err)
{
	struct qm_section section[4] = { 0 };

	if (o->doctor)
		return doctor(o, err);

	bool ok = qm_section_devices(&section[2], o, err);

	if (ok) {
		machine_section(&section[0], o);
		isa_section(&section[1]);
		qm_section_doctor(&section[3], "");
		ok = qm_sections_print(section, section[3].grid.rows ? 4 : 3, o, err);
	}
	for (size_t i = 0; i < 4; i++)
		qm_section_free(&section[i]);
	return ok ? QM_OK : err->code;
}
