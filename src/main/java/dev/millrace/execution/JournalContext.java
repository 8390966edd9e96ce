package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Lease;
import dev.millrace.cluster.Node;
import dev.millrace.live.Hub;
import dev.millrace.secret.MasterKeys;
import dev.millrace.store.DurableWriter;
import java.time.Clock;

/**
 * What the journals of all executions share.
 *
 * @param node whose present life owns the executions
 * @param lease until when that life may act
 * @param keys what the records of executions that know secrets are encrypted with
 * @param logLimit how much log text an execution may have, in characters; what follows is dropped
 */
record JournalContext(
        DurableWriter writer,
        Hub hub,
        Bell bell,
        Clock clock,
        Node node,
        Lease lease,
        MasterKeys keys,
        long logLimit) {}
