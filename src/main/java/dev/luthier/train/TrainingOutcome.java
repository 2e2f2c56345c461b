package dev.luthier.train;

import dev.luthier.graph.Figures;
import java.util.Optional;

/**
 * How a training ended.
 *
 * @param state where it stands
 * @param last the last epoch that was run in this call; empty where none was
 * @param interrupted whether it stopped because it was asked to
 */
public record TrainingOutcome(
    TrainingState state, Optional<EpochReport> last, boolean interrupted) {

  /** The step whose weights are the result: the best epoch's where early stopping restores it. */
  public long resultStep(TrainingOptions options) {
    return options.earlyStopping().isPresent() && options.earlyStopping().get().restoreBest()
        ? state.best().step()
        : state.step();
  }

  /** Figures of the validation, if the last epoch's weights are the result and it was run here. */
  public Optional<Figures> lastValidation(TrainingOptions options) {
    return last.filter(report -> report.step() == resultStep(options))
        .flatMap(EpochReport::validation);
  }
}
