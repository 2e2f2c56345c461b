package dev.luthier.tensorboard;

import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.fuzz.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Event files that a run left, which the run that goes on cuts back to whole records: records with
 * right checksums and something behind them, and files as bytes.
 */
public final class EventFilesFuzz implements FuzzTarget {

  private static final int FRAMED = 1;

  private final Path directory;
  private final Path file;

  public EventFilesFuzz(Path directory) {
    this.directory = directory;
    file = directory.resolve("events.out.tfevents.0000000001.host.1.0");
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    Path run = Files.createTempDirectory(directory, "run");
    Path written;
    try (EventWriter writer = EventWriter.open(run, () -> Instant.EPOCH)) {
      writer.scalar("epoch_loss", 0.5, 3);
      written = writer.file();
    }
    byte[] record = "an event".getBytes(StandardCharsets.UTF_8);
    return List.of(
        Parts.of(0, Files.readAllBytes(written)),
        Parts.of(FRAMED, record, new byte[0], record, new byte[] {1, 2, 3}),
        Parts.of(FRAMED, record, framed(record)));
  }

  private static byte[] framed(byte[] data) {
    byte[] record = new byte[data.length + RecordFraming.OVERHEAD];
    System.arraycopy(data, 0, record, RecordFraming.HEADER, data.length);
    new RecordFraming().frame(record, 0, data.length);
    return record;
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    boolean isFramed = (parts.next() & FRAMED) != 0;
    int whole = 0;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (isFramed) {
      byte[] last = new byte[0];
      while (!parts.isEmpty()) {
        whole = bytes.size();
        last = parts.part();
        bytes.writeBytes(framed(last));
      }
      // The last part is what a process had written of a record.
      byte[] records = Arrays.copyOf(bytes.toByteArray(), whole);
      bytes.reset();
      bytes.writeBytes(records);
      bytes.writeBytes(last);
    } else {
      bytes.writeBytes(parts.rest());
    }
    Files.write(file, bytes.toByteArray());
    EventFiles.cutTornRecord(directory);
    byte[] left = Files.readAllBytes(file);
    if (left.length < whole
        || !Arrays.equals(left, Arrays.copyOf(bytes.toByteArray(), left.length))) {
      throw new AssertionError("more was cut off than what was torn");
    }
    EventFiles.cutTornRecord(directory);
    if (Files.size(file) != left.length) {
      throw new AssertionError("a torn record was left");
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof IOException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (4L << 20) + 1024L * inputBytes;
  }
}
