package dev.luthier.study;

import dev.luthier.search.Report;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What any thread tells of trials, kept in its order until the one that it is for asks for it. */
final class TrialNews implements TrialSink {

  private final TrialSink hearer;
  private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();

  /**
   * No news.
   *
   * @param hearer is told all, by the thread that calls {@link #tell}
   */
  TrialNews(TrialSink hearer) {
    this.hearer = hearer;
  }

  boolean isEmpty() {
    return news.isEmpty();
  }

  /**
   * Tells the hearer all that there is.
   *
   * @param millis to wait for something where there is nothing
   */
  void tell(long millis) throws InterruptedException {
    Runnable next = news.poll(millis, TimeUnit.MILLISECONDS);
    while (next != null) {
      next.run();
      next = news.poll();
    }
  }

  @Override
  public void reported(int trial, Report report) {
    news.add(() -> hearer.reported(trial, report));
  }

  @Override
  public void ended(int trial, TrialResult result) {
    news.add(() -> hearer.ended(trial, result));
  }

  @Override
  public void crashed(int trial, String error) {
    news.add(() -> hearer.crashed(trial, error));
  }

  @Override
  public void blocked(int trial, String error) {
    news.add(() -> hearer.blocked(trial, error));
  }

  @Override
  public void noticed(int trial, String line) {
    news.add(() -> hearer.noticed(trial, line));
  }
}
