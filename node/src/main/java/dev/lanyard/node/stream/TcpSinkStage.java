package dev.lanyard.node.stream;

import akka.Done;
import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.GraphStageWithMaterializedValue;
import akka.util.ByteString;
import dev.lanyard.node.socket.TcpSocket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Tuple2;

/**
 * Sends every element and asks for the next one when the send buffer has taken it. Its materialized value completes on the event
 * loop, which Akka's own sinks do not promise.
 */
final class TcpSinkStage extends GraphStageWithMaterializedValue<SinkShape<ByteString>, CompletionStage<Done>> {
    private final TcpSocket socket;
    private final Inlet<ByteString> in = Inlet.create("TcpSink.in");
    private final SinkShape<ByteString> shape = SinkShape.of(in);

    TcpSinkStage(TcpSocket socket) {
        this.socket = socket;
    }

    @Override
    public SinkShape<ByteString> shape() {
        return shape;
    }

    @Override
    public Tuple2<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValue(Attributes attributes) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        return Pair.<GraphStageLogic, CompletionStage<Done>>create(new Logic(done), done)
                .toScala();
    }

    private final class Logic extends GraphStageLogic {
        private final CompletableFuture<Done> done;
        private AsyncCallback<Optional<Throwable>> sent;
        private boolean sending;
        private boolean finished;

        Logic(CompletableFuture<Done> done) {
            super(shape);
            this.done = done;
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    send(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    finished = true;
                    if (!sending) {
                        finish();
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    socket.abort();
                    fail(failure);
                }
            });
        }

        @Override
        public void preStart() {
            setKeepGoing(true);
            sent = createAsyncCallback(this::onSent);
            pull(in);
        }

        private void send(ByteString bytes) {
            sending = true;
            socket.send(bytes.toByteBuffer()).whenComplete((ok, failure) -> sent.invoke(Optional.ofNullable(failure)));
        }

        private void onSent(Optional<Throwable> failure) {
            sending = false;
            if (failure.isPresent()) {
                fail(failure.get());
            } else if (finished) {
                finish();
            } else {
                pull(in);
            }
        }

        private void finish() {
            socket.shutdownOutput();
            done.complete(Done.getInstance());
            completeStage();
        }

        private void fail(Throwable failure) {
            done.completeExceptionally(failure);
            failStage(failure);
        }

        @Override
        public void postStop() {
            done.completeExceptionally(new java.net.SocketException("Stream ended before everything was sent"));
        }
    }
}
