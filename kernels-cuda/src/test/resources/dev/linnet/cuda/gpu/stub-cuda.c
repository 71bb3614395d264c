/* The functions of the NVIDIA driver that Linnet calls, for machines without a GPU. Its "device" is this process's memory;
   it knows two kernels by name and computes them from the parameters that it is given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long device_pointer;
static int live_contexts, live_modules, live_memory, live_events, faulted, shared_limit;
static long free_bytes = 1000000;
struct context { int generation; };
struct module { int cubin; int generation; };
struct function { char name[64]; };
static struct context *current;
static int generation;

int cuInit(unsigned flags) { return getenv("STUB_CUDA_NO_DEVICE") ? 100 : 0; }
int cuDriverGetVersion(int *version) { *version = 13000; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
int cuDeviceGetName(char *name, int length, int device) { snprintf(name, length, "Stub GPU"); return 0; }
int cuDeviceGetAttribute(int *value, int which, int device) { *value = which == 75 ? 9 : which == 76 ? 0 : 1; return 0; }
int cuCtxCreate_v2(struct context **c, unsigned flags, int device) {
  *c = malloc(sizeof(struct context)); (*c)->generation = ++generation; live_contexts++; current = *c; faulted = 0; return 0;
}
int cuCtxDestroy_v2(struct context *c) { live_contexts--; live_memory = 0; live_modules = 0; current = 0; return 0; }
int cuCtxSetCurrent(struct context *c) { current = c; return 0; }
int cuMemGetInfo_v2(size_t *free, size_t *total) { *free = free_bytes; *total = 1000000; return 0; }
int cuMemAlloc_v2(device_pointer *p, size_t n) {
  if (faulted) return 700;
  if ((long)n > free_bytes) return 2;
  *p = (device_pointer)malloc(n); live_memory++; return 0;
}
int cuMemFree_v2(device_pointer p) { free((void *)p); live_memory--; return 0; }
int cuMemcpyHtoD_v2(device_pointer to, const void *from, size_t n) { memcpy((void *)to, from, n); return faulted ? 700 : 0; }
int cuMemcpyDtoH_v2(void *to, device_pointer from, size_t n) { memcpy(to, (void *)from, n); return faulted ? 700 : 0; }
int cuModuleLoadData(struct module **m, const char *image) {
  if (strstr(image, "too_new")) return 222;
  if (strstr(image, "other_arch")) return 209;
  *m = malloc(sizeof(struct module)); (*m)->cubin = image[0] == 0x7f; (*m)->generation = generation; live_modules++; return 0;
}
int cuModuleUnload(struct module *m) { free(m); live_modules--; return 0; }
int cuModuleGetFunction(struct function **f, struct module *m, const char *name) {
  if (!m || m->generation != generation) return 400;
  *f = malloc(sizeof(struct function)); snprintf((*f)->name, 64, "%s", name); return 0;
}
int cuFuncSetAttribute(struct function *f, int which, int value) { if (which == 8) shared_limit = value; return 0; }
int cuEventCreate(void **e, unsigned flags) { *e = malloc(1); live_events++; return 0; }
int cuEventDestroy_v2(void *e) { free(e); live_events--; return 0; }
int cuEventRecord(void *e, void *stream) { return 0; }
int cuEventSynchronize(void *e) { return faulted ? 700 : 0; }
int cuEventElapsedTime(float *ms, void *a, void *b) { *ms = 0.25f; return 0; }
int cuLaunchKernel(struct function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void *stream, void **p, void **extra) {
  if (shared > 49152 && shared_limit < (int)shared) return 1;
  if (!strcmp(f->name, "saxpy")) {
    int n = *(int *)p[0]; float a = *(float *)p[1];
    const float *x = *(const float **)p[2]; float *y = *(float **)p[3];
    for (unsigned i = 0; i < gx * bx; i++) if ((int)i < n) y[i] = a * x[i] + y[i];
    return 0;
  }
  if (!strcmp(f->name, "beyond")) { faulted = 1; return 0; }
  return 98;
}
int stub_live(int what) { int all[] = {live_contexts, live_modules, live_memory, live_events}; return all[what]; }
