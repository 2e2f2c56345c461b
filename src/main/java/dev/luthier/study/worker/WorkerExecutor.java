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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

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
  private final List<WorkerSlot> slots = new ArrayList<>();
  private final Deque<WorkerSlot.Errand> errands = new ArrayDeque<>();
  private final Deque<WorkerSlot.Running> waiting = new ArrayDeque<>();
  private final Placement placement = new Placement();
  private String lastError = "";
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
    try {
      for (int i = 0; i < slots.size(); i++) {
        WorkerSlot slot =
            new WorkerSlot(
                this,
                settings,
                slots.get(i),
                logDirectory.resolve("worker-" + i + ".log"),
                new Surroundings());
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
  public synchronized String awaitReady(Consumer<String> notices) throws InterruptedException {
    long started = System.nanoTime();
    Duration nextNotice = QUICK_START;
    while (true) {
      for (WorkerSlot slot : slots) {
        if (slot.refusal().isPresent()) {
          throw StudyException.invalid(slot.refusal().get());
        }
        if (slot.device().isPresent()) {
          return slot.device().get();
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
    if (waiting.size() >= slots.size()) {
      return 0;
    }
    return Math.max(0, (int) slots.stream().filter(WorkerSlot::isIdle).count() - errands.size());
  }

  @Override
  public synchronized boolean isWaiting(int trial) {
    return waiting.stream().anyMatch(each -> each.trial() == trial);
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
    WorkerSlot.Running trial = new WorkerSlot.Running(request.number(), order, sink);
    if (isGivenUp()) {
      sink.crashed(request.number(), "there is no worker any more: " + lastError);
    } else if (!place(trial, WorkerSlot::isIdle) && !place(trial, WorkerSlot::isExpected)) {
      // What is free is too small, or its worker has ended by now.
      waiting.add(trial);
      placeWaiting();
    }
  }

  private boolean place(WorkerSlot.Running trial, Predicate<WorkerSlot> isFree) {
    List<DeviceSlot> usable = usable();
    Optional<WorkerSlot> slot =
        slots.stream()
            .filter(isFree)
            .filter(each -> placement.fits(trial.trial(), each.place(), usable))
            .min(Comparator.comparing(WorkerSlot::place, Placement.ORDER));
    slot.ifPresent(each -> each.train(trial, placement.largestEstimate(each.place(), usable)));
    return slot.isPresent();
  }

  private List<DeviceSlot> usable() {
    return slots.stream().filter(slot -> !slot.isGivenUp()).map(WorkerSlot::place).toList();
  }

  /** Places what waits where a slot for it is free, and ends that for which there is none. */
  private void placeWaiting() {
    for (WorkerSlot.Running trial : List.copyOf(waiting)) {
      if (place(trial, WorkerSlot::isIdle)) {
        waiting.remove(trial);
      } else if (isGivenUp()) {
        waiting.remove(trial);
        trial.sink().crashed(trial.trial(), "there is no worker any more: " + lastError);
      } else if (!placement.isPossible(trial.trial(), usable())) {
        waiting.remove(trial);
        trial
            .sink()
            .ended(
                trial.trial(),
                TrialResult.infeasible("out of memory: no slot that is larger is left", 0));
      }
    }
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
    for (WorkerSlot slot : slots) {
      slot.pause();
    }
    waiting.forEach(trial -> trial.sink().ended(trial.trial(), TrialResult.paused()));
    waiting.clear();
    for (WorkerSlot.Errand errand : List.copyOf(errands)) {
      if (errand.order().hasTrain()) {
        errands.remove(errand);
        errand.done().accept(Optional.of(WorkerSlot.INTERRUPTED));
      }
    }
  }

  @Override
  public synchronized void abandon(int trial) {
    slotOf(trial).flatMap(WorkerSlot::worker).ifPresent(WorkerProcess::kill);
    for (WorkerSlot.Running each : List.copyOf(waiting)) {
      if (each.trial() == trial) {
        waiting.remove(each);
        each.sink().crashed(trial, "was ended while it waited for a larger slot");
      }
    }
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
    errands.add(new WorkerSlot.Errand(order.build(), 0, done));
    sendErrands();
  }

  /** Process ids of the workers. */
  synchronized List<Long> workers() {
    return slots.stream().flatMap(slot -> slot.worker().stream()).map(WorkerProcess::id).toList();
  }

  /** Errands come first: they are short. */
  private void sendErrands() {
    for (WorkerSlot slot : slots) {
      if (!errands.isEmpty() && slot.isIdle()) {
        slot.run(errands.remove());
      }
    }
    while (isGivenUp() && !errands.isEmpty()) {
      errands.remove().done().accept(Optional.of(lastError));
    }
    placeWaiting();
    notifyAll();
  }

  private boolean isGivenUp() {
    return slots.stream().allMatch(WorkerSlot::isGivenUp);
  }

  private Optional<WorkerSlot> slotOf(int trial) {
    return slots.stream().filter(slot -> slot.runs(trial)).findFirst();
  }

  private void requireSlots() {
    if (isGivenUp()) {
      throw StudyException.failed("no worker can be started: " + lastError);
    }
  }

  /** Waits for what is done between trials. */
  public synchronized void awaitErrands() {
    long end = System.nanoTime() + LONGEST_WRITE.toNanos();
    try {
      while (!isGivenUp()
          && (!errands.isEmpty() || slots.stream().anyMatch(WorkerSlot::hasErrand))
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
      slots.forEach(slot -> slot.close().ifPresent(workers::add));
    }
    workers.forEach(WorkerProcess::close);
  }

  /** What the slots tell, each with the lock held. */
  private final class Surroundings implements WorkerSlot.Surroundings {
    @Override
    public void changed() {
      sendErrands();
    }

    @Override
    public void again(WorkerSlot.Errand errand) {
      errands.addFirst(errand);
    }

    @Override
    public void failed(String problem) {
      lastError = problem;
    }

    @Override
    public void ended(WorkerSlot slot, EndReport end) {
      if (end.getState() == EndReport.State.COMPLETE || end.getState() == EndReport.State.PAUSED) {
        placement.measured(slot.place(), end.getEstimatedBytes(), end.getPeakBytes());
        // It may go on later, in another slot.
        placement.expected(end.getTrial(), end.getEstimatedBytes());
      }
    }

    @Override
    public void outgrown(WorkerSlot slot, WorkerSlot.Running trial, EndReport end) {
      String device = slot.place().device().toString();
      if (end.getExpected()) {
        placement.expected(trial.trial(), end.getEstimatedBytes());
      } else {
        placement.outgrown(trial.trial(), slot.place(), end.getEstimatedBytes());
      }
      if (placement.isPossible(trial.trial(), usable())) {
        waiting.add(trial);
        trial
            .sink()
            .noticed(
                trial.trial(), "waits for a larger slot than " + device + ": " + end.getError());
      } else {
        String problem = end.getError() + "; on " + device + ", and there is no larger slot";
        trial.sink().ended(trial.trial(), TrialResult.infeasible(problem, end.getSeconds()));
      }
    }
  }
}
