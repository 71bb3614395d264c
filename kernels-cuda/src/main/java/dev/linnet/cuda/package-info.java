/** CUDA cells: compiling CUDA C++ and launching it on a GPU or on the CPU. */
package dev.linnet.cuda;
