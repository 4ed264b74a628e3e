package dev.lanyard.node;

import akka.actor.typed.ActorRef;
import dev.lanyard.actors.dns.DnsActor;
import dev.lanyard.actors.dns.DnsAnswer;
import dev.lanyard.actors.dns.DnsLookup;
import dev.lanyard.actors.dns.DnsSettings;
import dev.lanyard.actors.dns.DnsType;
import dev.lanyard.actors.ip.Ipv4Address;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a node knows and finds out about names. Stages complete on the node's event loop. */
public final class NodeNames {
    private final NodeSettings settings;
    private final Operations operations;
    private final ActorRef<DnsActor.Command> dns;

    NodeNames(NodeSettings settings, Operations operations, ActorRef<DnsActor.Command> dns) {
        this.settings = settings;
        this.operations = operations;
        this.dns = dns;
    }

    /** Looks up records of any type. Fails only if the node stops; that there is nothing is an answer. */
    public CompletionStage<DnsAnswer> lookup(DnsLookup lookup) {
        return operations.submit(result -> dns.tell(new DnsActor.Lookup(lookup, result)));
    }

    /** Servers and search list of now, perhaps from DHCP. */
    public CompletionStage<DnsSettings> settings() {
        return operations.submit(result -> dns.tell(new DnsActor.AskSettings(result)));
    }

    /** Forgets all answers. */
    public void flush() {
        dns.tell(new DnsActor.Flush());
    }

    CompletionStage<Ipv4Address> resolve(String name) {
        Ipv4Address known = settings.hosts().get(name);
        if (known != null) {
            return CompletableFuture.completedStage(known);
        }
        try {
            return CompletableFuture.completedStage(Ipv4Address.parse(name));
        } catch (IllegalArgumentException e) {
            return lookup(DnsLookup.of(name, DnsType.A)).thenCompose(answer -> address(name, answer));
        }
    }

    private static CompletionStage<Ipv4Address> address(String name, DnsAnswer answer) {
        if (!answer.addresses().isEmpty()) {
            return CompletableFuture.completedStage(answer.addresses().get(0));
        }
        String reason = answer.status() == DnsAnswer.Status.NO_SERVERS || answer.status() == DnsAnswer.Status.BAD_NAME
                ? "neither an IPv4 address nor a name that this node knows"
                : answer.status().text();
        return CompletableFuture.failedStage(new UnknownHostException(name + ": " + reason));
    }
}
