package dev.luthier.cli;

import dev.luthier.data.DataException;
import dev.luthier.data.DataReader;
import dev.luthier.data.Download;
import dev.luthier.data.PublishedData;
import dev.luthier.data.WellKnown;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a well-known data set. */
@Command(
    name = "get",
    description = {
      "Fetches a well-known data set, verifies it and keeps it in the data directory:"
          + " $LUTHIER_DATA, else ~/.luthier/data."
    },
    footer = {
      "",
      "Examples:",
      "  luthier data get mnist",
      "  luthier data get cifar10 --mirror http://files.example/cifar"
    })
final class GetData implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar10.")
  private String name;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "Where the set's files are, instead of where they are published.")
  private URI mirror;

  @Mixin private Output output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (mirror != null && !List.of("http", "https").contains(String.valueOf(mirror.getScheme()))) {
      throw new ParameterException(
          spec.commandLine(), "--mirror must be an http or https URL, was '" + mirror + "'");
    }
    PublishedData data = published();
    Path directory =
        DataReader.dataDirectory(System.getenv(), Path.of(System.getProperty("user.home")));
    try (DownloadProgress progress = new DownloadProgress(output, Terminal.ofProcess())) {
      Download download = new Download(directory, progress);
      Path place = mirror == null ? download.fetch(data) : download.fetch(data, mirror);
      output.result(new Fetched(name, place.toAbsolutePath().toString()));
    } catch (DataException e) {
      // Nothing that the user wrote is invalid: the download failed.
      throw new IOException(e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  private PublishedData published() {
    Optional<PublishedData> data = WellKnown.published(name);
    if (data.isPresent()) {
      return data.get();
    }
    List<String> published =
        WellKnown.names().stream().filter(n -> WellKnown.published(n).isPresent()).toList();
    throw new ParameterException(
        spec.commandLine(),
        WellKnown.isName(name)
            ? name + " is shipped with Luthier: there is nothing to fetch"
            : "NAME must be one of " + String.join(", ", published) + ", was '" + name + "'");
  }

  /** The result. */
  private record Fetched(String name, String directory) implements Output.Result {
    @Override
    public String text() {
      return name + " is in " + directory;
    }
  }
}
