package dev.lanyard.apps.dns;

import dev.lanyard.actors.dns.DnsAnswer;
import dev.lanyard.actors.dns.DnsLookup;
import dev.lanyard.actors.dns.DnsName;
import dev.lanyard.actors.dns.DnsRcode;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.dns.DnsType;
import dev.lanyard.actors.ip.Endpoint;
import dev.lanyard.actors.ip.Ipv4Address;
import dev.lanyard.node.command.CommandContext;
import dev.lanyard.node.command.CommandResult;
import dev.lanyard.node.command.NodeCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks name servers. */
@Command(
        name = "dns",
        description = "Ask name servers what they know of a name.",
        footer = {
            "",
            "dns www.example.org     dns MX example.org     dns 192.0.2.1     dns AAAA www.example.org @192.0.2.53",
            "",
            "Status 0 if there is an answer, else 1. Values: rcode, answers, address (the first), data (the first of the type),",
            "name, server, time."
        })
public final class DnsCommand implements NodeCommand {
    @Parameters(
            arity = "1..3",
            paramLabel = "[TYPE] NAME [@SERVER]",
            description =
                    "A (if left out), AAAA, CNAME, MX, NS, PTR, SOA, SRV, TXT, ANY or TYPE and a number; a name, with a dot"
                            + " at its end to keep it from the search list, or an address to ask for the name of; the address of a"
                            + " server to ask instead of the node's own, with :PORT if it is not 53.")
    private List<String> words = new ArrayList<>();

    @Override
    public CompletionStage<CommandResult> run(CommandContext context) {
        long begin = context.node().clock().nanos();
        return lookup(context)
                .thenCompose(lookup -> context.node()
                        .names()
                        .lookup(lookup)
                        .thenApply(answer -> report(
                                context,
                                lookup,
                                answer,
                                Duration.ofNanos(context.node().clock().nanos() - begin))));
    }

    private CompletionStage<DnsLookup> lookup(CommandContext context) {
        List<String> rest = new ArrayList<>(words);
        String last = rest.get(rest.size() - 1);
        String server = last.startsWith("@") ? last.substring(1) : null;
        if (server != null) {
            rest.remove(rest.size() - 1);
        }
        DnsType type = rest.size() == 2 ? DnsType.parse(rest.remove(0)) : null;
        if (rest.size() != 1) {
            throw new IllegalArgumentException("expected [TYPE] NAME [@SERVER]");
        }
        String name = rest.get(0);
        Optional<Ipv4Address> address = address(name);
        DnsType asked = type != null ? type : address.isPresent() ? DnsType.PTR : DnsType.A;
        String text = address.isPresent() && asked.equals(DnsType.PTR)
                ? DnsName.reverse(address.get()).toString()
                : name;
        if (server == null) {
            return CompletableFuture.completedStage(DnsLookup.of(text, asked));
        }
        int colon = server.indexOf(':');
        int port = colon < 0 ? DnsSettings.PORT : port(server.substring(colon + 1));
        return context.node()
                .resolve(colon < 0 ? server : server.substring(0, colon))
                .thenApply(host -> new DnsLookup(text, asked, Optional.of(new Endpoint(host, port))));
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > Endpoint.MAXIMUM_PORT) {
            throw new IllegalArgumentException("'" + text + "' is not a port");
        }
        return Integer.parseInt(text);
    }

    private static Optional<Ipv4Address> address(String text) {
        try {
            return Optional.of(Ipv4Address.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static CommandResult report(CommandContext context, DnsLookup lookup, DnsAnswer answer, Duration time) {
        answer.records().forEach(record -> context.print(record.toString()));
        boolean found = answer.status() == DnsAnswer.Status.OK;
        String where = answer.server()
                .map(server -> server.address() + (server.port() == DnsSettings.PORT ? "" : ":" + server.port()))
                .orElse("known already");
        String took = String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
        context.print(
                found
                        ? answer.records().size() + (answer.records().size() == 1 ? " record, " : " records, ") + where
                                + ", " + took
                        : "dns: " + lookup.name() + " " + lookup.type() + ": "
                                + answer.status().text());
        CommandResult result = CommandResult.of(found ? CommandResult.OK : CommandResult.FAILED)
                .with("rcode", DnsRcode.toString(answer.rcode()))
                .with("answers", (long) answer.records().size())
                .with("name", answer.name().toString())
                .with("time", time);
        if (answer.server().isPresent()) {
            result = result.with("server", answer.server().get().address().toString());
        }
        if (!answer.addresses().isEmpty()) {
            result = result.with("address", answer.addresses().get(0).toString());
        }
        List<String> data = answer.texts(lookup.type());
        return data.isEmpty() ? result : result.with("data", data.get(0));
    }
}
