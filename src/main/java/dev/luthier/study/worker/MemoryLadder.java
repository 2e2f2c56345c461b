package dev.luthier.study.worker;

import dev.luthier.graph.InsufficientMemoryException;
import dev.luthier.graph.SessionPool;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.study.error.ErrorLine;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/**
 * What is tried, one after the other, with a trial that runs out of memory: without the sessions
 * that are kept for trials to come; then with its batch in parts, twice as many each time, down to
 * parts of 8 samples. The batch, and so the step of the optimizer, stays the same; what looks at a
 * batch as a whole, such as batch normalization, sees a part.
 */
final class MemoryLadder {

  private static final int SMALLEST_PART = 8;
  private static final int DEFAULT_BATCH_SIZE = 32;

  /** Trains a model. */
  @FunctionalInterface
  interface Attempt<T> {
    T train(ModelDef model) throws IOException;
  }

  private final ModelDef model;
  private final SessionPool sessions;
  private final Predicate<RuntimeException> isAboutMemory;
  private final Consumer<String> notices;
  private int parts;

  /**
   * A ladder at its foot.
   *
   * @param parts of the batch to begin with, where there are more than the model's own
   * @param isAboutMemory tells what is out of memory from what only looks like it
   * @param notices gets a line for each step
   */
  MemoryLadder(
      ModelDef model,
      int parts,
      SessionPool sessions,
      Predicate<RuntimeException> isAboutMemory,
      Consumer<String> notices) {
    this.model = model;
    this.sessions = sessions;
    this.isAboutMemory = isAboutMemory;
    this.notices = notices;
    this.parts = Math.max(parts, partsOf(model));
  }

  /** Parts of a model's batch. */
  static int partsOf(ModelDef model) {
    return Math.max(1, model.getTraining().getAccumulation());
  }

  /**
   * Trains, again and again as long as it is out of memory and there is something left to try.
   *
   * @throws RuntimeException of the last attempt that was out of memory
   */
  <T> T climb(Attempt<T> attempt) throws IOException {
    Optional<RuntimeException> last = Optional.empty();
    while (true) {
      try {
        return attempt.train(inParts());
      } catch (InsufficientMemoryException | TFResourceExhaustedException e) {
        if (!isAboutMemory.test(e) || !next(e)) {
          throw e;
        }
        last = Optional.of(e);
      } catch (IllegalArgumentException e) {
        // Not every model can be trained in parts.
        throw last.isPresent() && parts > partsOf(model) ? last.get() : e;
      }
    }
  }

  private ModelDef inParts() {
    if (parts == partsOf(model)) {
      return model;
    }
    return model.toBuilder()
        .setTraining(model.getTraining().toBuilder().setAccumulation(parts))
        .build();
  }

  private boolean next(RuntimeException problem) {
    int dropped = sessions.drop();
    if (dropped > 0) {
      notices.accept(
          "is out of memory and tries again without the "
              + dropped
              + (dropped == 1 ? " session that was" : " sessions that were")
              + " kept: "
              + ErrorLine.of(problem));
      return true;
    }
    int batch =
        model.getTraining().hasBatchSize()
            ? model.getTraining().getBatchSize()
            : DEFAULT_BATCH_SIZE;
    if (model.getOptimizer().hasLbfgs() || batch / (2 * parts) < SMALLEST_PART) {
      return false;
    }
    parts *= 2;
    notices.accept(
        "is out of memory and begins anew with accumulation: "
            + parts
            + ", batches of "
            + batch
            + " in parts: "
            + ErrorLine.of(problem));
    return true;
  }

  /** What was tried, to be added to a problem; empty for nothing. */
  String tried() {
    return parts == partsOf(model) ? "" : "; also with accumulation: " + parts;
  }
}
