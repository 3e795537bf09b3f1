/* shapes.c - the products of well-known networks, and sizes that are awkward on purpose.
 *
 * C[m][n] = A[m][k] * B[k][n]: m tokens or pixels, n outputs, k inputs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/shapes.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct qm_named_shape quick[] = {
	{ "decode", { 1, 4096, 4096 } },
	{ "batch", { 16, 2048, 2048 } },
	{ "prefill", { 128, 1024, 2048 } },
	{ "square", { 512, 512, 512 } },
};

static const struct qm_shape_set quick_set = {
	"quick", "one shape of each kind; under a minute on 2 cores", COUNT(quick), quick,
};

/* Small enough that a process which packs, verifies and times one takes a tenth of a
 * second; k is a multiple of every family's group.
 */
static const struct qm_named_shape gate[] = {
	{ "decode", { 1, 1024, 1024 } },
	{ "prefill", { 64, 256, 1024 } },
};

static const struct qm_shape_set gate_set = {
	"gate", "two small shapes, for many short processes: qmark ab", COUNT(gate), gate,
};

/* hidden 4096, 32 heads and 8 key-value heads of 128, feed-forward 14336. */
#define LLAMA(m) \
	{ "q_proj, o_proj", { m, 4096, 4096 } }, \
	{ "k_proj, v_proj", { m, 1024, 4096 } }, \
	{ "gate_proj, up_proj", { m, 14336, 4096 } }, \
	{ "down_proj", { m, 4096, 14336 } }

static const struct qm_named_shape llm[] = { LLAMA(1), LLAMA(16), LLAMA(128), LLAMA(512) };

static const struct qm_shape_set llm_set = {
	"llm", "Llama-3-8B projections, 1 to 512 tokens (sizes: the model's config.json)",
	COUNT(llm), llm,
};

/* base: hidden 768, feed-forward 3072; large: 1024 and 4096. */
#define BERT(m, size, hidden, inner) \
	{ "BERT-" size " query, key, value, output", { m, hidden, hidden } }, \
	{ "BERT-" size " intermediate", { m, inner, hidden } }, \
	{ "BERT-" size " output dense", { m, hidden, inner } }

static const struct qm_named_shape bert[] = {
	BERT(128, "base", 768, 3072),
	BERT(512, "base", 768, 3072),
	BERT(128, "large", 1024, 4096),
	BERT(512, "large", 1024, 4096),
};

static const struct qm_shape_set bert_set = {
	"bert", "BERT-base and large, 128 and 512 tokens (Devlin et al., NAACL 2019, section 3)",
	COUNT(bert), bert,
};

/* m = output pixels, n = output channels, k = input channels * kernel height * width.
 * Depthwise layers are no matrix products and are left out.
 */
static const struct qm_named_shape cnn[] = {
	{ "ResNet-50 conv1", { 12544, 64, 147 } },
	{ "ResNet-50 conv2 1x1 first", { 3136, 64, 64 } },
	{ "ResNet-50 conv2 3x3", { 3136, 64, 576 } },
	{ "ResNet-50 conv2 1x1 out", { 3136, 256, 64 } },
	{ "ResNet-50 conv2 1x1 in", { 3136, 64, 256 } },
	{ "ResNet-50 conv3 1x1 first", { 3136, 128, 256 } },
	{ "ResNet-50 conv3 3x3", { 784, 128, 1152 } },
	{ "ResNet-50 conv3 1x1 out", { 784, 512, 128 } },
	{ "ResNet-50 conv3 1x1 in", { 784, 128, 512 } },
	{ "ResNet-50 conv3 shortcut", { 784, 512, 256 } },
	{ "ResNet-50 conv4 1x1 first", { 784, 256, 512 } },
	{ "ResNet-50 conv4 3x3", { 196, 256, 2304 } },
	{ "ResNet-50 conv4 1x1 out", { 196, 1024, 256 } },
	{ "ResNet-50 conv4 1x1 in", { 196, 256, 1024 } },
	{ "ResNet-50 conv4 shortcut", { 196, 1024, 512 } },
	{ "ResNet-50 conv5 1x1 first", { 196, 512, 1024 } },
	{ "ResNet-50 conv5 3x3", { 49, 512, 4608 } },
	{ "ResNet-50 conv5 1x1 out", { 49, 2048, 512 } },
	{ "ResNet-50 conv5 1x1 in", { 49, 512, 2048 } },
	{ "ResNet-50 conv5 shortcut", { 49, 2048, 1024 } },
	{ "ResNet-50 fc", { 1, 1000, 2048 } },
	{ "MobileNet conv1", { 12544, 32, 27 } },
	{ "MobileNet pointwise 1", { 12544, 64, 32 } },
	{ "MobileNet pointwise 2", { 3136, 128, 64 } },
	{ "MobileNet pointwise 3", { 3136, 128, 128 } },
	{ "MobileNet pointwise 4", { 784, 256, 128 } },
	{ "MobileNet pointwise 5", { 784, 256, 256 } },
	{ "MobileNet pointwise 6", { 196, 512, 256 } },
	{ "MobileNet pointwise 7-11", { 196, 512, 512 } },
	{ "MobileNet pointwise 12", { 49, 1024, 512 } },
	{ "MobileNet pointwise 13", { 49, 1024, 1024 } },
	{ "MobileNet fc", { 1, 1000, 1024 } },
};

static const struct qm_shape_set cnn_set = {
	"cnn",
	"ResNet-50 (He et al., CVPR 2016, table 1; stride in the 3x3) and MobileNet "
	"(Howard et al., 2017, table 1) by im2col, one image",
	COUNT(cnn), cnn,
};

#define SQUARE(x) { "square", { x, x, x } }

static const struct qm_named_shape sweep[] = {
	SQUARE(16),  SQUARE(32),  SQUARE(64),  SQUARE(96),   SQUARE(128),  SQUARE(192),
	SQUARE(256), SQUARE(384), SQUARE(512), SQUARE(768),  SQUARE(1024), SQUARE(1536),
	SQUARE(2048),
	{ "one off", { 63, 63, 63 } },
	{ "one off", { 65, 65, 65 } },
	{ "one off", { 127, 129, 127 } },
	{ "one off", { 255, 257, 255 } },
	{ "prime", { 251, 509, 1021 } },
	{ "round in ten", { 1000, 1000, 1000 } },
	{ "one off", { 1023, 1025, 1023 } },
	{ "narrow", { 1024, 8, 1024 } },
	{ "shallow", { 1024, 1024, 8 } },
	{ "deep", { 8, 64, 65536 } },
	{ "wide", { 4, 32768, 512 } },
};

static const struct qm_shape_set sweep_set = {
	"sweep", "squares from 16 to 2048, and awkward sizes", COUNT(sweep), sweep,
};

const struct qm_shape_set *const qm_shape_sets[] = {
	&quick_set, &llm_set, &bert_set, &cnn_set, &sweep_set, &gate_set,
};

const size_t qm_shape_set_count = COUNT(qm_shape_sets);

const struct qm_shape_set *qm_shape_set_find(const char *name)
{
	for (size_t i = 0; i < qm_shape_set_count; i++)
		if (strcmp(qm_shape_sets[i]->name, name) == 0)
			return qm_shape_sets[i];
	return NULL;
}

bool qm_shape_parse(const char *text, struct qm_shape *shape, struct qm_err *err)
{
	size_t *const side[] = { &shape->m, &shape->n, &shape->k };
	const char *at = text;

	for (size_t i = 0; i < 3; i++) {
		char *end;

		errno = 0;

		const unsigned long long x = isdigit((unsigned char)*at) ? strtoull(at, &end, 10) : 0;

		/* 2^31: beyond what any device addresses, and m * n * k stays within 2^93. */
		if (x == 0 || x > 1ull << 31 || errno || *end != (i < 2 ? 'x' : '\0'))
			return qm_fail(err, QM_USAGE,
			               "--shape: '%s' is not MxNxK, three whole numbers from 1 to 2^31 "
			               "such as 128x4096x4096", text);
		*side[i] = (size_t)x;
		at = end + 1;
	}
	return true;
}
