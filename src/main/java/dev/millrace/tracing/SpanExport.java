package dev.millrace.tracing;

import dev.millrace.config.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.semconv.ServiceAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans to a collector, on threads of its own and many at a time. What the collector does not take, or not soon
 * enough, is dropped: nothing waits for it. Thread-safe.
 */
final class SpanExport implements AutoCloseable {
    /** What a second under full load brings, a few times over; about 10 MB when it is full. */
    private static final int MAX_QUEUED = 16_384;

    private static final int MAX_BATCH = 1_024;
    private static final Duration GATHERING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(3);
    private static final int MAX_ATTRIBUTE_LENGTH = 1_024;

    private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private SpanExport(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("dev.millrace");
    }

    static SpanExport start(Settings.Telemetry settings, String instance) {
        String address = settings.otlpEndpoint() + "/v1/traces";
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(address)
                .setTimeout(PATIENCE)
                .setConnectTimeout(PATIENCE)
                .setCompression("gzip")
                .build();
        BatchSpanProcessor batches = BatchSpanProcessor.builder(new LossReport(exporter, address))
                .setMaxQueueSize(MAX_QUEUED)
                .setMaxExportBatchSize(MAX_BATCH)
                .setScheduleDelay(GATHERING)
                .setExporterTimeout(PATIENCE)
                .build();
        return new SpanExport(SdkTracerProvider.builder()
                .setIdGenerator(new ChosenIds())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampleRatio())))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MAX_ATTRIBUTE_LENGTH)
                        .build())
                .setResource(resource(settings, instance))
                .addSpanProcessor(batches)
                .build());
    }

    private static Resource resource(Settings.Telemetry settings, String instance) {
        String version = SpanExport.class.getPackage().getImplementationVersion();
        return Resource.getDefault().toBuilder()
                .put(ServiceAttributes.SERVICE_NAME, settings.serviceName())
                .put(ServiceAttributes.SERVICE_VERSION, Objects.requireNonNullElse(version, "development"))
                .put(INSTANCE, instance)
                .build();
    }

    Tracer tracer() {
        return tracer;
    }

    @Override
    public void close() {
        provider.shutdown().join(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
    }
}
