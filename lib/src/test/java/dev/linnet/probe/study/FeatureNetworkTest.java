package dev.linnet.probe.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.data.DataSet;

class FeatureNetworkTest {
    @Test
    void its_features_are_better_than_what_it_saw() {
        var all = DataSet.digits().samples();
        var seen = all.subset(IntStream.range(0, 1000).toArray());
        var small = all.subset(IntStream.range(1000, 1050).toArray());
        var test = all.subset(IntStream.range(1050, 1797).toArray());
        var network = FeatureNetwork.train(seen, new int[] {48, 32}, 40, 32, 1);
        assertTrue(network.score(test) > 0.88, "its own layer: " + network.score(test));
        assertEquals(32, network.width());
        var raw = new LogisticRegression();
        raw.fit(small);
        var features = new LogisticRegression();
        features.fit(network.features(small));
        double gain = features.score(network.features(test)) - raw.score(test);
        assertTrue(gain > 0.005, "gain " + gain);
    }

    @Test
    void the_seed_decides_every_bit() {
        var iris = DataSet.iris().samples();
        var one = FeatureNetwork.train(iris, new int[] {5}, 2, 16, 3).features(iris);
        assertArrayEquals(one.x(), FeatureNetwork.train(iris, new int[] {5}, 2, 16, 3).features(iris).x());
        assertEquals("hidden is []; it must name at least one layer, each at least 1 wide",
                assertThrows(IllegalArgumentException.class,
                        () -> FeatureNetwork.train(iris, new int[0], 1, 1, 1)).getMessage());
    }
}
