package dev.luthier.device;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One device of a text that names several. */
record DevicePart(String kind, int index, OptionalDouble memoryShare) {

  private static final Pattern FORM =
      Pattern.compile("(cpu):(\\d{1,4})|(gpu):(\\d{1,4})(?::(0?\\.\\d{1,9}))?");

  /** Reads what is joined by {@code +}. */
  static List<DevicePart> of(String text) {
    return Stream.of(text.split("\\+", -1)).map(part -> parse(part, text)).toList();
  }

  private static DevicePart parse(String part, String text) {
    Matcher matcher = FORM.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "device must be auto, cpu, cpu:N, gpu:N or several joined by +, was '"
              + text
              + "'; write gpu:0 for the first GPU, gpu:0+gpu:1 for one model on two");
    }
    if (matcher.group(1) != null) {
      return new DevicePart("cpu", Integer.parseInt(matcher.group(2)), OptionalDouble.empty());
    }
    return new DevicePart(
        "gpu",
        Integer.parseInt(matcher.group(4)),
        matcher.group(5) == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(Double.parseDouble(matcher.group(5))));
  }
}
