package dev.failover.rfc2136;

import dev.failover.rfc2136.FaultyLine.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** The ways in which a {@link FaultyLine} is faulty. */
final class LineFaults {
    private LineFaults() {}

    /** Nothing arrives anywhere; connections stay open. */
    static Fault hang() {
        return new Fault() {
            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                return List.of();
            }

            @Override
            public boolean hangs() {
                return true;
            }
        };
    }

    /** So many updates are carried out, and their answers lost. */
    static Fault loseAnswersOfUpdates(int count) {
        AtomicInteger left = new AtomicInteger(count);
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                boolean lost = FaultyLine.isUpdate(request) && left.getAndDecrement() > 0;
                return lost ? List.of() : List.of(answer);
            }
        };
    }

    /** Every request is answered by this code, without signature, and does not arrive. */
    static Fault answer(int rcode) {
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                return List.of(unsigned(request, rcode));
            }

            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                // Something harmless, so that there is an answer to put another one in place of.
                return List.of(headerOf(request));
            }
        };
    }

    /** Every update is answered by this code, without signature, and is not made. */
    static Fault answerUpdates(int rcode) {
        Fault all = answer(rcode);
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                return FaultyLine.isUpdate(request) ? all.answer(request, answer, tcp) : List.of(answer);
            }

            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                return FaultyLine.isUpdate(request) ? all.request(request, tcp) : List.of(request);
            }
        };
    }

    /** Every answer comes so much later. */
    static Fault late(Duration lateness) {
        CountDownLatch never = new CountDownLatch(1);
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                try {
                    never.await(lateness.toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of(answer);
            }
        };
    }

    /** Does this when an update is on its way, before it arrives. */
    static Fault beforeUpdates(Runnable action) {
        return new Fault() {
            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                if (FaultyLine.isUpdate(request)) {
                    action.run();
                }
                return List.of(request);
            }
        };
    }

    /** What a request's signature was made with is another secret, to the server. */
    static Fault breakSignatures() {
        return new Fault() {
            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                return List.of(withBrokenSignature(request));
            }
        };
    }

    /** Every request arrives twice, and is answered twice. */
    static Fault duplicate() {
        return new Fault() {
            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                return tcp ? List.of(request) : List.of(request, request);
            }
        };
    }

    /** Answers lose their signature on the way: the last record, which a server puts there. */
    static Fault stripSignatures() {
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                return List.of(unsigned(answer, answer[3] & 0xf));
            }
        };
    }

    /** Answers have another signature than they should. */
    static Fault breakSignaturesOfAnswers() {
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                return List.of(withBrokenSignature(answer));
            }
        };
    }

    /** The first answer to a question for a type is given again and again, so many times; signatures would not bear it. */
    static Fault stale(int type, int times) {
        AtomicInteger left = new AtomicInteger(times);
        AtomicReference<byte[]> first = new AtomicReference<>();
        return new Fault() {
            @Override
            public List<byte[]> answer(byte[] request, byte[] answer, boolean tcp) {
                if (!isQuestion(request, type)) {
                    return List.of(answer);
                }
                first.compareAndSet(null, answer);
                // Of another name nothing was said yet.
                boolean asked = question(request).equals(question(first.get()));
                if (first.get() == answer || !asked || left.getAndDecrement() <= 0) {
                    return List.of(answer);
                }
                byte[] again = first.get().clone();
                System.arraycopy(request, 0, again, 0, 2);
                return List.of(again);
            }
        };
    }

    private static Record question(byte[] message) {
        try {
            return new Message(message).getQuestion();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isQuestion(byte[] request, int type) {
        return !FaultyLine.isUpdate(request) && question(request).getType() == type;
    }

    /** No datagram gets through; connections do. */
    static Fault noUdp() {
        return new Fault() {
            @Override
            public List<byte[]> request(byte[] request, boolean tcp) {
                return tcp ? List.of(request) : List.of();
            }
        };
    }

    /** The signature record ends with its MAC, then three numbers of two bytes each (RFC 8945, section 4.2). */
    private static byte[] withBrokenSignature(byte[] message) {
        byte[] broken = message.clone();
        broken[broken.length - 7] ^= 1;
        return broken;
    }

    private static byte[] headerOf(byte[] request) {
        byte[] header = Arrays.copyOf(request, 12);
        Arrays.fill(header, 4, 12, (byte) 0);
        return header;
    }

    private static byte[] unsigned(byte[] message, int rcode) {
        byte[] answer = headerOf(message);
        answer[2] |= (byte) 0x80;
        answer[3] = (byte) rcode;
        return answer;
    }
}
