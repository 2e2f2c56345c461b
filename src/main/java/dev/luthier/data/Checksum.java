package dev.luthier.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The checksum that a file has been published with.
 *
 * @param algorithm {@code SHA-256}, or {@code MD5} for files whose authors published nothing better
 * @param digits in hexadecimal, lower case
 */
public record Checksum(String algorithm, String digits) {

  /** A SHA-256. */
  public static Checksum sha256(String digits) {
    return new Checksum("SHA-256", digits);
  }

  /** An MD5: shows a damaged file, not a forged one. */
  public static Checksum md5(String digits) {
    return new Checksum("MD5", digits);
  }

  MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm, e);
    }
  }
}
