/** Tests of the client, against a stub and, where one is named, against a server. */
@NullMarked
package dev.millrace.client;

import org.jspecify.annotations.NullMarked;
