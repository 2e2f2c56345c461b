/** Text files to records and back, paths to their fields, and errors that say where they are. */
package dev.luthier.spec;
