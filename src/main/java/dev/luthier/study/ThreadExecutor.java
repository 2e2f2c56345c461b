package dev.luthier.study;

import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.DoubleStream;

/**
 * Runs {@link SeveralObjectives} in threads of this process. A paused trial keeps its thread,
 * waiting; so it goes on where it stood when it is promoted. One that was paused by an earlier
 * process begins anew.
 */
final class ThreadExecutor implements TrialExecutor {

  private enum Answer {
    CONTINUE,
    PAUSE,
    PRUNE,
    INTERRUPT
  }

  private final SeveralObjectives objectives;
  private final int count;
  private final int places;
  private final Map<Integer, Task> tasks = new HashMap<>();
  private int busy;

  /**
   * An executor.
   *
   * @param count of the objectives
   * @param places trials at once
   */
  ThreadExecutor(SeveralObjectives objectives, int count, int places) {
    this.objectives = objectives;
    this.count = count;
    this.places = places;
  }

  @Override
  public synchronized int freePlaces() {
    return places - busy;
  }

  @Override
  public synchronized void start(TrialRequest request, TrialSink sink) {
    if (busy >= places) {
      throw new IllegalStateException("no place is free");
    }
    busy++;
    Task parked = tasks.get(request.number());
    if (parked != null) {
      parked.parked = false;
      parked.answers.add(Answer.CONTINUE);
      return;
    }
    Task task = new Task(request, sink);
    tasks.put(request.number(), task);
    task.thread.start();
  }

  @Override
  public synchronized void answer(int trial, Pruner.Verdict verdict) {
    Task task = tasks.get(trial);
    if (task != null) {
      task.answers.add(
          switch (verdict) {
            case CONTINUE -> Answer.CONTINUE;
            case PAUSE -> Answer.PAUSE;
            case PRUNE -> Answer.PRUNE;
          });
    }
  }

  @Override
  public synchronized void pauseAll() {
    tasks.values().forEach(task -> task.interrupted = true);
  }

  /**
   * Nothing can end a thread against its will: it is interrupted, and ends when it next reports.
   */
  @Override
  public synchronized void abandon(int trial) {
    Task task = tasks.get(trial);
    if (task != null) {
      task.abandoned = true;
      task.thread.interrupt();
    }
  }

  /** Who hears that a trial does not run any more finds its place free. */
  private synchronized void free(Runnable telling) {
    telling.run();
    busy--;
  }

  private synchronized void forget(Task task) {
    tasks.remove(task.request.number());
  }

  @Override
  public void close() {
    List<Task> left;
    synchronized (this) {
      left = List.copyOf(tasks.values());
    }
    for (Task task : left) {
      task.answers.add(Answer.INTERRUPT);
    }
    try {
      for (Task task : left) {
        task.thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A trial and its thread. */
  private final class Task {
    private final TrialRequest request;
    private final TrialSink sink;
    private final Thread thread;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final long started = System.nanoTime();
    private volatile boolean interrupted;
    private volatile boolean abandoned;
    private volatile boolean parked;
    private Answer last = Answer.CONTINUE;

    Task(TrialRequest request, TrialSink sink) {
      this.request = request;
      this.sink = sink;
      this.thread = new Thread(this::run, "trial " + request.number());
      thread.setDaemon(true);
    }

    private void run() {
      TrialResult result = outcome();
      forget(this);
      if (!parked) {
        free(() -> tell(result));
      }
    }

    private TrialResult outcome() {
      try {
        double[] values = objectives.values(new RunningTrial(request, this::report));
        return switch (last) {
          case PRUNE, INTERRUPT -> result(Trial.State.PAUSED, Optional.empty());
          case CONTINUE, PAUSE -> complete(values);
        };
      } catch (OutOfMemoryError e) {
        return result(Trial.State.INFEASIBLE, Optional.of("out of memory: " + e.getMessage()));
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        return result(Trial.State.FAILED, Optional.of(ErrorLine.of(e)));
      }
    }

    private void tell(TrialResult result) {
      if (abandoned) {
        sink.crashed(request.number(), "was ended");
      } else {
        sink.ended(request.number(), result);
      }
    }

    private boolean report(Report report) {
      requireAll(report.values());
      if (last != Answer.CONTINUE) {
        return false;
      }
      sink.reported(request.number(), report);
      if (request.judged()) {
        last = await();
        if (last == Answer.PAUSE) {
          park();
        }
      }
      if (last == Answer.CONTINUE && (interrupted || abandoned)) {
        last = Answer.INTERRUPT;
      }
      return last == Answer.CONTINUE;
    }

    /** Leaves the place to others until the trial is promoted or the study ends. */
    private void park() {
      parked = true;
      free(() -> sink.ended(request.number(), result(Trial.State.PAUSED, Optional.empty())));
      last = await();
    }

    private Answer await() {
      try {
        return answers.take();
      } catch (InterruptedException e) {
        return Answer.INTERRUPT;
      }
    }

    private TrialResult complete(double[] values) {
      requireAll(values);
      for (double value : values) {
        if (!Double.isFinite(value)) {
          return result(
              Trial.State.INFEASIBLE,
              Optional.of("the objective is no finite number, but " + value));
        }
      }
      return new TrialResult(
          Trial.State.COMPLETE,
          OptionalDouble.of(values[0]),
          List.of(),
          java.util.Map.of(),
          Optional.empty(),
          seconds(),
          DoubleStream.of(values).skip(1).boxed().toList());
    }

    private void requireAll(double[] values) {
      if (values.length != count) {
        throw new IllegalArgumentException(
            "values must be " + count + ", one an objective, were " + values.length);
      }
    }

    private TrialResult result(Trial.State state, Optional<String> error) {
      return new TrialResult(
          state, OptionalDouble.empty(), List.of(), java.util.Map.of(), error, seconds());
    }

    private double seconds() {
      return (System.nanoTime() - started) / 1e9;
    }
  }
}
