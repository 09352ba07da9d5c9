using Microsoft.Extensions.VectorData;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>
/// Files of changes over a sound base, between pages that cannot be read: refused by a <see cref="VectorStoreException"/> of one
/// line that names the file, or changes of which each counts whole or not at all, over which the collection passes the
/// <see cref="StoreExam"/> and has the last record of each key; twice the same.
/// </summary>
internal sealed class ChangeFileTarget(StoreReader reader) : StoreFileTarget(reader, StoreSeeds.Changes())
{
    /// <summary>The least change, of a column without a name.</summary>
    private const int LeastBytesOfChange = 9;

    private readonly RecordFile _base = RecordFile.Open(new CopiedBytes("base.psr", StoreSeeds.Base()));

    public override void Dispose()
    {
        _base.Dispose();
        base.Dispose();
    }

    protected override ReadOnlySpan<byte> Mutate(StoreMutants mutants, byte[] seed, ref SeededRandom random) => mutants.OfChanges(seed, ref random);

    protected override int Check(GuardedBytes bytes)
    {
        Applied applied = new(_base);
        long torn = Reader.Replay(bytes, StoreSeeds.Number, applied);
        if (torn < 0 || torn > bytes.Length || applied.Count > (bytes.Length - torn) / LeastBytesOfChange)
        {
            throw new HostileFinding($"{applied.Count} changes, and {torn} bytes behind them, of {bytes.Length}");
        }

        applied.Changes.Publish();
        SealedBase sealedBase = new(_base, new VectorIndex?[_base.Schema.Count]);
        int hash = Exam.Check(sealedBase, applied.Changes, applied.Schema);
        applied.CheckNewest();
        return Exam.IsInPart ? throw new HostileFinding("a value is refused that a whole frame brought") : hash;
    }

    /// <summary>The changes as a collection applies them, and the last of each key beside.</summary>
    private sealed class Applied(RecordFile records) : IChangeSink
    {
        private readonly Dictionary<object, object?[]?> _newest = [];

        public Schema Schema { get; private set; } = records.Schema;

        public PendingChanges Changes { get; } = new(records);

        public int Count { get; private set; }

        public void AddColumn(Column column)
        {
            Count++;
            Schema = Schema.With([column], out _);
        }

        public void Add(object key, object?[]? values)
        {
            Count++;
            Changes.Add(key, values);
            _newest[key] = values;
        }

        public void CheckNewest()
        {
            int living = records.Count;
            foreach ((object key, object?[]? values) in _newest)
            {
                bool wasThere = records.Find(KeyText.BytesOf(records.Schema[Schema.Key].Kind, key)) >= 0;
                living += (values is null ? 0 : 1) - (wasThere ? 1 : 0);
                Change? change = Changes.Find(key, Changes.View);
                if (change?.Values != values || (change is null && wasThere))
                {
                    throw new HostileFinding("a key has another record than its last change");
                }
            }

            if (Changes.View.Records != living)
            {
                throw new HostileFinding($"{Changes.View.Records} records of {living} are left");
            }
        }
    }
}
