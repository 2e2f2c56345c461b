package dev.luthier.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * What standard error can show.
 *
 * @param interactive a terminal that can draw a line again
 * @param colorful with colours, which {@code NO_COLOR} turns off
 */
record Terminal(boolean interactive, boolean colorful) {

  private static final int UPDATE_MILLIS = 200;

  /** What the launcher found out, since Java cannot tell whether standard error is a terminal. */
  static Terminal ofProcess() {
    return of(Boolean.getBoolean("luthier.terminal"), System.getenv());
  }

  static Terminal of(boolean terminal, Map<String, String> environment) {
    boolean dumb = "dumb".equals(environment.getOrDefault("TERM", "dumb"));
    boolean noColor = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(terminal && !dumb, terminal && !dumb && !noColor);
  }

  /**
   * A bar on an interactive terminal. Whoever asks for it closes it.
   *
   * @param done steps that were done before, which tell nothing of how long the others take
   * @param total steps of the work; -1 where that is not known
   */
  Optional<ProgressBar> bar(String task, long done, long total) {
    if (!interactive) {
      return Optional.empty();
    }
    return Optional.of(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            // In the cursor's own line. The consumer that is the default draws in the line above
            // it, over
            // what was said last.
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .setStyle(
                colorful ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK)
            .build());
  }
}
