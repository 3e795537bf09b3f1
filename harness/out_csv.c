/* out_csv.c - results for spreadsheets and data frames: one line a row, RFC 4180 quoting.
 *
 * A field that does not apply is empty.  Lines end with a plain newline, which every
 * reader takes and every Unix tool expects.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "harness/energy_model.h"
#include "harness/out.h"
#include "harness/out_row.h"

static const char header[] =
	"name,family,kernel,device,m,n,k,threads,cache,data,seed,status,reason,verified,"
	"checked,ops,gops,median_ns,min_ns,q25_ns,q75_ns,max_ns,ci95_low_ns,ci95_high_ns,"
	"samples,iterations,timer,wall_ns,placement,a_bytes,b_bytes,packed_bytes,pack_ns,"
	"compile_ns,first_launch_ns,upload_ns,download_ns,bytes,intensity,"
	"class,ceiling_gops,roof,roof_gops,roof_share,variant,tuning,default_ns,error,trust,"
	"trust_reason,mhz,steal_share,switches_per_s,energy_source,energy_domains,"
	"energy_reason,energy_net_j,energy_gross_j,energy_window_s,library,library_version,"
	"unordered_error";

enum { MEASURED_FIELDS = 49, MODEL_FIELDS = 2 };

static void put_text(FILE *to, const char *text, char end)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fprintf(to, "%s%c", text, end);
		return;
	}
	fputc('"', to);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', to);
		fputc(*text, to);
	}
	fprintf(to, "\"%c", end);
}

/* Negative or no number: it does not apply. */
static void put_number(FILE *to, double x, char end)
{
	if (isfinite(x) && x >= 0)
		fprintf(to, "%.12g%c", x, end);
	else
		fputc(end, to);
}

static void put_key(FILE *to, const struct qm_result *r)
{
	put_text(to, r->name, ',');
	put_text(to, r->kernel->family->name, ',');
	put_text(to, r->kernel->name, ',');
	put_text(to, r->device.id, ',');
	fprintf(to, "%zu,%zu,%zu,", r->shape.m, r->shape.n, r->shape.k);
	put_number(to, r->threads ? (double)r->threads : -1, ',');
	put_text(to, r->cache ? r->cache : "", ',');
	fprintf(to, "%s,%" PRIu64 ",", qm_data_name(r->data), r->seed);
	put_text(to, qm_status_name(qm_row_status(r)), ',');
}

/* 0: it was not measured. */
static void put_roof(FILE *to, const struct qm_roof *roof)
{
	put_number(to, roof->bytes, ',');
	put_number(to, roof->intensity, ',');
	put_text(to, roof->class ? roof->class : "", ',');
	put_number(to, roof->ceiling > 0 ? roof->ceiling * 1e-9 : -1, ',');
	put_text(to, roof->level ? roof->level : "", ',');
	put_number(to, roof->ops > 0 ? roof->ops * 1e-9 : -1, ',');
	put_number(to, roof->share > 0 ? roof->share : -1, ',');
}

/* The last fields. */
static void put_evidence(FILE *to, const struct qm_result *r, size_t llc)
{
	const struct qm_energy *const e = &r->energy;
	const char label[] = { r->trust.label, '\0' };

	put_text(to, label, ',');
	put_text(to, r->trust.why, ',');
	put_number(to, r->trust.mhz.median > 0 ? r->trust.mhz.median : -1, ',');
	put_number(to, r->trust.facts.steal, ',');
	put_number(to, r->trust.facts.involuntary, ',');
	put_text(to, e->measured ? e->source : "", ',');
	put_text(to, e->measured ? e->domains : "", ',');
	put_text(to, e->reason, ',');
	put_number(to, e->measured ? qm_energy_net(e) : -1, ',');
	put_number(to, e->measured ? qm_energy_gross(e) : -1, ',');
	put_number(to, e->measured ? e->seconds : -1, ',');
	put_text(to, r->kernel->library ? r->kernel->library : "", ',');
	put_text(to, r->library.version, ',');
	put_number(to, r->check == QM_CHECK_UNORDERED ? r->unordered : -1, ',');
	for (size_t i = 0; i < qm_energy_model_count; i++) {
		const struct qm_modelled x = qm_energy_modelled(&qm_energy_models[i], r, llc);

		put_number(to, x.arithmetic, ',');
		put_number(to, x.memory, i + 1 < qm_energy_model_count ? ',' : '\n');
	}
}

static void put_measured(FILE *to, const struct qm_result *r, size_t llc)
{
	const struct qm_summary *const t = &r->time;
	const double times[] = { t->median, t->min, t->q25, t->q75,
		                 t->max,    t->low, t->high };
	const struct qm_costs *const c = &r->costs;
	const double costs[] = { c->pack, c->compile, c->first_launch, c->upload,
		                 c->download };
	uint64_t iterations = 0;

	for (size_t i = 0; i < r->sample_count; i++)
		iterations += r->iterations[i];
	fprintf(to, ",%s,%zu,", qm_check_name(r->check), r->checked);
	put_number(to, qm_result_ops(r), ',');
	put_number(to, qm_result_ops(r) / t->median * 1e-9, ',');
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
		put_number(to, times[i] * 1e9, ',');
	fprintf(to, "%zu,%" PRIu64 ",", r->sample_count, iterations);
	put_text(to, r->timer, ',');
	put_number(to, r->wall * 1e9, ',');
	put_text(to, r->placement, ',');
	fprintf(to, "%zu,%zu,%zu", r->a_bytes, r->b_bytes, c->packed_bytes);
	for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
		fputc(',', to);
		if (isfinite(costs[i]) && costs[i] >= 0)
			fprintf(to, "%.12g", costs[i] * 1e9);
	}
	fputc(',', to);
	put_roof(to, &r->roof);
	put_text(to, r->variant.text, ',');
	put_text(to, r->tuning ? r->tuning : "", ',');
	put_number(to, r->standard_time > 0 ? r->standard_time * 1e9 : -1, ',');
	put_number(to, r->error, ',');
	put_evidence(to, r, llc);
}

bool qm_out_csv(FILE *to, const struct qm_report *report)
{
	const size_t llc = qm_largest_cache("");

	fputs(header, to);
	for (size_t i = 0; i < qm_energy_model_count; i++)
		fprintf(to, ",%s_arithmetic_pj_per_op,%s_memory_pj_per_op",
		        qm_energy_models[i].name, qm_energy_models[i].name);
	fputc('\n', to);
	for (size_t i = 0; i < report->results->count; i++) {
		const struct qm_result *const r = &report->results->row[i];

		put_key(to, r);
		if (qm_row_measured(r)) {
			put_measured(to, r, llc);
			continue;
		}
		put_text(to, qm_row_reason(r), ',');
		for (size_t j = 1; j < MEASURED_FIELDS + MODEL_FIELDS * qm_energy_model_count; j++)
			fputc(',', to);
		fputc('\n', to);
	}
	return true;
}
