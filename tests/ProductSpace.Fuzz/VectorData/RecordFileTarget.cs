using Microsoft.Extensions.VectorData;
using ProductSpace.Numerics;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>
/// Records files of a vector store, between pages that cannot be read: refused by a <see cref="VectorStoreException"/> of one
/// line that names the file, or a collection that passes the <see cref="StoreExam"/>, twice the same. Some values of a
/// forged file may be refused when they are asked for; the file then counts as answered in part.
/// </summary>
internal sealed class RecordFileTarget : FileTarget
{
    private const string Path = "guarded";

    /// <summary>A key has at least this many bytes: a number, or where its text ends.</summary>
    private const int LeastBytesOfRecord = 4;

    private readonly byte[][] _seeds = StoreSeeds.Records();
    private readonly StoreMutants _mutants = new();
    private readonly GuardedPlaces _places = new();
    private readonly StoreReader _reader;
    private readonly StoreExam _exam;

    public RecordFileTarget(StoreReader reader)
    {
        _reader = reader;
        _exam = new StoreExam(reader, Path);
    }

    public override long MostAllocatedBytes => 8 << 20;

    public override IEnumerable<byte[]> Intact => _seeds;

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random) => _mutants.OfRecords(_seeds[random.NextInt(_seeds.Length)], ref random);

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        GuardedBytes guarded = _places.Take(bytes);
        try
        {
            int first = Check(guarded);
            return first != Check(guarded) ? throw new HostileFinding("the collection is another when it is read again")
                : _exam.IsInPart ? Verdict.AnsweredInPart
                : Verdict.Answered;
        }
        catch (VectorStoreException refusal)
        {
            return CheckRefusal(refusal, Path);
        }
    }

    private int Check(GuardedBytes bytes)
    {
        using RecordFile file = _reader.Open(bytes);
        return (long)file.Count * LeastBytesOfRecord > bytes.Length
            ? throw new HostileFinding($"{file.Count} records in {bytes.Length} bytes")
            : _exam.Check(new SealedBase(file, new VectorIndex?[file.Schema.Count]), new PendingChanges(file), file.Schema);
    }
}
