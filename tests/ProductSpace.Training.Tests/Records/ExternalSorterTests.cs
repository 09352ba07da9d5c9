using CsCheck;
using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Tests.Records;

public sealed class ExternalSorterTests
{
    [Fact]
    public void Sorted_AnyChunk_EqualsSortInMemory()
    {
        Gen.Select(Gen.Long.Array[0, 300], Gen.Int[1, 50]).Sample((values, chunk) =>
        {
            using ExternalSorter<long> sorter = new(Path.GetTempPath(), chunk);
            foreach (long value in values)
            {
                sorter.Add(value);
            }

            long[] expected = [.. values.Order()];
            Assert.Equal(expected, sorter.Sorted());
            Assert.Equal(expected, sorter.Sorted());
            Assert.Equal(values.Length, sorter.Count);
        }, iter: 200);
    }

    [Fact]
    public void Dispose_AfterRuns_LeavesNoFile()
    {
        using TemporaryFolder folder = new();
        using (ExternalSorter<long> sorter = new(folder.Root, 4))
        {
            for (int i = 0; i < 50_000; i++)
            {
                sorter.Add(-i);
            }

            Assert.Equal(-49_999, sorter.Sorted().First());
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }
}
