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
internal sealed class RecordFileTarget(StoreReader reader) : StoreFileTarget(reader, StoreSeeds.Records())
{
    /// <summary>A key has at least this many bytes: a number, or where its text ends.</summary>
    private const int LeastBytesOfRecord = 4;

    protected override ReadOnlySpan<byte> Mutate(StoreMutants mutants, byte[] seed, ref SeededRandom random) => mutants.OfRecords(seed, ref random);

    protected override int Check(GuardedBytes bytes)
    {
        using RecordFile file = Reader.Open(bytes);
        return (long)file.Count * LeastBytesOfRecord > bytes.Length
            ? throw new HostileFinding($"{file.Count} records in {bytes.Length} bytes")
            : Exam.Check(new SealedBase(file, new VectorIndex?[file.Schema.Count]), new PendingChanges(file), file.Schema);
    }
}
