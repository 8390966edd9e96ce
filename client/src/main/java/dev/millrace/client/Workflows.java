package dev.millrace.client;

/** The workflows of a server. Thread-safe. */
public final class Workflows {
    private static final String PATH = "/v1/workflows";

    private final Connection connection;

    Workflows(Connection connection) {
        this.connection = connection;
    }

    private static String path(String id) {
        return PATH + "/" + Query.encoded(id);
    }

    /**
     * Stores a document under the id that its {@code name} is.
     *
     * @throws ProblemException {@code workflow-exists} for an id that is taken, {@code invalid-workflow} with all errors
     */
    public Workflow create(String document) {
        return connection.send(Call.document("POST", PATH, document).once(), Workflow.class);
    }

    /**
     * Stores a document under this id; one that differs from the stored one is a new revision.
     *
     * @throws ProblemException {@code invalid-workflow} with all errors
     */
    public Workflow put(String id, String document) {
        return connection.send(Call.document("PUT", path(id), document), Workflow.class);
    }

    /** Says what is wrong with a document, and stores nothing. */
    public Validation validate(String document) {
        return connection.send(Call.document("POST", PATH + "/validate", document), Validation.class);
    }

    /**
     * A workflow.
     *
     * @throws ProblemException {@code workflow-not-found}
     */
    public Workflow get(String id) {
        return connection.send(Call.get(path(id)), Workflow.class);
    }

    /**
     * The newest document as it was uploaded.
     *
     * @throws ProblemException {@code workflow-not-found}
     */
    public String source(String id) {
        return connection.send(Call.get(path(id)).with("Accept", Call.YAML));
    }

    /** A page of workflows; {@code q}, {@code tag}, {@code status} and {@code kind} are criteria. */
    public Page<Workflow> list(Query query) {
        return connection.page(Call.get(PATH + query.text()), Workflow.class);
    }

    /**
     * Deletes a workflow; its executions stay.
     *
     * @throws ProblemException {@code workflow-not-found}
     */
    public void delete(String id) {
        connection.send(Call.delete(path(id)));
    }
}
