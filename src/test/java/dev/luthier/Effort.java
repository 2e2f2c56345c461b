package dev.luthier;

/**
 * How much a test with the tag {@value #RELIABILITY} does: little in every build, much with {@code
 * mvn verify -Preliability}.
 */
public final class Effort {

  /** Tag of tests that have a long form. */
  public static final String RELIABILITY = "reliability";

  private Effort() {}

  /** A number of kills, trials or inputs. */
  public static int of(int shortForm, int longForm) {
    return "long".equals(System.getProperty("luthier.effort")) ? longForm : shortForm;
  }
}
