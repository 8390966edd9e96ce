package dev.millrace.session.driver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.impl.client.HttpClientBuilder;
import org.htmlunit.DownloadedContent;
import org.htmlunit.HttpWebConnection;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;

/** What HtmlUnit's pages are loaded through: only from where they may be, and only up to a limit. */
final class GuardedConnection extends HttpWebConnection {
    private static final long LARGEST = 8L << 20;

    private final Reach reach;

    GuardedConnection(WebClient client, Reach reach) {
        super(client);
        this.reach = reach;
    }

    /** What is connected to is what was judged: a name that is looked up twice may stand for something else. */
    @Override
    protected HttpClientBuilder createHttpClientBuilder() {
        return super.createHttpClientBuilder().setDnsResolver(this::resolve);
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        try {
            return reach.addresses(host).toArray(InetAddress[]::new);
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            UnknownHostException refused = new UnknownHostException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    @Override
    public WebResponse getResponse(WebRequest request) throws IOException {
        String scheme = request.getUrl().getProtocol();
        switch (scheme) {
            case "about", "data", "javascript" -> {}
            case "http", "https" -> {
                int port = request.getUrl().getPort();
                int usual = request.getUrl().getDefaultPort();
                var _ = reach.addresses(request.getUrl().getHost(), port < 0 ? usual : port);
            }
            default -> throw new IOException("addresses of %s are closed to sessions".formatted(scheme));
        }
        return super.getResponse(request);
    }

    @Override
    protected DownloadedContent downloadResponseBody(HttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            response.setEntity(new HttpEntityWrapper(entity) {
                @Override
                public InputStream getContent() throws IOException {
                    return new Limited(super.getContent());
                }
            });
        }
        return super.downloadResponseBody(response);
    }

    /** Fails when more comes than is taken. */
    private static final class Limited extends FilterInputStream {
        private long left = LARGEST;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("what the server sends is longer than %d MiB".formatted(LARGEST >> 20));
            }
        }
    }
}
