package dev.luthier.cli;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jline.utils.Signals;

/**
 * Lets work that can be stopped between two steps notice Ctrl-C, and a polite {@code kill}, while
 * this is open. A second Ctrl-C ends the process at once. A second {@code kill} does not: those
 * that stop services send it to a process and to its group, and have another signal for those that
 * do not listen.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

  private static final String CTRL_C = "INT";
  private static final List<String> SIGNALS = List.of(CTRL_C, "TERM");

  private final Runnable onRequest;
  private final List<Object> previous;
  private volatile boolean requested;

  Interruption(Output output) {
    this(
        () -> output.say("luthier: stopping and saving; Ctrl-C now stops at once, without saving"));
  }

  /** One that says something else, or nothing. */
  Interruption(Runnable onRequest) {
    this.onRequest = onRequest;
    previous =
        SIGNALS.stream()
            .map(signal -> Signals.register(signal, () -> request(signal.equals(CTRL_C))))
            .toList();
  }

  private synchronized void request(boolean isCtrlC) {
    if (requested && isCtrlC) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    if (!requested) {
      requested = true;
      onRequest.run();
    }
  }

  /** Whether the user wants the work to stop. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  @Override
  public void close() {
    for (int i = 0; i < SIGNALS.size(); i++) {
      Signals.unregister(SIGNALS.get(i), previous.get(i));
    }
  }
}
