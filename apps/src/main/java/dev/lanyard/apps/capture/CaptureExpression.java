package dev.lanyard.apps.capture;

import dev.lanyard.actors.ethernet.EtherType;
import dev.lanyard.actors.ip.IpProtocol;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.actors.ip.Ipv4Prefix;
import dev.lanyard.apps.capture.FrameFilters.Side;
import dev.lanyard.link.MacAddress;
import dev.lanyard.link.packet.FrameFilter;
import java.util.List;

/**
 * Reads which frames are wanted, in the words of pcap-filter(7) that people use:
 *
 * <pre>
 * ip | arp | icmp | tcp | udp | igmp | proto N | ether proto N
 * [src|dst] host ADDRESS | [src|dst] net ADDRESS/LENGTH | [src|dst] port N
 * ether [src|dst] host MAC | broadcast | multicast | less N | greater N
 * not X | X and Y | X or Y | ( X )
 * </pre>
 *
 * <p>{@code and} binds tighter than {@code or} and may be left out: {@code tcp port 80}.
 */
final class CaptureExpression {
    private static final int IGMP = 2;

    private static final int DEEPEST = 100;

    private final String[] words;
    private int at;
    private int depth;

    private CaptureExpression(String[] words) {
        this.words = words;
    }

    /**
     * @param words of the expression, cut anywhere; none want everything
     * @throws IllegalArgumentException if it is not understood, with the word where that was
     */
    static FrameFilter parse(List<String> words) {
        String text = String.join(" ", words)
                .replace("(", " ( ")
                .replace(")", " ) ")
                .replace("!", " not ")
                .replace("&&", " and ")
                .replace("||", " or ")
                .strip();
        if (text.isEmpty()) {
            return FrameFilter.ALL;
        }
        CaptureExpression expression = new CaptureExpression(text.split("\\s+"));
        FrameFilter filter = expression.any();
        if (expression.at < expression.words.length) {
            throw expression.unexpected();
        }
        return filter;
    }

    private FrameFilter any() {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("the filter is nested more than " + DEEPEST + " times");
        }
        FrameFilter filter = all();
        while (take("or")) {
            filter = filter.or(all());
        }
        depth--;
        return filter;
    }

    private FrameFilter all() {
        FrameFilter filter = one();
        while (at < words.length && !words[at].equals("or") && !words[at].equals(")")) {
            take("and");
            filter = filter.and(one());
        }
        return filter;
    }

    private FrameFilter one() {
        boolean negated = false;
        while (take("not")) {
            negated = !negated;
        }
        FrameFilter filter;
        if (take("(")) {
            filter = any();
            if (!take(")")) {
                throw new IllegalArgumentException("a ( in the filter has no )");
            }
        } else {
            filter = primitive();
        }
        return negated ? filter.negate() : filter;
    }

    private FrameFilter primitive() {
        String word = next("a word such as tcp, host or port");
        return switch (word) {
            case "ip" -> FrameFilters.etherType(EtherType.IPV4);
            case "arp" -> FrameFilters.etherType(EtherType.ARP);
            case "icmp" -> FrameFilters.protocol(IpProtocol.ICMP);
            case "igmp" -> FrameFilters.protocol(IGMP);
            case "tcp" -> FrameFilters.protocol(IpProtocol.TCP);
            case "udp" -> FrameFilters.protocol(IpProtocol.UDP);
            case "proto" -> FrameFilters.protocol(number(255));
            case "broadcast" -> FrameFilters.broadcast();
            case "multicast" -> FrameFilters.group();
            case "less" -> atMost(number(65_535));
            case "greater" -> atLeast(number(65_535));
            case "ether" -> ethernet();
            case "src" -> end(Side.SOURCE);
            case "dst" -> end(Side.DESTINATION);
            default -> {
                at--;
                yield end(Side.EITHER);
            }
        };
    }

    private static FrameFilter atMost(int length) {
        return frame -> frame.length() <= length;
    }

    private static FrameFilter atLeast(int length) {
        return frame -> frame.length() >= length;
    }

    private FrameFilter end(Side side) {
        String word = next("host, net or port");
        return switch (word) {
            case "host" -> FrameFilters.network(new Ipv4Prefix(Ipv4Address.parse(next("an address")), 32), side);
            case "net" -> FrameFilters.network(Ipv4Prefix.parse(next("a network")), side);
            case "port" -> FrameFilters.port(number(65_535), side);
            default -> {
                at--;
                throw unexpected();
            }
        };
    }

    private FrameFilter ethernet() {
        if (take("proto")) {
            return FrameFilters.etherType(number(65_535));
        }
        Side side = take("src") ? Side.SOURCE : take("dst") ? Side.DESTINATION : Side.EITHER;
        take("host");
        return FrameFilters.station(MacAddress.parse(next("a MAC address")), side);
    }

    private int number(int largest) {
        String word = next("a number");
        try {
            int value = Integer.decode(word);
            if (value >= 0 && value <= largest) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + word + "' in the filter is not a number of 0 to " + largest);
    }

    private String next(String wanted) {
        if (at == words.length) {
            throw new IllegalArgumentException("the filter ends where " + wanted + " is missing");
        }
        return words[at++];
    }

    private boolean take(String word) {
        boolean there = at < words.length && words[at].equals(word);
        at += there ? 1 : 0;
        return there;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException(
                "'" + words[at] + "' in the filter is not understood: see capture --help, or"
                        + " give what tcpdump -y EN10MB -ddd prints with --bpf");
    }
}
