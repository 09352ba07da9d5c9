using Microsoft.Extensions.VectorData;
using ProductSpace.Numerics;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>
/// Files of a vector store, between pages that cannot be read: refused by a <see cref="VectorStoreException"/> of one line that
/// names the file, or a collection that passes the <see cref="StoreExam"/>, twice the same.
/// </summary>
internal abstract class StoreFileTarget(StoreReader reader, byte[][] seeds) : FileTarget
{
    private const string Path = "guarded";

    private readonly StoreMutants _mutants = new();
    private readonly GuardedPlaces _places = new();

    public override long MostAllocatedBytes => 8 << 20;

    public override IEnumerable<byte[]> Intact => seeds;

    protected StoreReader Reader { get; } = reader;

    protected StoreExam Exam { get; } = new(reader, Path);

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random) => Mutate(_mutants, seeds[random.NextInt(seeds.Length)], ref random);

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        GuardedBytes guarded = _places.Take(bytes);
        try
        {
            int first = Check(guarded);
            return first != Check(guarded) ? throw new HostileFinding("the collection is another when it is read again")
                : Exam.IsInPart ? Verdict.AnsweredInPart
                : Verdict.Answered;
        }
        catch (VectorStoreException refusal)
        {
            return CheckRefusal(refusal, Path);
        }
    }

    /// <summary>Makes a mutant of a sound file.</summary>
    protected abstract ReadOnlySpan<byte> Mutate(StoreMutants mutants, byte[] seed, ref SeededRandom random);

    /// <summary>Reads a file and asks it everything; returns a hash of the answers.</summary>
    protected abstract int Check(GuardedBytes bytes);
}
