package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** CSV files, plain and gzipped, with several formats and for both kinds of targets. */
public final class TableFuzz extends DataFuzz {

  private static final int ZIPPED = 1;
  private static final int VALUES = 2;
  private static final int TENSOR = 4;
  private static final int OTHER_FORMAT = 8;
  private static final int AS_IT_IS = 16;

  private static final TableFormat OTHER =
      new TableFormat(List.of(), List.of(), List.of(), ';', false, List.of("-"), Optional.empty());
  private static final TableFormat JOINED =
      TableFormat.standard().withTensor(new TensorColumns("pixels", List.of(2, 2), true, 0.5f));

  public TableFuzz(Path directory) {
    super(directory);
  }

  @Override
  public List<byte[]> seeds() {
    byte[] flowers =
        bytes("a,b,kind,label\n5.1,3.5,x,setosa\n4.9,NA,y,virginica\n-1e-3,2,\"x, y\",setosa\n");
    byte[] pixels = bytes("p0,p1,p2,p3,label\n0,255,3,4,0\n1,2,3,4,1\n");
    byte[] numbers = bytes("1;2;3\n4;-;6\n0.5;1e3;-7\n");
    byte[] quoted = bytes("\uFEFF\"a \"\"b\"\"\",class\r\n\"1\",\"t\nu\"\r\n2,v\r\n");
    return List.of(
        Parts.of(0, flowers),
        Parts.of(ZIPPED, flowers),
        Parts.of(TENSOR, pixels),
        Parts.of(OTHER_FORMAT | VALUES, numbers),
        Parts.of(VALUES, bytes("x,target\n1,2.5\n2,3.5\n")),
        Parts.of(0, quoted),
        Parts.of(AS_IT_IS | ZIPPED, Reading.gzipped(flowers)));
  }

  @Override
  public List<String> words() {
    return List.of(
        ",", ";", "\"", "\"\"", "\n", "\r\n", "\n\n", "NA", "nan", "inf", "label", "target",
        "1e40");
  }

  @Override
  public void read(byte[] input) {
    Parts parts = new Parts(input);
    int choice = parts.next();
    byte[] text = parts.rest();
    boolean zipped = (choice & ZIPPED) != 0;
    Path file =
        Reading.write(
            directory.resolve(zipped ? "t.csv.gz" : "t.csv"),
            zipped && (choice & AS_IT_IS) == 0 ? Reading.gzipped(text) : text);
    DataDescription description = DataDescription.of(file.toString());
    if ((choice & TENSOR) != 0) {
      description = description.withFormat(JOINED);
    } else if ((choice & OTHER_FORMAT) != 0) {
      description = description.withFormat(OTHER);
    }
    read(description, (choice & VALUES) != 0 ? TargetKind.VALUES : TargetKind.CLASSES);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
