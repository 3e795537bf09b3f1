/* gemmlowp_avx2.cc - the product as gemmlowp's templates make it of AVX2.
 *
 * Inline functions of C++ that are not gemmlowp's own may be shared with other objects, so
 * they must not be compiled to instructions that the baseline lacks: tests/codegen.py.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define GEMMLOWP_ENABLE_AVX2 /* else the headers take no notice of it */
#include <gemmlowp/public/gemmlowp.h>

#include "cpu/peers/gemmlowp.h"

namespace {

using tasks = std::vector<gemmlowp::Task *>;

void run_task(void *arg, size_t i)
{
	(*static_cast<const tasks *>(arg))[i]->Run();
}

/* In the place of gemmlowp's own pool, whose threads wait for milliseconds in a loop. */
class team_pool {
public:
	explicit team_pool(size_t threads) : allocators(threads) {}

	void Execute(const tasks &of)
	{
		for (size_t i = 0; i < of.size(); i++)
			of[i]->local_allocator = &allocators[i];
		qm_gemmlowp_share(run_task, const_cast<tasks *>(&of), of.size());
		for (gemmlowp::Task *const task : of)
			delete task;
	}

private:
	std::vector<gemmlowp::Allocator> allocators;
};

}

struct qm_gemmlowp_context : public gemmlowp::MultiThreadGemmContextBase {
	explicit qm_gemmlowp_context(size_t threads) : pool(threads)
	{
		set_max_num_threads(static_cast<int>(threads));
	}

	team_pool *workers_pool() { return &pool; }

private:
	team_pool pool;
};

struct qm_gemmlowp_context *qm_gemmlowp_open(size_t threads)
{
	return new (std::nothrow) qm_gemmlowp_context(threads);
}

void qm_gemmlowp_close(struct qm_gemmlowp_context *g)
{
	delete g;
}

void qm_gemmlowp_multiply(struct qm_gemmlowp_context *g, struct qm_shape s, const uint8_t *a,
                          const uint8_t *b, int32_t *c)
{
	using gemmlowp::MapOrder;
	const int m = static_cast<int>(s.m), n = static_cast<int>(s.n), k = static_cast<int>(s.k);
	const gemmlowp::MatrixMap<const uint8_t, MapOrder::RowMajor> lhs(a, m, k, k);
	const gemmlowp::MatrixMap<const uint8_t, MapOrder::ColMajor> rhs(b, k, n, k);
	gemmlowp::MatrixMap<int32_t, MapOrder::RowMajor> result(c, m, n, n);

	gemmlowp::GemmWithOutputPipeline<uint8_t, int32_t, gemmlowp::DefaultL8R8BitDepthParams>(
		g, lhs, rhs, &result, -128, -128, std::tuple<>());
}
