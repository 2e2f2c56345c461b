package dev.luthier.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * Appends events to one event file of a run directory, which TensorBoard shows as one run.
 *
 * <p>Events wait in a buffer until it is full, {@link #flush()} or {@link #close()}; only whole
 * records ever reach the file, so that whoever reads it between two writes, or after a crash, finds
 * no torn record. What was flushed survives the end of the process; a power failure, once it was
 * {@linkplain #sync synchronized}. When a write fails (a full disk), the file is cut back to its
 * last whole record and the events stay in the buffer, to be written by the next flush.
 *
 * <p>A file begins with its version and a session start. The latter makes TensorBoard drop what
 * earlier files of the directory hold from that step on: its Python loader at once, its data server
 * tag by tag, as each tag is written again.
 *
 * <p>Methods may be called by several threads. They throw {@link UncheckedIOException} when the
 * file cannot be written, {@link IllegalStateException} after {@link #close()}.
 */
public final class EventWriter implements AutoCloseable {

  private static final String FILE_VERSION = "brain.Event:2";
  private static final int BUFFER_SIZE = 1 << 16;

  private final Path file;
  private final RandomAccessFile out;
  private final InstantSource clock;
  private final RecordFraming framing = new RecordFraming();
  private byte[] buffer = new byte[BUFFER_SIZE];
  private int buffered;
  private long written;
  private boolean closed;

  private EventWriter(Path file, RandomAccessFile out, InstantSource clock) {
    this.file = file;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Starts a run: a new event file, the directory made if it is missing.
   *
   * @param directory of the run, such as {@code runs/iris/train}
   * @param clock gives each event's wall time and the file's name its seconds
   * @throws IOException if the directory or the file cannot be made or written
   */
  public static EventWriter open(Path directory, InstantSource clock) throws IOException {
    Files.createDirectories(directory);
    return begin(directory, clock, 0);
  }

  /**
   * Continues a run in a new event file, beside those that the directory holds, which no other
   * process is writing any more.
   *
   * @param directory of the run
   * @param clock gives each event's wall time and the file's name its seconds
   * @param step the first step that is run again: earlier events of this step and later ones no
   *     longer count
   * @throws IOException if the directory or the file cannot be made or written
   */
  public static EventWriter resume(Path directory, InstantSource clock, long step)
      throws IOException {
    checkStep(step);
    Files.createDirectories(directory);
    EventFiles.cutTornRecord(directory);
    return begin(directory, clock, step);
  }

  private static EventWriter begin(Path directory, InstantSource clock, long step)
      throws IOException {
    Path file = EventFiles.createNext(directory, clock.instant());
    EventWriter writer = new EventWriter(file, new RandomAccessFile(file.toFile(), "rw"), clock);
    try {
      writer.append(writer.event(0).setFileVersion(FILE_VERSION).build());
      writer.append(
          writer
              .event(step)
              .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START))
              .build());
      writer.flush();
    } catch (UncheckedIOException e) {
      writer.out.close();
      throw e.getCause();
    }
    return writer;
  }

  /** The event file that is being written. */
  public Path file() {
    return file;
  }

  /**
   * Adds one point to the curve named {@code tag}.
   *
   * <p>Written as {@code simple_value}, as PyTorch does: 36 bytes and those of the tag and the step
   * (together 43 for {@code loss} at step 1000). Keras writes a tensor with metadata, which is
   * longer and shown the same.
   *
   * @param tag name of the curve, such as {@code epoch_loss}
   * @param value stored in single precision, the precision that TensorBoard shows; may be NaN
   * @param step not negative
   */
  public synchronized void scalar(String tag, double value, long step) {
    checkStep(step);
    byte[] name = tag.getBytes(StandardCharsets.UTF_8);
    double wallTime = wallTime();
    int valueSize =
        CodedOutputStream.computeByteArraySize(Summary.Value.TAG_FIELD_NUMBER, name)
            + CodedOutputStream.computeFloatSize(Summary.Value.SIMPLE_VALUE_FIELD_NUMBER, 0);
    int summarySize = messageSize(Summary.VALUE_FIELD_NUMBER, valueSize);
    int stepSize =
        step == 0 ? 0 : CodedOutputStream.computeInt64Size(Event.STEP_FIELD_NUMBER, step);
    int size =
        CodedOutputStream.computeDoubleSize(Event.WALL_TIME_FIELD_NUMBER, wallTime)
            + stepSize
            + messageSize(Event.SUMMARY_FIELD_NUMBER, summarySize);
    CodedOutputStream event = begin(size);
    try {
      event.writeDouble(Event.WALL_TIME_FIELD_NUMBER, wallTime);
      if (step != 0) {
        event.writeInt64(Event.STEP_FIELD_NUMBER, step);
      }
      event.writeTag(Event.SUMMARY_FIELD_NUMBER, 2);
      event.writeUInt32NoTag(summarySize);
      event.writeTag(Summary.VALUE_FIELD_NUMBER, 2);
      event.writeUInt32NoTag(valueSize);
      event.writeByteArray(Summary.Value.TAG_FIELD_NUMBER, name);
      event.writeFloat(Summary.Value.SIMPLE_VALUE_FIELD_NUMBER, (float) value);
    } catch (IOException e) {
      throw new IllegalStateException("the event is larger than its computed size", e);
    }
    end(size);
  }

  /**
   * Adds a summary such as those that {@link Summaries} makes.
   *
   * @param value tag, plugin and data
   * @param step not negative
   */
  public synchronized void write(Summary.Value value, long step) {
    checkStep(step);
    append(event(step).setSummary(Summary.newBuilder().addValue(value)).build());
  }

  /**
   * Adds the graph; of several, TensorBoard shows the last.
   *
   * @param graph as {@code Graph.toGraphDef()} gives it
   * @param step not negative
   */
  public synchronized void graph(GraphDef graph, long step) {
    checkStep(step);
    append(event(step).setGraphDef(graph.toByteString()).build());
  }

  /** Hands all events to the operating system, so that readers see them. */
  public synchronized void flush() {
    checkOpen();
    try {
      out.write(buffer, 0, buffered);
    } catch (IOException e) {
      cutTornRecord(e);
      throw new UncheckedIOException("cannot write " + file, e);
    }
    written += buffered;
    buffered = 0;
    if (buffer.length > BUFFER_SIZE) {
      buffer = new byte[BUFFER_SIZE];
    }
  }

  /** Flushes, and waits until all events would survive a power failure. */
  public synchronized void sync() {
    flush();
    try {
      out.getFD().sync();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Flushes and closes the file; does nothing the second time. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    try (out) {
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    } finally {
      closed = true;
    }
  }

  private Event.Builder event(long step) {
    return Event.newBuilder().setWallTime(wallTime()).setStep(step);
  }

  private double wallTime() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  private void append(Event event) {
    int size = event.getSerializedSize();
    CodedOutputStream record = begin(size);
    try {
      event.writeTo(record);
    } catch (IOException e) {
      throw new IllegalStateException("the event is larger than its computed size", e);
    }
    end(size);
  }

  /** Makes room for a record and gives the place of its data. */
  private CodedOutputStream begin(int size) {
    checkOpen();
    int record = Math.addExact(size, RecordFraming.OVERHEAD);
    if (record > buffer.length - buffered) {
      flush();
      if (record > buffer.length) {
        buffer = new byte[record];
      }
    }
    return CodedOutputStream.newInstance(buffer, buffered + RecordFraming.HEADER, size);
  }

  private void end(int size) {
    framing.frame(buffer, buffered, size);
    buffered += size + RecordFraming.OVERHEAD;
  }

  private static int messageSize(int fieldNumber, int size) {
    return CodedOutputStream.computeTagSize(fieldNumber)
        + CodedOutputStream.computeUInt32SizeNoTag(size)
        + size;
  }

  private void cutTornRecord(IOException cause) {
    try {
      out.setLength(written);
      out.seek(written);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(file + " is closed; open another writer");
    }
  }

  private static void checkStep(long step) {
    if (step < 0) {
      throw new IllegalArgumentException(
          "step must not be negative, was " + step + "; count steps or epochs from 0");
    }
  }
}
