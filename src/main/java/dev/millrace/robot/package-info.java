/**
 * Robots: workers that are connected over a WebSocket and do what the server cannot. They say what they can do, get runs
 * of their owner's executions while they have free places, and are trusted with a run only as long as they hold it.
 */
@NullMarked
package dev.millrace.robot;

import org.jspecify.annotations.NullMarked;
