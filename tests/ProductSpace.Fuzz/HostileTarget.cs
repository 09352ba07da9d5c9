namespace ProductSpace.Fuzz;

/// <summary>
/// One kind of hostile input, for one thread: makes the mutant of a number, has it read, and judges. The same number gives the
/// same mutant for ever, so that a finding is named by target, seed and number. A new kind of file
/// is one more class like those of <see cref="FileTarget"/>, and a line in <see cref="HostileTargets"/>.
/// </summary>
internal abstract class HostileTarget : IDisposable
{
    /// <summary>Bytes that a thread may allocate for one mutant and all questions to it.</summary>
    public abstract long MostAllocatedBytes { get; }

    /// <summary>The sound files that mutants are made of.</summary>
    public abstract IEnumerable<byte[]> Intact { get; }

    /// <summary>The kinds of file that it makes: its own, or those that it draws from.</summary>
    public virtual IReadOnlyList<string> Parts { get; } = [string.Empty];

    /// <summary>Which of <see cref="Parts"/> a mutant is of.</summary>
    public virtual int PartOf(ulong seed, long number) => 0;

    /// <summary>Makes a mutant, reads it and asks it.</summary>
    /// <exception cref="HostileFinding">it was not handled well.</exception>
    public abstract Verdict Run(ulong seed, long number);

    /// <summary>The bytes of a mutant, to be kept.</summary>
    public abstract byte[] BytesOf(ulong seed, long number);

    /// <summary>Reads a file that was kept and asks it everything.</summary>
    /// <exception cref="HostileFinding">it was not handled well.</exception>
    public abstract Verdict Replay(byte[] bytes);

    /// <summary>Asks at the end whether the intact files are what they were: a reader writes to none.</summary>
    /// <exception cref="HostileFinding">one was written to.</exception>
    public virtual void CheckIntact()
    {
    }

    public abstract void Dispose();

    /// <summary>Runs a mutant, and looks at what it allocated and at what it threw.</summary>
    /// <exception cref="HostileFinding">it was not handled well.</exception>
    public virtual Verdict Judge(ulong seed, long number, out long allocatedBytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Verdict verdict;
        try
        {
            verdict = Run(seed, number);
        }
        catch (Exception exception) when (exception is not HostileFinding)
        {
            throw new HostileFinding($"{exception.GetType().Name}: {exception.Message}", exception);
        }

        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocatedBytes <= MostAllocatedBytes
            ? verdict
            : throw new HostileFinding($"{allocatedBytes} bytes were allocated, {MostAllocatedBytes} is the most");
    }
}
