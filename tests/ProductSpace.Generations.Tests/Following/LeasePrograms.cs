namespace ProductSpace.Generations.Tests.Following;

/// <summary>The lease of a followed generation as programs of <see cref="LeaseMachine"/>, step for step as the code has it, and wrong ones.</summary>
internal sealed class LeasePrograms(LeaseTwin twin)
{
    public const int Retired = 64;

    private const int None = 2;
    private const int Current = 0;
    private const int Words = 1;
    private const int Done = 3;
    private const int Maps = 5;

    private readonly List<Instruction> _program = [];

    /// <summary>Two readers with two leases each, and one thread that swaps generation 0 for 1 and then closes the follower.</summary>
    public static LeaseMachine Machine(LeaseTwin twin, int readers = 2, int leases = 2)
    {
        Instruction[][] programs = [.. Enumerable.Range(0, readers).Select(_ => new LeasePrograms(twin).Reader(leases)), new LeasePrograms(twin).Swapper()];
        return new LeaseMachine(programs, [0, 0, 0, 0, 0, 1, 1], Maps, maps: 2, Words, equal: readers);
    }

    /// <summary>The same readers, and one thread that tries once to close the follower while nobody is in: in one step as the code does, or looking first.</summary>
    public static LeaseMachine IdleClosing(bool inOneStep, int readers = 2, int leases = 2)
    {
        Instruction[][] programs = [.. Enumerable.Range(0, readers).Select(_ => new LeasePrograms(LeaseTwin.None).Reader(leases)), new LeasePrograms(LeaseTwin.None).IdleCloser(inOneStep)];
        return new LeaseMachine(programs, [0, 0, 0, 0, 0, 1, 1], Maps, maps: 2, Words, equal: readers);
    }

    private Instruction[] IdleCloser(bool inOneStep)
    {
        Instruction busy;
        if (inOneStep)
        {
            Add(new(Kind.Interlocked, Words) { Change = word => word == 0 ? Retired : word, GivesOld = true });
            busy = Add(new(Kind.JumpIf) { Holds = word => word != 0 });
        }
        else
        {
            Add(new(Kind.Load, Words));
            busy = Add(new(Kind.JumpIf) { Holds = word => word != 0 });
            Add(new(Kind.Interlocked, Words) { Change = word => word | Retired });
        }

        Finish();
        Add(new(Kind.Interlocked, Current, Register: 0) { Change = _ => None });
        busy.Target = _program.Count;
        Add(new(Kind.Halt));
        return [.. _program];
    }

    private Instruction[] Reader(int leases)
    {
        List<Instruction> toEnd = [];
        for (int lease = 0; lease < leases; lease++)
        {
            int retry = _program.Count;
            Add(new(Kind.Load, Current, Register: 0));
            toEnd.Add(Add(new(Kind.JumpIf, Register: 0) { Holds = value => value == None }));
            Instruction inside;
            switch (twin)
            {
                case LeaseTwin.LooksBeforeCounting:
                    Add(new(Kind.Load, Words, Indexed: true));
                    Add(new(Kind.JumpIf) { Holds = word => (word & Retired) != 0, Target = retry });
                    Count(1);
                    inside = Add(new(Kind.JumpIf) { Holds = _ => true });
                    break;
                case LeaseTwin.DoesNotLook:
                    Count(1);
                    inside = Add(new(Kind.JumpIf) { Holds = _ => true });
                    break;
                case LeaseTwin.CountsWithoutFence:
                    Add(new(Kind.Load, Words, Indexed: true));
                    Add(new(Kind.Compute) { Change = word => word + 1 });
                    Add(new(Kind.Store, Words, Indexed: true) { FromRegister = true });
                    inside = Add(new(Kind.JumpIf) { Holds = word => (word & Retired) == 0 });
                    break;
                default:
                    Count(1);
                    inside = Add(new(Kind.JumpIf) { Holds = word => (word & Retired) == 0 });
                    break;
            }

            // Too late: back out, and do not forget to finish.
            Leave(retry, finishes: twin is not (LeaseTwin.ExitIgnoresRetired or LeaseTwin.LateOneDoesNotFinish));
            inside.Target = _program.Count;
            Add(new(Kind.Touch, Indexed: true));
            Leave(_program.Count, finishes: twin != LeaseTwin.ExitIgnoresRetired, toNext: true);
        }

        toEnd.ForEach(jump => jump.Target = _program.Count);
        Add(new(Kind.Halt));
        return [.. _program];
    }

    private Instruction[] Swapper()
    {
        for (int generation = 0; generation < 2; generation++)
        {
            int next = generation == 0 ? 1 : None;
            Add(new(Kind.Interlocked, Current, Register: 0) { Change = _ => next, GivesOld = true });
            Instruction busy;
            if (twin == LeaseTwin.RetiresWithoutFence)
            {
                Add(new(Kind.Load, Words, Indexed: true));
                Add(new(Kind.Compute) { Change = word => word | Retired });
                Add(new(Kind.Store, Words, Indexed: true) { FromRegister = true });
                Add(new(Kind.Load, Words, Indexed: true));
                busy = Add(new(Kind.JumpIf) { Holds = word => (word & ~Retired) != 0 });
            }
            else
            {
                Add(new(Kind.Interlocked, Words, Indexed: true) { Change = word => word | Retired, GivesOld = true });
                busy = Add(new(Kind.JumpIf) { Holds = word => (word & ~Retired) != 0 });
            }

            Finish();
            busy.Target = _program.Count;
        }

        Add(new(Kind.Halt));
        return [.. _program];
    }

    private void Count(int change) => Add(new(Kind.Interlocked, Words, Indexed: true) { Change = word => word + change });

    private void Leave(int target, bool finishes, bool toNext = false)
    {
        Count(-1);
        List<Instruction> out1 = [];
        if (finishes)
        {
            out1.Add(Add(new(Kind.JumpIf) { Holds = word => word != Retired }));
            Finish();
        }

        if (toNext)
        {
            out1.ForEach(jump => jump.Target = _program.Count);
            return;
        }

        out1.ForEach(jump => jump.Target = target);
        Add(new(Kind.JumpIf) { Holds = _ => true, Target = target });
    }

    /// <summary>Takes the map away, once.</summary>
    private void Finish()
    {
        Instruction? done = null;
        if (twin != LeaseTwin.FinishesTwice)
        {
            Add(new(Kind.Interlocked, Done, Indexed: true) { Change = _ => 1, GivesOld = true });
            done = Add(new(Kind.JumpIf) { Holds = value => value == 1 });
        }

        Add(new(Kind.Unmap, Indexed: true));
        if (done is not null)
        {
            done.Target = _program.Count;
        }
    }

    private Instruction Add(Instruction instruction)
    {
        _program.Add(instruction);
        return instruction;
    }
}

/// <summary>Ways to get the lease wrong.</summary>
public enum LeaseTwin
{
    None,
    CountsWithoutFence,
    RetiresWithoutFence,
    DoesNotLook,
    LooksBeforeCounting,
    ExitIgnoresRetired,
    LateOneDoesNotFinish,
    FinishesTwice,
}
