package dev.millrace.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A user of the operating system as whom the server starts programs.
 *
 * @param uid above 0
 * @param home the home directory, which may not exist
 */
public record SystemUser(String name, int uid, int gid, String home) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*\\$?");
    private static final int NAME_FIELD = 0;
    private static final int UID_FIELD = 2;
    private static final int GID_FIELD = 3;
    private static final int HOME_FIELD = 5;
    private static final int FIELDS = 7;
    private static final long PATIENCE_SECONDS = 10;

    /**
     * What the server must be able to do (capabilities(7), by their bit): give working directories away and clear them up,
     * signal processes of another user, become that user, and read their environment, in which orphans are marked.
     */
    private static final Map<Integer, String> NEEDED = new TreeMap<>(Map.of(
            0,
            "CAP_CHOWN",
            1,
            "CAP_DAC_OVERRIDE",
            5,
            "CAP_KILL",
            6,
            "CAP_SETGID",
            7,
            "CAP_SETUID",
            19,
            "CAP_SYS_PTRACE"));

    /** The user cannot be had; the message says what a name must be instead. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /**
     * The user of this name, as whom this process can start programs: that is tried.
     *
     * @throws Unusable when there is none, or this process may not
     */
    static SystemUser forCommands(String name) throws Unusable {
        SystemUser user = named(name);
        if (user.uid == 0) {
            throw new Unusable("a user with fewer rights than root");
        }
        List<String> missing = missingCapabilities();
        if (!missing.isEmpty()) {
            throw new Unusable("empty unless the server runs as root, which may become another user (here it lacks %s)"
                    .formatted(String.join(", ", missing)));
        }
        Answer answer = run(user.becoming("/bin/true"));
        if (answer.status() != 0) {
            throw new Unusable("empty where the server cannot become another user with the program setpriv (%s)"
                    .formatted(answer.text().strip()));
        }
        return user;
    }

    private static SystemUser named(String name) throws Unusable {
        String wanted = "the name of a user of this machine";
        if (!NAME.matcher(name).matches()) {
            throw new Unusable(wanted);
        }
        String[] fields = run(List.of("getent", "passwd", name)).text().strip().split(":", -1);
        if (fields.length != FIELDS || !fields[NAME_FIELD].equals(name)) {
            throw new Unusable(wanted);
        }
        return new SystemUser(
                name, Integer.parseInt(fields[UID_FIELD]), Integer.parseInt(fields[GID_FIELD]), fields[HOME_FIELD]);
    }

    private static List<String> missingCapabilities() throws Unusable {
        try {
            String effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("0");
            long capabilities = Long.parseUnsignedLong(effective, 16);
            return NEEDED.entrySet().stream()
                    .filter(needed -> (capabilities >> needed.getKey() & 1) == 0)
                    .map(Map.Entry::getValue)
                    .toList();
        } catch (IOException e) {
            throw new Unusable("empty on this system, which is no Linux");
        }
    }

    /**
     * A command line that runs a program as this user: with the user's groups, without capabilities, and unable to get
     * any by programs with the set-user-ID bit. The program keeps the process id. What changes how programs are loaded
     * must not be in the environment of this command line, since it begins with the server's rights.
     */
    public List<String> becoming(String... program) {
        List<String> line = new ArrayList<>(List.of(
                "/usr/bin/setpriv",
                "--reuid=" + uid,
                "--regid=" + gid,
                "--init-groups",
                "--inh-caps=-all",
                "--no-new-privs",
                "--"));
        line.addAll(List.of(program));
        return line;
    }

    private record Answer(int status, String text) {}

    private static Answer run(List<String> program) throws Unusable {
        ProcessBuilder builder = new ProcessBuilder(program).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new Unusable("empty where %s does not answer".formatted(program.getFirst()));
            }
            return new Answer(process.exitValue(), text);
        } catch (IOException e) {
            throw new Unusable("empty where there is no program %s".formatted(program.getFirst()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable("empty while the start is broken off");
        }
    }
}
