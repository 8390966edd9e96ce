package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.access.Visibility;
import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Membership;
import dev.millrace.cluster.Node;
import dev.millrace.live.Hub;
import dev.millrace.secret.MasterKeys;
import dev.millrace.secret.TestKeys;
import dev.millrace.store.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may append to the journal of an execution, on a real database. */
class ExecutionJournalTest {
    private static final long ID = 1;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private Database database = unset();
    private Node node = unset();
    private JournalContext context = unset();
    private JournalStore journals = unset();
    private ExecutionStore executions = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder.resolve("test.db"), metrics);
        node = Node.open(folder);
        Membership membership = Membership.join(database, node, "host", "", "test");
        MasterKeys keys = TestKeys.in(folder);
        context = new JournalContext(
                database.writer(),
                new Hub(metrics),
                Bell.silent(),
                Clock.systemUTC(),
                node,
                membership.lease(),
                keys,
                1_000);
        journals = new JournalStore(database, keys);
        executions = new ExecutionStore(database);
    }

    @AfterEach
    void close() throws Exception {
        database.stop();
        node.close();
    }

    private ExecutionJournal begun() throws InterruptedException {
        ExecutionRow row = new ExecutionRow(
                ID,
                "e-1",
                "one",
                1,
                1,
                ExecutionStatus.QUEUED,
                null,
                Map.of(),
                null,
                null,
                0,
                "api",
                null,
                "ada",
                Visibility.PRIVATE,
                "request",
                null,
                1,
                0,
                1,
                null,
                null);
        ExecutionJournal journal = ExecutionJournal.create(context, row, List.of());
        journal.begin(List.of(Detail.Queued.of(row, null), new Detail.Started()));
        journal.awaitDisk();
        return journal;
    }

    private ExecutionJournal takenOver() {
        return ExecutionJournal.takeOver(context, present(), journals.read(ID));
    }

    private ExecutionRow present() {
        return executions.find(ID).orElseThrow();
    }

    @Test
    void who_takes_an_execution_over_raises_its_epoch_and_the_former_owner_can_append_nothing() throws Exception {
        ExecutionJournal former = begun();
        assertThat(present().epoch()).isEqualTo(1);

        ExecutionJournal next = takenOver();
        next.record(Detail.Resumed.afterRestart());
        next.awaitDisk();
        assertThat(present().epoch()).isEqualTo(2);

        former.record(new Detail.Cancelled(Failure.cancelled()));
        assertThatThrownBy(former::awaitDisk).isInstanceOf(OwnershipLost.class);
        assertThat(present().status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(journals.read(ID).state().lastSeq()).isEqualTo(next.state().lastSeq());
    }

    @Test
    void of_two_who_take_an_execution_over_the_first_on_disk_has_it() throws Exception {
        ExecutionJournal _ = begun();
        ExecutionJournal first = takenOver();
        ExecutionJournal second = takenOver();

        first.record(Detail.Resumed.afterRestart());
        first.awaitDisk();
        second.record(Detail.Resumed.afterRestart());
        assertThatThrownBy(second::awaitDisk).isInstanceOf(OwnershipLost.class);

        first.record(new Detail.Cancelled(Failure.cancelled()));
        first.awaitDisk();
        assertThat(present().status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(present().epoch()).isEqualTo(2);
    }
}
