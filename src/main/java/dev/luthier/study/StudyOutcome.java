package dev.luthier.study;

import java.util.Optional;

/**
 * How a study, or a part of it, ended.
 *
 * @param end why
 * @param error of the last failed trial, or what keeps trials from being run; there for {@link
 *     End#FAILED} and {@link End#BLOCKED}
 */
public record StudyOutcome(End end, Optional<String> error) {

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
}
