using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace ProductSpace.Interchange.Hdf5;

/// <summary>
/// Vectors of an HDF5 file (PureHDF), as ann-benchmarks writes them: a dataset of rows and numbers in the root group,
/// "train" there, and a dataset of ids if there is one. Blocks of rows are read one at a time.
/// </summary>
internal static class Hdf5Vectors
{
    private const string Unit = "row";
    private const int BlockBytes = 4 << 20;
    private const long MaxChunkBytes = 256 << 20;
    private const int MaxDatasets = 1000;

    /// <summary>The library calls itself for nested types and groups.</summary>
    private const int StackBytes = 64 << 20;

    /// <summary>
    /// Bytes read a byte of the file, and in any case: a chunk is read again by each block that it crosses.
    /// </summary>
    private const long MostReadOfByte = 256;
    private const long FloorBytes = 1 << 20;

    public static bool Matches(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]);

    public static EmbeddingFile Read(SourceFile file)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            AheadOfTime.Keep();
        }

        EmbeddingFile? result = null;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    result = ReadHere(file);
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Reads on the stack of the caller, so that a test sees what is allocated.</summary>
    public static EmbeddingFile ReadHere(SourceFile file)
    {
        try
        {
            long most = FloorBytes + (file.Length > long.MaxValue / (2 * MostReadOfByte)
                ? long.MaxValue / 2
                : file.Length * MostReadOfByte);
            using NativeFile root = H5File.Open(new MeteredStream(file.Open(), most, file.Cancellation), false);
            return Read(file, root);
        }
        catch (Exception exception)
            when (exception.Message.StartsWith("Could not find filter", StringComparison.Ordinal))
        {
            throw file.Refuse(
                $"is HDF5 whose dataset is compressed in a way that is not supported ({exception.Message})",
                "write it with gzip, or without compression",
                exception);
        }
        catch (Exception exception) when (Damage.IsIn(exception))
        {
            throw file.Damaged("HDF5, or HDF5 of an unknown kind", exception);
        }
    }

    private static EmbeddingFile Read(SourceFile file, NativeFile root)
    {
        Dictionary<string, NativeDataset> matrices = [], lists = [];
        List<string> others = [];
        foreach (IH5Object child in root.Children().Take(MaxDatasets))
        {
            if (child is not NativeDataset dataset)
            {
                others.Add(child.Name);
                continue;
            }

            bool isNumber = KindOf(dataset.Type) is not null;
            bool isId = KindOf(dataset.Type) is NumberKind kind ? kind > NumberKind.Float64
                : dataset.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength;
            if (dataset.Space.Rank == 2 && isNumber)
            {
                matrices[child.Name] = dataset;
            }
            else if (dataset.Space.Rank == 1 && isId)
            {
                lists[child.Name] = dataset;
            }
            else
            {
                others.Add(child.Name);
            }
        }

        // ann-benchmarks has queries and answers beside the vectors, all of them matrices.
        string vector = file.Columns.Vector is null && matrices.ContainsKey("train") ? "train"
            : ColumnGuess.Vector(
                [.. matrices.Keys], file.Columns.Vector, file.Path, "matrices of numbers", [.. lists.Keys, .. others]);
        bool guess = file.Options.GivenIds is null || file.Columns.Id is not null;
        string? id = guess ? ColumnGuess.Id([.. lists.Keys], file.Columns.Id, file.Path) : null;
        return Read(file, matrices[vector], id is null ? null : lists[id], vector, id);
    }

    private static EmbeddingFile Read(
        SourceFile file, NativeDataset matrix, NativeDataset? ids, string vector, string? id)
    {
        ulong[] shape = matrix.Space.Dimensions;
        int rows = Refusal.Rows(file.Path, shape[0] > long.MaxValue ? long.MaxValue : (long)shape[0]);
        int dimension = Refusal.Dimension(
            file.Path, shape[1] > long.MaxValue ? long.MaxValue : (long)shape[1], file.Options);
        NumberKind kind = KindOf(matrix.Type)!.Value;
        RequireChunks(matrix, Numbers.SizeOf(kind));
        if (ids is not null)
        {
            RequireChunks(ids, Math.Max(1, ids.Type.Size));
            if (ids.Space.Dimensions[0] != (ulong)rows)
            {
                throw file.Refuse(
                    $"has {ids.Space.Dimensions[0]} ids in {ColumnGuess.Shown(id!)}, but {rows} rows in "
                        + ColumnGuess.Shown(vector),
                    "write both of one matrix, or give --ids");
            }
        }

        using RowSink sink = file.NewSink(hasIds: ids is not null);
        int block = RowsOfBlock(matrix, dimension, rows);
        for (int row = 0; row < rows; row += block)
        {
            int count = Math.Min(block, rows - row);
            float[] numbers = new float[count * dimension];
            Hdf5Numbers.Read(
                matrix,
                kind,
                new HyperslabSelection(2, [(ulong)row, 0], [(ulong)count, (ulong)dimension]),
                numbers);
            string[] names = ids is null ? [] : Hdf5Numbers.ReadIds(ids, KindOf(ids.Type), row, count);
            for (int i = 0; i < count; i++)
            {
                sink.Add(
                    ids is null ? default : Encoding.UTF8.GetBytes(names[i]),
                    numbers.AsSpan(i * dimension, dimension),
                    Unit,
                    row + i);
            }

            file.Report((double)row / rows);
        }

        string form = $"hdf5, dataset {vector}" + (id is null ? string.Empty : $", ids in {id}");
        return sink.Finish(form, file.Hash(), Unit, 0);
    }

    /// <summary>Chunks are unpacked as a whole, so that their size is bounded first.</summary>
    private static void RequireChunks(NativeDataset dataset, int valueBytes)
    {
        if (dataset.Layout.Class == H5DataLayoutClass.VirtualStorage)
        {
            throw new InvalidDataException("a dataset that lies in other files");
        }

        ulong bytes = (ulong)valueBytes;
        foreach (ulong side in ChunksOf(dataset))
        {
            bytes = side == 0 || side > (ulong)MaxChunkBytes / bytes
                ? throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture, $"chunks of more than {MaxChunkBytes} bytes"))
                : bytes * side;
        }
    }

    /// <summary>As many rows as fit a block, but whole chunks, which would otherwise be unpacked again.</summary>
    private static int RowsOfBlock(NativeDataset matrix, int dimension, int rows)
    {
        int fit = Math.Max(1, BlockBytes / (dimension * sizeof(float)));
        ulong[] chunks = ChunksOf(matrix);
        if (chunks.Length == 2 && chunks[0] <= (ulong)MaxChunkBytes / ((ulong)dimension * sizeof(float)))
        {
            int ofChunk = (int)chunks[0];
            fit = Math.Max(ofChunk, fit / ofChunk * ofChunk);
        }

        return Math.Min(fit, rows);
    }

    private static ulong[] ChunksOf(NativeDataset dataset) =>
        dataset.Layout.Class == H5DataLayoutClass.Chunked ? dataset.Layout.Chunks : [];

    private static NumberKind? KindOf(IH5DataType type) => (type.Class, type.Size) switch
    {
        (H5DataTypeClass.FloatingPoint, 2) => NumberKind.Float16,
        (H5DataTypeClass.FloatingPoint, 4) => NumberKind.Float32,
        (H5DataTypeClass.FloatingPoint, 8) => NumberKind.Float64,
        (H5DataTypeClass.FixedPoint, 1) => type.FixedPoint.IsSigned ? NumberKind.Int8 : NumberKind.UInt8,
        (H5DataTypeClass.FixedPoint, 2) => type.FixedPoint.IsSigned ? NumberKind.Int16 : NumberKind.UInt16,
        (H5DataTypeClass.FixedPoint, 4) => type.FixedPoint.IsSigned ? NumberKind.Int32 : NumberKind.UInt32,
        (H5DataTypeClass.FixedPoint, 8) => type.FixedPoint.IsSigned ? NumberKind.Int64 : NumberKind.UInt64,
        _ => null,
    };
}
