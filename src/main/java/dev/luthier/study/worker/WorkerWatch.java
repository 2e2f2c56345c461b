package dev.luthier.study.worker;

import dev.luthier.study.proto.BeatReport;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out from a worker's beats whether it hangs.
 *
 * <p>It does where no beat has come for a fifth of the patience (the process is stopped, or its
 * machine is out of memory), or, before the first one, for all of it; and where it works but comes
 * no step further for all of the patience. Time in which the process computes counts a tenth, since
 * an evaluation or a compilation may take long, and ten times the longest pause so far is always
 * allowed.
 *
 * <p>Time is measured by a clock that only counts on. Where nobody looked for a while, for the
 * study's own process was stopped, this time hardly counts. Not thread-safe.
 */
final class WorkerWatch {

  private static final long LONGEST_UNSEEN = Duration.ofSeconds(5).toNanos();
  private static final int SILENCES_IN_PATIENCE = 5;

  /** Beats come every second; fewer than some of them are no silence. */
  private static final long SHORTEST_SILENCE = Duration.ofSeconds(4).toNanos();

  private static final int COMPUTING_WEIGHT = 10;
  private static final int USUAL_PAUSES = 10;

  /** Of one processor; Java alone takes less. */
  private static final double COMPUTING_SHARE = 0.05;

  private final Duration patience;
  private long lastLook;
  private boolean heard;
  private long lastBeat;
  private BeatReport last = BeatReport.getDefaultInstance();
  private boolean computes;
  private long silence;
  private long pause;
  private long weightedPause;
  private long longestPause;

  /**
   * Watches a worker that was just started.
   *
   * @param patience positive
   * @param now in nanoseconds
   */
  WorkerWatch(Duration patience, long now) {
    this.patience = patience;
    this.lastLook = now;
  }

  /** A beat has come. */
  void beat(BeatReport beat, long now) {
    if (!beat.getWorking() || !last.getWorking() || beat.getProgress() != last.getProgress()) {
      longestPause = Math.max(longestPause, pause);
      pause = 0;
      weightedPause = 0;
    }
    computes =
        heard
            && beat.getProcessorNanos() - last.getProcessorNanos()
                >= COMPUTING_SHARE * (now - lastBeat);
    heard = true;
    silence = 0;
    lastBeat = now;
    last = beat;
  }

  /**
   * To be asked about every second.
   *
   * @return where the worker hangs, what is wrong with it: one line
   */
  Optional<String> look(long now) {
    long unseen = Math.min(now - lastLook, LONGEST_UNSEEN);
    lastLook = now;
    silence += unseen;
    if (last.getWorking()) {
      pause += unseen;
      weightedPause += computes ? unseen / COMPUTING_WEIGHT : unseen;
    }
    if (silence >= longestSilence()) {
      return Optional.of(
          heard
              ? "was not heard of for " + seconds(silence)
              : "did not start within " + seconds(silence));
    }
    if (weightedPause >= patience.toNanos() && pause >= USUAL_PAUSES * longestPause) {
      return Optional.of("came no step further for " + seconds(pause));
    }
    return Optional.empty();
  }

  private long longestSilence() {
    return heard
        ? Math.max(SHORTEST_SILENCE, patience.toNanos() / SILENCES_IN_PATIENCE)
        : patience.toNanos();
  }

  private static String seconds(long nanos) {
    return Duration.ofNanos(nanos).toSeconds() + " s";
  }
}
