package dev.linnet.cuda.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

/** The headers for compilers that have none. */
class OwnHeadersTest {
    @Test
    void they_include_only_one_another() {
        var all = OwnHeaders.all(false);
        all.forEach((name, text) -> text.lines().filter(line -> line.startsWith("#include")).forEach(line -> {
            var included = line.replaceAll(".*[\"<](.*)[\">]", "$1");
            assertTrue(all.containsKey(included), name + " includes " + included);
        }));
        assertTrue(all.keySet().containsAll(List.of("cuda_fp16.h", "cuda_bf16.h", "cooperative_groups.h", "cstdint")));
    }

    @Test
    void beside_a_toolkit_only_those_of_c_are_given() {
        assertEquals(List.of("cassert", "cstdint"), OwnHeaders.all(true)
                .keySet()
                .stream()
                .filter(name -> List.of("cassert", "climits", "cstdint", "cuda_fp16.h", "math_constants.h",
                        "cooperative_groups/reduce.h").contains(name))
                .toList());
    }

    @Test
    void headers_of_the_toolkit_are_told_from_others() {
        for (var name : List.of("mma.h", "cuda/std/atomic", "cub/cub.cuh", "curand_kernel.h")) {
            assertTrue(OwnHeaders.advice(name).contains("comes with the CUDA toolkit"), name);
        }
        assertEquals("", OwnHeaders.advice("mine.h"));
    }
}
