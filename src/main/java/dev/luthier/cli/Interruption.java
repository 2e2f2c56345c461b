package dev.luthier.cli;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jline.utils.Signals;

/**
 * Lets work that can be stopped between two steps notice Ctrl-C, and a polite {@code kill}, while
 * this is open. A second one ends the process at once.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final Output output;
  private final List<Object> previous;
  private volatile boolean requested;

  Interruption(Output output) {
    this.output = output;
    previous = SIGNALS.stream().map(signal -> Signals.register(signal, this::request)).toList();
  }

  private synchronized void request() {
    if (requested) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    requested = true;
    output.say("luthier: stopping and saving; once more stops at once, without saving");
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
