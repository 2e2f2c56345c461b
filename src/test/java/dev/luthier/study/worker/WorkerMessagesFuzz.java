package dev.luthier.study.worker;

import com.google.protobuf.CodedOutputStream;
import dev.luthier.data.DataDescription;
import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.fuzz.Parts;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.EpochReportMessage;
import dev.luthier.study.proto.FoldsOrder;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.ReadyReport;
import dev.luthier.study.proto.StopOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.proto.VerdictOrder;
import dev.luthier.study.proto.WorkerOrder;
import dev.luthier.study.proto.WorkerReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What comes through the pipes between a study and its workers, and the records made of it. */
public final class WorkerMessagesFuzz implements FuzzTarget {

  private static final int REPORTS = 1;
  private static final int FRAMED = 2;

  public WorkerMessagesFuzz(Path directory) {}

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : List.of("iris_logistic", "early_exit_cnn", "reviews_lstm", "seed_resnet")) {
      ModelDef model =
          ModelFile.read(Path.of("graphs", name + ".textproto"), List.of()).definition();
      DataDef data = DataDef.newBuilder().setPath("iris").setValidationFraction(0.2f).build();
      WorkerOrder prepare =
          WorkerOrder.newBuilder()
              .setPrepare(PrepareOrder.newBuilder().setModel(model).setData(data).addMetric("loss"))
              .build();
      WorkerOrder train =
          WorkerOrder.newBuilder()
              .setTrain(
                  TrainOrder.newBuilder()
                      .setTrial(3)
                      .setDirectory("trials/0003")
                      .setModel(model)
                      .setData(data)
                      .setFolds(FoldsOrder.newBuilder().setFolds(5))
                      .setJudged(true))
              .build();
      seeds.add(Parts.of(FRAMED, prepare.toByteArray(), new byte[0]));
      seeds.add(Parts.of(FRAMED, train.toByteArray(), verdict().toByteArray(), new byte[0]));
    }
    seeds.add(Parts.of(FRAMED | REPORTS, ready().toByteArray(), end().toByteArray(), new byte[0]));
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    for (WorkerReport report : List.of(ready(), epoch(), end())) {
      report.writeDelimitedTo(pipe);
    }
    seeds.add(Parts.of(REPORTS, pipe.toByteArray()));
    ByteArrayOutputStream orders = new ByteArrayOutputStream();
    verdict().writeDelimitedTo(orders);
    WorkerOrder.newBuilder()
        .setStop(StopOrder.getDefaultInstance())
        .build()
        .writeDelimitedTo(orders);
    seeds.add(Parts.of(0, orders.toByteArray()));
    return seeds;
  }

  private static WorkerOrder verdict() {
    return WorkerOrder.newBuilder()
        .setVerdict(VerdictOrder.newBuilder().setVerdict(VerdictOrder.Verdict.PAUSE))
        .build();
  }

  private static WorkerReport ready() {
    return WorkerReport.newBuilder().setReady(ReadyReport.newBuilder().setDevice("cpu")).build();
  }

  private static WorkerReport epoch() {
    return WorkerReport.newBuilder()
        .setEpoch(EpochReportMessage.newBuilder().setTrial(3).setEpoch(1).addValue(0.5))
        .build();
  }

  private static WorkerReport end() {
    return WorkerReport.newBuilder()
        .setEnd(
            EndReport.newBuilder()
                .setTrial(3)
                .setState(EndReport.State.COMPLETE)
                .addValue(0.5)
                .addFoldValue(0.25)
                .putFigure("validation/loss", 0.5)
                .setError("none"))
        .build();
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    int choice = parts.next();
    InputStream pipe =
        new ByteArrayInputStream((choice & FRAMED) != 0 ? framed(parts) : parts.rest());
    if ((choice & REPORTS) != 0) {
      for (Optional<WorkerReport> report = MessagePipe.read(pipe, WorkerReport.parser());
          report.isPresent();
          report = MessagePipe.read(pipe, WorkerReport.parser())) {
        if (report.get().getEnd().getFigureMap().size() > input.length) {
          throw new AssertionError("there are more figures than bytes");
        }
      }
      return;
    }
    for (Optional<WorkerOrder> order = MessagePipe.read(pipe, WorkerOrder.parser());
        order.isPresent();
        order = MessagePipe.read(pipe, WorkerOrder.parser())) {
      use(order.get());
    }
  }

  private static void use(WorkerOrder order) {
    ModelDef model =
        order.hasPrepare() ? order.getPrepare().getModel() : order.getTrain().getModel();
    DataDef data = order.hasPrepare() ? order.getPrepare().getData() : order.getTrain().getData();
    if (order.hasPrepare() || order.hasTrain()) {
      DataDescription description = DataMapping.fromProto(data, Path.of(""));
      ModelSpec spec = ModelSpec.of(model);
      if (description.path().isEmpty() || spec.model().name().isEmpty()) {
        throw new AssertionError("a path or a name is empty");
      }
    }
  }

  /** Messages behind their lengths. */
  private static byte[] framed(Parts parts) throws IOException {
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    while (!parts.isEmpty()) {
      byte[] message = parts.part();
      // A string of bytes has the form of a message behind its length.
      CodedOutputStream out = CodedOutputStream.newInstance(pipe);
      out.writeByteArrayNoTag(message);
      out.flush();
    }
    return pipe.toByteArray();
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof IOException || thrown instanceof IllegalArgumentException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (16L << 20) + 8192L * inputBytes;
  }
}
