package dev.lanyard.os.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets tshark, which is not of our making, say what it thinks of frames that were captured. */
public final class Captures {
    /**
     * What tshark calls malformed or cut short. It takes data on any well-known port for what it is used for elsewhere, and of what
     * stands above UDP and TCP we speak DNS and DHCP only.
     */
    private static final String MALFORMED = "(_ws.malformed || _ws.short || _ws.expert.group == \"Malformed\""
            + " || ip.bogus_header_length || ip.bogus_ip_length || tcp.bogus_header_length || udp.length.bad)"
            + " && !(frame.protocols matches \":(udp|tcp):(?!dns|dhcp|data|_ws)\")";

    private static final String BAD_CHECKSUM = "_ws.expert.group == \"Checksum\" || ip.checksum.status == 0"
            + " || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0"
            + " || igmp.checksum.status == 0";
    /** It also verifies the checksum of a TCP segment that an ICMP error of 576 bytes quotes, though the segment's end is cut off. */
    private static final String CUT_QUOTE =
            "icmp.type in {3, 11, 12} && ip.len#1 == 576 && ip.len#2 > 548" + " && icmp.checksum.status == 1 && tcp";

    private static final String FLAWS = "((" + MALFORMED + ") || " + BAD_CHECKSUM + ") && !(" + CUT_QUOTE + ")";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SHOWN = 10;

    private Captures() {}

    /** Whether captures can be read here; where interop is required they must be. */
    public static boolean areReadable() {
        return Interop.hasCommand("tshark") || Interop.isRequired();
    }

    /** Fails unless tshark reads the file to its end and finds neither a malformed packet nor a bad checksum. */
    public static void assertFlawless(Path capture) {
        assertFlawless(capture, "");
    }

    /**
     * The same, but for frames that a filter of tshark's names.
     *
     * @param tolerated such as {@code frame.comment contains "corrupted"}; empty for none
     */
    public static void assertFlawless(Path capture, String tolerated) {
        String filter = tolerated.isEmpty() ? FLAWS : "(" + FLAWS + ") && !(" + tolerated + ")";
        List<String> flawed = fields(capture, filter, "frame.number", "_ws.col.Info", "_ws.expert.message");
        if (!flawed.isEmpty()) {
            throw new AssertionError(flawed.size() + " frames of " + capture
                    + " are malformed or have a bad checksum:\n"
                    + String.join("\n", flawed.subList(0, Math.min(SHOWN, flawed.size()))));
        }
    }

    /**
     * Fields of the frames that pass a filter, a line for each frame, with {@code |} between fields and {@code ,} between several
     * values of one.
     */
    public static List<String> fields(Path capture, String filter, String... fields) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-2", "-r", capture.toString()));
        for (String protocol : List.of("ip", "tcp", "udp")) {
            command.addAll(List.of("-o", protocol + ".check_checksum:TRUE"));
        }
        command.addAll(List.of("-Y", filter, "-T", "fields", "-E", "separator=|"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        String output = Commands.run(LIMIT, command).orFail();
        return output.lines()
                .filter(line -> !line.startsWith("Running as user"))
                .toList();
    }
}
