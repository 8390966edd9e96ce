package dev.millrace.session;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a session is to be, as clients of the Optics Framework write it. The fields about models have no meaning here; they
 * are taken, so that such clients work.
 *
 * @param logLevel from which on the session's lines are written into the server's log: debug, info, warn or error
 */
record StartRequest(
        @Nullable JsonNode driverSources,
        @Nullable JsonNode elementsSources,
        @Nullable JsonNode textDetection,
        @Nullable JsonNode imageDetection,
        @Nullable Boolean selfHeal,
        @Nullable Boolean aiSelfHeal,
        @Nullable String llmProvider,
        @Nullable String llmModel,
        @Nullable String projectPath,
        @Nullable String logLevel,
        @Nullable JsonNode apiData,
        @Nullable String appiumUrl,
        @Nullable JsonNode appiumConfig,
        @Nullable JsonNode recording) {}
