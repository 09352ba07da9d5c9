using System.Globalization;

namespace ProductSpace.Fuzz;

/// <summary>
/// What became of the mutants of one thread, by kind of file. Only that thread writes, in memory that shares no cache line
/// with another's; the sum of all is read beside them and is exact once they have ended.
/// </summary>
internal sealed class Tally(IReadOnlyList<string> parts)
{
    private const int Verdicts = 3;
    private const int Line = 16;

    private readonly long[] _counts = new long[Line + (Verdicts * parts.Count) + Line];

    /// <summary>Of a thread that has not begun.</summary>
    public static Tally None { get; } = new([]);

    /// <summary>Bytes that a mutant had allocated at most.</summary>
    public long MostAllocated => Volatile.Read(ref _counts[Line - 1]);

    public static Tally Sum(Tally[] tallies)
    {
        IReadOnlyList<string> names = [];
        foreach (Tally tally in tallies)
        {
            names = tally.Parts.Count > 0 ? tally.Parts : names;
        }

        Tally sum = new(names);
        foreach (Tally tally in tallies)
        {
            for (int i = Line; i < tally._counts.Length; i++)
            {
                sum._counts[i] += tally.Parts.Count == 0 ? 0 : Volatile.Read(ref tally._counts[i]);
            }

            sum._counts[Line - 1] = Math.Max(sum.MostAllocated, tally.MostAllocated);
        }

        return sum;
    }

    public IReadOnlyList<string> Parts => parts;

    public void Count(int part, Verdict verdict, long allocated)
    {
        ref long count = ref _counts[Line + (Verdicts * part) + (int)verdict];
        Volatile.Write(ref count, count + 1);
        if (allocated > MostAllocated)
        {
            Volatile.Write(ref _counts[Line - 1], allocated);
        }
    }

    public long Of(Verdict verdict)
    {
        long all = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            all += Of(part, verdict);
        }

        return all;
    }

    /// <summary>A line for each kind, where there is more than one.</summary>
    public void WriteParts(TextWriter output)
    {
        for (int part = 0; part < parts.Count && parts.Count > 1; part++)
        {
            (long refused, long answered, long inPart) = (Of(part, Verdict.Refused), Of(part, Verdict.Answered), Of(part, Verdict.AnsweredInPart));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {parts[part]}, in this run: {refused + answered + inPart} mutants, {refused} refused, {answered} answered, {inPart} answered in part"));
        }
    }

    private long Of(int part, Verdict verdict) => Volatile.Read(ref _counts[Line + (Verdicts * part) + (int)verdict]);
}
