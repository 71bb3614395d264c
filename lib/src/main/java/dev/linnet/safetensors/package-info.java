/**
 * Files of named tensors in the safetensors format: an 8-byte little-endian header length, a JSON header that says each
 * tensor's type, shape and place, and the numbers.
 */
package dev.linnet.safetensors;
