using System.IO.Hashing;

namespace ProductSpace.Generations.Tests.Following;

/// <summary>
/// A small machine with total store order, as x86 has it: a plain store waits in its thread's buffer until it drains at any
/// later time; loads see the own buffer first; interlocked operations and fences wait until the buffer is empty. Walks every
/// reachable state of some programs and looks for three things: a touch of a map that is gone, a map taken away twice, an end
/// at which a retired map is still there. The first programs are equal: states that differ only in who of them is where
/// count once.
/// </summary>
internal sealed class LeaseMachine(Instruction[][] programs, byte[] memory, int firstMap, int maps, int firstWord, int equal = 1)
{
    private const int Registers = 2;
    private const int MostBuffered = 2;
    private const int ThreadBytes = 1 + Registers + 1 + (2 * MostBuffered);

    public int States { get; private set; }

    /// <summary>The first fault, or null where there is none.</summary>
    public string? Check()
    {
        HashSet<UInt128> seen = [];
        Stack<byte[]> open = new();
        byte[] start = new byte[memory.Length + (programs.Length * ThreadBytes)];
        memory.CopyTo(start, 0);
        open.Push(start);
        while (open.TryPop(out byte[]? state))
        {
            Order(state);
            if (!seen.Add(XxHash128.HashToUInt128(state)))
            {
                continue;
            }

            States++;
            bool atEnd = true;
            for (int thread = 0; thread < programs.Length; thread++)
            {
                int place = memory.Length + (thread * ThreadBytes);
                if (state[place + 1 + Registers] > 0)
                {
                    atEnd = false;
                    open.Push(Drain(state, place));
                }

                Instruction instruction = programs[thread][state[place]];
                if (instruction.Kind != Kind.Halt)
                {
                    atEnd = false;
                    byte[] next = [.. state];
                    if (Step(next, place, instruction, out string? fault))
                    {
                        open.Push(next);
                    }

                    if (fault is not null)
                    {
                        return fault;
                    }
                }
            }

            for (int map = 0; atEnd && map < maps; map++)
            {
                if ((state[firstWord + map] & LeasePrograms.Retired) != 0 && state[firstMap + map] != 0)
                {
                    return $"map {map} is never taken away";
                }
            }
        }

        return null;
    }

    /// <summary>Sorts the parts of the equal threads.</summary>
    private void Order(byte[] state)
    {
        Span<byte> kept = stackalloc byte[ThreadBytes];
        for (int end = equal - 1; end > 0; end--)
        {
            for (int thread = 0; thread < end; thread++)
            {
                Span<byte> one = state.AsSpan(memory.Length + (thread * ThreadBytes), ThreadBytes);
                Span<byte> next = state.AsSpan(memory.Length + ((thread + 1) * ThreadBytes), ThreadBytes);
                if (one.SequenceCompareTo(next) > 0)
                {
                    one.CopyTo(kept);
                    next.CopyTo(one);
                    kept.CopyTo(next);
                }
            }
        }
    }

    private static byte[] Drain(byte[] state, int place)
    {
        byte[] next = [.. state];
        int buffer = place + 1 + Registers;
        next[next[buffer + 1]] = next[buffer + 2];
        next[buffer]--;
        Array.Copy(state, buffer + 3, next, buffer + 1, (MostBuffered - 1) * 2);
        next[buffer + 1 + ((MostBuffered - 1) * 2)] = 0;
        next[buffer + 2 + ((MostBuffered - 1) * 2)] = 0;
        return next;
    }

    /// <summary>False where the thread must wait for its buffer.</summary>
    private bool Step(byte[] state, int place, Instruction instruction, out string? fault)
    {
        fault = null;
        int buffer = place + 1 + Registers;
        int index = instruction.Indexed ? state[place + 1] : 0;
        int address = instruction.Address + index;
        ref byte program = ref state[place];
        program++;
        switch (instruction.Kind)
        {
            case Kind.Load:
                state[place + 1 + instruction.Register] = Read(state, buffer, address);
                return true;
            case Kind.Store:
                if (state[buffer] == MostBuffered)
                {
                    return false;
                }

                state[buffer + 1 + (2 * state[buffer])] = (byte)address;
                state[buffer + 2 + (2 * state[buffer])] = instruction.FromRegister ? state[place + 1 + instruction.Register] : (byte)instruction.Value;
                state[buffer]++;
                return true;
            case Kind.Compute:
                state[place + 1 + instruction.Register] = (byte)instruction.Change!(state[place + 1 + instruction.Register]);
                return true;
            case Kind.JumpIf:
                if (instruction.Holds!(state[place + 1 + instruction.Register]))
                {
                    program = (byte)instruction.Target;
                }

                return true;
            case Kind.Interlocked:
                if (state[buffer] > 0)
                {
                    return false;
                }

                byte old = state[address];
                state[address] = (byte)instruction.Change!(old);
                state[place + 1 + instruction.Register] = instruction.GivesOld ? old : state[address];
                return true;
            case Kind.Touch:
                if (state[firstMap + index] == 0)
                {
                    fault = $"map {index} is read after it went";
                }

                return true;
            case Kind.Unmap:
                if (state[firstMap + index] == 0)
                {
                    fault = $"map {index} is taken away twice";
                }

                state[firstMap + index] = 0;
                return true;
            default:
                throw new InvalidOperationException($"{instruction.Kind} does not step");
        }
    }

    private static byte Read(byte[] state, int buffer, int address)
    {
        for (int i = state[buffer] - 1; i >= 0; i--)
        {
            if (state[buffer + 1 + (2 * i)] == address)
            {
                return state[buffer + 2 + (2 * i)];
            }
        }

        return state[address];
    }
}

internal enum Kind
{
    Load,
    Store,
    Compute,
    JumpIf,
    Interlocked,
    Touch,
    Unmap,
    Halt,
}

/// <summary>One step of a program; an indexed one adds register 0 to the address.</summary>
internal sealed record Instruction(Kind Kind, int Address = 0, int Register = 1, bool Indexed = false)
{
    public int Value { get; init; }

    public bool FromRegister { get; init; }

    public bool GivesOld { get; init; }

    public Func<int, int>? Change { get; init; }

    public Func<int, bool>? Holds { get; init; }

    public int Target { get; set; }
}
