package dev.luthier.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Fetches well-known data sets into the data directory, by HTTP or HTTPS.
 *
 * <p>A set is gathered in a directory of another name and moved into its place when every checksum
 * was right, so that a directory with the set's name is always whole. Redirections are followed,
 * but never from HTTPS to HTTP.
 */
public final class Download {

  private static final int CHUNK = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path dataDirectory;
  private final Progress progress;
  private final Duration patience;

  /** Follows a download. */
  public interface Progress {

    /**
     * Called as bytes arrive.
     *
     * @param file that is fetched
     * @param bytes fetched of it so far
     * @param total bytes of the file, -1 where the server does not say
     */
    void fetched(String file, long bytes, long total);
  }

  public Download(Path dataDirectory, Progress progress) {
    this(dataDirectory, progress, PATIENCE);
  }

  /**
   * A download.
   *
   * @param patience with a server that sends nothing
   */
  Download(Path dataDirectory, Progress progress, Duration patience) {
    this.dataDirectory = dataDirectory;
    this.progress = progress;
    this.patience = patience;
  }

  /** Fetches a set from where it is published. */
  public Path fetch(PublishedData data) throws InterruptedException {
    return fetch(data, data.location());
  }

  /**
   * Fetches a set from a mirror, unless it is there already.
   *
   * @param mirror that the files' names are appended to
   * @return the set's directory
   * @throws DataException when a file cannot be fetched or its checksum is wrong; nothing of the
   *     set is left then
   */
  public Path fetch(PublishedData data, URI mirror) throws InterruptedException {
    Path place = dataDirectory.resolve(data.name());
    if (Files.exists(place)) {
      return place;
    }
    try {
      Files.createDirectories(dataDirectory);
      try (Gathering gathering = Gathering.begin(dataDirectory, data.name())) {
        gather(data, mirror, gathering.directory());
        gathering.moveTo(place);
      }
    } catch (IOException e) {
      throw DataFile.failure(dataDirectory.toString(), e);
    }
    return place;
  }

  private void gather(PublishedData data, URI mirror, Path directory)
      throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
    String base = mirror.toString().endsWith("/") ? mirror.toString() : mirror + "/";
    for (PublishedData.File file : data.files()) {
      Path target = directory.resolve(file.name());
      fetch(client, URI.create(base + file.name()), file, target);
      if (file.name().endsWith(".tar.gz")) {
        TarArchive.unpack(target, directory);
        Files.delete(target);
      }
    }
  }

  private void fetch(HttpClient client, URI location, PublishedData.File file, Path target)
      throws InterruptedException {
    MessageDigest digest = file.checksum().newDigest();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(location).timeout(patience).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = new PatientStream(response.body(), patience);
          OutputStream output = Files.newOutputStream(target)) {
        if (response.statusCode() != 200) {
          throw new DataException(
              location + ": the server answered " + response.statusCode() + "; try --mirror");
        }
        long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        copy(body, output, digest, file, total);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(location + ": the download failed: " + reason(e), e);
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(file.checksum().digits())) {
      throw new DataException(
          location
              + ": the "
              + Checksum.ALGORITHM
              + " is "
              + found
              + ", but "
              + file.checksum().digits()
              + " was published; nothing was kept");
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void copy(
      InputStream body,
      OutputStream output,
      MessageDigest digest,
      PublishedData.File file,
      long total)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long bytes = 0;
    int read;
    while ((read = body.read(chunk)) >= 0) {
      bytes += read;
      if (bytes > file.bytes()) {
        throw new IOException(
            "the server sends more than the " + file.bytes() + " bytes of the file");
      }
      output.write(chunk, 0, read);
      digest.update(chunk, 0, read);
      progress.fetched(file.name(), bytes, total);
    }
  }
}
