package dev.luthier.study.store;

import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.study.error.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What {@code --store} takes, and the words of a command line in which passwords are hidden. */
public final class StoreUrlFuzz implements FuzzTarget {

  public StoreUrlFuzz(Path directory) {}

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "jdbc:postgresql://host:5432,[::1]:5433/database?user=name&password=a%20b&ssl=true",
            "jdbc:postgresql:database?sslpassword=secret",
            "jdbc:postgresql://user:secret@host/database",
            "jdbc:sqlite:directory/study.db",
            "jdbc:sqlite::memory:")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public List<String> words() {
    return List.of("jdbc:postgresql:", "//", "@", ":", ",", "?", "&", "%", "password=", "[::1]");
  }

  @Override
  public void read(byte[] input) {
    String url = new String(input, StandardCharsets.UTF_8);
    Secrets secrets = Secrets.in(List.of(url));
    secrets.masked(secrets.masked("cannot reach " + url));
    String shown = StoreLocation.of(url).text();
    if (url.startsWith(PostgresUrl.PREFIX) && shown.indexOf('?') >= 0) {
      throw new AssertionError("parameters are shown, of which one may be a password");
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof IllegalArgumentException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (16L << 20) + 4096L * inputBytes;
  }
}
