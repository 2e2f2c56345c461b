package dev.luthier.study.worker;

import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.SessionPool;
import dev.luthier.graph.SessionSettings;
import dev.luthier.run.Export;
import dev.luthier.run.RunDirectory;
import dev.luthier.search.Report;
import dev.luthier.study.directory.WorkLog;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.EpochReportMessage;
import dev.luthier.study.proto.ExportOrder;
import dev.luthier.study.proto.ExportedReport;
import dev.luthier.study.proto.NoticeReport;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.ReadyReport;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.VerdictOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import dev.luthier.train.EpochReport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/**
 * The inside of a worker process: takes orders from one stream, carries out one at a time, and
 * reports to another. Java, the native library and the data stay warm from trial to trial.
 */
public final class TrialWorker {

  /** Sessions of more than this are not worth keeping: their trials are long. */
  private static final long KEPT_SESSION_BYTES = 256L << 20;

  private static final long BEAT_MILLIS = 1000;

  private final InputStream orders;
  private final OutputStream reports;
  private final Path dataDirectory;
  private final DeviceChoice device;
  private final OptionalInt threads;
  private final Consumer<Optional<String>> onOrphaned;
  private final WarmData data;
  private final SessionPool sessions = new SessionPool(KEPT_SESSION_BYTES);
  private final Activity activity = new Activity();
  private final BlockingQueue<WorkerOrder> work = new LinkedBlockingQueue<>();
  private final BlockingQueue<VerdictOrder.Verdict> verdicts = new LinkedBlockingQueue<>();
  private volatile boolean stopping;

  /**
   * A worker.
   *
   * @param orders length-delimited {@link WorkerOrder}s
   * @param reports length-delimited {@link WorkerReport}s
   * @param dataDirectory where fetched data sets lie
   * @param device to work on
   * @param threads of a session; empty for as many as a model is worth
   * @param onOrphaned told when the orders end, which is when the study's process has ended, and
   *     why where they could not be read: has to end this process, for another one may take the
   *     trial up
   */
  public TrialWorker(
      InputStream orders,
      OutputStream reports,
      Path dataDirectory,
      DeviceChoice device,
      OptionalInt threads,
      Consumer<Optional<String>> onOrphaned) {
    this.orders = orders;
    this.reports = reports;
    this.dataDirectory = dataDirectory;
    this.device = device;
    this.threads = threads;
    this.onOrphaned = onOrphaned;
    this.data = new WarmData(dataDirectory);
  }

  /** Works until the orders end. */
  public void work() throws InterruptedException, IOException {
    Thread reader = new Thread(this::readOrders, "orders");
    reader.setDaemon(true);
    reader.start();
    Thread beats = new Thread(this::beat, "beats");
    beats.setDaemon(true);
    beats.start();
    while (true) {
      WorkerOrder order = work.take();
      activity.working(true);
      switch (order.getKindCase()) {
        case PREPARE -> report(WorkerReport.newBuilder().setReady(prepare(order.getPrepare())));
        case TRAIN -> report(WorkerReport.newBuilder().setEnd(train(order.getTrain())));
        case EXPORT -> report(WorkerReport.newBuilder().setExported(export(order.getExport())));
        case VERDICT, STOP, KIND_NOT_SET ->
            throw new IOException("not an order to work: " + order.getKindCase());
      }
      activity.working(false);
    }
  }

  /** Lets the study know that this process is alive, and whether its work moves. */
  private void beat() {
    try {
      while (true) {
        report(WorkerReport.newBuilder().setBeat(activity.beat()));
        Thread.sleep(BEAT_MILLIS);
      }
    } catch (IOException e) {
      // The study's process has ended: the orders end, too, and with them this process.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOrders() {
    Optional<String> problem = Optional.empty();
    try {
      for (Optional<WorkerOrder> next = next(); next.isPresent(); next = next()) {
        WorkerOrder order = next.get();
        switch (order.getKindCase()) {
          case VERDICT -> verdicts.add(order.getVerdict().getVerdict());
          case STOP -> stopping = true;
          default -> {
            // Orders come one after the other: what was meant for an earlier one ends here.
            stopping = false;
            verdicts.clear();
            work.add(order);
          }
        }
      }
    } catch (EOFException e) {
      // The other end of the pipe was torn off: as good as its end.
    } catch (IOException | RuntimeException e) {
      problem = Optional.of(ErrorLine.of(e));
    } finally {
      onOrphaned.accept(problem);
    }
  }

  private Optional<WorkerOrder> next() throws IOException {
    return MessagePipe.read(orders, WorkerOrder.parser());
  }

  private ReadyReport prepare(PrepareOrder order) {
    ReadyReport.Builder ready = ReadyReport.newBuilder();
    try {
      ready.setDevice(
          new SessionSettings(device, threads.orElse(Runtime.getRuntime().availableProcessors()))
              .usedDevice());
      Preparation.carryOut(order, data, activity);
    } catch (IOException | RuntimeException e) {
      ready.setError(ErrorLine.of(e));
    }
    return ready.build();
  }

  private EndReport train(TrainOrder order) {
    Epochs epochs = new Epochs(order);
    WorkLog times = WorkLog.in(Path.of(order.getDirectory()));
    try {
      epochs.tellAgain();
      times.begin(
          InstantSource.system(), order.getDevice().isEmpty() ? device.name() : order.getDevice());
    } catch (IOException e) {
      return EndReport.newBuilder()
          .setTrial(order.getTrial())
          .setState(EndReport.State.BLOCKED)
          .setError(ErrorLine.of(e))
          .build();
    }
    EndReport end =
        new TrialTraining(
                order,
                data,
                dataDirectory,
                device,
                threads,
                sessions,
                activity,
                line -> notice(order.getTrial(), line))
            .train(epochs::onEpoch, () -> stopping || epochs.ended);
    try {
      times.end(InstantSource.system());
    } catch (IOException e) {
      // What was trained is there all the same.
      notice(order.getTrial(), ErrorLine.of(e));
    }
    return end;
  }

  private void notice(int trial, String line) {
    try {
      report(
          WorkerReport.newBuilder()
              .setNotice(NoticeReport.newBuilder().setTrial(trial).setLine(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ExportedReport export(ExportOrder order) {
    RunDirectory run = new RunDirectory(Path.of(order.getRun()));
    // Another process of the study may be at the same run.
    try (FileChannel record = FileChannel.open(run.record(), StandardOpenOption.WRITE);
        FileLock lock = record.lock()) {
      if (lock.isValid() && !Files.exists(run.savedModel())) {
        Export.run(run.root(), run.savedModel());
      }
      return ExportedReport.getDefaultInstance();
    } catch (IOException | RuntimeException e) {
      return ExportedReport.newBuilder().setError(ErrorLine.of(e)).build();
    }
  }

  private synchronized void report(WorkerReport.Builder report) throws IOException {
    MessagePipe.write(report.build(), reports);
  }

  /** Tells of a trial's epochs and waits for what becomes of it. */
  private final class Epochs {
    private final TrainOrder order;
    private final EpochLog log;
    private volatile boolean ended;

    Epochs(TrainOrder order) {
      this.order = order;
      this.log = EpochLog.in(Path.of(order.getDirectory()));
    }

    /** Tells of epochs that lie before the checkpoint, and that the study may not know. */
    void tellAgain() throws IOException {
      if (!tellsOnly()) {
        return;
      }
      for (Report report : log.after(order.getReported())) {
        tell(report);
      }
    }

    /** Whether nobody judges: only then does a training go on from what has not been stored. */
    private boolean tellsOnly() {
      return !order.getJudged() && !order.getRefit() && !order.hasFolds();
    }

    void onEpoch(EpochReport epoch) {
      if (order.getRefit()) {
        return;
      }
      Report report =
          Report.of(
              epoch.epoch(),
              order.getMetricList().stream().mapToDouble(epoch::objective).toArray());
      try {
        if (tellsOnly()) {
          log.add(report);
        }
        tell(report);
        if (order.getJudged()) {
          ended = activity.resting(verdicts::take) != VerdictOrder.Verdict.CONTINUE;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for a verdict", e);
      }
    }

    private void tell(Report report) throws IOException {
      report(
          WorkerReport.newBuilder()
              .setEpoch(
                  EpochReportMessage.newBuilder()
                      .setTrial(order.getTrial())
                      .setEpoch(Math.toIntExact(report.step()))
                      .addAllValue(DoubleStream.of(report.values()).boxed().toList())));
    }

    private void report(WorkerReport.Builder report) throws IOException {
      TrialWorker.this.report(report);
    }
  }
}
