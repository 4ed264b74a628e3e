package dev.lanyard.link.bpf;

import static dev.lanyard.link.bpf.BpfInstruction.A;
import static dev.lanyard.link.bpf.BpfInstruction.ABS;
import static dev.lanyard.link.bpf.BpfInstruction.ALU;
import static dev.lanyard.link.bpf.BpfInstruction.B;
import static dev.lanyard.link.bpf.BpfInstruction.DIV;
import static dev.lanyard.link.bpf.BpfInstruction.H;
import static dev.lanyard.link.bpf.BpfInstruction.IMM;
import static dev.lanyard.link.bpf.BpfInstruction.IND;
import static dev.lanyard.link.bpf.BpfInstruction.JA;
import static dev.lanyard.link.bpf.BpfInstruction.JMP;
import static dev.lanyard.link.bpf.BpfInstruction.JSET;
import static dev.lanyard.link.bpf.BpfInstruction.LD;
import static dev.lanyard.link.bpf.BpfInstruction.LDX;
import static dev.lanyard.link.bpf.BpfInstruction.LEN;
import static dev.lanyard.link.bpf.BpfInstruction.LSH;
import static dev.lanyard.link.bpf.BpfInstruction.MEM;
import static dev.lanyard.link.bpf.BpfInstruction.MISC;
import static dev.lanyard.link.bpf.BpfInstruction.MOD;
import static dev.lanyard.link.bpf.BpfInstruction.MSH;
import static dev.lanyard.link.bpf.BpfInstruction.NEG;
import static dev.lanyard.link.bpf.BpfInstruction.RET;
import static dev.lanyard.link.bpf.BpfInstruction.RSH;
import static dev.lanyard.link.bpf.BpfInstruction.ST;
import static dev.lanyard.link.bpf.BpfInstruction.STX;
import static dev.lanyard.link.bpf.BpfInstruction.TAX;
import static dev.lanyard.link.bpf.BpfInstruction.TXA;
import static dev.lanyard.link.bpf.BpfInstruction.W;
import static dev.lanyard.link.bpf.BpfInstruction.X;
import static dev.lanyard.link.bpf.BpfInstruction.XOR;

import java.util.List;

/**
 * Says whether a program may run: it ends, for it only jumps forward and its last instruction returns, and it touches no memory
 * but its own.
 */
final class BpfVerifier {
    /** Instructions of the longest program, as on Linux. */
    static final int LONGEST = 4096;
    /** Words of memory that a program has. */
    static final int MEMORY = 16;

    /** Where Linux keeps what is not in the frame. */
    private static final int ANCILLARY = 0xffff_f000;

    private BpfVerifier() {}

    /** What is wrong with a program, or null. */
    static String problem(List<BpfInstruction> program) {
        if (program.isEmpty() || program.size() > LONGEST) {
            return "a program has 1 to " + LONGEST + " instructions, not " + program.size();
        }
        for (int i = 0; i < program.size(); i++) {
            BpfInstruction instruction = program.get(i);
            String problem = problem(instruction, program.size() - i - 1);
            if (problem != null) {
                return "instruction " + i + " (code " + instruction.code() + "): " + problem;
            }
        }
        return (program.get(program.size() - 1).code() & 7) == RET ? null : "the last instruction does not return";
    }

    /**
     * @param left instructions behind this one
     */
    private static String problem(BpfInstruction each, int left) {
        if (!isKnown(each.code())) {
            return "there is no such operation";
        }
        int kind = each.code() & 7;
        int mode = each.code() & 0xe0;
        boolean memory = kind == ST || kind == STX || (kind == LD || kind == LDX) && mode == MEM;
        if (memory && (each.k() < 0 || each.k() >= MEMORY)) {
            return "there is no word " + Integer.toUnsignedString(each.k()) + " of memory";
        }
        if (kind == LD && (mode == ABS || mode == IND) && Integer.compareUnsigned(each.k(), ANCILLARY) >= 0) {
            return "it asks for what is not in the frame, which only Linux has";
        }
        if (kind == ALU && (each.code() & X) == 0) {
            return arithmetic(each);
        }
        return kind == JMP ? jump(each, left) : null;
    }

    private static String arithmetic(BpfInstruction each) {
        int operation = each.code() & 0xf0;
        if ((operation == DIV || operation == MOD) && each.k() == 0) {
            return "it divides by zero";
        }
        boolean shift = operation == LSH || operation == RSH;
        return shift && (each.k() < 0 || each.k() > 31) ? "it shifts by more than 31" : null;
    }

    private static String jump(BpfInstruction each, int left) {
        boolean always = (each.code() & 0xf0) == JA;
        boolean inside = always
                ? Integer.compareUnsigned(each.k(), left) < 0
                : each.jumpTrue() < left && each.jumpFalse() < left;
        return inside ? null : "it jumps out of the program";
    }

    private static boolean isKnown(int code) {
        int rest = code & ~7;
        return switch (code & 7) {
            case LD ->
                rest == (ABS | W)
                        || rest == (ABS | H)
                        || rest == (ABS | B)
                        || rest == (IND | W)
                        || rest == (IND | H)
                        || rest == (IND | B)
                        || rest == IMM
                        || rest == MEM
                        || rest == LEN;
            case LDX -> rest == IMM || rest == MEM || rest == LEN || rest == (MSH | B);
            case ST, STX -> rest == 0;
            case ALU -> (rest & ~X) <= XOR && (rest & ~0xf8) == 0 && rest != (NEG | X);
            case JMP -> (rest & ~X) <= JSET && rest != (JA | X);
            case RET -> rest == 0 || rest == A;
            case MISC -> rest == TAX || rest == TXA;
            default -> false;
        };
    }
}
