package dev.luthier.study;

import dev.luthier.study.plan.Ending;
import java.util.Optional;

/**
 * How a study, or a part of it, ended.
 *
 * @param end why
 * @param error of the last failed trial, or what keeps trials from being run; there for {@link
 *     End#FAILED} and {@link End#BLOCKED}
 * @param ending what of the budget is reached; there for {@link End#COMPLETE}
 */
public record StudyOutcome(End end, Optional<String> error, Optional<Ending> ending) {

  /** Why a study ends. */
  public enum End {
    /** Nothing is left to do. */
    COMPLETE,
    /** It was asked to stop; the same again goes on. */
    INTERRUPTED,
    /** Too many trials failed one after the other. */
    FAILED,
    /**
     * The machine does not let it go on, such as with a full disk; once it does, the same goes on.
     */
    BLOCKED
  }

  /** One with nothing left to do. */
  static StudyOutcome complete(Ending ending) {
    return new StudyOutcome(End.COMPLETE, Optional.empty(), Optional.of(ending));
  }

  /** One that was asked to stop. */
  static StudyOutcome interrupted() {
    return new StudyOutcome(End.INTERRUPTED, Optional.empty(), Optional.empty());
  }

  /**
   * One that cannot go on.
   *
   * @param end FAILED or BLOCKED
   */
  static StudyOutcome stopped(End end, Optional<String> error) {
    return new StudyOutcome(end, error, Optional.empty());
  }
}
