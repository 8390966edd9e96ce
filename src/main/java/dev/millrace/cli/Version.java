package dev.millrace.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program and of the Java that runs it. */
final class Version {
    private Version() {}

    /** The program's version. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** As the command line tells them. */
    static final class Lines implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"millrace " + number(), "Java " + Runtime.version()};
        }
    }
}
