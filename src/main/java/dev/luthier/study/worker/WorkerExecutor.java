package dev.luthier.study.worker;

import dev.luthier.search.Pruner;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.ExportOrder;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.VerdictOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs trials in worker processes on this machine, one a device slot. A worker that ends, or hangs
 * and is ended, takes only its trial with it; another one is started in its place.
 *
 * <p>A trial that does not fit into a slot waits for a larger one, before new trials; meanwhile the
 * smaller ones get others, as long as fewer trials wait than there are slots.
 */
public final class WorkerExecutor implements TrialExecutor {

  private static final Duration LONGEST_WRITE = Duration.ofMinutes(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** A start takes some seconds; what takes longer should be told, and told again. */
  private static final Duration QUICK_START = Duration.ofSeconds(10);

  private static final Duration BETWEEN_NOTICES = Duration.ofMinutes(1);

  private final Function<TrialRequest, TrainOrder> orders;
  private final WorkerSlots slots;
  private final Errands errands;
  private final WaitingTrials waiting;
  private boolean closed;

  /**
   * Starts the workers.
   *
   * @param mainClass that knows the verb {@code worker}
   * @param slots where they run
   * @param logDirectory gets their logs once it is there
   * @param watchdog after which a worker that hangs is ended; zero for never
   * @param preparation the first order of each
   * @param orders what a request means to a worker
   */
  public WorkerExecutor(
      String mainClass,
      List<DeviceSlot> slots,
      Path logDirectory,
      Duration watchdog,
      PrepareOrder preparation,
      Function<TrialRequest, TrainOrder> orders)
      throws IOException {
    this.orders = orders;
    WorkerSlot.Settings settings = new WorkerSlot.Settings(mainClass, watchdog, preparation);
    List<WorkerSlot> all = new ArrayList<>();
    for (DeviceSlot place : slots) {
      Path log = logDirectory.resolve("worker-" + all.size() + ".log");
      all.add(new WorkerSlot(this, settings, place, log, new Surroundings()));
    }
    this.slots = new WorkerSlots(all);
    this.errands = new Errands(this.slots);
    this.waiting = new WaitingTrials(this.slots);
    try {
      for (WorkerSlot slot : all) {
        slot.startWorker();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    if (!watchdog.isZero()) {
      Thread watching = new Thread(this::watch, "watchdog");
      watching.setDaemon(true);
      watching.start();
    }
  }

  /** Looks after all workers until the end. */
  private synchronized void watch() {
    try {
      while (!closed) {
        wait(BETWEEN_LOOKS.toMillis());
        long now = System.nanoTime();
        slots.all().forEach(slot -> slot.look(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until a worker is ready.
   *
   * @param notices gets a line now and then while it takes long
   * @return the device that it runs on
   * @throws StudyException where the data cannot be read, do not go with the model, or no worker
   *     can be started
   */
  public synchronized String awaitReady(Consumer<String> notices) throws InterruptedException {
    long started = System.nanoTime();
    Duration nextNotice = QUICK_START;
    while (true) {
      for (WorkerSlot slot : slots.all()) {
        if (slot.refusal().isPresent()) {
          throw StudyException.invalid(slot.refusal().get());
        }
        if (slot.device().isPresent()) {
          return slot.device().get();
        }
      }
      slots.requireAny();
      Duration waited = Duration.ofNanos(System.nanoTime() - started);
      if (waited.compareTo(nextNotice) >= 0) {
        notices.accept(
            "no worker is ready after "
                + waited.toSeconds()
                + " s: they load TensorFlow or read the data");
        nextNotice = nextNotice.plus(BETWEEN_NOTICES);
      }
      wait(BETWEEN_LOOKS.toMillis());
    }
  }

  @Override
  public synchronized int freePlaces() {
    slots.requireAny();
    return waiting.isFull() ? 0 : Math.max(0, slots.idle() - errands.size());
  }

  @Override
  public synchronized boolean isWaiting(int trial) {
    return waiting.contains(trial);
  }

  @Override
  public synchronized void start(TrialRequest request, TrialSink sink) {
    TrainOrder order;
    try {
      order = orders.apply(request);
    } catch (IllegalArgumentException e) {
      sink.ended(request.number(), TrialResult.infeasible(ErrorLine.of(e), 0));
      return;
    }
    waiting.start(new WorkerSlot.Running(request.number(), order, sink));
  }

  @Override
  public synchronized void answer(int trial, Pruner.Verdict verdict) {
    slots
        .of(trial)
        .ifPresent(
            slot ->
                slot.send(
                    WorkerOrder.newBuilder()
                        .setVerdict(
                            VerdictOrder.newBuilder()
                                .setVerdict(
                                    switch (verdict) {
                                      case CONTINUE -> VerdictOrder.Verdict.CONTINUE;
                                      case PAUSE -> VerdictOrder.Verdict.PAUSE;
                                      case PRUNE -> VerdictOrder.Verdict.PRUNE;
                                    }))));
  }

  @Override
  public synchronized void pauseAll() {
    slots.all().forEach(WorkerSlot::pause);
    waiting.pauseAll();
    errands.interruptTrainings();
  }

  @Override
  public synchronized void abandon(int trial) {
    slots.of(trial).flatMap(WorkerSlot::worker).ifPresent(WorkerProcess::kill);
    waiting.abandon(trial);
  }

  /**
   * Writes a SavedModel into a run's directory, by the next worker that is free.
   *
   * @param done is told when it is there, or what went wrong
   */
  public synchronized void export(Path run, Consumer<Optional<String>> done) {
    run(
        WorkerOrder.newBuilder()
            .setExport(ExportOrder.newBuilder().setRun(run.toAbsolutePath().toString())),
        done);
  }

  /**
   * Trains beside the study's trials, by the next worker that is free.
   *
   * @param done is told when it has ended, or what went wrong
   */
  public synchronized void train(TrainOrder order, Consumer<Optional<String>> done) {
    run(WorkerOrder.newBuilder().setTrain(order), done);
  }

  private void run(WorkerOrder.Builder order, Consumer<Optional<String>> done) {
    errands.add(order.build(), done);
    changed();
  }

  /** Process ids of the workers. */
  synchronized List<Long> workers() {
    return slots.all().stream()
        .flatMap(slot -> slot.worker().stream())
        .map(WorkerProcess::id)
        .toList();
  }

  /** Gives what is free something to do. Errands come first: they are short. */
  private void changed() {
    errands.send();
    waiting.place();
    notifyAll();
  }

  /** Waits for what is done between trials. */
  public synchronized void awaitErrands() {
    long end = System.nanoTime() + LONGEST_WRITE.toNanos();
    try {
      while (!slots.areGivenUp() && !errands.areDone() && System.nanoTime() < end) {
        wait(BETWEEN_LOOKS.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    List<WorkerProcess> workers = new ArrayList<>();
    synchronized (this) {
      awaitErrands();
      closed = true;
      notifyAll();
      slots.all().forEach(slot -> slot.close().ifPresent(workers::add));
    }
    workers.forEach(WorkerProcess::close);
  }

  /** What the slots tell, each with the lock held. */
  private final class Surroundings implements WorkerSlot.Surroundings {
    @Override
    public void changed() {
      WorkerExecutor.this.changed();
    }

    @Override
    public void again(WorkerSlot.Errand errand) {
      errands.addAgain(errand);
    }

    @Override
    public void failed(String problem) {
      slots.failed(problem);
    }

    @Override
    public void ended(WorkerSlot slot, EndReport end) {
      waiting.ended(slot.place(), end);
    }

    @Override
    public void outgrown(WorkerSlot slot, WorkerSlot.Running trial, EndReport end) {
      waiting.outgrown(slot.place(), trial, end);
    }
  }
}
