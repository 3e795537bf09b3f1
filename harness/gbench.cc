// gbench.cc - the one C++ file: rows in, samples out.
//
// Every row is registered at run time with manual time.  The library's own reporters are
// not used: they write an error row as an infinitely fast one, and NaN into JSON.
//
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/gbench.h"

namespace {

void Time(benchmark::State &state, const qm_gbench_row *row)
{
	for (auto _ : state) {
		double seconds = 0;

		if (!row->run(row->arg, &seconds)) {
			state.SkipWithError("ended");
			break;
		}
		state.SetIterationTime(seconds);
	}
}

// Hands on each repetition; aggregates are computed by us.
class Samples : public benchmark::BenchmarkReporter {
public:
	Samples(const qm_gbench_row *rows, size_t count)
	{
		for (size_t i = 0; i < count; i++)
			row_[rows[i].name] = &rows[i];
	}

	bool ReportContext(const Context &) override
	{
		return true;
	}

	void ReportRuns(const std::vector<Run> &report) override
	{
		for (const Run &run : report) {
			const auto at = row_.find(run.run_name.function_name);

			if (at == row_.end() || run.error_occurred ||
			    run.run_type != Run::RT_Iteration || run.iterations <= 0)
				continue;

			const auto n = static_cast<uint64_t>(run.iterations);

			at->second->sample(at->second->arg,
			                   run.real_accumulated_time / static_cast<double>(n), n);
		}
	}

private:
	std::unordered_map<std::string, const qm_gbench_row *> row_;
};

} // namespace

bool qm_gbench_init(int argc, char **argv)
{
	// The library takes its flags out of the array: it gets one of its own.
	std::vector<char *> flags(argv, argv + argc);

	flags.push_back(nullptr);
	benchmark::Initialize(&argc, flags.data());
	return !benchmark::ReportUnrecognizedArguments(argc, flags.data());
}

void qm_gbench_run(const struct qm_gbench_row *rows, size_t count, size_t repetitions,
                   double min_time)
{
	Samples reporter(rows, count);

	benchmark::ClearRegisteredBenchmarks();
	for (size_t i = 0; i < count; i++)
		benchmark::RegisterBenchmark(rows[i].name, Time, &rows[i])
			->UseManualTime()
			->MinTime(min_time)
			->Repetitions(static_cast<int>(repetitions));
	// An explicit pattern: a filter that the user gave was applied to our names already.
	benchmark::RunSpecifiedBenchmarks(&reporter, nullptr, "all");
}

const char *qm_gbench_library_build_type(void)
{
	std::ostringstream out;
	benchmark::JSONReporter reporter;
	const benchmark::BenchmarkReporter::Context context;

	reporter.SetOutputStream(&out);
	reporter.SetErrorStream(&out);
	reporter.ReportContext(context);
	for (const char *type : { "debug", "release" })
		if (out.str().find("\"library_build_type\": \"" + std::string(type)) !=
		    std::string::npos)
			return type;
	return "unknown";
}

const char *qm_gbench_version(void)
{
#ifdef QM_GBENCH_VERSION
	return QM_GBENCH_VERSION;
#else
	return "unknown";
#endif
}
