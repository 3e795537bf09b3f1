/* device.c - finding devices, and asking them what they can do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opencl/device.h"

enum { PLATFORMS = 32 }; /* more than any machine has installed */

static size_t device_total(cl_platform_id platform)
{
	cl_uint count = 0;

	if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, NULL, &count) != CL_SUCCESS)
		return 0;
	return count;
}

static cl_uint list_platforms(cl_platform_id *platforms)
{
	cl_uint count = 0;

	qm_cl_bind_threads();
	if (clGetPlatformIDs(PLATFORMS, platforms, &count) != CL_SUCCESS)
		return 0;
	return count < PLATFORMS ? count : PLATFORMS;
}

/* The answer to a query as text, cut to fit; "" if there is none. */
static void text_of(cl_device_id id, cl_platform_id platform, cl_uint what, char *to)
{
	size_t size = 0;
	char *whole;
	const cl_int asked = id ? clGetDeviceInfo(id, what, 0, NULL, &size)
	                        : clGetPlatformInfo(platform, what, 0, NULL, &size);

	to[0] = '\0';
	if (asked != CL_SUCCESS || size == 0)
		return;
	whole = calloc(1, size + 1);
	if (!whole)
		return;
	if ((id ? clGetDeviceInfo(id, what, size, whole, NULL)
	        : clGetPlatformInfo(platform, what, size, whole, NULL)) == CL_SUCCESS)
		snprintf(to, QM_CL_TEXT, "%s", whole + strspn(whole, " "));
	free(whole);
}

/* A query whose answer is a number; `missing` from a device that does not know it. */
static uint64_t number_of(cl_device_id id, cl_device_info what, size_t size,
                          uint64_t missing)
{
	union {
		cl_uint four;
		cl_ulong eight;
	} value = { .eight = 0 };

	if (clGetDeviceInfo(id, what, size, &value, NULL) != CL_SUCCESS)
		return missing;
	return size == sizeof value.four ? value.four : value.eight;
}

static bool lists_extension(cl_device_id id, const char *name)
{
	const size_t length = strlen(name);
	size_t size = 0;
	char *all;
	bool found = false;

	if (clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, 0, NULL, &size) != CL_SUCCESS)
		return false;
	all = calloc(1, size + 1);
	if (!all)
		return false;
	if (clGetDeviceInfo(id, CL_DEVICE_EXTENSIONS, size, all, NULL) == CL_SUCCESS)
		for (const char *p = all; !found && *p; p += strcspn(p, " "), p += strspn(p, " "))
			found = strcspn(p, " ") == length && memcmp(p, name, length) == 0;
	free(all);
	return found;
}

static bool has_dot4(cl_device_id id)
{
	cl_device_integer_dot_product_acceleration_properties_khr fast;

	return lists_extension(id, "cl_khr_integer_dot_product") &&
	       clGetDeviceInfo(id, CL_DEVICE_INTEGER_DOT_PRODUCT_ACCELERATION_PROPERTIES_4x8BIT_PACKED_KHR,
	                       sizeof fast, &fast, NULL) == CL_SUCCESS &&
	       fast.signed_accelerated;
}

/* PoCL's own CPU drivers run on the processor that we run on; its remote one does not. */
static bool is_pocl_here(const struct qm_cl_facts *f)
{
	return f->is_cpu && strcmp(f->platform, "Portable Computing Language") == 0 &&
	       (strncmp(f->name, "pthread", 7) == 0 || strncmp(f->name, "basic", 5) == 0 ||
	        strncmp(f->name, "cpu", 3) == 0);
}

static bool has_vnni(const struct qm_cl_facts *f)
{
#if defined(__x86_64__) && defined(__GNUC__)
	/* 16 lanes: the driver's compiler uses the wide registers. */
	return is_pocl_here(f) && f->lanes == 16 && __builtin_cpu_supports("avx512vnni");
#else
	(void)is_pocl_here(f);
	return false;
#endif
}

static void ask(cl_platform_id platform, cl_device_id id, struct qm_cl_facts *f)
{
	const size_t four = sizeof(cl_uint), eight = sizeof(cl_ulong), size = sizeof(size_t);

	text_of(NULL, platform, CL_PLATFORM_NAME, f->platform);
	text_of(NULL, platform, CL_PLATFORM_VERSION, f->platform_version);
	text_of(id, platform, CL_DEVICE_NAME, f->name);
	text_of(id, platform, CL_DEVICE_VERSION, f->version);
	text_of(id, platform, CL_DRIVER_VERSION, f->driver);
	f->is_cpu = number_of(id, CL_DEVICE_TYPE, eight, 0) & CL_DEVICE_TYPE_CPU;
	f->available = number_of(id, CL_DEVICE_AVAILABLE, four, 0);
	f->has_compiler = number_of(id, CL_DEVICE_COMPILER_AVAILABLE, four, 0);
	f->single = number_of(id, CL_DEVICE_SINGLE_FP_CONFIG, eight, 0);
	f->units = (unsigned)number_of(id, CL_DEVICE_MAX_COMPUTE_UNITS, four, 1);
	f->lanes = (unsigned)number_of(id, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, four, 1);
	f->group_max = (size_t)number_of(id, CL_DEVICE_MAX_WORK_GROUP_SIZE, size, 1);
	f->address_bits = (unsigned)number_of(id, CL_DEVICE_ADDRESS_BITS, four, 32);
	f->shares_memory = number_of(id, CL_DEVICE_HOST_UNIFIED_MEMORY, four, CL_FALSE);
	for (size_t i = 0; i < 3; i++)
		f->item_max[i] = f->group_max;
	clGetDeviceInfo(id, CL_DEVICE_MAX_WORK_ITEM_SIZES, sizeof f->item_max, f->item_max, NULL);
	f->buffer_max = number_of(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, eight, 0);
	f->memory = number_of(id, CL_DEVICE_GLOBAL_MEM_SIZE, eight, 0);
	f->cache_bytes = number_of(id, CL_DEVICE_GLOBAL_MEM_CACHE_SIZE, eight, 0);
	f->local_bytes = number_of(id, CL_DEVICE_LOCAL_MEM_SIZE, eight, 0);
	f->local_is_near = number_of(id, CL_DEVICE_LOCAL_MEM_TYPE, four, CL_GLOBAL) == CL_LOCAL;
	f->dot4 = has_dot4(id);
	f->vnni = has_vnni(f);
}

size_t qm_cl_count(struct qm_err *err)
{
	cl_platform_id platforms[PLATFORMS];
	const cl_uint count = list_platforms(platforms);
	char name[QM_CL_TEXT];
	size_t total = 0;

	if (count == 0) {
		qm_fail(err, QM_SKIPPED, "no OpenCL platform: the loader found no driver. For the CPU "
		        "install PoCL (apt install pocl-opencl-icd), for a GPU its maker's OpenCL driver; "
		        "clinfo lists what the loader sees");
		return 0;
	}
	for (cl_uint i = 0; i < count; i++)
		total += device_total(platforms[i]);
	if (total == 0) {
		text_of(NULL, platforms[0], CL_PLATFORM_NAME, name);
		qm_fail(err, QM_SKIPPED, "OpenCL platform \"%s\"%s has no device: check that the device "
		        "is there and that you may use it (groups render, video), or install PoCL for the "
		        "CPU (apt install pocl-opencl-icd)", name, count > 1 ? " and the others" : "");
	}
	return total;
}

static bool describe_in(cl_platform_id platform, size_t at, cl_device_id *id,
                        struct qm_cl_facts *facts, struct qm_err *err)
{
	const size_t count = device_total(platform);
	cl_device_id *const ids = calloc(count, sizeof(cl_device_id));
	cl_int code;

	if (!ids)
		return qm_fail(err, QM_WRONG, "not enough memory");
	code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, (cl_uint)count, ids, NULL);
	if (code == CL_SUCCESS) {
		*id = ids[at];
		ask(platform, *id, facts);
	}
	free(ids);
	return qm_cl_ok(code, "listing devices", err);
}

bool qm_cl_find(size_t index, cl_device_id *id, struct qm_cl_facts *facts,
                struct qm_err *err)
{
	cl_platform_id platforms[PLATFORMS];
	const cl_uint count = list_platforms(platforms);
	size_t at = index;

	memset(facts, 0, sizeof *facts);
	snprintf(facts->id, sizeof facts->id, "opencl:%u", (unsigned)index);
	for (cl_uint i = 0; i < count; i++) {
		const size_t here = device_total(platforms[i]);

		if (at < here)
			return describe_in(platforms[i], at, id, facts, err);
		at -= here;
	}
	if (qm_cl_count(err) == 0)
		return false;
	return qm_fail(err, QM_USAGE, "there is no device opencl:%zu, the last is opencl:%zu", index,
	               qm_cl_count(err) - 1);
}

bool qm_cl_suits(const struct qm_cl_facts *f, const struct qm_cl_kernel *kernel,
                 struct qm_err *err)
{
	static const struct {
		cl_device_fp_config bit;
		const char *name;
	} ieee[] = {
		{ CL_FP_FMA, "fused multiply-add" },
		{ CL_FP_DENORM, "subnormals" },
		{ CL_FP_INF_NAN, "infinities and NaN" },
		{ CL_FP_ROUND_TO_NEAREST, "rounding to nearest" },
	};

	for (size_t i = 0; i < sizeof ieee / sizeof ieee[0]; i++)
		if (kernel->needs & QM_NEEDS_IEEE && !(f->single & ieee[i].bit))
			return qm_fail(err, QM_SKIPPED, "single precision on %s lacks %s, which the "
			               "contract needs", f->name, ieee[i].name);
	if (kernel->needs & QM_NEEDS_VNNI && !f->vnni)
		return qm_fail(err, QM_SKIPPED, "only for PoCL with 512-bit vectors on a CPU with "
		               "AVX512-VNNI");
	return true;
}
