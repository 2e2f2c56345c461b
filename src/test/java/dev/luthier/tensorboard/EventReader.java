package dev.luthier.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/** Reads event files whole, and insists on whole records with right checksums. */
public final class EventReader {

  private EventReader() {}

  public static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      ByteBuffer header = take(bytes, Long.BYTES);
      check(header, bytes.getInt(), file);
      ByteBuffer data = take(bytes, Math.toIntExact(header.getLong()));
      check(data, bytes.getInt(), file);
      events.add(Event.parseFrom(data));
    }
    return events;
  }

  private static ByteBuffer take(ByteBuffer bytes, int length) {
    ByteBuffer part = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return part;
  }

  private static void check(ByteBuffer data, int masked, Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    checksum.update(data.duplicate());
    int expected = (int) checksum.getValue();
    if (Integer.rotateLeft(masked - 0xa282ead8, 15) != expected) {
      throw new IOException("wrong checksum in " + file);
    }
  }
}
