package dev.luthier.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {

  @Test
  void imagesKeepEveryGreyPixel() throws IOException {
    byte[] pixels = {0, 1, (byte) 128, (byte) 255, 10, 20, 30, 40, 50, 60, 70, 80};
    List<Png> images = ImageGrid.ofBytes(pixels, 2, 3, 1).images();
    assertEquals(2, images.size());
    for (int i = 0; i < pixels.length; i++) {
      int grey = Byte.toUnsignedInt(pixels[i]);
      assertEquals(grey << 16 | grey << 8 | grey, rgb(decode(images.get(i / 6)), i % 3, i % 6 / 3));
    }
  }

  @Test
  void imagesKeepTheOrderOfChannelsAndCutOffWhatIsNotAColour() throws IOException {
    float[] pixels = {0, 0.5f, 1, -3, 7, Float.NaN};
    BufferedImage image = decode(ImageGrid.ofFloats(pixels, 1, 2, 3).images().get(0));
    assertEquals(0x0080ff, rgb(image, 0, 0));
    assertEquals(0x00ff00, rgb(image, 1, 0));
  }

  @Test
  void gridHoldsTheImagesRowByRow() throws IOException {
    int gap = 2;
    BufferedImage grid = decode(ImageGrid.ofBytes(new byte[] {1, 2, 3, 4, 5}, 1, 1, 1).grid());
    assertEquals(3 * (1 + gap) + gap, grid.getWidth());
    assertEquals(2 * (1 + gap) + gap, grid.getHeight());
    assertEquals(0x030303, rgb(grid, gap + 2 * (1 + gap), gap));
    assertEquals(0x040404, rgb(grid, gap, gap + 1 + gap));
  }

  @Test
  void imagesRefuseWhatIsNoImage() {
    assertMessage(
        "channels must be 1 or 3, was 4;", () -> ImageGrid.ofBytes(new byte[16], 2, 2, 4));
    assertMessage(
        "pixels must be whole images of 2 x 2 x 3, were 13;",
        () -> ImageGrid.ofBytes(new byte[13], 2, 2, 3));
    assertMessage(
        "pixels must be whole images of 2 x 2 x 3, were 0;",
        () -> ImageGrid.ofFloats(new float[0], 2, 2, 3));
  }

  @Test
  void aLargeConfusionMatrixIsAHeatMapOfTheRowsShares() throws IOException {
    int classes = 25;
    double[][] counts = new double[classes][classes];
    counts[0][0] = 1000;
    counts[1][2] = 1;
    counts[2][2] = 3;
    counts[2][3] = 1;
    BufferedImage image = decode(ConfusionMatrixImage.of(counts, names(classes)));
    int cell = image.getWidth() / classes;
    int full = rgb(image, 0, 0);
    int white = 0xffffff;
    assertEquals(full, rgb(image, 2 * cell, cell), "a row of one sample is as dark");
    assertEquals(white, rgb(image, cell, 0));
    assertEquals(white, rgb(image, 0, 3 * cell), "a row without samples");
    int most = rgb(image, 2 * cell, 2 * cell);
    int some = rgb(image, 3 * cell, 2 * cell);
    assertTrue(full < most && most < some && some < white);
  }

  @Test
  void aSmallConfusionMatrixHasLabelsAroundItsCells() throws IOException {
    assumeTrue(ConfusionMatrixImage.fontsWork(), "this machine has no fonts");
    BufferedImage image =
        decode(
            ConfusionMatrixImage.of(
                new double[][] {{19, 1}, {0, 20}}, List.of("setosa", "x".repeat(200))));
    assertTrue(image.getWidth() < 600 && image.getHeight() < 600, "a long name is shortened");
    Set<Integer> left = new HashSet<>();
    for (int y = image.getHeight() / 2; y < image.getHeight(); y++) {
      for (int x = 0; x < 100; x++) {
        left.add(rgb(image, x, y));
      }
    }
    assertTrue(left.size() > 2, "text is drawn beside the rows");
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7", "0.25, 0.3", "99.96, 100", "1234, 1234", "1234.5, 1235", "99999, 99999",
    "99999.7, 100k", "999499, 999k", "999600, 1M", "12345678, 12M", "5e9, 5G", "3e12, 3e+12"
  })
  void countsFitTheirCells(double count, String expected) {
    assertEquals(expected, ConfusionMatrixImage.format(count));
  }

  @Test
  void confusionMatricesMustBeSquareNamedCounts() {
    assertMessage(
        "counts must be square, was a row of 1 among 2 rows;",
        () -> ConfusionMatrixImage.of(new double[][] {{1, 2}, {3}}, names(2)));
    assertMessage(
        "class_names must be one for each of the 1 rows, were 2;",
        () -> ConfusionMatrixImage.of(new double[][] {{1}}, names(2)));
    assertMessage(
        "counts must be finite and not negative, was NaN;",
        () -> ConfusionMatrixImage.of(new double[][] {{Double.NaN}}, names(1)));
  }

  private static List<String> names(int classes) {
    return Collections.nCopies(classes, "class");
  }

  private static void assertMessage(String start, Runnable refused) {
    String message = assertThrows(IllegalArgumentException.class, refused::run).getMessage();
    assertTrue(message.startsWith(start), message);
  }

  private static BufferedImage decode(Png png) throws IOException {
    BufferedImage image = ImageIO.read(png.bytes().newInput());
    assertEquals(png.width(), image.getWidth());
    assertEquals(png.height(), image.getHeight());
    return image;
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }
}
