package dev.linnet.odeen.play;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import dev.linnet.display.Display;
import dev.linnet.display.DisplayHandle;
import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.widget.Button;
import dev.linnet.display.widget.Checkbox;
import dev.linnet.display.widget.HBox;
import dev.linnet.display.widget.Label;
import dev.linnet.display.widget.Text;
import dev.linnet.display.widget.VBox;
import dev.linnet.display.widget.Widget;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.score.Metrics;
import dev.linnet.odeen.score.RuleScore;

/**
 * Odeen for a person, in a cell: 32 labelled structures as pictures, a field to propose the rule in, and twenty unseen structures to
 * tick if the rule accepts them. After a proposal the rule is revealed, with one counter-example.
 *
 * <pre>{@code
 * new Game(RuleTable.of(Universe.standard()), 7).show();
 * }</pre>
 *
 * <p>Without a front end the same is done by {@link #propose} and {@link #label}, from any cell.
 */
public final class Game implements Displayable {
    /** Unseen structures to label. */
    public static final int BATCH = 20;

    private final Odeen odeen;
    private final Universe universe;
    private final RuleTable whole;
    private final int[] batch;
    private Verdict verdict;
    private DisplayHandle picture;

    /** A game about a rule that the seed draws. */
    public Game(RuleTable whole, long seed) {
        this(new Odeen(whole, Odeen.Config.standard()), seed);
    }

    /** A game in this environment. */
    public Game(Odeen odeen, long seed) {
        this.odeen = odeen;
        this.universe = odeen.universe();
        this.whole = odeen.whole();
        odeen.reset(seed);
        int[] drawn = universe.sample(Math.min(universe.structureCount(), 2 * BATCH + odeen.observe().table().size()),
                new SplittableRandom(seed).split());
        var unseen = new ArrayList<Integer>();
        for (int structure : drawn) {
            if (unseen.size() < BATCH && !odeen.observe().table().contains(structure)) {
                unseen.add(structure);
            }
        }
        batch = unseen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The structures to label, as texts. */
    public List<String> batch() {
        return Arrays.stream(batch).mapToObj(universe::structure).toList();
    }

    /** What is known. */
    public Observation observe() {
        return odeen.observe();
    }

    /** Proposes a rule; refuses what is none, which costs nothing. */
    public Verdict propose(String rule) {
        verdict = odeen.step(new Action.Propose(rule)).verdict();
        return verdict;
    }

    /**
     * Labels the batch, and so ends the guessing: scores the labels and says how many rules agree best with them.
     *
     * @param accepted for each structure of {@link #batch} whether the rule accepts it
     */
    public RuleScore label(boolean... accepted) {
        return Metrics.on(whole, batch).score(odeen.truth(), accepted);
    }

    /** Shows the game with its buttons; where there is no front end, as it stands. */
    public void show() {
        picture = Display.show(this);
        Display.display(controls());
    }

    private Widget controls() {
        var said = new Label("Propose a rule, or tick the structures that it accepts.");
        var field = new Text("Rule", "");
        var propose = new Button("Propose");
        propose.onClick(() -> {
            try {
                said.value(propose(field.value()).toString());
                if (observe().done()) {
                    propose.enabled(false);
                }
            } catch (IllegalArgumentException | IllegalStateException refused) {
                said.value(refused.getMessage());
            }
            picture.update(this);
        });
        var boxes = new ArrayList<Checkbox>();
        for (String structure : batch()) {
            boxes.add(new Checkbox(structure, false));
        }
        var tick = new Button("Score my ticks");
        tick.onClick(() -> {
            boolean[] accepted = new boolean[boxes.size()];
            for (int i = 0; i < accepted.length; i++) {
                accepted[i] = boxes.get(i).value();
            }
            RuleScore score = label(accepted);
            said.value(String.format(Locale.ROOT, "%d of %d right; always the more frequent label: %.0f.",
                    batch.length - score.hamming(), batch.length, score.majority() * batch.length));
        });
        return new VBox(new HBox(field, propose), said, new VBox(boxes.toArray(Widget[]::new)), tick);
    }

    @Override
    public MimeBundle toMimeBundle() {
        MimeBundle table = observe().table().toMimeBundle();
        if (verdict == null) {
            return table;
        }
        MimeBundle last = verdict.toMimeBundle();
        return MimeBundle.of(MimeBundle.HTML,
                String.valueOf(table.data().get(MimeBundle.HTML)) + last.data().get(MimeBundle.HTML),
                table.text() + "\n" + last.text());
    }
}
