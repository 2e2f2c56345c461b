package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.luthier.device.DeviceChoice;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.ReadyReport;
import dev.luthier.study.proto.WorkerReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipes between a study and its workers, and what comes of a worker that garbles its own. */
@Timeout(60)
class MessagePipeTest {

  private static final WorkerReport REPORT =
      WorkerReport.newBuilder().setReady(ReadyReport.newBuilder().setDevice("größe")).build();

  private static byte[] length(int bytes) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(written);
    out.writeUInt32NoTag(bytes);
    out.flush();
    return written.toByteArray();
  }

  private static Optional<WorkerReport> read(byte[] bytes) throws IOException {
    return MessagePipe.read(new ByteArrayInputStream(bytes), WorkerReport.parser());
  }

  @Test
  void messagesComeOneAfterTheOther() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    MessagePipe.write(REPORT, written);
    MessagePipe.write(WorkerReport.getDefaultInstance(), written);
    MessagePipe.write(REPORT, written);
    ByteArrayInputStream in = new ByteArrayInputStream(written.toByteArray());
    assertEquals(Optional.of(REPORT), MessagePipe.read(in, WorkerReport.parser()));
    assertEquals(
        Optional.of(WorkerReport.getDefaultInstance()),
        MessagePipe.read(in, WorkerReport.parser()));
    assertEquals(Optional.of(REPORT), MessagePipe.read(in, WorkerReport.parser()));
    assertEquals(Optional.empty(), MessagePipe.read(in, WorkerReport.parser()));
  }

  @ParameterizedTest
  @ValueSource(ints = {MessagePipe.MOST_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void aLengthBeyondTheBoundIsRefusedAsItIsRead(int bytes) throws IOException {
    IOException refused = assertThrows(IOException.class, () -> read(length(bytes)));
    assertEquals(
        "a message of "
            + Integer.toUnsignedString(bytes)
            + " bytes is too large, there may be 67108864",
        refused.getMessage());
  }

  @Test
  void whatEndsTooEarlyIsNoEnd() throws IOException {
    assertThrows(EOFException.class, () -> read(length(MessagePipe.MOST_BYTES)));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    MessagePipe.write(REPORT, written);
    byte[] whole = written.toByteArray();
    assertThrows(EOFException.class, () -> read(Arrays.copyOf(whole, whole.length - 1)));
  }

  /** Deeper than any stack, in a field that is unknown within an entry of a map. */
  @Test
  void groupsWithinGroupsEndInAnErrorThatIsExpected() throws IOException {
    byte[] groups = new byte[1 << 20];
    Arrays.fill(groups, (byte) (15 << 3 | 3));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(written);
    out.writeByteArray(EndReport.FIGURE_FIELD_NUMBER, groups);
    out.flush();
    byte[] report = written.toByteArray();
    assertThrows(InvalidProtocolBufferException.class, () -> EndReport.parseFrom(report));
  }

  /** A worker that says a length and then nothing that would fit. */
  static final class Garbler {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      int option = List.of(arguments).indexOf("--reports");
      OutputStream reports =
          option < 0 ? System.out : Files.newOutputStream(Path.of(arguments[option + 1]));
      reports.write(length(Integer.MAX_VALUE));
      reports.flush();
      Thread.sleep(60_000);
    }
  }

  @Test
  void aWorkerThatReportsTooMuchIsEnded(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("logs"));
    BlockingQueue<String> ends = new ArrayBlockingQueue<>(1);
    try (WorkerProcess worker =
        new WorkerProcess(
            Garbler.class.getName(),
            DeviceSlot.onCpu(1, 1).get(0),
            directory.resolve("logs/worker-0.log"),
            report -> {},
            ends::add)) {
      String end = ends.poll(30, TimeUnit.SECONDS);
      assertTrue(end.startsWith("the worker process ended by signal 9"), end);
      assertTrue(
          end.contains(
              "; what it reported cannot be used: a message of 2147483647 bytes is too large, there"
                  + " may be 67108864"),
          end);
      assertTrue(ProcessHandle.of(worker.id()).isEmpty());
    }
  }

  @Test
  void aWorkerDoesNotTakeOrdersThatAreTooLarge() throws Exception {
    BlockingQueue<Optional<String>> ends = new ArrayBlockingQueue<>(1);
    TrialWorker worker =
        new TrialWorker(
            new ByteArrayInputStream(length(Integer.MAX_VALUE)),
            OutputStream.nullOutputStream(),
            Path.of(""),
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            ends::add);
    Thread working =
        new Thread(
            () -> {
              try {
                worker.work();
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    working.start();
    assertEquals(
        Optional.of("a message of 2147483647 bytes is too large, there may be 67108864"),
        ends.poll(30, TimeUnit.SECONDS));
    working.interrupt();
    working.join();
  }

  @Test
  void linesOfALogAreCut() throws IOException {
    BoundedLines lines =
        new BoundedLines(new java.io.StringReader("ab\r\n\nabcdefgh\n\rxyz\nlast"), 4);
    List<BoundedLines.Line> expected =
        List.of(
            new BoundedLines.Line("ab", false),
            new BoundedLines.Line("", false),
            new BoundedLines.Line("abcd", true),
            new BoundedLines.Line("\rxyz", false),
            new BoundedLines.Line("last", false));
    for (BoundedLines.Line line : expected) {
      assertEquals(Optional.of(line), lines.next());
    }
    assertEquals(Optional.empty(), lines.next());
  }
}
