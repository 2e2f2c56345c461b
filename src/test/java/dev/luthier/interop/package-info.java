/** Tests that hold Luthier's files against the Python tools that read them. */
package dev.luthier.interop;
