package dev.luthier.cli;

import dev.luthier.data.Download;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** A bar for each file that is fetched; without a terminal one line for each. */
final class DownloadProgress implements Download.Progress, AutoCloseable {

  private final Output output;
  private final Terminal terminal;
  private String current = "";
  private Optional<ProgressBar> bar = Optional.empty();

  DownloadProgress(Output output, Terminal terminal) {
    this.output = output;
    this.terminal = terminal;
  }

  @Override
  public void fetched(String file, long bytes, long total) {
    if (!file.equals(current)) {
      close();
      current = file;
      bar = terminal.bar(file, 0, total);
      if (bar.isEmpty()) {
        output.say("fetching " + file + (total < 0 ? "" : ", " + total + " bytes"));
      }
    }
    bar.ifPresent(b -> b.stepTo(bytes));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    bar = Optional.empty();
  }
}
