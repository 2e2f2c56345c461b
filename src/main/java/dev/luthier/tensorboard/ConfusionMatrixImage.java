package dev.luthier.tensorboard;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A picture of a confusion matrix: one row a true class, one column a predicted class.
 *
 * <p>The shade of a cell is the square root of its share of the row, from white for none to dark
 * blue for all, so that rare classes are as legible as frequent ones and a few errors stand out. Up
 * to {@value #MOST_LABELLED_CLASSES} classes are drawn with names and counts; above, and on
 * machines without fonts, the cells alone are drawn.
 */
public final class ConfusionMatrixImage {

  /** Above this number of classes the picture holds no text. */
  public static final int MOST_LABELLED_CLASSES = 20;

  private static final Color FULL = new Color(8, 48, 107);
  private static final Color TEXT = new Color(40, 40, 40);
  private static final Color LINES = new Color(200, 200, 200);
  private static final int LABELLED_SIZE = 560;
  private static final int PLAIN_SIZE = 600;
  private static final int LEAST_CELL = 44;
  private static final int MOST_CELL = 80;
  private static final int GAP = 8;
  private static final int MOST_NAME_WIDTH = 150;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private final double[][] counts;
  private final List<String> names;
  private final double[] rowSums;

  private ConfusionMatrixImage(double[][] counts, List<String> names) {
    this.counts = counts;
    this.names = names;
    this.rowSums = Arrays.stream(counts).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
  }

  /**
   * Draws a matrix.
   *
   * @param counts {@code [true class][predicted class]}, square; samples or sums of their weights
   * @param classNames one for each row, in the same order
   */
  public static Png of(double[][] counts, List<String> classNames) {
    check(counts, classNames);
    ConfusionMatrixImage image = new ConfusionMatrixImage(counts, classNames);
    boolean labelled = counts.length <= MOST_LABELLED_CLASSES && fontsWork();
    return Png.of(labelled ? image.labelled() : image.plain());
  }

  private static void check(double[][] counts, List<String> classNames) {
    if (counts.length == 0) {
      throw new IllegalArgumentException("counts must not be empty, was []; give one row a class");
    }
    if (classNames.size() != counts.length) {
      throw new IllegalArgumentException(
          String.format(
              "class_names must be one for each of the %d rows, were %d; name every class",
              counts.length, classNames.size()));
    }
    for (double[] row : counts) {
      if (row.length != counts.length) {
        throw new IllegalArgumentException(
            String.format(
                "counts must be square, was a row of %d among %d rows; give one column a class",
                row.length, counts.length));
      }
      for (double count : row) {
        if (!(count >= 0 && count < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "counts must be finite and not negative, was " + count + "; count samples");
        }
      }
    }
  }

  /** Java's headless pictures need no font files, its text does, and slim containers have none. */
  static boolean fontsWork() {
    try {
      return metrics().stringWidth("0") > 0;
    } catch (InternalError | LinkageError e) {
      return false;
    }
  }

  private BufferedImage plain() {
    int cell = Math.max(1, PLAIN_SIZE / counts.length);
    int size = cell * counts.length;
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        canvas.setColor(color(shade(row, column)));
        canvas.fillRect(column * cell, row * cell, cell, cell);
      }
    }
    canvas.dispose();
    return image;
  }

  private BufferedImage labelled() {
    int cell = Math.min(MOST_CELL, Math.max(LEAST_CELL, LABELLED_SIZE / counts.length));
    FontMetrics metrics = metrics();
    List<String> labels = names.stream().map(name -> shorten(name, metrics)).toList();
    int widest = labels.stream().mapToInt(metrics::stringWidth).max().orElseThrow();
    boolean upright = widest > cell - GAP;
    int lineHeight = metrics.getHeight();
    int left = GAP + lineHeight + GAP + widest + GAP;
    int top = GAP + lineHeight + GAP + (upright ? widest : lineHeight) + GAP;
    int size = cell * counts.length;

    BufferedImage image =
        new BufferedImage(left + size + 2 * GAP, top + size + 2 * GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setFont(FONT);
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, image.getWidth(), image.getHeight());
    drawCells(canvas, left, top, cell);
    canvas.setColor(TEXT);
    int middle = cell * counts.length / 2;
    center(canvas, "predicted", left + middle, GAP + lineHeight / 2, false);
    center(canvas, "true", GAP + lineHeight / 2, top + middle, true);
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      int width = metrics.stringWidth(label);
      int along = i * cell + cell / 2;
      center(canvas, label, left - GAP - width / 2, top + along, false);
      int extent = upright ? width : lineHeight;
      center(canvas, label, left + along, top - GAP - extent / 2, upright);
    }
    canvas.dispose();
    return image;
  }

  private void drawCells(Graphics2D canvas, int left, int top, int cell) {
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        int x = left + column * cell;
        int y = top + row * cell;
        double shade = shade(row, column);
        canvas.setColor(color(shade));
        canvas.fillRect(x, y, cell, cell);
        canvas.setColor(LINES);
        canvas.drawRect(x, y, cell, cell);
        if (counts[row][column] > 0) {
          canvas.setColor(shade > 0.5 ? Color.WHITE : TEXT);
          center(canvas, format(counts[row][column]), x + cell / 2, y + cell / 2, false);
        }
      }
    }
  }

  private double shade(int row, int column) {
    return rowSums[row] == 0 ? 0 : Math.sqrt(Math.min(1, counts[row][column] / rowSums[row]));
  }

  private static Color color(double shade) {
    return new Color(
        blend(FULL.getRed(), shade), blend(FULL.getGreen(), shade), blend(FULL.getBlue(), shade));
  }

  private static int blend(int full, double shade) {
    return (int) Math.round(255 + (full - 255) * shade);
  }

  /** At most five characters, which fit the smallest cell. */
  static String format(double count) {
    if (count < 1000 && count != Math.rint(count)) {
      return String.format(Locale.ROOT, count < 99.95 ? "%.1f" : "%.0f", count);
    }
    if (count < 99_999.5) {
      return String.format(Locale.ROOT, "%.0f", count);
    }
    for (String unit : List.of("k", "M", "G")) {
      count /= 1000;
      if (count < 999.5) {
        return String.format(Locale.ROOT, "%.0f%s", count, unit);
      }
    }
    return String.format(Locale.ROOT, "%.0e", count * 1e9);
  }

  private static String shorten(String name, FontMetrics metrics) {
    if (metrics.stringWidth(name) <= MOST_NAME_WIDTH) {
      return name;
    }
    int end = name.length();
    while (end > 0 && metrics.stringWidth(name.substring(0, end) + "…") > MOST_NAME_WIDTH) {
      end--;
    }
    return name.substring(0, end) + "…";
  }

  private static void center(Graphics2D canvas, String text, int x, int y, boolean upright) {
    FontMetrics metrics = canvas.getFontMetrics();
    AffineTransform before = canvas.getTransform();
    canvas.translate(x, y);
    if (upright) {
      canvas.rotate(-Math.PI / 2);
    }
    canvas.drawString(
        text, -metrics.stringWidth(text) / 2, (metrics.getAscent() - metrics.getDescent()) / 2);
    canvas.setTransform(before);
  }

  private static FontMetrics metrics() {
    Graphics2D canvas = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return canvas.getFontMetrics(FONT);
    } finally {
      canvas.dispose();
    }
  }
}
