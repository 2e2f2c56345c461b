package dev.luthier.cli;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.SpecFile;
import dev.luthier.spec.proto.DataDef;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --data}, and where data sets with names are. */
final class DataArgument {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "A name (iris, digits; mnist, fashion-mnist, cifar10 once fetched), a file (.csv, .npz,"
              + " .tfrecord), a directory (IDX files; images or WAV files by class), or a"
              + " .textproto that describes one.")
  private String data;

  /** What the option says. */
  DataDescription description() {
    return description(data);
  }

  /** What a text says that is given as {@code DATA}. */
  static DataDescription description(String data) {
    if (!data.endsWith(".textproto")) {
      return DataDescription.of(data);
    }
    Path file = Path.of(data);
    Path directory = file.getParent() == null ? Path.of("") : file.getParent();
    return SpecFile.read(file, DataDef.getDefaultInstance())
        .convert(definition -> DataMapping.fromProto(definition, directory));
  }

  /** {@code $LUTHIER_DATA}, else {@code ~/.luthier/data}. */
  static Path directory() {
    return DataReader.dataDirectory(System.getenv(), Path.of(System.getProperty("user.home")));
  }
}
