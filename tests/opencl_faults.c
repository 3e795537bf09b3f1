/* opencl_faults.c - a layer between the OpenCL loader and the driver that goes wrong when
 * told to: OPENCL_LAYERS names this library, QM_FAULT the faults, as NAME or NAME=NUMBER
 * with commas in between, and QM_FAULT_IN a word of the source of the programs that have
 * the first group of them.
 *
 *     build       does not build
 *     binary      is not taken as a binary; hollow: it is, but has no kernels
 *     launch=N    launch number N of multiply is refused
 *     event=N     it is accepted, and fails
 *     lost=N      from then on nothing works in its context; gone=N: nor is there another
 *     busy=N      the first N launches of a ceiling take long, and have no clock
 *     backward=N  its event ends before it starts; zero: events take no time
 *
 *     buffer, memory, group, items, local, address   = what the device allows
 *     kernel=N    the largest group of any kernel
 *     apart       the device shares no memory with the host; whole: it cannot be divided
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/opencl_layer.inc"

/* Objects of one kind that are to fail; the oldest is forgotten first. */
struct set {
	const void *object[64];
	size_t next;
};

static struct set programs, binaries, multiplies, ceilings, failing, odd;
static cl_context lost;
static bool gone;
static unsigned long launches, peaks;

static void add(struct set *set, const void *object)
{
	set->object[set->next++ % (sizeof set->object / sizeof set->object[0])] = object;
}

static bool has(const struct set *set, const void *object)
{
	for (size_t i = 0; i < sizeof set->object / sizeof set->object[0]; i++)
		if (set->object[i] == object)
			return object;
	return false;
}

/* Drivers use addresses again. */
static void drop(struct set *set, const void *object)
{
	for (size_t i = 0; i < sizeof set->object / sizeof set->object[0]; i++)
		if (set->object[i] == object)
			set->object[i] = NULL;
}

/* Whether a fault is wanted, and its number. */
static bool wanted(const char *name, unsigned long *number)
{
	const size_t length = strlen(name);
	const char *at = getenv("QM_FAULT");

	for (; at && *at; at += strcspn(at, ","), at += *at == ',')
		if (strncmp(at, name, length) == 0 && strchr("=,", at[length])) {
			if (number)
				*number = at[length] == '='
				                  ? strtoul(at + length + 1, NULL, 10)
				                  : 0;
			return true;
		}
	return false;
}

static bool is_time_for(const char *name)
{
	unsigned long number;

	return wanted(name, &number) && launches == number;
}

static cl_program CL_API_CALL from_source(cl_context context, cl_uint count,
                                          const char **text, const size_t *size,
                                          cl_int *code)
{
	const cl_program program = driver->clCreateProgramWithSource(context, count, text,
	                                                             size, code);
	const char *const word = getenv("QM_FAULT_IN");

	drop(&programs, program);
	drop(&binaries, program);
	for (cl_uint i = 0; word && i < count; i++)
		if (memmem(text[i], size[i], word, strlen(word)))
			add(&programs, program);
	return program;
}

static cl_program CL_API_CALL from_binary(cl_context context, cl_uint count,
                                          const cl_device_id *devices, const size_t *size,
                                          const unsigned char **binary, cl_int *status,
                                          cl_int *code)
{
	const cl_program program = driver->clCreateProgramWithBinary(
		context, count, devices, size, binary, status, code);

	drop(&programs, program);
	add(&binaries, program);
	return program;
}

static cl_int CL_API_CALL build(cl_program program, cl_uint count,
                                const cl_device_id *devices, const char *options,
                                void(CL_CALLBACK *notify)(cl_program, void *), void *data)
{
	if (has(&programs, program) && wanted("build", NULL))
		options = "-DQM_PASTE_ -Dqm_step=no(such)step";
	if (has(&binaries, program) && wanted("binary", NULL))
		return CL_INVALID_BINARY;
	return driver->clBuildProgram(program, count, devices, options, notify, data);
}

static cl_kernel CL_API_CALL kernel_of(cl_program program, const char *name, cl_int *code)
{
	cl_kernel kernel;

	if (has(&binaries, program) && wanted("hollow", NULL)) {
		*code = CL_INVALID_KERNEL_NAME;
		return NULL;
	}
	kernel = driver->clCreateKernel(program, name, code);
	drop(&multiplies, kernel);
	drop(&ceilings, kernel);
	if (has(&programs, program) && strcmp(name, "multiply") == 0)
		add(&multiplies, kernel);
	if (has(&programs, program) && strcmp(name, "steps") == 0)
		add(&ceilings, kernel);
	return kernel;
}

static cl_context CL_API_CALL context_of(const cl_context_properties *properties,
                                         cl_uint count, const cl_device_id *devices,
                                         void(CL_CALLBACK *notify)(const char *,
                                                                   const void *, size_t,
                                                                   void *),
                                         void *data, cl_int *code)
{
	if (gone) {
		*code = CL_DEVICE_NOT_AVAILABLE;
		return NULL;
	}
	return driver->clCreateContext(properties, count, devices, notify, data, code);
}

static cl_context context_behind(cl_command_queue queue)
{
	cl_context context = NULL;

	driver->clGetCommandQueueInfo(queue, CL_QUEUE_CONTEXT, sizeof context, &context,
	                              NULL);
	return context;
}

static bool is_lost(cl_command_queue queue)
{
	return lost && context_behind(queue) == lost;
}

static cl_int CL_API_CALL launch(cl_command_queue queue, cl_kernel kernel,
                                 cl_uint directions, const size_t *offset,
                                 const size_t *items, const size_t *group, cl_uint count,
                                 const cl_event *waits, cl_event *event)
{
	const bool ours = has(&multiplies, kernel);
	unsigned long number;
	const bool busy = has(&ceilings, kernel) && wanted("busy", &number) &&
	                  peaks++ < number;
	cl_int code;

	launches += ours;
	if (ours && (is_time_for("lost") || is_time_for("gone"))) {
		lost = context_behind(queue);
		gone = is_time_for("gone");
		driver->clRetainContext(lost); /* so that its address stays its own */
	}
	if (is_lost(queue))
		return CL_DEVICE_NOT_AVAILABLE;
	if (ours && is_time_for("launch"))
		return CL_OUT_OF_RESOURCES;
	code = driver->clEnqueueNDRangeKernel(queue, kernel, directions, offset, items,
	                                      group, count, waits, event);
	drop(&failing, *event);
	drop(&odd, *event);
	if (ours && is_time_for("event"))
		add(&failing, *event);
	if (busy)
		usleep(20000);
	if (busy || (ours && (is_time_for("backward") || wanted("zero", NULL))))
		add(&odd, *event);
	return code;
}

static cl_int CL_API_CALL finish(cl_command_queue queue)
{
	return is_lost(queue) ? CL_DEVICE_NOT_AVAILABLE : driver->clFinish(queue);
}

static void *CL_API_CALL map(cl_command_queue queue, cl_mem buffer, cl_bool blocking,
                             cl_map_flags flags, size_t offset, size_t size,
                             cl_uint count, const cl_event *waits, cl_event *event,
                             cl_int *code)
{
	if (is_lost(queue)) {
		*code = CL_DEVICE_NOT_AVAILABLE;
		return NULL;
	}
	return driver->clEnqueueMapBuffer(queue, buffer, blocking, flags, offset, size,
	                                  count, waits, event, code);
}

static cl_int CL_API_CALL event_info(cl_event event, cl_event_info what, size_t size,
                                     void *value, size_t *needed)
{
	if (has(&failing, event) && what == CL_EVENT_COMMAND_EXECUTION_STATUS) {
		*(cl_int *)value = CL_OUT_OF_RESOURCES;
		return CL_SUCCESS;
	}
	return driver->clGetEventInfo(event, what, size, value, needed);
}

static cl_int CL_API_CALL event_time(cl_event event, cl_profiling_info what, size_t size,
                                     void *value, size_t *needed)
{
	const cl_int code = driver->clGetEventProfilingInfo(event, what, size, value,
	                                                    needed);

	/* 1: long before any start; 0 would be no answer. */
	if (has(&odd, event) || (wanted("zero", NULL) && multiplies.next))
		*(cl_ulong *)value = 1;
	return code;
}

static void lower(cl_device_info what, size_t size, void *value)
{
	static const struct {
		const char *name;
		cl_device_info what;
	} limits[] = {
		{ "buffer", CL_DEVICE_MAX_MEM_ALLOC_SIZE },
		{ "memory", CL_DEVICE_GLOBAL_MEM_SIZE },
		{ "group", CL_DEVICE_MAX_WORK_GROUP_SIZE },
		{ "items", CL_DEVICE_MAX_WORK_ITEM_SIZES },
		{ "local", CL_DEVICE_LOCAL_MEM_SIZE },
		{ "address", CL_DEVICE_ADDRESS_BITS },
		{ "apart", CL_DEVICE_HOST_UNIFIED_MEMORY },
	};
	unsigned long number;

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		if (limits[i].what == what && wanted(limits[i].name, &number))
			for (size_t at = 0; at < size; at += sizeof number)
				memcpy((char *)value + at, &number,
				       size < sizeof number ? size : sizeof number);
}

static cl_int CL_API_CALL device_info(cl_device_id device, cl_device_info what,
                                      size_t size, void *value, size_t *needed)
{
	const cl_int code = driver->clGetDeviceInfo(device, what, size, value, needed);

	if (code == CL_SUCCESS && value)
		lower(what, size, value);
	return code;
}

static cl_int CL_API_CALL group_info(cl_kernel kernel, cl_device_id device,
                                     cl_kernel_work_group_info what, size_t size,
                                     void *value, size_t *needed)
{
	unsigned long number;

	if (what == CL_KERNEL_WORK_GROUP_SIZE && wanted("kernel", &number)) {
		*(size_t *)value = number;
		return CL_SUCCESS;
	}
	return driver->clGetKernelWorkGroupInfo(kernel, device, what, size, value,
	                                        needed);
}

static cl_int CL_API_CALL divide(cl_device_id device,
                                 const cl_device_partition_property *properties,
                                 cl_uint count, cl_device_id *parts, cl_uint *needed)
{
	if (wanted("whole", NULL))
		return CL_DEVICE_PARTITION_FAILED;
	return driver->clCreateSubDevices(device, properties, count, parts, needed);
}

static void replace(cl_icd_dispatch *layer)
{
	layer->clCreateProgramWithSource = from_source;
	layer->clCreateProgramWithBinary = from_binary;
	layer->clBuildProgram = build;
	layer->clCreateKernel = kernel_of;
	layer->clCreateContext = context_of;
	layer->clEnqueueNDRangeKernel = launch;
	layer->clEnqueueMapBuffer = map;
	layer->clFinish = finish;
	layer->clGetEventInfo = event_info;
	layer->clGetEventProfilingInfo = event_time;
	layer->clGetDeviceInfo = device_info;
	layer->clGetKernelWorkGroupInfo = group_info;
	layer->clCreateSubDevices = divide;
}
