using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Collections;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>What a vector store reads of its files; the tests of the harness put broken ones here.</summary>
internal class StoreReader
{
    public virtual RecordFile Open(GuardedBytes bytes) => RecordFile.Open(new BorrowedBytes(bytes));

    /// <summary>Reads a file of changes; returns the bytes of an unfinished frame at its end.</summary>
    public virtual long Replay(GuardedBytes bytes, int number, IChangeSink sink) => ChangeReader.Read(new BorrowedBytes(bytes), number, sink);

    public virtual List<int> Matching(in CollectionRead read, FilterNode? filter) => read.Matching(filter, long.MaxValue);

    public virtual object? Get(in RowRef row, int column) => row.Get(column);
}
