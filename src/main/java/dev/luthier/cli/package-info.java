/** The command line: the only place that prints or exits. */
package dev.luthier.cli;
