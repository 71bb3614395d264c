package dev.linnet.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a model where activations can be read, see {@link Activations}. In the order of the computation, with C the model's width:
 *
 * <ul>
 * <li>{@code embedding}: the tokens' vectors, {@code [C]};
 * <li>{@code state l}: what block l's recurrence carries from this position to the next. Linear layers: S of every head, {@code [H K V]};
 * Mamba: {@code [channels N]}; mLSTM: C and n, {@code [H K (V + 1)]}; Elman: h; LSTM: c, then h; the gate network: h;
 * <li>{@code mixer l}: the residual stream behind block l's mixer, {@code [C]};
 * <li>{@code block l}: the residual stream behind block l, {@code [C]};
 * <li>{@code norm}: what the head reads, {@code [C]}.
 * </ul>
 *
 * @param kind  which of them
 * @param layer the block, 0 for those that have none
 */
public record Site(Kind kind, int layer) {
    /** The five kinds of places. */
    public enum Kind {
        EMBEDDING, STATE, MIXER, BLOCK, NORM;

        private boolean inBlock() {
            return this == STATE || this == MIXER || this == BLOCK;
        }
    }

    public Site {
        if (layer < 0) {
            throw new IllegalArgumentException("layer is " + layer + "; it must be at least 0.");
        }
    }

    public static Site embedding() {
        return new Site(Kind.EMBEDDING, 0);
    }

    public static Site state(int layer) {
        return new Site(Kind.STATE, layer);
    }

    public static Site mixer(int layer) {
        return new Site(Kind.MIXER, layer);
    }

    public static Site block(int layer) {
        return new Site(Kind.BLOCK, layer);
    }

    public static Site norm() {
        return new Site(Kind.NORM, 0);
    }

    /** Every place of such a model, in the order of the computation. */
    public static List<Site> of(ModelConfig config) {
        var sites = new ArrayList<Site>();
        sites.add(embedding());
        switch (config) {
            case GateNetworkConfig _ -> sites.add(state(0));
            case BlockConfig block -> {
                for (int layer = 0; layer < block.layers(); layer++) {
                    if (!(block.mixer() instanceof MixerConfig.Softmax)) {
                        sites.add(state(layer));
                    }
                    sites.add(mixer(layer));
                    sites.add(block(layer));
                }
            }
        }
        sites.add(norm());
        return sites;
    }

    /** Refuses a place that such a model does not have. */
    void require(ModelConfig config) {
        if (!of(config).contains(this)) {
            throw new IllegalArgumentException("The model has no " + title() + "; it has "
                    + String.join(", ", of(config).stream().map(Site::title).toList()) + ".");
        }
    }

    /** Such as {@code state 0}. */
    public String title() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + (kind.inBlock() ? " " + layer : "");
    }

    @Override
    public String toString() {
        return title();
    }
}
