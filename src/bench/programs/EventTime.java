import dev.luthier.tensorboard.EventWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/** Times scalars written to an event file until it is closed: {@code EventTime DIRECTORY COUNT}. */
final class EventTime {

  private EventTime() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    write(directory.resolve("warm"), 50);
    long empty = write(directory.resolve("empty"), 0);
    long start = System.nanoTime();
    long size = write(directory.resolve("scalars"), count);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "{\"scalars_per_s\": %.1f, \"bytes_per_scalar\": %.4f}%n",
        count / seconds,
        (size - empty) / (double) count);
  }

  private static long write(Path directory, int scalars) throws IOException {
    Path file;
    try (EventWriter writer = EventWriter.open(directory, InstantSource.system())) {
      for (int i = 0; i < scalars; i++) {
        writer.scalar("loss", i * 0.5, i);
      }
      file = writer.file();
    }
    return Files.size(file);
  }
}
