using System.Globalization;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// Input of a build after a survey of every row: the accepted products (a usable vector in each space, a unique id),
/// their ids, and the rows of their vectors. Everything later counts only these products, in file order.
/// </summary>
internal sealed class BuildInput : IDisposable
{
    /// <summary>Largest dimension of a snapshot.</summary>
    public const int MaxDimension = 4096;

    private const int Examples = 20;

    private readonly AlignedBuffer<uint> _slots;

    private BuildInput(
        EmbeddingFile similar,
        EmbeddingFile? next,
        Utf8List ids,
        int[] similarRows,
        int[] nextRows,
        VectorLengths[] lengths,
        AlignedBuffer<uint> slots,
        ulong seed,
        int probes,
        int skipped,
        List<string> skippedExamples)
    {
        Similar = similar;
        Next = next;
        Ids = ids;
        SimilarRows = similarRows;
        NextRows = nextRows;
        Lengths = lengths;
        _slots = slots;
        Table = new ProductIdTable(ids.Offsets, ids.Text, slots.View, seed, probes);
        Skipped = skipped;
        SkippedExamples = skippedExamples;
    }

    public EmbeddingFile Similar { get; }

    public EmbeddingFile? Next { get; }

    public Utf8List Ids { get; }

    /// <summary>Row of each product in the IN file.</summary>
    public int[] SimilarRows { get; }

    /// <summary>Row of each product in the OUT file; empty without one.</summary>
    public int[] NextRows { get; }

    /// <summary>Lengths of the vectors of each space.</summary>
    public VectorLengths[] Lengths { get; }

    /// <summary>Finds product numbers by id.</summary>
    public ProductIdTable Table { get; }

    public int Skipped { get; }

    public List<string> SkippedExamples { get; }

    public int Count => SimilarRows.Length;

    public static BuildInput Survey(
        EmbeddingFile similar,
        EmbeddingFile? next,
        Utf8List ids,
        BuildOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        int most = options.HasDot ? MaxDimension - 1 : MaxDimension;
        if (similar.Dimension > most)
        {
            throw new BuildInputException(
                $"the vectors have {similar.Dimension} numbers each, and the maximum is {most}"
                    + $"{(options.HasDot ? " under the dot product" : string.Empty)}; reduce the dimension first");
        }

        if (next is not null && next.Dimension != similar.Dimension)
        {
            throw new BuildInputException(
                $"the vectors of the next space have {next.Dimension} numbers each, but the others "
                    + $"{similar.Dimension}; both must come from one training");
        }

        return new Surveyor(similar, next, ids, options, progress, cancellationToken).Run();
    }

    public void Dispose()
    {
        Ids.Dispose();
        _slots.Dispose();
    }

    /// <summary>
    /// Finds the row of the OUT file for each row of the IN file, by id if both name their rows; empty if row numbers
    /// agree.
    /// </summary>
    public static int[] FindNextRows(EmbeddingFile similar, EmbeddingFile? next, Utf8List all)
    {
        if (next is null)
        {
            return [];
        }

        if (!next.HasIds)
        {
            return next.Count == similar.Count
                ? []
                : throw new BuildInputException(
                    $"the next space has {next.Count} vectors, but the similar space {similar.Count}; without ids in "
                        + "the file, both must hold the same products in the same order");
        }

        using Utf8List ids = new();
        for (int row = 0; row < next.Count; row++)
        {
            ids.Add(next.GetId(row));
        }

        using AlignedBuffer<uint> slots = new(ProductIdTable.SlotCount(ids.Count));
        (ulong seed, int probes) = ProductIdTable.Fill(
            ids.Offsets, ids.Text, slots.View, out (int First, int Second)? twice);
        if (twice is (int first, int second))
        {
            throw new BuildInputException(
                $"product {Encoding.UTF8.GetString(ids[first])} occurs twice in the vectors of the next space "
                    + $"({next.Locate(first)} and {next.Locate(second)}); keep one");
        }

        ProductIdTable table = new(ids.Offsets, ids.Text, slots.View, seed, probes);
        int[] rows = new int[similar.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = table.TryFind(all[row], out int found) ? found : -1;
        }

        return rows;
    }

    /// <summary>Passes over all rows and accepts or refuses each product.</summary>
    private sealed class Surveyor(
        EmbeddingFile similar,
        EmbeddingFile? next,
        Utf8List all,
        BuildOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        private readonly float[] _row = new float[similar.Dimension];
        private readonly double[] _unit = new double[similar.Dimension];
        private readonly VectorLengths[] _lengths = [new(similar.Count), new(similar.Count)];
        private readonly List<string> _examples = [];
        private int _skipped;

        // Of the row looked at last.
        private double _length;
        private double _nextLength;

        public BuildInput Run()
        {
            int[] nextRowOf = FindNextRows(similar, next, all);
            Utf8List ids = new();
            List<int> similarRows = new(similar.Count);
            List<int> nextRows = [];
            using AlignedBuffer<uint> slots = new(ProductIdTable.SlotCount(similar.Count));
            ProductIdSet seen = new(all, slots.View);
            try
            {
                for (int row = 0; row < similar.Count; row++)
                {
                    if ((row & 0xFFFF) == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        progress?.Report(new BuildProgress("checking vectors", row, similar.Count));
                    }

                    if (FindFault(row, nextRowOf, seen) is string fault)
                    {
                        Refuse(row, fault);
                        continue;
                    }

                    ids.Add(all[row]);
                    similarRows.Add(row);
                    if (next is not null)
                    {
                        nextRows.Add(nextRowOf.Length == 0 ? row : nextRowOf[row]);
                    }

                    _lengths[0].Add(row, _length);
                    _lengths[1].Add(row, _nextLength);
                }


                AlignedBuffer<uint> table = new(ProductIdTable.SlotCount(ids.Count));
                (ulong seed, int probes) = ProductIdTable.Fill(ids.Offsets, ids.Text, table.View, out _);
                return new BuildInput(
                    similar,
                    next,
                    ids,
                    [.. similarRows],
                    [.. nextRows],
                    _lengths,
                    table,
                    seed,
                    probes,
                    _skipped,
                    _examples);
            }
            catch
            {
                ids.Dispose();
                throw;
            }
        }

        private string? FindFault(int row, int[] nextRowOf, ProductIdSet seen)
        {
            similar.ReadRow(row, _row);
            _length = UnitVector.Normalise(_row, _unit);
            if (FaultOf(_length) is string fault)
            {
                return $"the vector is {fault}";
            }

            if (next is not null)
            {
                int nextRow = nextRowOf.Length == 0 ? row : nextRowOf[row];
                if (nextRow < 0)
                {
                    return "it has no vector in the next space";
                }

                next.ReadRow(nextRow, _row);
                _nextLength = UnitVector.Normalise(_row, _unit);
                if (FaultOf(_nextLength) is string nextFault)
                {
                    return $"the vector of the next space ({next.Locate(nextRow)}) is {nextFault}";
                }
            }

            int first = seen.Add(row);
            return first < 0 ? null : $"the id already occurs at {similar.Locate(first)}";
        }

        private static string? FaultOf(double length) =>
            double.IsNaN(length) ? "not finite" : length == 0 ? "zero" : null;

        private void Refuse(int row, string fault)
        {
            string line = $"product {Encoding.UTF8.GetString(all[row])} ({similar.Locate(row)}): {fault}";
            if (options.OnBadVector == BadVectorPolicy.Refuse)
            {
                throw new BuildInputException(
                    $"{line}; correct the file, or skip such products (--on-bad-vector skip)");
            }

            _skipped++;
            if (_examples.Count < Examples)
            {
                _examples.Add(line);
            }
        }
    }
}
