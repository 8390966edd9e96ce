package dev.millrace.bench;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Says hello. */
@Path("/hello")
public class HelloResource {
    @GET
    public String hello() {
        return "hello";
    }
}
