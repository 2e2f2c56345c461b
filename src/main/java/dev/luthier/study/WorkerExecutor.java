package dev.luthier.study;

import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.ExportOrder;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.StopOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.VerdictOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs trials in worker processes on this machine, one a device slot. A worker that ends, or hangs
 * and is ended, takes only its trial with it; another one is started in its place.
 */
final class WorkerExecutor implements TrialExecutor {

  /**
   * Workers that end one after the other, without any work done, before a slot is given up; and
   * workers that end at what is done between trials, before that is given up.
   */
  private static final int ATTEMPTS = 3;

  private static final String INTERRUPTED = "was interrupted";

  private static final Duration LONGEST_WRITE = Duration.ofMinutes(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** A start takes some seconds; what takes longer should be told, and told again. */
  private static final Duration QUICK_START = Duration.ofSeconds(10);

  private static final Duration BETWEEN_NOTICES = Duration.ofMinutes(1);

  private final String mainClass;
  private final Path logDirectory;
  private final Duration watchdog;
  private final PrepareOrder preparation;
  private final Function<TrialRequest, TrainOrder> orders;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<Errand> errands = new ArrayDeque<>();
  private String lastError = "";
  private boolean closed;

  /**
   * Something to be done between trials.
   *
   * @param attempts that were made already
   */
  private record Errand(WorkerOrder order, int attempts, Consumer<Optional<String>> done) {}

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
  WorkerExecutor(
      String mainClass,
      List<DeviceSlot> slots,
      Path logDirectory,
      Duration watchdog,
      PrepareOrder preparation,
      Function<TrialRequest, TrainOrder> orders)
      throws IOException {
    this.mainClass = mainClass;
    this.logDirectory = logDirectory;
    this.watchdog = watchdog;
    this.preparation = preparation;
    this.orders = orders;
    try {
      for (int i = 0; i < slots.size(); i++) {
        Slot slot = new Slot(i, slots.get(i));
        this.slots.add(slot);
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
        slots.forEach(slot -> slot.look(now));
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
  synchronized String awaitReady(Consumer<String> notices) throws InterruptedException {
    long started = System.nanoTime();
    Duration nextNotice = QUICK_START;
    while (true) {
      for (Slot slot : slots) {
        if (slot.refusal.isPresent()) {
          throw StudyException.invalid(slot.refusal.get());
        }
        if (slot.device.isPresent()) {
          return slot.device.get();
        }
      }
      requireSlots();
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
    requireSlots();
    return Math.max(0, (int) slots.stream().filter(Slot::isIdle).count() - errands.size());
  }

  @Override
  public synchronized void start(TrialRequest request, TrialSink sink) {
    TrainOrder order;
    try {
      order = orders.apply(request);
    } catch (IllegalArgumentException e) {
      sink.ended(request.number(), TrialResult.infeasible(TrialTraining.line(e), 0));
      return;
    }
    Optional<Slot> slot =
        slots.stream()
            .filter(Slot::isIdle)
            .findFirst()
            // A worker that was free may have ended by now, and another one be on its way.
            .or(() -> slots.stream().filter(Slot::isExpected).findFirst());
    if (slot.isEmpty()) {
      sink.crashed(request.number(), "there is no worker any more: " + lastError);
      return;
    }
    slot.get().train(order, new Running(request.number(), sink));
  }

  @Override
  public synchronized void answer(int trial, Pruner.Verdict verdict) {
    slotOf(trial)
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
    for (Slot slot : slots) {
      slot.pause();
    }
    for (Errand errand : List.copyOf(errands)) {
      if (errand.order.hasTrain()) {
        errands.remove(errand);
        errand.done.accept(Optional.of(INTERRUPTED));
      }
    }
  }

  @Override
  public synchronized void abandon(int trial) {
    slotOf(trial).flatMap(slot -> slot.worker).ifPresent(WorkerProcess::kill);
  }

  /**
   * Writes a SavedModel into a run's directory, by the next worker that is free.
   *
   * @param done is told when it is there, or what went wrong
   */
  synchronized void export(Path run, Consumer<Optional<String>> done) {
    run(
        WorkerOrder.newBuilder()
            .setExport(ExportOrder.newBuilder().setRun(run.toAbsolutePath().toString())),
        done);
  }

  /** Trains beside the study's trials, by the next worker that is free. */
  synchronized void train(TrainOrder order, Consumer<Optional<String>> done) {
    run(WorkerOrder.newBuilder().setTrain(order), done);
  }

  private void run(WorkerOrder.Builder order, Consumer<Optional<String>> done) {
    errands.add(new Errand(order.build(), 0, done));
    sendErrands();
  }

  /** Process ids of the workers. */
  synchronized List<Long> workers() {
    return slots.stream().flatMap(slot -> slot.worker.stream()).map(WorkerProcess::id).toList();
  }

  private void sendErrands() {
    for (Slot slot : slots) {
      if (!errands.isEmpty() && slot.isIdle()) {
        slot.errand = Optional.of(errands.remove());
        slot.send(slot.errand.get().order.toBuilder());
      }
    }
    while (isGivenUp() && !errands.isEmpty()) {
      errands.remove().done.accept(Optional.of(lastError));
    }
    notifyAll();
  }

  private boolean isGivenUp() {
    return slots.stream().allMatch(slot -> slot.isGivenUp);
  }

  private Optional<Slot> slotOf(int trial) {
    return slots.stream()
        .filter(slot -> slot.running.filter(running -> running.trial == trial).isPresent())
        .findFirst();
  }

  private void requireSlots() {
    if (isGivenUp()) {
      throw StudyException.failed("no worker can be started: " + lastError);
    }
  }

  /** Waits for what is done between trials. */
  synchronized void awaitErrands() {
    long end = System.nanoTime() + LONGEST_WRITE.toNanos();
    try {
      while (!isGivenUp()
          && (!errands.isEmpty() || slots.stream().anyMatch(slot -> slot.errand.isPresent()))
          && System.nanoTime() < end) {
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
      slots.forEach(slot -> slot.worker.ifPresent(workers::add));
    }
    workers.forEach(WorkerProcess::close);
  }

  /** A trial on a worker. */
  private record Running(int trial, TrialSink sink) {}

  /** A device slot and the worker that is in it. */
  private final class Slot {
    private final int index;
    private final DeviceSlot place;
    private Optional<WorkerProcess> worker = Optional.empty();
    private Optional<WorkerWatch> watch = Optional.empty();
    private Optional<String> device = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private Optional<Running> running = Optional.empty();

    /** Of what is running: the order that awaits a worker. */
    private Optional<TrainOrder> waiting = Optional.empty();

    private Optional<Errand> errand = Optional.empty();
    private int fruitless;
    private boolean isGivenUp;

    Slot(int index, DeviceSlot place) {
      this.index = index;
      this.place = place;
    }

    boolean isIdle() {
      return device.isPresent() && running.isEmpty() && errand.isEmpty();
    }

    /** Whether a worker is starting that has nothing to do yet. */
    boolean isExpected() {
      return !isGivenUp && running.isEmpty() && errand.isEmpty();
    }

    void train(TrainOrder order, Running trial) {
      running = Optional.of(trial);
      waiting = Optional.of(order);
      sendWaiting();
    }

    private void sendWaiting() {
      if (waiting.isPresent() && device.isPresent()) {
        send(WorkerOrder.newBuilder().setTrain(waiting.get()));
        waiting = Optional.empty();
      }
    }

    /** Has what is being done save its state and end. */
    void pause() {
      if (waiting.isPresent()) {
        waiting = Optional.empty();
        running.ifPresent(trial -> trial.sink.ended(trial.trial, TrialResult.paused()));
        running = Optional.empty();
      } else if (running.isPresent() || errand.isPresent()) {
        send(WorkerOrder.newBuilder().setStop(StopOrder.getDefaultInstance()));
      }
    }

    void startWorker() throws IOException {
      device = Optional.empty();
      worker =
          Optional.of(
              new WorkerProcess(
                  mainClass,
                  place,
                  logDirectory.resolve("worker-" + index + ".log"),
                  this::onReport,
                  this::onEnd));
      if (!watchdog.isZero()) {
        watch = Optional.of(new WorkerWatch(watchdog, System.nanoTime()));
      }
      send(WorkerOrder.newBuilder().setPrepare(preparation));
    }

    /** Ends a worker that hangs. */
    void look(long now) {
      Optional<String> problem = watch.flatMap(each -> each.look(now));
      if (problem.isPresent()) {
        worker.orElseThrow().kill(problem.get());
        watch = Optional.empty();
      }
    }

    void send(WorkerOrder.Builder order) {
      worker.orElseThrow().send(order.build());
    }

    private void onReport(WorkerReport report) {
      synchronized (WorkerExecutor.this) {
        switch (report.getKindCase()) {
          case READY -> {
            if (report.getReady().getError().isEmpty()) {
              device = Optional.of(place.device().toString());
              fruitless = 0;
              sendWaiting();
            } else {
              // It will not be better next time.
              refusal = Optional.of(report.getReady().getError());
              lastError = refusal.get();
              isGivenUp = true;
              running.ifPresent(trial -> trial.sink.blocked(trial.trial, lastError));
              running = Optional.empty();
              waiting = Optional.empty();
            }
          }
          case EPOCH ->
              running.ifPresent(
                  trial ->
                      trial.sink.reported(
                          trial.trial,
                          new Report(report.getEpoch().getEpoch(), report.getEpoch().getValue())));
          case END -> onEnd(report.getEnd());
          case EXPORTED -> endErrand(report.getExported().getError());
          case BEAT -> {
            watch.ifPresent(each -> each.beat(report.getBeat(), System.nanoTime()));
            return;
          }
          case KIND_NOT_SET -> worker.orElseThrow().kill();
        }
        sendErrands();
      }
    }

    private void onEnd(EndReport end) {
      if (running.isEmpty()) {
        endErrand(end.getState() == EndReport.State.PAUSED ? INTERRUPTED : end.getError());
        return;
      }
      Running ended = running.get();
      if (end.getState() == EndReport.State.BLOCKED) {
        ended.sink.blocked(ended.trial, end.getError());
      } else {
        ended.sink.ended(ended.trial, TrainOrders.result(end));
      }
      running = Optional.empty();
    }

    private void endErrand(String error) {
      Optional<Errand> done = errand;
      errand = Optional.empty();
      done.ifPresent(
          finished ->
              finished.done.accept(error.isEmpty() ? Optional.empty() : Optional.of(error)));
    }

    /**
     * What is done between trials is done again by the next worker, unless it ends that one too.
     */
    private void loseErrand(String problem) {
      if (errand.filter(lost -> lost.attempts + 1 < ATTEMPTS).isPresent()) {
        Errand lost = errand.get();
        errand = Optional.empty();
        errands.addFirst(new Errand(lost.order, lost.attempts + 1, lost.done));
      } else {
        endErrand(problem);
      }
    }

    private void onEnd(String problem) {
      synchronized (WorkerExecutor.this) {
        if (closed) {
          return;
        }
        lastError = problem;
        loseErrand(problem);
        device = Optional.empty();
        running.ifPresent(trial -> trial.sink.crashed(trial.trial, problem));
        waiting = Optional.empty();
        running = Optional.empty();
        fruitless++;
        if (fruitless >= ATTEMPTS || isGivenUp) {
          isGivenUp = true;
        } else {
          try {
            startWorker();
          } catch (IOException e) {
            lastError = TrialTraining.line(e);
            isGivenUp = true;
          }
        }
        sendErrands();
      }
    }
  }
}
