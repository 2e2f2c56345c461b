package dev.luthier.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a file's content.
 *
 * @param digits in hexadecimal, lower case
 */
public record Checksum(String digits) {

  static final String ALGORITHM = "SHA-256";

  MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }
}
