/**
 * Devices: which of TensorFlow's libraries are used, what they see, why they see no GPU, and which
 * devices a session may use.
 */
package dev.luthier.device;
