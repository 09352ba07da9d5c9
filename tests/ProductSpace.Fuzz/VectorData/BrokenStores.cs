using Microsoft.Extensions.VectorData;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Collections;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>Broken readers of a vector store's files that the harness has to find.</summary>
internal static class BrokenStores
{
    public static readonly string[] OfRecords = ["over-read", "exception", "message", "unstable", "filter", "memory"];

    public static readonly string[] OfChanges = ["over-read", "exception", "length", "unstable"];

    public static StoreReader Find(string name) => name switch
    {
        "" => new StoreReader(),
        "over-read" => new OverReading(),
        "exception" => new Throwing(),
        "message" => new Nameless(),
        "unstable" => new Drifting(),
        "filter" => new Forgetting(),
        "memory" => new Allocating(),
        "length" => new Longer(),
        _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", OfRecords.Union(OfChanges))}"),
    };

    /// <summary>Believes a length of one file in sixteen.</summary>
    private sealed class OverReading : StoreReader
    {
        public override RecordFile Open(GuardedBytes bytes) => base.Open(Read(bytes));

        public override long Replay(GuardedBytes bytes, int number, IChangeSink sink) => base.Replay(Read(bytes), number, sink);

        private static GuardedBytes Read(GuardedBytes bytes)
        {
            _ = bytes.Length % 16 == 1 ? bytes.ReadBehindTheEnd() : 0;
            return bytes;
        }
    }

    private sealed class Throwing : StoreReader
    {
        public override RecordFile Open(GuardedBytes bytes) => bytes.Length % 2 == 0 ? base.Open(bytes) : throw new OverflowException("a section of no file");

        public override long Replay(GuardedBytes bytes, int number, IChangeSink sink) =>
            bytes.Length % 2 == 0 ? base.Replay(bytes, number, sink) : throw new OverflowException("a frame of no file");
    }

    /// <summary>Does not say which file.</summary>
    private sealed class Nameless : StoreReader
    {
        public override RecordFile Open(GuardedBytes bytes)
        {
            try
            {
                return base.Open(bytes);
            }
            catch (VectorStoreException)
            {
                throw new VectorStoreException("a file is damaged");
            }
        }
    }

    /// <summary>Every number is another the second time.</summary>
    private sealed class Drifting : StoreReader
    {
        private int _reads;

        public override object? Get(in RowRef row, int column) => base.Get(row, column) is int number && column > 0 ? number + _reads++ : base.Get(row, column);
    }

    /// <summary>Leaves the first match of each filter out.</summary>
    private sealed class Forgetting : StoreReader
    {
        public override List<int> Matching(in CollectionRead read, FilterNode? filter) =>
            filter is null ? base.Matching(read, filter) : [.. base.Matching(read, filter).Skip(1)];
    }

    /// <summary>Takes as many bytes as the file says.</summary>
    private sealed class Allocating : StoreReader
    {
        public override RecordFile Open(GuardedBytes bytes)
        {
            GC.KeepAlive(new byte[bytes.Length % 3 == 0 ? 64 << 20 : 1]);
            return base.Open(bytes);
        }
    }

    /// <summary>Says of a whole file that it ends behind its end.</summary>
    private sealed class Longer : StoreReader
    {
        public override long Replay(GuardedBytes bytes, int number, IChangeSink sink) =>
            base.Replay(bytes, number, sink) is long torn and > 0 ? torn : bytes.Length + 1;
    }
}
