/** What requests to other servers may reach: each name is looked up once, judged, and connected to as it was judged. */
@NullMarked
package dev.millrace.network;

import org.jspecify.annotations.NullMarked;
