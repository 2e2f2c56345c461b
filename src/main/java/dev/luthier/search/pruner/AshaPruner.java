package dev.luthier.search.pruner;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Asynchronous successive halving, <a href="https://arxiv.org/abs/1810.05934">Li et al. 2020</a>.
 * Rungs lie at the epochs {@code grace * reduction^k}, those behind the first up to half of the
 * maximum: a later one would hold up trials that are nearly through. At a rung a trial pauses,
 * unless its value there is among the best; a paused trial is promoted when it comes to be, those
 * of the highest rung first. The best at rung {@code grace * reduction^k} are as many as {@code n /
 * reduction^(k + 1)}, rounded down, of n trials that have come to the first rung. The paper counts
 * those that have come to this rung, one in {@code reduction}; where proposals become better with
 * time more go on than should.
 *
 * <p>A promoted trial goes on from its checkpoint. Optuna's {@code SuccessiveHalvingPruner} cannot
 * pause: it gives up at once what is not among the best yet, and lets the first few trials pass.
 *
 * @param reduction one in so many goes on
 * @param graceEpochs epochs of the first rung
 * @param maximumEpochs of the training
 */
public record AshaPruner(int reduction, long graceEpochs, long maximumEpochs) implements Pruner {

  public AshaPruner {
    SuccessiveHalving.require(reduction, "grace_epochs", graceEpochs, maximumEpochs);
  }

  /** One in three goes on, the first rung after a 27th of the epochs, rounded up. */
  public static AshaPruner of(long maximumEpochs) {
    return new AshaPruner(3, (maximumEpochs - 1) / SuccessiveHalving.MOST_PARTS + 1, maximumEpochs);
  }

  /** Epochs of the rungs, rising. */
  public List<Long> rungs() {
    List<Long> rungs = new ArrayList<>();
    long rung = graceEpochs;
    while (rung < maximumEpochs) {
      rungs.add(rung);
      // Not multiplied: a product may overflow where the maximum is large.
      if (rung > maximumEpochs / 2 / reduction) {
        break;
      }
      rung *= reduction;
    }
    return rungs;
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    return halving().judge(history, trial);
  }

  @Override
  public OptionalInt promote(History history) {
    return halving().promote(history);
  }

  @Override
  public OptionalInt promoteAtEnd(History history) {
    return SuccessiveHalving.promoteAtEnd(history);
  }

  private SuccessiveHalving halving() {
    return new SuccessiveHalving(reduction, rungs());
  }
}
