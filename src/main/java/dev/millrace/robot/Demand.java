package dev.millrace.robot;

import java.util.Map;

/**
 * What runs of a user wait for that no robot here can take: a robot of this user with these labels that does this workflow.
 *
 * @param count how many runs do
 */
record Demand(String user, String workflow, Map<String, String> labels, int count) {
    Demand {
        labels = Map.copyOf(labels);
    }

    Demand times(int runs) {
        return new Demand(user, workflow, labels, runs);
    }
}
