package dev.lanyard.link.bpf;

import static dev.lanyard.link.bpf.BpfInstruction.A;
import static dev.lanyard.link.bpf.BpfInstruction.ABS;
import static dev.lanyard.link.bpf.BpfInstruction.ADD;
import static dev.lanyard.link.bpf.BpfInstruction.ALU;
import static dev.lanyard.link.bpf.BpfInstruction.AND;
import static dev.lanyard.link.bpf.BpfInstruction.DIV;
import static dev.lanyard.link.bpf.BpfInstruction.H;
import static dev.lanyard.link.bpf.BpfInstruction.IMM;
import static dev.lanyard.link.bpf.BpfInstruction.IND;
import static dev.lanyard.link.bpf.BpfInstruction.JA;
import static dev.lanyard.link.bpf.BpfInstruction.JEQ;
import static dev.lanyard.link.bpf.BpfInstruction.JGE;
import static dev.lanyard.link.bpf.BpfInstruction.JGT;
import static dev.lanyard.link.bpf.BpfInstruction.JMP;
import static dev.lanyard.link.bpf.BpfInstruction.LD;
import static dev.lanyard.link.bpf.BpfInstruction.LDX;
import static dev.lanyard.link.bpf.BpfInstruction.LEN;
import static dev.lanyard.link.bpf.BpfInstruction.LSH;
import static dev.lanyard.link.bpf.BpfInstruction.MEM;
import static dev.lanyard.link.bpf.BpfInstruction.MOD;
import static dev.lanyard.link.bpf.BpfInstruction.MSH;
import static dev.lanyard.link.bpf.BpfInstruction.MUL;
import static dev.lanyard.link.bpf.BpfInstruction.NEG;
import static dev.lanyard.link.bpf.BpfInstruction.OR;
import static dev.lanyard.link.bpf.BpfInstruction.RET;
import static dev.lanyard.link.bpf.BpfInstruction.RSH;
import static dev.lanyard.link.bpf.BpfInstruction.ST;
import static dev.lanyard.link.bpf.BpfInstruction.STX;
import static dev.lanyard.link.bpf.BpfInstruction.SUB;
import static dev.lanyard.link.bpf.BpfInstruction.TAX;
import static dev.lanyard.link.bpf.BpfInstruction.W;
import static dev.lanyard.link.bpf.BpfInstruction.X;

import dev.lanyard.link.packet.FrameFilter;
import dev.lanyard.link.packet.FrameView;
import java.util.ArrayList;
import java.util.List;

/**
 * A classic BPF program that was verified: it ends after as many steps as it has instructions, whatever the frame is. What it
 * reads beyond the frame, or a division by zero, ends it with 0. Immutable.
 */
public final class BpfProgram implements FrameFilter {
    private final BpfInstruction[] program;

    private BpfProgram(List<BpfInstruction> program) {
        this.program = program.toArray(BpfInstruction[]::new);
    }

    /**
     * @throws IllegalArgumentException if the program may not run; says which instruction is wrong
     */
    public static BpfProgram of(List<BpfInstruction> program) {
        String problem = BpfVerifier.problem(program);
        if (problem != null) {
            throw new IllegalArgumentException("not a BPF program: " + problem);
        }
        return new BpfProgram(program);
    }

    /**
     * Reads what {@code tcpdump -ddd EXPRESSION} prints: the count of instructions, then each as four decimal numbers. Made for
     * Ethernet, that is with {@code -y EN10MB} where tcpdump does not know.
     *
     * @param text numbers with any white space or commas between them
     * @throws IllegalArgumentException if it is anything else, or the program may not run
     */
    public static BpfProgram parse(String text) {
        String[] words = text.strip().split("[\\s,]+");
        long[] numbers = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            if (!words[i].matches("[0-9]{1,10}")) {
                throw new IllegalArgumentException(
                        "'" + words[i] + "' in a BPF program is not a number: write what tcpdump -ddd prints");
            }
            numbers[i] = Long.parseLong(words[i]);
        }
        if (numbers.length % 4 != 1 || numbers[0] != numbers.length / 4) {
            throw new IllegalArgumentException("a BPF program is a count and so many times four numbers; these are "
                    + numbers[0] + " and " + (numbers.length - 1));
        }
        List<BpfInstruction> program = new ArrayList<>();
        for (int i = 1; i < numbers.length; i += 4) {
            if (numbers[i] > 0xffff
                    || numbers[i + 1] > 0xff
                    || numbers[i + 2] > 0xff
                    || numbers[i + 3] > 0xffff_ffffL) {
                throw new IllegalArgumentException("instruction " + i / 4 + " of a BPF program is out of range");
            }
            program.add(new BpfInstruction(
                    (int) numbers[i], (int) numbers[i + 1], (int) numbers[i + 2], (int) numbers[i + 3]));
        }
        return of(program);
    }

    @Override
    public boolean matches(FrameView frame) {
        return run(frame) != 0;
    }

    /** How many bytes of the frame the program wants, as an unsigned number; 0 if it does not want the frame. */
    public int run(FrameView frame) {
        return new Machine(frame).run(program);
    }

    private static final class Machine {
        private final FrameView frame;
        private final int[] memory = new int[BpfVerifier.MEMORY];
        private int a;
        private int x;
        /** Whether something that cannot be done has ended the program. */
        private boolean failed;

        Machine(FrameView frame) {
            this.frame = frame;
        }

        int run(BpfInstruction[] program) {
            for (int i = 0; !failed; i++) {
                BpfInstruction each = program[i];
                switch (each.code() & 7) {
                    case LD -> a = load(each);
                    case LDX -> x = loadIndex(each);
                    case ST -> memory[each.k()] = a;
                    case STX -> memory[each.k()] = x;
                    case ALU -> a = compute(each.code() & 0xf0, (each.code() & X) == 0 ? each.k() : x);
                    case JMP -> i += jump(each);
                    case RET -> {
                        return (each.code() & A) == 0 ? each.k() : a;
                    }
                    default -> {
                        if ((each.code() & ~7) == TAX) {
                            x = a;
                        } else {
                            a = x;
                        }
                    }
                }
            }
            return 0;
        }

        private int load(BpfInstruction each) {
            return switch (each.code() & 0xe0) {
                case ABS -> read(each.code() & 0x18, each.k() & 0xffff_ffffL);
                case IND -> read(each.code() & 0x18, (each.k() & 0xffff_ffffL) + (x & 0xffff_ffffL));
                case IMM -> each.k();
                case MEM -> memory[each.k()];
                case LEN -> frame.length();
                default -> throw new AssertionError(each);
            };
        }

        private int loadIndex(BpfInstruction each) {
            return switch (each.code() & 0xe0) {
                case IMM -> each.k();
                case MEM -> memory[each.k()];
                case LEN -> frame.length();
                case MSH -> 4 * (read(BpfInstruction.B, each.k() & 0xffff_ffffL) & 0xf);
                default -> throw new AssertionError(each);
            };
        }

        private int read(int size, long offset) {
            int count = size == W ? 4 : size == H ? 2 : 1;
            if (offset + count > frame.length()) {
                failed = true;
                return 0;
            }
            int at = (int) offset;
            return size == W ? frame.getInt(at) : size == H ? frame.getUnsignedShort(at) : frame.getUnsignedByte(at);
        }

        private int compute(int operation, int operand) {
            return switch (operation) {
                case ADD -> a + operand;
                case SUB -> a - operand;
                case MUL -> a * operand;
                case OR -> a | operand;
                case AND -> a & operand;
                case LSH -> Integer.compareUnsigned(operand, 31) > 0 ? 0 : a << operand;
                case RSH -> Integer.compareUnsigned(operand, 31) > 0 ? 0 : a >>> operand;
                case NEG -> -a;
                case DIV, MOD -> divide(operation, operand);
                default -> a ^ operand;
            };
        }

        private int divide(int operation, int divisor) {
            if (divisor == 0) {
                failed = true;
                return 0;
            }
            return operation == DIV ? Integer.divideUnsigned(a, divisor) : Integer.remainderUnsigned(a, divisor);
        }

        /** How many instructions are skipped. */
        private int jump(BpfInstruction each) {
            int operation = each.code() & 0xf0;
            if (operation == JA) {
                return each.k();
            }
            int operand = (each.code() & X) == 0 ? each.k() : x;
            boolean holds = switch (operation) {
                case JEQ -> a == operand;
                case JGT -> Integer.compareUnsigned(a, operand) > 0;
                case JGE -> Integer.compareUnsigned(a, operand) >= 0;
                default -> (a & operand) != 0;
            };
            return holds ? each.jumpTrue() : each.jumpFalse();
        }
    }
}
