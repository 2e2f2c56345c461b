package dev.luthier.cli;

/** What the process says to its caller. */
final class ExitCode {

  static final int DONE = 0;

  /** The work failed. */
  static final int FAILED = 1;

  /** Wrong usage or an invalid file. */
  static final int INVALID = 2;

  /** Stopped by the user, state saved. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
