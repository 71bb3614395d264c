/* The functions of the NVIDIA driver that Linnet calls, for machines without a GPU. Its "device" is this process's memory.
   By itself it knows two kernels by name and computes them from the parameters that it is given; connected to hooks, it
   has those load modules and run kernels, in a queue as a GPU does. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long device_pointer;
struct hooks {
  long (*load)(const char *image);                       /* a module's number, or an error below 0 */
  int (*launch)(long module, const char *name, int gx, int gy, int gz, int bx, int by, int bz, int shared, void **params);
  int (*query)(void);                                    /* 600 while something runs, else 0 or what went wrong */
  int (*await)(void);                                    /* until nothing runs; 0 or what went wrong */
  void (*reset)(void);                                   /* a new context, without what runs in the old one */
  int (*attribute)(long module, const char *name, int which); /* of a kernel; -1: there is no such kernel */
};
static struct hooks hooks;
static int live_contexts, live_modules, live_memory, live_events, faulted, refusing, printing, optimized = -1;
static size_t stack_bytes = 1024;
static long total_bytes = 1000000, free_bytes = 1000000;
struct context { int generation; };
struct module { int cubin; int generation; long number; };
struct function { char name[256]; long number; int limit; };
struct piece { char *base; size_t size; int generation; struct piece *next; };
static struct piece *pieces;
static struct context *current;
static int generation;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* 1: no context is given any more, as drivers of today do after a fault; 0: again as before. */
void stub_refuse(int yes) { refusing = yes; }
void stub_connect(const struct hooks *h, long bytes) { hooks = *h; total_bytes = free_bytes = bytes; }
/* The piece of memory that holds an address: its first byte and its size; 0 where there is none. */
int stub_find(device_pointer p, device_pointer *base, long *size) {
  int found = 0;
  pthread_mutex_lock(&lock);
  for (struct piece *at = pieces; at && !found; at = at->next) {
    if ((char *)p >= at->base && (char *)p < at->base + at->size) { *base = (device_pointer)at->base; *size = at->size; found = 1; }
  }
  pthread_mutex_unlock(&lock);
  return found;
}
static int fault(void) { int code = hooks.await ? hooks.await() : 0; return code ? code : faulted; }

int cuInit(unsigned flags) { return getenv("STUB_CUDA_NO_DEVICE") ? 100 : 0; }
int cuDriverGetVersion(int *version) { *version = 13000; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
int cuDeviceGetName(char *name, int length, int device) { snprintf(name, length, "Stub GPU"); return 0; }
int cuDeviceGetAttribute(int *value, int which, int device) { *value = which == 75 ? 9 : which == 76 ? 0 : 1; return 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = total_bytes; return 0; }
int cuCtxCreate_v2(struct context **c, unsigned flags, int device) {
  if (refusing) return 700;
  *c = malloc(sizeof(struct context)); (*c)->generation = ++generation; stack_bytes = 1024; live_contexts++; current = *c; faulted = 0;
  if (hooks.reset) hooks.reset();
  return 0;
}
int cuCtxDestroy_v2(struct context *c) {
  int code = fault();
  pthread_mutex_lock(&lock);
  for (struct piece **at = &pieces; *at;) {
    struct piece *p = *at;
    if (p->generation == c->generation) { free_bytes += p->size; *at = p->next; free(p->base); free(p); } else at = &p->next;
  }
  pthread_mutex_unlock(&lock);
  live_contexts--; live_memory = 0; live_modules = 0; current = 0; faulted = 0; return code;
}
int cuCtxSetCurrent(struct context *c) { current = c; return 0; }
int cuCtxGetCurrent(struct context **c) { *c = current; return 0; }
int cuCtxSynchronize(void) { return fault(); }
int cuMemGetInfo_v2(size_t *free, size_t *total) { *free = free_bytes; *total = total_bytes; return 0; }
int cuMemAlloc_v2(device_pointer *p, size_t n) {
  if (faulted) return 700;
  if ((long)n > free_bytes) return 2;
  struct piece *new = malloc(sizeof *new);
  if (posix_memalign((void **)&new->base, 256, n)) return 2;
  new->size = n; new->generation = generation; *p = (device_pointer)new->base;
  pthread_mutex_lock(&lock);
  new->next = pieces; pieces = new; live_memory++; free_bytes -= n;
  pthread_mutex_unlock(&lock);
  return 0;
}
int cuMemFree_v2(device_pointer p) {
  int found = 0;
  fault();
  pthread_mutex_lock(&lock);
  for (struct piece **at = &pieces; *at && !found;) {
    struct piece *piece = *at;
    if (piece->base == (char *)p) { free_bytes += piece->size; *at = piece->next; free(piece->base); free(piece); found = 1; live_memory--; }
    else at = &piece->next;
  }
  pthread_mutex_unlock(&lock);
  return found ? 0 : 1;
}
int cuMemcpyHtoD_v2(device_pointer to, const void *from, size_t n) { int code = fault(); if (!code) memcpy((void *)to, from, n); return code; }
int cuMemcpyDtoH_v2(void *to, device_pointer from, size_t n) { int code = fault(); if (!code) memcpy(to, (void *)from, n); return code; }
int cuMemcpyDtoD_v2(device_pointer to, device_pointer from, size_t n) { int code = fault(); if (!code) memcpy((void *)to, (void *)from, n); return code; }
int cuMemsetD8_v2(device_pointer to, unsigned char value, size_t n) { int code = fault(); if (!code) memset((void *)to, value, n); return code; }
int cuModuleLoadData(struct module **m, const char *image) {
  long number = 0;
  if (strstr(image, "too_new") || strstr(image, ".version 99")) return 222;
  if (strstr(image, "other_arch") || strstr(image, ".target sm_1")) return 209;
  if (hooks.load && (number = hooks.load(image)) < 0) return -number;
  optimized = -1;
  *m = malloc(sizeof(struct module)); (*m)->cubin = image[0] == 0x7f; (*m)->generation = generation; (*m)->number = number; live_modules++; return 0;
}
/* The error log's buffer is option 5, its size option 6; how much to optimize is option 7. */
int cuModuleLoadDataEx(struct module **m, const char *image, unsigned n, int *options, void **values) {
  int code = cuModuleLoadData(m, image);
  for (unsigned i = 0; i < n; i++) if (options[i] == 7) optimized = (int)(long)values[i];
  for (unsigned i = 0; code && i < n; i++) {
    if (options[i] == 5) strcpy(values[i], "ptxas application ptx input, line 1; fatal : the stand-in does not take this");
  }
  return code;
}
int cuModuleUnload(struct module *m) { free(m); live_modules--; return 0; }
int cuModuleGetFunction(struct function **f, struct module *m, const char *name) {
  if (!m || m->generation != generation) return 400;
  if (hooks.attribute && hooks.attribute(m->number, name, 1) < 0) return 500;
  *f = malloc(sizeof(struct function)); snprintf((*f)->name, 256, "%s", name); (*f)->number = m->number; (*f)->limit = 0; return 0;
}
int cuFuncGetAttribute(int *value, int which, struct function *f) {
  *value = hooks.attribute ? hooks.attribute(f->number, f->name, which) : 0; return 0;
}
int cuFuncSetAttribute(struct function *f, int which, int value) { if (which == 8) f->limit = value; return 0; }
int cuEventCreate(void **e, unsigned flags) { *e = malloc(1); live_events++; return 0; }
int cuEventDestroy_v2(void *e) { free(e); live_events--; return 0; }
int cuEventRecord(void *e, void *stream) { return 0; }
int cuEventQuery(void *e) { int code = hooks.query ? hooks.query() : 0; return code ? code : faulted; }
int cuEventSynchronize(void *e) { if (printing) { printing = 0; printf("printed by the device\n"); } return fault(); }
int cuEventElapsedTime(float *ms, void *a, void *b) { *ms = 0.25f; return 0; }
int cuLaunchKernel(struct function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void *stream, void **p, void **extra) {
  int declared = hooks.attribute ? hooks.attribute(f->number, f->name, 1) : 0;
  if (f->limit ? (int)shared > f->limit : declared + (int)shared > 49152) return 1;
  if (hooks.launch) return hooks.launch(f->number, f->name, gx, gy, gz, bx, by, bz, shared, p);
  if (!strcmp(f->name, "saxpy")) {
    int n = *(int *)p[0]; float a = *(float *)p[1];
    const float *x = *(const float **)p[2]; float *y = *(float **)p[3];
    for (unsigned i = 0; i < gx * bx; i++) if ((int)i < n) y[i] = a * x[i] + y[i];
    return 0;
  }
  if (!strcmp(f->name, "beyond")) { faulted = 700; return 0; }
  if (!strcmp(f->name, "prints")) { printing = 1; return 0; }
  return 98;
}
int cuLaunchCooperativeKernel(struct function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                              unsigned shared, void *stream, void **p) {
  if (gx * gy * gz > 1000) return 720;
  return cuLaunchKernel(f, gx, gy, gz, bx, by, bz, shared, stream, p, 0);
}
int cuCtxGetLimit(size_t *value, int which) { *value = which == 0 ? stack_bytes : 0; return 0; }
int cuCtxSetLimit(int which, size_t value) { if (which == 0) stack_bytes = value; return 0; }
/* How many live: contexts, modules, memory, events; then how much the last module was optimized, -1 where that was not said; the stack. */
int stub_live(int what) {
  int all[] = {live_contexts, live_modules, live_memory, live_events, optimized, (int)stack_bytes}; return all[what];
}
