/* junit.c - verdicts as JUnit XML: what Jenkins, GitLab and others show as tests.
 *
 * One test case a row: a failure is what fails `ab`, a skip is what could not be decided.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "harness/ab.h"

/* XML 1.0 has no other control characters; what is not UTF-8 is shown as '?'. */
static void put_text(FILE *to, const char *text)
{
	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		switch (c) {
		case '&': fputs("&amp;", to); break;
		case '<': fputs("&lt;", to); break;
		case '>': fputs("&gt;", to); break;
		case '"': fputs("&quot;", to); break;
		case '\'': fputs("&apos;", to); break;
		default: fputc((c < 0x20 && c != '\n' && c != '\t') || c >= 0x7F ? '?' : c, to);
		}
	}
}

static void put_outcome(FILE *to, const char *element, const char *type, const char *text)
{
	fprintf(to, "\n      <%s%s%s%s message=\"", element, type ? " type=\"" : "",
	        type ? type : "", type ? "\"" : "");
	put_text(to, text);
	fprintf(to, "\"/>\n    ");
}

static bool is_failure(const struct qm_ab_row *row)
{
	return row->failing || row->verdict == QM_BAD_RESULT;
}

static bool is_skip(const struct qm_ab_row *row)
{
	return row->verdict == QM_UNCLEAR || row->verdict == QM_UNMEASURED;
}

static void put_row(FILE *to, const struct qm_ab_row *row)
{
	char text[800];

	fprintf(to, "    <testcase classname=\"qmark.");
	put_text(to, *row->family ? row->family : "unknown");
	fprintf(to, "\" name=\"");
	put_text(to, row->name);
	fprintf(to, "\" time=\"%.3f\">", row->seconds);
	snprintf(text, sizeof text, "%s", *row->reason ? row->reason : "not decided");
	if (row->failing)
		snprintf(text, sizeof text, "slower by %.1f %%, confirmed on %zu fresh pairs",
		         100 * expm1(row->again.estimate), row->again.pairs);
	if (is_failure(row))
		put_outcome(to, "failure", qm_verdict_name(row->verdict), text);
	else if (is_skip(row))
		put_outcome(to, "skipped", NULL, text);
	fprintf(to, "</testcase>\n");
}

static void put_family(FILE *to, const struct qm_ab_family *f)
{
	char text[200];

	fprintf(to, "    <testcase classname=\"qmark.families\" name=\"");
	put_text(to, f->name);
	fprintf(to, "\" time=\"0\">");
	snprintf(text, sizeof text, "slower by %.1f %% on average over %zu rows",
	         100 * expm1(f->again.estimate), f->rows);
	if (f->failing)
		put_outcome(to, "failure", "slower", text);
	fprintf(to, "</testcase>\n");
}

bool qm_ab_junit(FILE *to, const struct qm_ab *ab)
{
	size_t failures = 0, skips = 0;
	char counts[160];

	for (size_t i = 0; i < ab->rows; i++) {
		failures += is_failure(&ab->row[i]);
		skips += !is_failure(&ab->row[i]) && is_skip(&ab->row[i]);
	}
	for (size_t i = 0; i < ab->families; i++)
		failures += ab->family[i].failing;
	snprintf(counts, sizeof counts,
	         "tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"%.3f\"",
	         ab->rows + ab->families, failures, skips, ab->seconds);
	fprintf(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	        "<testsuites name=\"qmark ab\" %s>\n  <testsuite name=\"qmark ab\" %s>\n",
	        counts, counts);
	for (size_t i = 0; i < ab->rows; i++)
		put_row(to, &ab->row[i]);
	for (size_t i = 0; i < ab->families; i++)
		put_family(to, &ab->family[i]);
	fprintf(to, "  </testsuite>\n</testsuites>\n");
	return true;
}
