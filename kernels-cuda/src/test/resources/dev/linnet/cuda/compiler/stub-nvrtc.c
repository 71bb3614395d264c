/* The functions of NVRTC that Linnet calls, for machines without it. It compiles nothing: it remembers what it is given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct program { char text[65536]; char log[65536]; char ptx[65536]; int machine; };
static int alive;

int nvrtcVersion(int *major, int *minor) { *major = 42; *minor = 7; return 0; }
const char *nvrtcGetErrorString(int code) { return code == 3 ? "NVRTC_ERROR_INVALID_INPUT" : "NVRTC_ERROR"; }

int nvrtcCreateProgram(struct program **p, const char *source, const char *name, int headers, const char **h, const char **n) {
  if (headers < 1 || !strstr(n[0], "assert") || !strstr(h[0], "#pragma once")) return 3;
  *p = calloc(1, sizeof(struct program));
  snprintf((*p)->text, sizeof (*p)->text, "%s\n%s", name, source);
  alive++;
  return 0;
}

int nvrtcCompileProgram(struct program *p, int count, const char **options) {
  if (strstr(p->text, "BREAK")) return 3;
  if (strstr(p->text, "BAD_OPTION")) { strcpy(p->log, "nvrtc: error: invalid value for --gpu-architecture"); return 5; }
  if (strstr(p->text, "ERROR")) {
    strcpy(p->log, "cell(2): error: identifier \"y\" is undefined\n    x[0] = y;\n           ^\n\n1 error detected in the compilation of \"cell\".\n");
    return 6;
  }
  for (int i = 0; i < count; i++) {
    strcat(p->ptx, "// option "); strcat(p->ptx, options[i]); strcat(p->ptx, "\n");
    if (strstr(options[i], "=sm_")) p->machine = 1;
  }
  sprintf(p->ptx + strlen(p->ptx), "// alive %d\n", alive);
  strcat(p->ptx, ".global .align 4 .u32 _Z11linnet_cu_kILi0EPFviPfEXadL_Z1kiPfEEE = 1;\n"
                 ".visible .entry k(\n.param .u32 k_param_0,\n.param .u64 k_param_1\n)\n{\nret;\n}\n");
  if (p->machine)
    strcpy(p->log, "ptxas info    : Compiling entry function 'k' for 'sm_90'\n"
                   "ptxas info    : Function properties for k\n"
                   "    40 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n"
                   "ptxas info    : Used 12 registers, used 1 barriers, 256 bytes smem\n");
  /* Older releases give PTX for a virtual architecture only. */
  if (p->machine && strstr(p->text, "CUBIN_ONLY")) p->ptx[0] = 0;
  return 0;
}

int nvrtcGetProgramLogSize(struct program *p, size_t *n) { *n = strlen(p->log) + 1; return 0; }
int nvrtcGetProgramLog(struct program *p, char *log) { strcpy(log, p->log); return 0; }
int nvrtcGetPTXSize(struct program *p, size_t *n) { *n = strlen(p->ptx) + 1; return 0; }
int nvrtcGetPTX(struct program *p, char *ptx) { strcpy(ptx, p->ptx); return 0; }
int nvrtcGetCUBINSize(struct program *p, size_t *n) { *n = p->machine ? 5 : 0; return 0; }
int nvrtcGetCUBIN(struct program *p, char *cubin) { memcpy(cubin, "\177ELF\0", 5); return 0; }
int nvrtcDestroyProgram(struct program **p) { free(*p); *p = 0; alive--; return 0; }
